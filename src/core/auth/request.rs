//! What is asked of the token endpoint.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::{Asker, Credentials, Flow};
use crate::core::attempt::{self, Attempt};
use crate::core::call::{Answer, AnswerBody, Limits, ResponseMode};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::RequestHeaders;
use crate::core::transport::{BoxFuture, Transport, WireBody};

/// Most bytes of a token answer. Real ones have a few hundred, and they are read whole
/// and kept.
const LARGEST: u64 = 1024 * 1024;

/// What a token is asked for with (RFC 6749, 4). Values are the caller's, of
/// whatever JSON type they were.
pub enum Grant {
    /// The application for itself.
    ClientCredentials,
    /// The code that the user's browser brought back.
    AuthorizationCode(Value),
    /// The refresh token, left out if there is none.
    RefreshToken(Option<Value>),
}

/// The JSON text that a token request sends; its keys are in the original's order.
///
/// # Errors
/// A value that has no JSON text.
pub fn token_body(
    client_id: &Value,
    client_secret: &Value,
    grant: &Grant,
) -> Result<SecretString, Failure> {
    let (code, grant_type, refresh_token) = match grant {
        Grant::ClientCredentials => (None, "client_credentials", None),
        Grant::AuthorizationCode(code) => (Some(code), "authorization_code", None),
        Grant::RefreshToken(token) => (None, "refresh_token", token.as_ref()),
    };
    let fields = Fields {
        client_id,
        client_secret,
        code,
        grant_type,
        refresh_token,
    };
    match serde_json::to_string(&fields) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(Failure::new(FailureKind::Credentials, error.to_string())),
    }
}

#[derive(Serialize)]
struct Fields<'a> {
    client_id: &'a Value,
    client_secret: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a Value>,
    grant_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a Value>,
}

/// One question to the token endpoint.
#[derive(Clone)]
pub struct TokenRequest {
    /// Absolute URL of the endpoint.
    pub url: String,
    /// Headers as they go on the wire, content type included.
    pub headers: Arc<RequestHeaders>,
    /// The JSON text of [`token_body`].
    pub body: SecretString,
    /// Limits of time and size. Redirects are never followed: the body is a secret.
    pub limits: Limits,
    /// Where it goes.
    pub transport: Arc<dyn Transport>,
}

impl TokenRequest {
    /// Asks once, past the limiter and without retries: a code and a refresh
    /// token can be spent by a request whose answer is lost.
    ///
    /// # Errors
    /// A status outside 200–299, a network failure or a limit of time.
    pub async fn send(self) -> Result<Answer, Failure> {
        let limits = Limits {
            max_redirects: 0,
            attempt: shorter(self.limits.attempt, self.limits.total),
            max_content_length: shorter(self.limits.max_content_length, Some(LARGEST)),
            ..self.limits
        };
        let body = Bytes::from(self.body.expose_secret().to_owned());
        let answer = attempt::perform(Attempt {
            transport: self.transport.as_ref(),
            method: "POST",
            url: &self.url,
            headers: self.headers,
            body: WireBody::Bytes(body),
            response: ResponseMode::Text,
            limits: &limits,
            since: Instant::now(),
        })
        .await?;
        if (200..300).contains(&answer.status) {
            Ok(answer)
        } else {
            Err(Failure::status(answer))
        }
    }
}

/// A token request whose refresh token is yet to be known.
pub struct RefreshRequest {
    /// How the client comes to tokens.
    pub flow: Flow,
    /// The caller's own value.
    pub client_id: Value,
    /// The caller's own value.
    pub client_secret: Value,
    /// All but the body.
    pub request: TokenRequest,
}

impl Asker for RefreshRequest {
    fn ask(&self, refresh_token: Option<Value>) -> BoxFuture<'_, Result<Answer, Failure>> {
        Box::pin(async move {
            let grant = match self.flow {
                Flow::ClientCredentials => Grant::ClientCredentials,
                Flow::OAuth2 => Grant::RefreshToken(refresh_token),
            };
            let mut request = self.request.clone();
            request.body = token_body(&self.client_id, &self.client_secret, &grant)?;
            request.send().await
        })
    }
}

/// The smaller of two limits.
fn shorter<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

impl Credentials {
    /// Reads what the token endpoint answered.
    ///
    /// # Errors
    /// The answer is not JSON or has no `access_token`.
    pub fn from_answer(answer: &Answer) -> Result<Self, Failure> {
        let body = match &answer.body {
            AnswerBody::Bytes(bytes) => bytes.as_ref(),
            AnswerBody::Stream(_) => &[],
        };
        let mut fields: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| unusable())?;
        match fields.remove("access_token") {
            Some(Value::String(access_token)) if !access_token.is_empty() => Ok(Self {
                access_token: access_token.into(),
                expires_in: fields.get("expires_in").and_then(life),
                renewable: fields.get("refresh_token").is_some_and(Value::is_string),
            }),
            _ => Err(unusable()),
        }
    }
}

/// A lifetime in seconds, a number or its text.
pub(super) fn life(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::String(text) => text.parse().ok()?,
        value => value.as_f64()?,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

pub(super) fn unusable() -> Failure {
    Failure::new(
        FailureKind::Credentials,
        "The token endpoint answered without an access_token.",
    )
}
