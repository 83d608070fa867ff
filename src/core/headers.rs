//! Headers of requests and answers.
//!
//! Most calls of a client send the same ones, so those of a request are shared,
//! and with them what is made of them.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use http::HeaderMap;

/// Header names as they go on the wire, with their values as bytes, in order.
pub type HeaderList = Vec<(Cow<'static, str>, Bytes)>;

/// How many sets of headers a client remembers.
const REMEMBERED: usize = 4;

const COMPRESSION: (&str, &[u8]) = ("Accept-Encoding", b"gzip, deflate");

/// The headers of a request. All but `Host`, `Connection` and the framing ones,
/// which the transport adds.
#[derive(Default)]
pub struct RequestHeaders {
    list: HeaderList,
    text: OnceLock<String>,
    wire: OnceLock<Wire>,
}

/// What the transport's own headers depend on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Way<'a> {
    /// Of the URL, without its default port.
    pub(super) host: &'a str,
    pub(super) port: Option<u16>,
    /// Whether the connection is to be kept.
    pub(super) keep_alive: bool,
}

/// Headers as they were sent one way.
struct Wire {
    host: Box<str>,
    port: Option<u16>,
    keep_alive: bool,
    map: HeaderMap,
}

impl Wire {
    fn way(&self) -> Way<'_> {
        Way {
            host: &self.host,
            port: self.port,
            keep_alive: self.keep_alive,
        }
    }
}

impl RequestHeaders {
    /// Headers that nobody shares yet.
    #[must_use]
    pub fn new(list: HeaderList) -> Self {
        Self {
            list,
            text: OnceLock::new(),
            wire: OnceLock::new(),
        }
    }

    /// The headers as observers are shown them, in order.
    #[must_use]
    pub fn list(&self) -> &HeaderList {
        &self.list
    }

    /// The same as one text, `name\nvalue\n` each, values read as latin-1.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| {
            let mut text = String::new();
            for (name, value) in &self.list {
                text.push_str(name);
                text.push('\n');
                push_latin1(&mut text, value);
                text.push('\n');
            }
            text
        })
    }

    /// The headers to send: those, and `Accept-Encoding` where the caller set none.
    pub fn sent(&self) -> impl Iterator<Item = (&str, Bytes)> {
        let (name, value) = COMPRESSION;
        let asks = !self.has(name);
        let list = self.list.iter();
        list.map(|(name, value)| (name.as_ref(), value.clone()))
            .chain(asks.then(|| (name, Bytes::from_static(value))))
    }

    fn has(&self, name: &str) -> bool {
        self.list
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// What `make` gives, which is kept for the `way` that asks first.
    ///
    /// # Errors
    /// Those of `make`.
    pub(super) fn wire<E>(
        &self,
        way: Way<'_>,
        make: impl FnOnce() -> Result<HeaderMap, E>,
    ) -> Result<HeaderMap, E> {
        if let Some(wire) = self.wire.get()
            && wire.way() == way
        {
            return Ok(wire.map.clone());
        }
        let map = make()?;
        // Whoever was first stays.
        let _ = self.wire.set(Wire {
            host: way.host.into(),
            port: way.port,
            keep_alive: way.keep_alive,
            map: map.clone(),
        });
        Ok(map)
    }
}

impl fmt::Debug for RequestHeaders {
    /// Values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.list.iter().map(|(name, _)| name))
            .finish()
    }
}

/// The sets of headers that a client has sent last.
#[derive(Default)]
pub(super) struct Remembered(Mutex<Vec<Composed>>);

struct Composed {
    given: Arc<HeaderList>,
    authorization: Option<Bytes>,
    headers: Arc<RequestHeaders>,
}

