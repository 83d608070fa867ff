//! Bodies on their way out and in.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::sync::mpsc;

use super::pool::Held;
use super::sockets::Socket;
use super::{Sent, SentMark, WireBody, WireReader};
use crate::core::failure::{Failure, FailureKind};

/// A request body that notes the moment it is first asked for. Hyper asks before
/// it flushes the head, unless that alone fills its buffer of 400 KB; until then
/// nothing has been written, or a part that nobody can act on.
pub(super) struct Outgoing {
    source: Source,
    sent: SentMark,
}

/// Where a request body comes from.
enum Source {
    Whole(Bytes),
    Chunks(mpsc::Receiver<Result<Bytes, String>>),
}

impl Outgoing {
    pub(super) fn new(body: WireBody, sent: SentMark) -> Self {
        let source = match body {
            WireBody::Absent => Source::Whole(Bytes::new()),
            WireBody::Bytes(bytes) => Source::Whole(bytes),
            WireBody::Stream(chunks) => Source::Chunks(chunks),
        };
        Self { source, sent }
    }

    /// The request has no connection, or is back from one unsent.
    pub(super) fn waits(&self) {
        self.sent.set(Sent::None);
    }

    /// A connection gets the request. Hyper asks nothing of an empty body, and nothing
    /// of a stream that the headers call empty, so their way cannot be followed further.
    pub(super) fn goes(&self) {
        if self.is_end_stream() || matches!(self.source, Source::Chunks(_)) {
            self.sent.set(Sent::Some);
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.sent.set(Sent::Some);
        let chunk = match &mut self.source {
            Source::Whole(bytes) if bytes.is_empty() => None,
            Source::Whole(bytes) => Some(Ok(std::mem::take(bytes))),
            Source::Chunks(chunks) => ready!(chunks.poll_recv(context)),
        };
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data).map_err(BodyError)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.source, Source::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Source::Chunks(_) => SizeHint::default(),
        }
    }
}

/// What the producer of a request body reported instead of a chunk.
#[derive(Debug)]
pub(super) struct BodyError(pub(super) String);

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BodyError {}

/// The body of an answer, read from the connection as it is asked for.
pub(super) struct Arriving {
    pub(super) body: Incoming,
    pub(super) held: Option<Held>,
    pub(super) socket: Socket,
}

impl WireReader for Arriving {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        let chunk = loop {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                None => break Ok(None),
                Some(Err(_)) => break Err(aborted()),
                Some(Ok(frame)) => {
                    // Trailers are passed over.
                    if let Ok(chunk) = frame.into_data() {
                        break Ok(Some(chunk));
                    }
                }
            }
        };
        if !matches!(chunk, Ok(Some(_))) {
            self.held = None;
            self.socket = None;
        }
        Poll::Ready(chunk)
    }
}

fn aborted() -> Failure {
    Failure::new(FailureKind::Network, "aborted")
        .code("ECONNRESET")
        .sent(Sent::Some)
}
