//! What crosses to JavaScript, made ready on the IO thread so that the
//! JavaScript thread only makes values of it.

use bytes::Bytes;
use std::borrow::Cow;
use std::sync::Arc;

use super::deliveries::Deliveries;
use super::facts::{VERIFIED, facts};
use super::json::{Json, lossy};
use super::repeated::Repeated;
use crate::binding::js::{JsResult, Scope, Val};
use crate::core::call::{Answer, AnswerBody, Outcome};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::{AnswerHeaders, RequestHeaders};
use crate::core::transport::WireReader;

/// Why a body cannot cross.
const TOO_LONG: &str = "The body of the answer is longer than JavaScript can hold at once: set responseType to \"stream\", or maxContentLength.";

/// What a parcel is. The codes are `js/delivery.js`'s too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// A call is settled.
    Settled = 0,
    /// A chunk of a streamed body; an absent body is its end.
    Chunk = 1,
    /// A chunk of a request stream was taken; the next is wanted.
    Fed = 2,
    /// A question of the core; it waits for `answer`.
    Ask = 3,
    /// A job of the user's own may start.
    Start = 4,
    /// An event of the limiter.
    Event = 5,
}

/// A body on its way.
pub enum Payload {
    /// None.
    Absent,
    /// Text.
    Text(String),
    /// JSON text.
    Json(Json),
    /// Bytes for a Buffer.
    Bytes(Bytes),
    /// A body still arriving.
    Stream(Box<dyn WireReader>),
}

/// One entry of the queue.
pub struct Parcel {
    /// What it is.
    pub code: Code,
    /// Which call, question or stream it belongs to.
    pub id: u64,
    /// Status of the answer, 0 without one.
    pub status: u16,
    /// Reason phrase.
    pub reason: Cow<'static, str>,
    /// `name\n` for each response header.
    pub names: String,
    /// `value\n` for each response header.
    pub values: String,
    /// The body.
    pub body: Payload,
    /// The headers of the last attempt.
    pub request_headers: Arc<RequestHeaders>,
    /// `METHOD url` that was answered, if a redirect led there.
    pub request_line: Option<String>,
    /// How often the call was tried.
    pub attempts: u32,
    /// Facts as JSON: of a failure, a question, an event or an answer that was made up.
    pub facts: Option<String>,
}

impl Parcel {
    /// A parcel without an answer.
    #[must_use]
    #[inline(never)]
    pub fn bare(code: Code, id: u64) -> Self {
        Self {
            code,
            id,
            status: 0,
            reason: Cow::Borrowed(""),
            names: String::new(),
            values: String::new(),
            body: Payload::Absent,
            request_headers: Arc::default(),
            request_line: None,
            attempts: 0,
            facts: None,
        }
    }

    /// The outcome of a call. `verbatim` keeps the text as it came, for callbacks
    /// that want to see it.
    #[must_use]
    pub fn settled(
        id: u64,
        outcome: Outcome,
        (as_bytes, verbatim): (bool, bool),
        deliveries: &Deliveries,
    ) -> Self {
        let mut parcel = Self::bare(Code::Settled, id);
        parcel.attempts = outcome.attempts;
        parcel.request_headers = outcome.request_headers;
        parcel.facts = outcome.verified.then(|| VERIFIED.to_owned());
        let answer = match outcome.result {
            Ok(answer) => Some(answer),
            Err(mut failure) => {
                parcel.facts = Some(facts(&failure, outcome.sent_at));
                failure.answer.take().map(|answer| *answer)
            }
        };
        if let Some(answer) = answer {
            parcel.status = answer.status;
            parcel.request_line = request_line(&answer);
            parcel.reason = answer.reason;
            (parcel.names, parcel.values) = flat(answer.headers);
            parcel.body = payload(answer.body, as_bytes, verbatim, deliveries);
        }
        parcel
    }

    /// Shows the answer of a failure that is not final, for a callback: status,
    /// headers and body, as far as it was read.
    pub fn view(&mut self, failure: &Failure, as_bytes: bool) {
        let Some(answer) = &failure.answer else {
            return;
        };
        self.status = answer.status;
        self.reason.clone_from(&answer.reason);
        (self.names, self.values) = flat(answer.headers.clone());
        self.request_line = request_line(answer);
        if let AnswerBody::Bytes(bytes) = &answer.body {
            self.body = if as_bytes {
                Payload::Bytes(bytes.clone())
            } else {
                Payload::Text(String::from_utf8_lossy(bytes).into_owned())
            };
        }
    }

