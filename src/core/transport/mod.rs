//! One HTTP exchange: the trait the rest of the core talks to, and its types.

mod authorities;
mod body;
pub mod cache;
mod classify;
mod connect;
pub mod http;
pub mod options;
mod pool;
mod proxies;
mod sockets;
#[cfg(test)]
mod tests;
pub(in crate::core) mod tls;
mod wire_url;

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::failure::Failure;
use super::headers::{AnswerHeaders, RequestHeaders};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Whether any byte of a request can have reached the server. It decides if a
/// write may be sent again (RFC 9110, 9.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// The failure came before the first byte was written.
    None,
    /// Something was written, or it cannot be ruled out.
    Some,
}

/// A request's `sent` flag, shared with whoever may drop its future: a deadline
/// that ends an exchange reads here how far it got.
///
/// It starts as [`Sent::Some`], the safe answer of a transport that does not track.
#[derive(Debug, Clone)]
pub struct SentMark(Arc<AtomicBool>);

impl Default for SentMark {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl SentMark {
    /// Records how far the request has got.
    pub fn set(&self, sent: Sent) {
        self.0.store(sent == Sent::Some, Ordering::Release);
    }

    /// How far the request has got.
    #[must_use]
    pub fn get(&self) -> Sent {
        if self.0.load(Ordering::Acquire) {
            Sent::Some
        } else {
            Sent::None
        }
    }
}

/// What one exchange sends.
#[derive(Debug)]
pub struct WireRequest<'a> {
    /// Upper-case method token.
    pub method: &'a str,
    /// Absolute http(s) URL, percent-encoded, without fragment.
    pub url: &'a str,
    /// All headers but `Host`, `Connection` and the framing ones.
    pub headers: &'a RequestHeaders,
    /// The body, sent with `Content-Length` when its size is known.
    pub body: WireBody,
    /// Where the transport notes whether anything was sent.
    pub sent: SentMark,
}

/// The body of one exchange.
#[derive(Debug)]
pub enum WireBody {
    /// No body and no `Content-Length`.
    Absent,
    /// A body of known size, possibly empty (`Content-Length: 0`).
    Bytes(Bytes),
    /// Chunks as the caller produces them; sent once, never replayed. The body
    /// ends when the sender goes away; an `Err` aborts the request.
    Stream(mpsc::Receiver<Result<Bytes, String>>),
}

/// The head of an answer and a body still to be read.
pub struct WireResponse {
    /// Status code as sent.
    pub status: u16,
    /// Reason phrase verbatim, `""` if the server sent none.
    pub reason: Cow<'static, str>,
    /// The headers.
    pub headers: AnswerHeaders,
    /// The undecoded body.
    pub body: Box<dyn WireReader>,
}

/// Pull access to a body; dropping it aborts the exchange.
pub trait WireReader: Send + Sync {
    /// The next chunk, `None` at the end.
    ///
    /// # Errors
    /// A [`Failure`] when the connection is lost inside the body.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>>;
}

impl dyn WireReader {
    /// The next chunk, `None` at the end.
    ///
    /// # Errors
    /// Those of [`WireReader::poll_next`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        poll_fn(|context| self.poll_next(context)).await
    }
}

/// Sends one request and answers with the head of the response. It follows no
/// redirect, decodes nothing and knows no deadline: `core::attempt` does.
pub trait Transport: Send + Sync {
    /// Performs the exchange up to the response's head.
    ///
    /// # Errors
    /// A [`Failure`] of a network class with its `sent` flag set.
    fn send<'a>(&'a self, request: WireRequest<'a>)
    -> BoxFuture<'a, Result<WireResponse, Failure>>;
}
