//! Reading an answer's body: whole, or chunk by chunk.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::time::{Sleep, sleep};

use super::timed_out;
use crate::core::call::Limits;
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::AnswerHeaders;
use crate::core::transport::{Sent, WireReader};

/// Room made ahead for a body of the length that its headers tell. They may lie.
const ROOM: usize = 1024 * 1024;

/// Bytes from which a body that came at once stays in the connection's memory, which is
/// larger and lost to the connection by that.
const LEAST_SHARED: usize = 16 * 1024;

/// The longest text of V8. What is read whole is not larger, whatever the caller
/// allows: a small packed answer can unpack to all the memory there is.
const LARGEST: u64 = (1 << 29) - 24;

/// Reads `reader` to its end, at most `limit` bytes.
pub(super) async fn whole(
    mut reader: Box<dyn WireReader>,
    headers: &AnswerHeaders,
    limit: Option<u64>,
) -> Result<Bytes, Failure> {
    let length = headers.get("content-length");
    let length = length.and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut whole = Bytes::new();
    let mut body = Vec::new();
    while let Some(chunk) = reader.next().await? {
        let size = (whole.len() + body.len() + chunk.len()) as u64;
        if let Some(limit) = limit.filter(|limit| size > *limit) {
            let message = format!("maxContentLength size of {limit} exceeded");
            return Err(refused(message));
        }
        if size > LARGEST {
            return Err(refused(format!(
                "The answer is larger than {LARGEST} bytes: set responseType to \"stream\" to read it."
            )));
        }
        if size == chunk.len() as u64 && chunk.len() == length && length >= LEAST_SHARED {
            whole = chunk;
            continue;
        }
        if body.is_empty() {
            body.reserve(ROOM.min(length));
        }
        body.extend_from_slice(&std::mem::take(&mut whole));
        body.extend_from_slice(&chunk);
    }
    Ok(if body.is_empty() { whole } else { body.into() })
}

fn refused(message: String) -> Failure {
    Failure::new(FailureKind::Refused, message).sent(Sent::Some)
}

/// `reader` with the attempt's limit of time for each chunk.
pub(super) fn each_in_time(reader: Box<dyn WireReader>, limits: &Limits) -> Box<dyn WireReader> {
    Box::new(InTime {
        reader,
        limits: limits.clone(),
        timer: None,
    })
}

struct InTime {
    reader: Box<dyn WireReader>,
    limits: Limits,
    /// The limit of the chunk that is waited for.
    timer: Option<Pin<Box<Sleep>>>,
}

impl WireReader for InTime {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        if let Poll::Ready(chunk) = self.reader.poll_next(context) {
            self.timer = None;
            return Poll::Ready(chunk);
        }
        let Some(limit) = self.limits.attempt else {
            return Poll::Pending;
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(timer.as_mut().poll(context));
        Poll::Ready(Err(timed_out(&self.limits, Sent::Some)))
    }
}
