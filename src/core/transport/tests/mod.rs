//! The transport against real servers on loopback.

mod exchange;
mod failures;
mod pool;
mod proxies;
mod socks;
mod storm;
mod trust;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::http::HttpTransport;
use super::options::TransportOptions;
use super::{BoxFuture, SentMark, Transport, WireBody, WireRequest, WireResponse};
use crate::core::failure::Failure;
use crate::core::headers::{HeaderList, RequestHeaders};

/// A listener that hands each connection to `handle`.
async fn listen<F, T>(handle: F) -> SocketAddr
where
    F: Fn(TcpStream) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(handle(stream));
        }
    });
    address
}

/// What servers saw: each request with its body, and a mark for each connection.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn push(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// How often `text` was logged.
    fn count(&self, text: &str) -> usize {
        self.all().iter().filter(|entry| *entry == text).count()
    }
}

/// Reads one request: its head, and as much body as `Content-Length` says or
/// chunks that end. `None` when the connection is closed.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut seen = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("Content-Length: "))
                .map_or(0, |length| length.parse().unwrap());
            let chunked = head.contains("Transfer-Encoding: chunked");
            if body.len() >= length && (!chunked || body.ends_with("0\r\n\r\n")) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut seen).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}

/// Answers every request on a connection with `reply`.
async fn answer_all(mut stream: impl AsyncRead + AsyncWrite + Unpin, log: Log, reply: Vec<u8>) {
    log.push("connection");
    while let Some(request) = read_request(&mut stream).await {
        log.push(request);
        if stream.write_all(&reply).await.is_err() {
            return;
        }
    }
}

/// A server with one reply for everything.
async fn server(reply: impl AsRef<[u8]>) -> (String, Log) {
    let log = Log::default();
    let (seen, reply) = (log.clone(), reply.as_ref().to_vec());
    let address = listen(move |stream| answer_all(stream, seen.clone(), reply.clone())).await;
    (format!("http://{address}"), log)
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn transport() -> HttpTransport {
    HttpTransport::new(&TransportOptions::default()).unwrap()
}

/// A request that owns its parts.
struct Request {
    method: String,
    url: String,
    headers: HeaderList,
    body: WireBody,
    sent: SentMark,
}

/// Sends such a request.
trait Asks: Transport {
    fn ask(&self, request: Request) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        Box::pin(async move {
            let headers = RequestHeaders::new(request.headers);
            let request = WireRequest {
                method: &request.method,
                url: &request.url,
                headers: &headers,
                body: request.body,
                sent: request.sent,
            };
            self.send(request).await
        })
    }
}

impl Asks for HttpTransport {}

fn get(url: impl Into<String>) -> Request {
    Request {
        method: "GET".to_owned(),
        url: url.into(),
        headers: Vec::new(),
        body: WireBody::Absent,
        sent: SentMark::default(),
    }
}

fn post(url: impl Into<String>, body: &'static str) -> Request {
    Request {
        method: "POST".to_owned(),
        body: WireBody::Bytes(Bytes::from_static(body.as_bytes())),
        ..get(url)
    }
}

async fn whole(mut response: WireResponse) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.body.next().await? {
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The failure of an exchange, whether it came with the head or inside the body.
async fn failure(transport: &HttpTransport, request: Request) -> Failure {
    match transport.ask(request).await {
        Err(failure) => failure,
        Ok(response) => whole(response).await.unwrap_err(),
    }
}
