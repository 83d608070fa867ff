//! A server that answers every request alike, as a process of its own.

use std::io::{BufRead, BufReader, Result};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Headers of every answer.
pub const HEADERS: [(&str, &str); 6] = [
    ("date", "Thu, 20 Nov 2025 12:00:00 GMT"),
    ("content-type", "application/hal+json"),
    ("x-ratelimit-limit-minute", "100000000"),
    ("x-ratelimit-remaining-minute", "99999999"),
    ("correlation-id", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    ("connection", "keep-alive"),
];

/// A small answer, 0.3 KB.
pub const BODY: &[u8] = br#"{"id":1,"number":7,"threads":2,"type":"email","folderId":11,"status":"active","state":"published","subject":"The printer says that it is out of paper","preview":"It is not, and it has been saying so for a week now. I have tried everything that I could think of.","mailboxId":85,"assignee":null,"tags":[]}"#;

/// A server under way; it ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub port: u16,
}

impl Server {
    /// Starts this program as a server of bodies of `bytes` (0: the small one) after `delay` ms.
    pub fn start(bytes: usize, delay: u64) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &bytes.to_string(), &delay.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = child.stdout.as_mut() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let port = line.trim().parse().map_err(std::io::Error::other)?;
        Ok(Self { child, port })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends at the latest with the pipe to its standard input.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until standard input is closed.
pub fn serve(bytes: usize, delay: u64) -> Result<()> {
    let answer = answer(bytes);
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        println!("{}", listener.local_addr()?.port());
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(answer_all(
                stream,
                answer.clone(),
                Duration::from_millis(delay),
            ));
        }
    })
}

async fn answer_all(mut stream: TcpStream, answer: bytes::Bytes, delay: Duration) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 16 * 1024];
    let mut filled = 0;
    loop {
        let count = stream
            .read(buffer.get_mut(filled..).unwrap_or_default())
            .await?;
        if count == 0 {
            return Ok(());
        }
        filled += count;
        // Requests of the load have no body.
        if buffer
            .get(..filled)
            .is_some_and(|read| read.ends_with(b"\r\n\r\n"))
        {
            filled = 0;
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            stream.write_all(&answer).await?;
        }
    }
}

fn answer(bytes: usize) -> bytes::Bytes {
    let body = body(bytes);
    let mut answer = "HTTP/1.1 200 OK\r\n".to_owned();
    for (name, value) in HEADERS {
        answer.extend([name, ": ", value, "\r\n"]);
    }
    let length = format!("content-length: {}\r\n\r\n", body.len());
    [answer.as_bytes(), length.as_bytes(), &body]
        .concat()
        .into()
}

/// A page of at least `bytes`, made of small answers.
fn body(bytes: usize) -> Vec<u8> {
    if bytes == 0 {
        return BODY.to_vec();
    }
    let count = bytes / (BODY.len() + 1);
    let mut body = b"{\"_embedded\":{\"conversations\":[".to_vec();
    body.extend(vec![BODY; count].join(&b','));
    body.extend_from_slice(b"]}}");
    body
}
