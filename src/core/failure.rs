//! Why a call failed, in terms that the binding turns into an error object.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use super::call::Answer;
use super::transport::Sent;

/// The class of a failure; each maps to one error class of the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// An answer whose status the caller does not accept.
    Status,
    /// Connection, DNS, TLS or protocol trouble.
    Network,
    /// A limit of time was reached.
    Timeout,
    /// A limit of size or redirects was reached, or an address was refused.
    Refused,
    /// The limiter would not take or keep the call.
    Limiter,
    /// The limiter dropped the call while `rejectOnDrop` was off: its promise never settles.
    Dropped,
    /// The caller aborted.
    Aborted,
    /// There are no credentials, or no usable answer from the token endpoint.
    Credentials,
    /// A write whose effect is unknown. Message, code and answer are those of what
    /// happened; `cause` repeats it, but for the answer.
    Indeterminate,
    /// A JavaScript hook threw; `thrown` has the value.
    Hook,
}

/// A value that JavaScript threw, in the binding's keeping; let go of with the
/// last clone.
#[derive(Clone)]
pub struct Thrown(pub Arc<dyn Any + Send + Sync>);

impl std::fmt::Debug for Thrown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Thrown")
    }
}

/// A failure with the facts Node programs look for. Own keys and texts follow
/// the errors of axios 0.18 on Node.
#[derive(Debug)]
pub struct Failure {
    /// Which class this is.
    pub kind: FailureKind,
    /// Message for people; never holds a secret.
    pub message: String,
    /// Node's code (`ECONNREFUSED`, `ECONNABORTED` …), if the class has one.
    pub code: Option<&'static str>,
    /// System call that failed (`connect`, `read`, `getaddrinfo`).
    pub syscall: Option<&'static str>,
    /// Negative errno as Node reports it.
    pub errno: Option<i32>,
    /// Address and port of a refused connection.
    pub address: Option<(String, u16)>,
    /// Host and port of a connection that was closed inside the TLS handshake.
    pub handshake_with: Option<(String, u16)>,
    /// Host name of a failed look-up.
    pub hostname: Option<String>,
    /// Whether the request can have reached the server.
    pub sent: Sent,
    /// The answer, when there was one.
    pub answer: Option<Box<Answer>>,
    /// What led to this failure; calls that waited for one refresh share its failure.
    pub cause: Option<Arc<Failure>>,
    /// What JavaScript threw, to be thrown on as it is.
    pub thrown: Option<Thrown>,
    /// How long the server asked to wait.
    pub retry_after: Option<Duration>,
    /// Whether this call, a write, may have taken effect all the same.
    pub maybe_applied: bool,
    /// Whether the caller may make the same call again later.
    pub retryable: bool,
}

impl Failure {
    /// A failure of `kind` with a message and nothing else known: `sent` is
    /// [`Sent::None`] until a transport says otherwise.
    #[must_use]
    #[cold]
    #[inline(never)] // Dozens of places call it.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            syscall: None,
            errno: None,
            address: None,
            handshake_with: None,
            hostname: None,
            sent: Sent::None,
            answer: None,
            cause: None,
            thrown: None,
            retry_after: None,
            maybe_applied: false,
            retryable: false,
        }
    }

    /// The failure of an answer whose status the caller does not accept.
    #[must_use]
    pub fn status(answer: Answer) -> Self {
        let message = format!("Request failed with status code {}", answer.status);
        let mut failure = Self::new(FailureKind::Status, message).sent(Sent::Some);
        failure.answer = Some(Box::new(answer));
        failure
    }

    /// A write that met this failure and may have taken effect.
    #[must_use]
    pub fn indeterminate(mut self) -> Self {
        let answer = self.answer.take();
        let mut failure = Self::standing_for(Arc::new(self));
        failure.kind = FailureKind::Indeterminate;
        failure.answer = answer;
        failure.maybe_applied = true;
        failure
    }

    /// A failure that several calls share, as one of them reports it: all but the
    /// answer, which its `cause` has.
    #[must_use]
    pub fn standing_for(cause: Arc<Failure>) -> Self {
        Self {
            kind: cause.kind,
            message: cause.message.clone(),
            code: cause.code,
            syscall: cause.syscall,
            errno: cause.errno,
            address: cause.address.clone(),
            handshake_with: cause.handshake_with.clone(),
            hostname: cause.hostname.clone(),
            sent: cause.sent,
            answer: None,
            thrown: cause.thrown.clone(),
            retry_after: cause.retry_after,
            maybe_applied: cause.maybe_applied,
            retryable: cause.retryable,
            cause: Some(cause),
        }
    }

    /// The same failure with Node's code.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// The same failure with its `sent` flag.
    #[must_use]
    pub fn sent(mut self, sent: Sent) -> Self {
        self.sent = sent;
        self
    }

    /// The same failure with what led to it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Arc<Failure>>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}
