//! Bodies on their way out and in.

use std::fmt;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;

use super::sockets::Socket;
use super::{Sent, SentMark, WireReader};
use crate::core::failure::{Failure, FailureKind};

/// A request body that notes the moment it is first asked for. Hyper asks before
/// it flushes the head, so until then nothing has been written.
pub(super) struct Outgoing {
    pub(super) source: Source,
    pub(super) sent: SentMark,
}

/// Where a request body comes from.
pub(super) enum Source {
    Whole(Bytes),
    Chunks(mpsc::Receiver<Result<Bytes, String>>),
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
pub(super) struct Incoming {
    pub(super) response: reqwest::Response,
    pub(super) socket: Socket,
}

impl WireReader for Incoming {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        // The future has no state of its own, so that a new one goes on where the last was.
        let chunk = ready!(pin!(self.response.chunk()).poll(context)).map_err(|_| {
            Failure::new(FailureKind::Network, "aborted")
                .code("ECONNRESET")
                .sent(Sent::Some)
        });
        if !matches!(chunk, Ok(Some(_))) {
            self.socket = None;
        }
        Poll::Ready(chunk)
    }
}