    /// Whether JavaScript waited for this parcel ([`Deliveries::hold`](super::deliveries::Deliveries::hold)).
    #[must_use]
    pub fn ends_wait(&self) -> bool {
        matches!(self.code, Code::Settled | Code::Chunk | Code::Start)
    }

    /// Bytes that count against a turn's budget.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.body {
            Payload::Absent | Payload::Stream(_) => 0,
            Payload::Text(text) => text.len(),
            Payload::Json(json) => json.size(),
            Payload::Bytes(bytes) => bytes.len(),
        }
    }

    /// Adds the parcel to a turn's; gives back the body that stays on this side: a
    /// stream to be pulled, or JSON text that did not cross as it came. `null` stands for
    /// folded text.
    ///
    /// # Errors
    /// What V8 throws when it has no memory for a string.
    pub fn write<'e>(self, turn: &mut Turn<'_, 'e>) -> JsResult<'e, Left> {
        let scope = turn.scope;
        let undefined = Val::undefined(scope);
        let mut facts = self.facts;
        let (body, kept) = match self.body {
            Payload::Absent => (Ok(undefined), Left::Nothing),
            Payload::Text(text) => (Val::string(scope, &text), Left::Nothing),
            Payload::Json(json) => match &json {
                Json::Ascii(text) => (Val::latin1(scope, text), Left::Nothing),
                Json::Rewritten(text, _) => (Val::latin1(scope, text), Left::Json(self.id, json)),
                Json::Folded(..) => (Val::null(scope), Left::Json(self.id, json)),
            },
            Payload::Bytes(bytes) => (Val::buffer(scope, &bytes), Left::Nothing),
            Payload::Stream(reader) => (Ok(undefined), Left::Stream(self.id, reader)),
        };
        let body = body.unwrap_or_else(|_| {
            facts.get_or_insert_with(|| {
                self::facts(&Failure::new(FailureKind::Refused, TOO_LONG), None)
            });
            undefined
        });
        turn.push(Val::string(scope, &self.values)?)?;
        turn.push(body)?;
        let mut flags = 0;
        let names = turn.repeated(Repeats::Names, &self.names, &mut flags)?;
        let request_headers = turn.repeated(
            Repeats::RequestHeaders,
            self.request_headers.text(),
            &mut flags,
        )?;
        let reason = Some(self.reason).filter(|reason| !is_usual(self.status, reason));
        for (flag, text) in [
            (REASON, reason),
            (REQUEST_LINE, self.request_line.map(Cow::Owned)),
            (FACTS, facts.map(Cow::Owned)),
        ] {
            if let Some(text) = text {
                flags |= flag;
                turn.push(Val::string(scope, &text)?)?;
            }
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "ids count up from 1 and never reach 2^53"
        )]
        let id = self.id as f64;
        turn.numbers.extend([
            f64::from(self.code as u8),
            id,
            f64::from(self.status),
            f64::from(self.attempts),
            f64::from(names),
            f64::from(request_headers),
            f64::from(flags),
        ]);
        Ok(kept)
    }
}

const NEW_NAMES: u8 = 1;
const NEW_REQUEST_HEADERS: u8 = 2;
const REASON: u8 = 4;
const REQUEST_LINE: u8 = 8;
const FACTS: u8 = 16;

/// Texts that JavaScript keeps, since most parcels have the same ones.
#[derive(Default)]
pub struct Kept {
    names: Repeated,
    request_headers: Repeated,
}

#[derive(Clone, Copy)]
enum Repeats {
    Names,
    RequestHeaders,
}

/// The parcels of one turn on their way to `js/parcels.js`: their number, 1 if more may
/// be there, per parcel seven numbers, and in the array its header values, its body, and
/// the texts that its flags tell of.
pub struct Turn<'k, 'e> {
    scope: Scope<'e>,
    kept: &'k mut Kept,
    texts: Val<'e>,
    count: u32,
    numbers: Vec<f64>,
}

