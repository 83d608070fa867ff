//! A call: what the caller asked for, and what came of it.

mod conclude;
pub mod job;
mod rate;
pub(super) mod run;
#[cfg(test)]
mod tests;
mod verification;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::failure::Failure;
use super::headers::{AnswerHeaders, HeaderList, RequestHeaders};
use super::transport::{BoxFuture, Transport, WireReader};
use super::verify::Search;

/// How a call proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authorization {
    /// `Authorization: Bearer` with the client's current token; a 401 refreshes it once.
    Bearer,
    /// The caller's own headers stand as they are; a 401 renews the token all the
    /// same, once, as the original does.
    Own,
    /// Another origin than the API's: no token goes there, and none is renewed for it.
    Foreign,
}

/// The body of a call.
#[derive(Debug)]
pub enum Body {
    /// None at all.
    Absent,
    /// Bytes that can be sent again.
    Bytes(Bytes),
    /// Chunks of a stream that is read once, when the call first starts.
    Stream(mpsc::Receiver<Result<Bytes, String>>),
}

impl Body {
    /// Adds the length that the transport sends along to headers that are shown.
    fn show_length(&self, headers: &mut Arc<RequestHeaders>) {
        if let Self::Bytes(bytes) = self
            && !bytes.is_empty()
        {
            let mut list = headers.list().clone();
            list.push(("Content-Length".into(), bytes.len().to_string().into()));
            *headers = Arc::new(RequestHeaders::new(list));
        }
    }
}

/// How the answer's body is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// Read whole and delivered as text that JavaScript parses.
    Text,
    /// Read whole and delivered as bytes.
    Bytes,
    /// Delivered with the head; the caller pulls the chunks.
    Stream,
}

/// Limits of time and size of one call.
#[derive(Debug, Clone)]
pub struct Limits {
    /// One attempt with its redirects and body. `None` is unlimited.
    pub attempt: Option<Duration>,
    /// Text of axios's `timeout` option as the caller wrote it. When set, `attempt`
    /// came from it: the error is `timeout of {text}ms exceeded`, `ECONNABORTED`,
    /// and is not retried.
    pub timeout_text: Option<String>,
    /// All attempts and backoff together, counted from the first start.
    pub total: Option<Duration>,
    /// Redirects to follow; 0 takes a 3xx as the answer.
    pub max_redirects: u32,
    /// Largest decoded response body in bytes; what is read whole is never larger
    /// than a text of JavaScript.
    pub max_content_length: Option<u64>,
    /// Largest request body in bytes.
    pub max_body_length: Option<u64>,
    /// Waiting for the limiter, at first and after a 429. `None` is unlimited.
    pub queue_timeout: Option<Duration>,
    /// Attempts after the first for failures that may be retried.
    pub retries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempt: Some(Duration::from_secs(30)),
            timeout_text: None,
            total: Some(Duration::from_mins(2)),
            max_redirects: 21,
            max_content_length: None,
            max_body_length: None,
            queue_timeout: None,
            retries: 5,
        }
    }
}

/// What follows when nobody knows whether a POST or PATCH took effect.
#[derive(Debug, Default)]
pub enum OnAmbiguous {
    /// The call fails as [`FailureKind::Indeterminate`](super::failure::FailureKind::Indeterminate).
    #[default]
    Reject,
    /// What it makes is looked for. If it is not found, the call fails likewise.
    Verify(Box<Search>),
    /// It is sent again like a method that may be, and so perhaps done twice.
    Resend,
}

/// Everything taken from the caller when the call was made.
pub struct Call {
    /// Upper-case method token.
    pub method: Cow<'static, str>,
    /// Absolute http(s) URL, percent-encoded, with its query, without fragment.
    pub url: String,
    /// Headers but `Authorization: Bearer`, which the attempt adds.
    pub headers: Arc<HeaderList>,
    /// How the call authenticates.
    pub authorization: Authorization,
    /// Request body.
    pub body: Body,
    /// Shape of the answer.
    pub response: ResponseMode,
    /// Limits of time and size.
    pub limits: Arc<Limits>,
    /// Where attempts go.
    pub transport: Arc<dyn Transport>,
    /// JavaScript hooks, if somebody uses them.
    pub hooks: Option<Arc<dyn Hooks>>,
    /// What follows when its effect is unknown.
    pub on_ambiguous: OnAmbiguous,
}

/// An answer of the server.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Reason phrase.
    pub reason: Cow<'static, str>,
    /// The headers.
    pub headers: AnswerHeaders,
    /// The decoded body.
    pub body: AnswerBody,
    /// The request that was answered, if a redirect led there.
    pub redirect: Option<Box<Redirect>>,
}

/// Where redirects led.
#[derive(Debug)]
pub struct Redirect {
    /// Upper-case method token.
    pub method: String,
    /// Absolute URL.
    pub url: String,
}

impl Answer {
    /// The first header of a lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The body of an answer.
pub enum AnswerBody {
    /// Read whole; also in place of a stream where a repeated DELETE found nothing
    /// left to delete.
    Bytes(Bytes),
    /// Still arriving, decoded on the way.
    Stream(Box<dyn WireReader>),
}

/// What a finished call hands to the binding.
pub struct Outcome {
    /// The answer, or why there is none.
    pub result: Result<Answer, Failure>,
    /// How often a request was sent or tried.
    pub attempts: u32,
    /// Headers of the last attempt as sent, `Authorization` included.
    pub request_headers: Arc<RequestHeaders>,
    /// When the first attempt was sent that may have had an effect, if the call failed.
    pub sent_at: Option<SystemTime>,
    /// The answer is not the server's: what the call made was found.
    pub verified: bool,
}

/// What a `failed` listener decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Leave the decision to the retry policy.
    Pass,
    /// Neither retry nor refresh: the caller removed the retry handler.
    Reject,
    /// Try again after this long, unless the effect of the call is unknown.
    RetryAfter(Duration),
}

/// Questions the core asks JavaScript in the middle of a call. Present only
/// when the caller set such a hook; every method has the native default.
pub trait Hooks: Send + Sync {
    /// `validateStatus`: is this status a success?
    ///
    /// # Errors
    /// [`FailureKind::Hook`](super::failure::FailureKind::Hook) when the callback throws.
    fn accepts(&self, status: u16) -> BoxFuture<'_, Result<bool, Failure>> {
        Box::pin(async move { Ok((200..300).contains(&status)) })
    }

    /// `adapter`: performs the attempt instead of the transport. `None` means there is no adapter.
    fn adapter<'a>(
        &'a self,
        _headers: &'a Arc<RequestHeaders>,
    ) -> Option<BoxFuture<'a, Result<Answer, Failure>>> {
        None
    }

    /// `bottleneck.on('failed')`: `failure` is not settled yet. With the attempts so far
    /// and the headers of the last.
    fn failed<'a>(
        &'a self,
        _failure: &'a Failure,
        _attempts: u32,
        _headers: &'a Arc<RequestHeaders>,
    ) -> BoxFuture<'a, Verdict> {
        Box::pin(async { Verdict::Pass })
    }

    /// `bottleneck.on('retry')`: a further attempt follows after `wait`.
    fn retries(&self, _wait: Duration) {}

    /// A further attempt begins in the slot of the one before.
    fn repeats(&self) {}

    /// `bottleneck.chain(other)`: waits until the chained limiter lets this attempt
    /// start; the permit is held until the attempt is over.
    ///
    /// # Errors
    /// The rejection of the chained limiter.
    fn enter(&self) -> BoxFuture<'_, Result<Option<Box<dyn Send>>, Failure>> {
        Box::pin(async { Ok(None) })
    }
}
