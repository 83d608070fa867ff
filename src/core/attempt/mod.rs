//! One attempt: an exchange with its redirects, decoding and limits.

mod decode;
mod read;
mod redirect;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::call::{Answer, AnswerBody, Limits, ResponseMode};
use super::engine::spawn;
use super::failure::{Failure, FailureKind};
use super::headers::RequestHeaders;
use super::transport::{Sent, SentMark, Transport, WireBody, WireResponse};
pub use redirect::CREDENTIALS;
use redirect::{Arrival, Hop};

/// What one attempt sends, and its bounds.
pub struct Attempt<'a> {
    /// Where it goes.
    pub transport: &'a dyn Transport,
    /// Upper-case method token.
    pub method: &'a str,
    /// Absolute http(s) URL, percent-encoded, without fragment.
    pub url: &'a str,
    /// All headers, `Authorization` included.
    pub headers: Arc<RequestHeaders>,
    /// Request body.
    pub body: WireBody,
    /// Shape of the answer.
    pub response: ResponseMode,
    /// Limits of time and size: `attempt`, `timeout_text`, `max_redirects`,
    /// `max_content_length` and `max_body_length`; the others are the call's.
    pub limits: &'a Limits,
    /// When its limit of time begins.
    pub since: Instant,
}

/// Performs the attempt: sends, follows redirects, decodes and reads the body,
/// all before one deadline. With [`ResponseMode::Stream`] it ends with the head
/// and the reader allows the same time for each chunk.
///
/// Any status is an answer. A write that a 301, 302 or 303 turned into a GET has
/// been received: whatever fails after it has [`Sent::Some`].
///
/// # Errors
/// A network failure of the transport, [`FailureKind::Timeout`], or
/// [`FailureKind::Refused`] for a limit or a redirect that is not followed.
pub async fn perform(attempt: Attempt<'_>) -> Result<Answer, Failure> {
    let Attempt {
        transport,
        method,
        url,
        headers,
        body,
        response,
        limits,
        since,
    } = attempt;
    let hop = Hop {
        method: Cow::Borrowed(method),
        url: Cow::Borrowed(url),
        headers,
        body: bounded(body, limits.max_body_length)?,
    };
    let sent = SentMark::default();
    let work = async {
        let arrival = redirect::follow(transport, hop, limits.max_redirects, &sent).await?;
        finish(method, arrival, response, limits).await
    };
    match limits.attempt.and_then(|limit| since.checked_add(limit)) {
        None => work.await,
        Some(deadline) => timeout_at(deadline, work)
            .await
            .unwrap_or_else(|_| Err(timed_out(limits, sent.get()))),
    }
}

/// `body`, refused when it is larger than `limit` bytes or, being a stream,
/// broken off where it gets there.
fn bounded(body: WireBody, limit: Option<u64>) -> Result<WireBody, Failure> {
    const MESSAGE: &str = "Request body larger than maxBodyLength limit";
    match (body, limit) {
        (WireBody::Bytes(bytes), Some(limit)) if bytes.len() as u64 > limit => {
            Err(Failure::new(FailureKind::Refused, MESSAGE))
        }
        (WireBody::Stream(chunks), Some(limit)) => {
            Ok(WireBody::Stream(counted(chunks, limit, MESSAGE)))
        }
        (body, _) => Ok(body),
    }
}

fn counted(
    mut chunks: mpsc::Receiver<Result<Bytes, String>>,
    mut left: u64,
    message: &'static str,
) -> mpsc::Receiver<Result<Bytes, String>> {
    let (sender, receiver) = mpsc::channel(1);
    spawn(&Handle::current(), async move {
        while let Some(chunk) = chunks.recv().await {
            let size = chunk.as_ref().map_or(0, Bytes::len) as u64;
            let chunk = if size > left {
                Err(message.to_owned())
            } else {
                chunk
            };
            left = left.saturating_sub(size);
            if chunk.is_err() | sender.send(chunk).await.is_err() {
                break;
            }
        }
    });
    receiver
}

/// Reads the body in the shape that is asked for. `method` is the one asked first.
async fn finish(
    method: &str,
    arrival: Arrival,
    mode: ResponseMode,
    limits: &Limits,
) -> Result<Answer, Failure> {
    let Arrival { redirect, response } = arrival;
    let WireResponse {
        status,
        reason,
        mut headers,
        body,
    } = response;
    let method = redirect.as_ref().map_or(method, |last| &last.method);
    let reader = decode::decoded(method, &mut headers, status, body);
    let body = match mode {
        ResponseMode::Stream => AnswerBody::Stream(read::each_in_time(reader, limits)),
        ResponseMode::Text | ResponseMode::Bytes => {
            AnswerBody::Bytes(read::whole(reader, &headers, limits.max_content_length).await?)
        }
    };
    Ok(Answer {
        status,
        reason,
        headers,
        body,
        redirect,
    })
}

fn timed_out(limits: &Limits, sent: Sent) -> Failure {
    let message = match (&limits.timeout_text, limits.attempt) {
        (Some(text), _) => format!("timeout of {text}ms exceeded"),
        (None, limit) => format!(
            "no answer within {} ms",
            limit.unwrap_or_default().as_millis()
        ),
    };
    Failure::new(FailureKind::Timeout, message)
        .code("ECONNABORTED")
        .sent(sent)
}
