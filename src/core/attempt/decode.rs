//! Content encodings, undone while the body arrives.

use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use flate2::{Decompress, FlushDecompress, Status};
use tokio::task::coop;

use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::AnswerHeaders;
use crate::core::transport::{Sent, WireReader};

/// How much is decoded at a time; it bounds memory whatever the ratio.
const CHUNK: usize = 64 * 1024;

/// `body` decoded, and `content-encoding` removed from `headers`, if it has an
/// encoding that is understood. Answers that cannot have a body stay as they are.
pub(super) fn decoded(
    method: &str,
    headers: &mut AnswerHeaders,
    status: u16,
    body: Box<dyn WireReader>,
) -> Box<dyn WireReader> {
    if headers.get("content-encoding").is_none() {
        return body;
    }
    let encoding = headers.iter().find(|(name, value)| {
        *name == "content-encoding" && matches!(*value, "gzip" | "deflate" | "compress")
    });
    let Some((_, encoding)) = encoding else {
        return body;
    };
    if method == "HEAD" || matches!(status, 204 | 304) {
        return body;
    }
    let may_be_raw = encoding == "deflate";
    headers.remove("content-encoding");
    Box::new(Inflater {
        body,
        input: Bytes::new(),
        state: State::Start { may_be_raw },
    })
}

/// A body being inflated. As with zlib's `unzip`, its first bytes tell the
/// format, whatever the header called it.
struct Inflater {
    body: Box<dyn WireReader>,
    /// What has arrived and is not decoded yet.
    input: Bytes,
    state: State,
}

enum State {
    /// Nothing decoded yet.
    Start { may_be_raw: bool },
    /// Inside a compressed stream.
    Inside(Stream),
    /// Behind one; a gzip file may have further members.
    Behind(Format),
    /// Only padding is left.
    Padding,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Gzip,
    Zlib,
    Raw,
}

struct Stream {
    inflate: Decompress,
    format: Format,
    /// Whether the last step filled its output, so that there may be more without
    /// further input.
    full: bool,
}

impl WireReader for Inflater {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        loop {
            if self.input.len() < self.needed() {
                match ready!(self.body.poll_next(context))? {
                    Some(chunk) => self.append(chunk),
                    None => return Poll::Ready(self.end()),
                }
                continue;
            }
            // What has arrived can unpack to a thousand times its size: other calls must
            // get their turn meanwhile, and deadlines too.
            let turn = ready!(coop::poll_proceed(context));
            turn.made_progress();
            if let Some(chunk) = self.advance()? {
                return Poll::Ready(Ok(Some(chunk)));
            }
        }
    }
}

impl Inflater {
    /// Bytes of input that the next step takes at least.
    fn needed(&self) -> usize {
        match &self.state {
            State::Start { .. } => 2,
            State::Inside(stream) if stream.full => 0,
            _ => 1,
        }
    }

    fn append(&mut self, chunk: Bytes) {
        self.input = if self.input.is_empty() {
            chunk
        } else {
            [self.input.as_ref(), chunk.as_ref()].concat().into()
        };
    }

    fn end(&self) -> Result<Option<Bytes>, Failure> {
        match self.state {
            State::Behind(_) | State::Padding => Ok(None),
            State::Start { .. } | State::Inside(_) => {
                Err(broken("unexpected end of file", "Z_BUF_ERROR", -5))
            }
        }
    }

    /// Makes one step with the input there is.
    fn advance(&mut self) -> Result<Option<Bytes>, Failure> {
        match &mut self.state {
            State::Start { may_be_raw } => {
                let format = format(&self.input, *may_be_raw);
                self.state = State::Inside(Stream::new(format));
            }
            State::Inside(stream) => {
                let format = stream.format;
                let (chunk, status) = stream.step(&mut self.input)?;
                if status == Status::StreamEnd {
                    self.state = State::Behind(format);
                }
                return Ok(Some(chunk).filter(|chunk| !chunk.is_empty()));
            }
            State::Behind(format) => {
                let member = *format == Format::Gzip && self.input.first() != Some(&0);
                self.state = if member {
                    State::Inside(Stream::new(Format::Gzip))
                } else {
                    State::Padding
                };
            }
            State::Padding => self.input.clear(),
        }
        Ok(None)
    }
}

/// The format of a stream that starts with `input`: gzip by its magic number,
/// else zlib. Some servers send raw deflate by the name of deflate; it shows by
/// lacking zlib's checked header (RFC 1950, 2.2).
fn format(input: &[u8], may_be_raw: bool) -> Format {
    match input {
        [0x1f, 0x8b, ..] => Format::Gzip,
        [first, second, ..] if may_be_raw => {
            let checked = u16::from_be_bytes([*first, *second]).is_multiple_of(31);
            if first & 0x0f == 8 && checked {
                Format::Zlib
            } else {
                Format::Raw
            }
        }
        _ => Format::Zlib,
    }
}

impl Stream {
    fn new(format: Format) -> Self {
        let inflate = match format {
            Format::Gzip => Decompress::new_gzip(15),
            Format::Zlib => Decompress::new(true),
            Format::Raw => Decompress::new(false),
        };
        Self {
            inflate,
            format,
            full: false,
        }
    }

    /// Decodes up to [`CHUNK`] bytes and takes what that used from `input`.
    fn step(&mut self, input: &mut Bytes) -> Result<(Bytes, Status), Failure> {
        let mut output = Vec::with_capacity(CHUNK);
        let before = self.inflate.total_in();
        let status = self
            .inflate
            .decompress_vec(input, &mut output, FlushDecompress::None)
            .map_err(|error| match error.message() {
                Some(message) if self.format != Format::Raw => damaged(message),
                _ => damaged("incorrect header check"),
            })?;
        let used = usize::try_from(self.inflate.total_in() - before).unwrap_or(input.len());
        input.advance(used.min(input.len()));
        self.full = output.len() == output.capacity();
        Ok((output.into(), status))
    }
}

fn damaged(message: &str) -> Failure {
    broken(message, "Z_DATA_ERROR", -3)
}

fn broken(message: &str, code: &'static str, errno: i32) -> Failure {
    let mut failure = Failure::new(FailureKind::Network, message)
        .code(code)
        .sent(Sent::Some);
    failure.errno = Some(errno);
    failure
}
