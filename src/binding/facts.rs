//! The facts of a failure, as `js/errors.js` reads them.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::core::failure::{Failure, FailureKind};
use crate::core::transport::Sent;

/// In place of a failure: the answer was made up of what was found.
pub const VERIFIED: &str = r#"{"kind":"verified"}"#;

/// A failure without its answer, which travels beside it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts<'f> {
    kind: &'static str,
    message: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errno: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    syscall: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hostname: Option<&'f str>,
    sent: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_have_been_applied: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<u128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hook: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Box<Facts<'f>>>,
}

impl<'f> Facts<'f> {
    /// The facts of `failure` and of what caused it.
    #[must_use]
    pub fn of(failure: &'f Failure) -> Self {
        Self {
            kind: kind_name(failure.kind),
            message: &failure.message,
            code: failure.code,
            errno: failure.errno,
            syscall: failure.syscall,
            address: failure
                .address
                .as_ref()
                .map(|(address, _)| address.as_str()),
            host: failure
                .handshake_with
                .as_ref()
                .map(|(host, _)| host.as_str()),
            port: failure
                .address
                .as_ref()
                .or(failure.handshake_with.as_ref())
                .map(|(_, port)| *port),
            hostname: failure.hostname.as_deref(),
            sent: failure.sent == Sent::Some,
            may_have_been_applied: failure.maybe_applied,
            retryable: failure.retryable,
            retry_after_ms: failure.retry_after.map(|wait| wait.as_millis()),
            sent_at: None,
            hook: failure
                .thrown
                .as_ref()
                .and_then(|thrown| thrown.0.downcast_ref().copied()),
            cause: failure
                .cause
                .as_deref()
                .map(|cause| Box::new(Self::of(cause))),
        }
    }
}

/// The facts of `failure` as JSON, with the time at which the call was sent if its effect
/// is unknown.
#[must_use]
pub fn facts(failure: &Failure, sent_at: Option<SystemTime>) -> String {
    let since = sent_at.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let facts = Facts {
        sent_at: since.map(|since| since.as_millis()),
        ..Facts::of(failure)
    };
    serde_json::to_string(&facts).unwrap_or_default()
}

fn kind_name(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Status => "status",
        FailureKind::Network => "network",
        FailureKind::Timeout => "timeout",
        FailureKind::Refused => "refused",
        FailureKind::Limiter => "limiter",
        FailureKind::Dropped => "dropped",
        FailureKind::Aborted => "aborted",
        FailureKind::Credentials => "credentials",
        FailureKind::Indeterminate => "indeterminate",
        FailureKind::Hook => "hook",
    }
}
