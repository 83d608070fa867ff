//! Tokens as a store keeps them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::{early, request};

/// What the token endpoint answered, with the refresh token that is in force and
/// `expires_at`, milliseconds since 1970, since a lifetime means nothing later.
#[derive(Clone, PartialEq)]
pub struct Tokens(Map<String, Value>);

impl Tokens {
    /// Reads JSON text: an object with an access token, a refresh token or both.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let tokens = Self(serde_json::from_slice(text).ok()?);
        let usable = tokens.access_token().is_some() || tokens.refresh_token().is_some();
        usable.then_some(tokens)
    }

    /// What the token endpoint answered at `now` in place of `before`, whose refresh
    /// token stays in force if the answer has none.
    #[must_use]
    pub fn answered(text: &[u8], before: Option<&Self>, now: SystemTime) -> Option<Self> {
        let mut tokens = Self::parse(text)?;
        tokens.access_token()?;
        if tokens.refresh_token().is_none()
            && let Some(kept) = before.and_then(Self::refresh_token)
        {
            tokens.0.insert("refresh_token".into(), kept.clone());
        }
        if let Some(end) = tokens.life().map(|life| since_1970(now) + life) {
            let millis = u64::try_from(end.as_millis()).unwrap_or(u64::MAX);
            tokens.0.insert("expires_at".into(), millis.into());
        }
        Some(tokens)
    }

    /// The same tokens with this refresh token, if they have none.
    #[must_use]
    pub fn refreshed_by(mut self, refresh_token: Option<Value>) -> Self {
        if let Some(token) = refresh_token {
            self.0.entry("refresh_token").or_insert(token);
        }
        self
    }

    /// What calls are made with.
    #[must_use]
    pub fn access_token(&self) -> Option<&str> {
        self.0
            .get("access_token")?
            .as_str()
            .filter(|token| !token.is_empty())
    }

    /// What new tokens are asked for with.
    #[must_use]
    pub fn refresh_token(&self) -> Option<&Value> {
        self.0.get("refresh_token").filter(|token| !token.is_null())
    }

    /// Whether the access token is not yet to be renewed.
    #[must_use]
    pub fn last(&self, now: SystemTime) -> bool {
        if self.access_token().is_none() {
            return false;
        }
        let end = self.0.get("expires_at").and_then(Value::as_u64);
        end.is_none_or(|end| {
            let margin = self.life().map(early).unwrap_or_default();
            since_1970(now) + margin < Duration::from_millis(end)
        })
    }

    /// The JSON text.
    #[must_use]
    pub fn text(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// The JSON value.
    #[must_use]
    pub fn value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    fn life(&self) -> Option<Duration> {
        self.0.get("expires_in").and_then(request::life)
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(***)")
    }
}

fn since_1970(now: SystemTime) -> Duration {
    now.duration_since(UNIX_EPOCH).unwrap_or_default()
}
