//! JSON text on its way to V8.

use std::borrow::Cow;

use bytes::Bytes;

use super::deliveries::Deliveries;
use crate::core::fold::Folded;
use crate::core::one_byte::one_byte_json;

/// Bytes from which folding pays.
const LEAST_FOLDED: usize = 2048;

/// JSON text for V8, as far as one can tell without parsing it.
pub enum Json {
    /// All ASCII.
    Ascii(Bytes),
    /// Rewritten to Latin-1, and as it came.
    Rewritten(Vec<u8>, Bytes),
    /// Without its keys, and as it came.
    Folded(Folded, Bytes),
}

impl Json {
    /// Makes text of UTF-8 ready for V8, for the realm of `deliveries`.
    ///
    /// # Errors
    /// The bytes, if they had better be decoded as they are.
    pub fn read(bytes: Bytes, deliveries: &Deliveries) -> Result<Self, Bytes> {
        let Some(text) = one_byte_json(&bytes) else {
            return Err(bytes);
        };
        if text.len() >= LEAST_FOLDED
            && let Some(folded) = deliveries.folder().fold(&text)
        {
            return Ok(Self::Folded(folded, bytes));
        }
        match text {
            Cow::Owned(text) => Ok(Self::Rewritten(text, bytes)),
            Cow::Borrowed(_) => Ok(Self::Ascii(bytes)),
        }
    }

    /// Bytes that cross.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Ascii(text) => text.len(),
            Self::Rewritten(text, _) => text.len(),
            Self::Folded(folded, _) => folded.size(),
        }
    }

    /// The text as it came.
    #[must_use]
    pub fn into_original(self) -> String {
        let (Self::Ascii(text) | Self::Rewritten(_, text) | Self::Folded(_, text)) = self;
        lossy(text)
    }
}

/// UTF-8 with U+FFFD for what is none; a BOM stays, as in the original.
#[must_use]
pub fn lossy(bytes: Bytes) -> String {
    String::from_utf8(bytes.into())
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