impl Remembered {
    /// `given`, with the value of `Authorization` after the first of them if there
    /// is one; the same as last time if nothing has changed.
    pub(super) fn compose(
        &self,
        given: &Arc<HeaderList>,
        authorization: Option<&Bytes>,
    ) -> Arc<RequestHeaders> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().find(|known| {
            known.authorization.as_ref() == authorization
                && (Arc::ptr_eq(&known.given, given) || known.given == *given)
        });
        if let Some(known) = known {
            return Arc::clone(&known.headers);
        }
        let headers = Arc::new(RequestHeaders::new(composed(given, authorization)));
        kept.truncate(REMEMBERED - 1);
        kept.insert(
            0,
            Composed {
                given: Arc::clone(given),
                authorization: authorization.cloned(),
                headers: Arc::clone(&headers),
            },
        );
        headers
    }
}

fn composed(given: &HeaderList, authorization: Option<&Bytes>) -> HeaderList {
    let mut headers = given.clone();
    if let Some(value) = authorization {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        let own = ("Authorization".into(), value.clone());
        headers.insert(headers.len().min(1), own);
    }
    headers
}

/// Headers of an answer: lower-case names and latin-1 values in order, duplicates
/// kept. Neither has line breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerHeaders {
    /// `name\n` each.
    names: String,
    /// `value\n` each.
    values: String,
    /// Where each line ends, in both.
    ends: Vec<(usize, usize)>,
    repeats: bool,
}

impl AnswerHeaders {
    /// Whether a name is there more than once.
    #[must_use]
    pub fn has_repeats(&self) -> bool {
        self.repeats
    }

    /// Names and values, `name\n` and `value\n` each.
    #[must_use]
    pub fn into_texts(self) -> (String, String) {
        (self.names, self.values)
    }

    /// The headers in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = (0, 0);
        self.ends.iter().map(move |end| {
            let line = (
                self.names.get(start.0..end.0).unwrap_or_default(),
                self.values.get(start.1..end.1).unwrap_or_default(),
            );
            start = (end.0 + 1, end.1 + 1);
            line
        })
    }

    /// The first header of a lower-case name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut start = (0, 0);
        for end in &self.ends {
            // Most names differ in their lengths.
            let same_length = end.0 - start.0 == name.len();
            if same_length && self.names.get(start.0..end.0) == Some(name) {
                return self.values.get(start.1..end.1);
            }
            start = (end.0 + 1, end.1 + 1);
        }
        None
    }

    /// Removes all headers of a lower-case name.
    pub fn remove(&mut self, name: &str) {
        let left = self.iter().filter(|(known, _)| *known != name);
        *self = left.collect();
    }

    /// Bytes of all headers as HTTP writes them.
    #[must_use]
    pub fn wire_size(&self) -> usize {
        self.names.len() + self.values.len() + 2 * self.ends.len()
    }

    fn end_line(&mut self) {
        self.ends.push((self.names.len(), self.values.len()));
        self.names.push('\n');
        self.values.push('\n');
    }
}

impl From<&HeaderMap> for AnswerHeaders {
    fn from(map: &HeaderMap) -> Self {
        let mut all = Self {
            names: String::with_capacity(map.iter().map(|(name, _)| name.as_str().len() + 1).sum()),
            values: String::with_capacity(map.values().map(|value| value.len() + 1).sum()),
            ends: Vec::with_capacity(map.len()),
            repeats: map.keys_len() < map.len(),
        };
        for (name, value) in map {
            all.names.push_str(name.as_str());
            push_latin1(&mut all.values, value.as_bytes());
            all.end_line();
        }
        all
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for AnswerHeaders {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(headers: T) -> Self {
        let mut all = Self::default();
        for (name, value) in headers {
            all.repeats |= all.get(name).is_some();
            all.names.push_str(name);
            all.values.push_str(value);
            all.end_line();
        }
        all
    }
}

fn push_latin1(text: &mut String, bytes: &[u8]) {
    if bytes.is_ascii()
        && let Ok(ascii) = std::str::from_utf8(bytes)
    {
        text.push_str(ascii);
    } else {
        text.extend(bytes.iter().copied().map(char::from));
    }
}
