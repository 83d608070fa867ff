//! JSON text on its way to V8.

mod large;

use std::borrow::Cow;

pub use large::LargeJson;

use crate::core::one_byte::one_byte_json;

/// JSON text for V8, as far as one can tell without parsing it.
pub enum Json {
    /// All ASCII.
    Ascii(Vec<u8>),
    /// Rewritten to Latin-1, and as it came.
    Rewritten(Vec<u8>, Vec<u8>),
}

impl Json {
    /// Makes text of UTF-8 ready for V8.
    ///
    /// # Errors
    /// The bytes, if they had better be decoded as they are.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Vec<u8>> {
        match one_byte_json(&bytes) {
            Some(Cow::Owned(text)) => Ok(Self::Rewritten(text, bytes)),
            Some(Cow::Borrowed(_)) => Ok(Self::Ascii(bytes)),
            None => Err(bytes),
        }
    }

    /// The text in Latin-1.
    #[must_use]
    pub fn latin1(&self) -> &[u8] {
        let (Self::Ascii(text) | Self::Rewritten(text, _)) = self;
        text
    }

    /// The text as it came.
    #[must_use]
    pub fn into_original(self) -> String {
        let (Self::Ascii(text) | Self::Rewritten(_, text)) = self;
        lossy(text)
    }
}

/// UTF-8 with U+FFFD for what is none; a BOM stays, as in the original.
#[must_use]
pub fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