impl<'k, 'e> Turn<'k, 'e> {
    /// A turn of `parcels` parcels; `more` is whether JavaScript has to look again.
    ///
    /// # Errors
    /// None in practice; Node-API's status decides.
    pub fn new(
        scope: Scope<'e>,
        kept: &'k mut Kept,
        parcels: u32,
        more: bool,
    ) -> JsResult<'e, Self> {
        Ok(Self {
            scope,
            kept,
            texts: Val::array(scope, parcels as usize * 2)?,
            count: 0,
            numbers: vec![f64::from(parcels), f64::from(u8::from(more))],
        })
    }

    /// The texts; the numbers are written into the `Float64Array` `numbers`.
    #[must_use]
    pub fn finish(self, numbers: Val<'e>) -> Val<'e> {
        numbers.fill(&self.numbers);
        self.texts
    }

    fn push(&mut self, text: Val<'e>) -> JsResult<'e, ()> {
        self.texts.set_index(self.count, text)?;
        self.count += 1;
        Ok(())
    }

    /// The slot of a text, which crosses only if JavaScript has another one there.
    fn repeated(&mut self, which: Repeats, text: &str, flags: &mut u8) -> JsResult<'e, u8> {
        let (kept, flag) = match which {
            Repeats::Names => (&mut self.kept.names, NEW_NAMES),
            Repeats::RequestHeaders => (&mut self.kept.request_headers, NEW_REQUEST_HEADERS),
        };
        let (slot, is_new) = kept.slot(text);
        if is_new {
            *flags |= flag;
            self.push(Val::string(self.scope, text)?)?;
        }
        Ok(slot)
    }
}

/// Whether JavaScript has the reason phrase, by the status.
fn is_usual(status: u16, reason: &str) -> bool {
    matches!(
        (status, reason),
        (0, _) | (200, "OK") | (201, "Created") | (202, "Accepted") | (204, "No Content")
    )
}

/// What of a parcel stays on the native side.
pub enum Left {
    /// All of it crossed.
    Nothing,
    /// JSON text that did not cross as it came.
    Json(u64, Json),
    /// The rest of a streamed body.
    Stream(u64, Box<dyn WireReader>),
}

/// `METHOD url` that was answered, if a redirect led there.
fn request_line(answer: &Answer) -> Option<String> {
    let redirect = answer.redirect.as_ref()?;
    Some(format!("{} {}", redirect.method, redirect.url))
}

fn payload(body: AnswerBody, as_bytes: bool, verbatim: bool, deliveries: &Deliveries) -> Payload {
    match body {
        AnswerBody::Stream(reader) => Payload::Stream(reader),
        AnswerBody::Bytes(bytes) if as_bytes => Payload::Bytes(bytes),
        AnswerBody::Bytes(bytes) if verbatim => Payload::Text(lossy(bytes)),
        AnswerBody::Bytes(bytes) => Json::read(bytes, deliveries)
            .map_or_else(|bytes| Payload::Text(lossy(bytes)), Payload::Json),
    }
}

/// Names and values of headers; Node's rules for duplicates are applied here.
fn flat(headers: AnswerHeaders) -> (String, String) {
    if !headers.has_repeats() {
        return headers.into_texts();
    }
    let (mut names, mut values) = (String::new(), String::new());
    for (name, value) in join_duplicates(&headers) {
        names.push_str(name);
        names.push('\n');
        values.push_str(&value);
        values.push('\n');
    }
    (names, values)
}

/// Headers of which Node keeps the first only.
const SINGLE: [&str; 17] = [
    "age",
    "authorization",
    "content-length",
    "content-type",
    "etag",
    "expires",
    "from",
    "host",
    "if-modified-since",
    "if-unmodified-since",
    "last-modified",
    "location",
    "max-forwards",
    "proxy-authorization",
    "referer",
    "retry-after",
    "user-agent",
];

fn join_duplicates(headers: &AnswerHeaders) -> Vec<(&str, Cow<'_, str>)> {
    let mut joined: Vec<(&str, Cow<'_, str>)> = Vec::new();
    for (name, value) in headers.iter() {
        if name == "set-cookie" {
            joined.push((name, Cow::Borrowed(value)));
            continue;
        }
        match joined.iter_mut().find(|(known, _)| *known == name) {
            None => joined.push((name, Cow::Borrowed(value))),
            Some(_) if SINGLE.contains(&name) || name == "server" => {}
            Some((_, known)) => {
                let known = known.to_mut();
                known.push_str(if name == "cookie" { "; " } else { ", " });
                known.push_str(value);
            }
        }
    }
    joined
}
