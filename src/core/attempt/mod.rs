//! One attempt: an exchange with its redirects, decoding and limits.

use super::call::{Answer, Limits, ResponseMode};
use super::failure::{Failure, FailureKind};
use super::transport::{HeaderList, Transport, WireBody};

/// What one attempt sends, and its bounds.
pub struct Attempt<'a> {
    /// Where it goes.
    pub transport: &'a dyn Transport,
    /// Upper-case method token.
    pub method: &'a str,
    /// Absolute http(s) URL, percent-encoded, without fragment.
    pub url: &'a str,
    /// All headers, `Authorization` included, but `Host`, `Connection` and the
    /// framing ones. `Accept-Encoding` is added where the caller set none.
    pub headers: HeaderList,
    /// Request body.
    pub body: WireBody,
    /// Shape of the answer.
    pub response: ResponseMode,
    /// Limits of time and size: `attempt`, `timeout_text`, `max_redirects`,
    /// `max_content_length` and `max_body_length`; the others are the call's.
    pub limits: &'a Limits,
}

/// Performs the attempt: sends, follows redirects, decodes and reads the body,
/// all before one deadline. With [`ResponseMode::Stream`] it ends with the head
/// and the reader allows the same time for each chunk.
///
/// Any status is an answer.
///
/// # Errors
/// A network failure of the transport, [`FailureKind::Timeout`], or
/// [`FailureKind::Refused`] for a limit or a redirect that is not followed.
pub async fn perform(attempt: Attempt<'_>) -> Result<Answer, Failure> {
    let _ = attempt;
    Err(Failure::new(FailureKind::Network, "no transport"))
}
