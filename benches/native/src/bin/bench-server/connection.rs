//! One connection: requests in, prepared answers out.

use std::io;

use bytes::{Buf, BytesMut};
use httparse::Status;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::answers::Answers;

/// Answers requests until the client hangs up.
///
/// # Errors
/// A lost connection, or something else than HTTP/1.1 on it.
pub async fn serve<S>(mut stream: S, answers: &Answers) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut received = BytesMut::with_capacity(16 * 1024);
    loop {
        let (target, length) = loop {
            if let Some(request) = parse(&received)? {
                break request;
            }
            if stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
        };
        while received.len() < length {
            if stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
        }
        received.advance(length);
        let answer = answers.find(&target);
        if let Some(delay) = answer.delay {
            tokio::time::sleep(delay).await;
        }
        stream.write_all(&answer.bytes).await?;
        stream.flush().await?;
    }
}

/// Target and length, body included, of the request that begins here, if its head is complete.
fn parse(received: &[u8]) -> io::Result<Option<(String, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let Status::Complete(head) = request.parse(received).map_err(io::Error::other)? else {
        return Ok(None);
    };
    let body = request
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| str::from_utf8(header.value).ok()?.parse::<usize>().ok());
    let target = request.path.unwrap_or_default().to_owned();
    Ok(Some((target, head + body.unwrap_or_default())))
}
