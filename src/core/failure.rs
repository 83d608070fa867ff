//! Why a call failed, in terms that the binding turns into an error object.

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
    /// The caller aborted.
    Aborted,
    /// There are no credentials, or no usable answer from the token endpoint.
    Credentials,
    /// A write whose effect is unknown; `cause` says what happened.
    Indeterminate,
    /// A JavaScript hook threw; the binding keeps the thrown value by `hook_error`.
    Hook,
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
    /// Host name of a failed look-up.
    pub hostname: Option<String>,
    /// Whether the request can have reached the server.
    pub sent: Sent,
    /// The answer, when there was one.
    pub answer: Option<Box<Answer>>,
    /// What led to this failure.
    pub cause: Option<Box<Failure>>,
    /// Key of a value that a JavaScript hook threw.
    pub hook_error: Option<u64>,
}

impl Failure {
    /// A failure of `kind` with a message and nothing else known: `sent` is
    /// [`Sent::None`] until a transport says otherwise.
    #[must_use]
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            syscall: None,
            errno: None,
            address: None,
            hostname: None,
            sent: Sent::None,
            answer: None,
            cause: None,
            hook_error: None,
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
    pub fn caused_by(mut self, cause: Failure) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }
}
