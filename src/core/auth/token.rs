//! An access token on its way to the server.

use std::fmt;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};

const SCHEME: &str = "Bearer ";

/// An access token, as `Authorization` has it. It is wiped with its last clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Bytes);

impl Token {
    pub(super) fn new(token: &SecretString) -> Self {
        let value = format!("{SCHEME}{}", token.expose_secret());
        Self(Bytes::from_owner(Wiped(value.into())))
    }

    /// Whether this is `token`.
    pub(super) fn is(&self, token: &SecretString) -> bool {
        self.0.strip_prefix(SCHEME.as_bytes()) == Some(token.expose_secret().as_bytes())
    }

    /// The value of `Authorization`.
    #[must_use]
    pub fn authorization(&self) -> &Bytes {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

struct Wiped(SecretString);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}
