//! Failures of an exchange in Node's terms: code, system call, errno and text.

use std::error::Error;
use std::io;

use rustls::AlertDescription;
use tokio::time::error::Elapsed;

use super::body::BodyError;
use super::pool::Lost;
use super::tls::Untrusted;
use super::{Sent, SentMark};
use crate::core::failure::{Failure, FailureKind};

/// The place a connection was to be made to.
#[derive(Debug)]
pub(super) enum Endpoint {
    /// A host with its address, if it could be looked up, and a port.
    Host {
        name: String,
        address: String,
        port: u16,
    },
    /// A Unix socket.
    Socket(String),
}

/// A host name that could not be resolved.
#[derive(Debug)]
pub(super) struct LookupError {
    pub(super) host: String,
    pub(super) cause: io::Error,
}

impl std::fmt::Display for LookupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "look-up of {} failed", self.host)
    }
}

impl Error for LookupError {}

/// Why an exchange ended before the head of the answer.
pub(super) fn classify(lost: &Lost, endpoint: &Endpoint, mark: &SentMark) -> Failure {
    match lost {
        Lost::Connecting(error) => named_cause(&**error)
            .unwrap_or_else(|| connect_failure(&**error, endpoint))
            .sent(Sent::None),
        Lost::Exchanging(error) => {
            let refused = refused_certificate(error);
            let unsent = error.is_canceled() || refused.is_some();
            refused
                .map(|(code, text)| network(code, text))
                .or_else(|| named_cause(error))
                .unwrap_or_else(|| exchange_failure(error))
                .sent(if unsent { Sent::None } else { mark.get() })
        }
    }
}

/// Causes that are ours and say all themselves.
fn named_cause(error: &(dyn Error + 'static)) -> Option<Failure> {
    if let Some(lookup) = find::<LookupError>(error) {
        return Some(lookup_failure(lookup));
    }
    if let Some(BodyError(message)) = find(error) {
        return Some(Failure::new(FailureKind::Refused, message));
    }
    find::<rustls::Error>(error).map(tls_failure)
}

/// OpenSSL's code and text of an alert by which a server refuses our certificate, or its
/// lack. In TLS 1.3 we hear of that when the request has been written already: a server
/// that lets nobody in has not looked at it (RFC 8446, 4.4.2.4).
fn refused_certificate(error: &hyper::Error) -> Option<(&'static str, &'static str)> {
    let Some(rustls::Error::AlertReceived(alert)) = find(error) else {
        return None;
    };
    Some(match alert {
        AlertDescription::BadCertificate => (
            "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
            "sslv3 alert bad certificate",
        ),
        AlertDescription::UnsupportedCertificate => (
            "ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
            "sslv3 alert unsupported certificate",
        ),
        AlertDescription::CertificateRevoked => (
            "ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED",
            "sslv3 alert certificate revoked",
        ),
        AlertDescription::CertificateExpired => (
            "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED",
            "sslv3 alert certificate expired",
        ),
        AlertDescription::CertificateUnknown => (
            "ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN",
            "sslv3 alert certificate unknown",
        ),
        AlertDescription::UnknownCA => ("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca"),
        AlertDescription::AccessDenied => (
            "ERR_SSL_TLSV1_ALERT_ACCESS_DENIED",
            "tlsv1 alert access denied",
        ),
        AlertDescription::CertificateRequired => (
            "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
            "tlsv13 alert certificate required",
        ),
        _ => return None,
    })
}

fn lookup_failure(lookup: &LookupError) -> Failure {
    // std keeps getaddrinfo's text, not its number.
    let temporary = lookup.cause.to_string().contains("emporary failure");
    let (code, errno) = if temporary {
        ("EAI_AGAIN", -3001)
    } else {
        ("ENOTFOUND", -3008)
    };
    let mut failure = network(code, format!("getaddrinfo {code} {}", lookup.host));
    failure.syscall = Some("getaddrinfo");
    failure.errno = Some(errno);
    failure.hostname = Some(lookup.host.clone());
    failure
}

fn tls_failure(error: &rustls::Error) -> Failure {
    use rustls::{CertificateError, OtherError};
    if let rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause))) = error
        && let Some(Untrusted { code, message }) = cause.downcast_ref()
    {
        return network(code, message);
    }
    let mut failure = network("EPROTO", format!("write EPROTO {error}"));
    failure.syscall = Some("write");
    failure.errno = Some(-71);
    failure
}

fn connect_failure(error: &(dyn Error + 'static), endpoint: &Endpoint) -> Failure {
    let Some(cause) = find::<io::Error>(error) else {
        return if find::<Elapsed>(error).is_some() {
            connect_refused("ETIMEDOUT", -110, endpoint)
        } else {
            tunnel_failure(error)
        };
    };
    match (os_error(cause), cause.kind()) {
        (Some(("ECONNRESET", errno)), _) => reading("ECONNRESET", errno),
        (Some((code, errno)), _) => connect_refused(code, errno, endpoint),
        (None, io::ErrorKind::UnexpectedEof) => handshake_cut(endpoint),
        (None, _) => network("ECONNRESET", last_text(error)),
    }
}

fn handshake_cut(endpoint: &Endpoint) -> Failure {
    let mut failure = network(
        "ECONNRESET",
        "Client network socket disconnected before secure TLS connection was established",
    );
    if let Endpoint::Host { name, port, .. } = endpoint {
        failure.handshake_with = Some((name.clone(), *port));
    }
    failure
}

/// A proxy that opened no tunnel; hyper-util gives only text for it.
fn tunnel_failure(error: &(dyn Error + 'static)) -> Failure {
    network("ERR_PROXY_TUNNEL", format!("proxy: {}", last_text(error)))
}

fn connect_refused(code: &'static str, errno: i32, endpoint: &Endpoint) -> Failure {
    let place = match endpoint {
        Endpoint::Host { address, port, .. } => format!(" {address}:{port}"),
        Endpoint::Socket(path) => format!(" {path}"),
    };
    let mut failure = network(code, format!("connect {code}{place}"));
    failure.syscall = Some("connect");
    failure.errno = Some(errno);
    if let Endpoint::Host { address, port, .. } = endpoint {
        failure.address = Some((address.clone(), *port));
    }
    failure
}

fn exchange_failure(error: &hyper::Error) -> Failure {
    if error.is_parse() {
        return parse_failure(&error.to_string());
    }
    match find::<io::Error>(error).and_then(os_error) {
        Some(("EPIPE", errno)) => {
            let mut failure = network("EPIPE", "write EPIPE");
            failure.syscall = Some("write");
            failure.errno = Some(errno);
            failure
        }
        Some((code, errno)) => reading(code, errno),
        None => network("ECONNRESET", "socket hang up"),
    }
}

/// What is wrong with the head of an answer. Hyper says so in text only.
fn parse_failure(text: &str) -> Failure {
    let (code, reason) = if text.contains("too large") {
        return header_overflow();
    } else if text.contains("content-length") {
        ("HPE_INVALID_CONTENT_LENGTH", "Invalid Content-Length")
    } else if text.contains("header") {
        ("HPE_INVALID_HEADER_TOKEN", "Invalid header token")
    } else if text.contains("status") {
        ("HPE_INVALID_STATUS", "Invalid status code")
    } else {
        ("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/")
    };
    network(code, format!("Parse Error: {reason}"))
}

/// An answer whose end is told in two ways: what the one calls its end may be the
/// beginning of a forged answer to the other (RFC 9112, 6.3).
pub(super) fn two_lengths() -> Failure {
    let message = "Parse Error: Transfer-Encoding can't be present with Content-Length";
    network("HPE_INVALID_TRANSFER_ENCODING", message).sent(Sent::Some)
}

/// An answer with more than 16 KiB of headers.
pub(super) fn header_overflow() -> Failure {
    network("HPE_HEADER_OVERFLOW", "Parse Error: Header overflow").sent(Sent::Some)
}

fn reading(code: &'static str, errno: i32) -> Failure {
    let mut failure = network(code, format!("read {code}"));
    failure.syscall = Some("read");
    failure.errno = Some(errno);
    failure
}

fn network(code: &'static str, message: impl Into<String>) -> Failure {
    Failure::new(FailureKind::Network, message).code(code)
}

/// Node's code and errno of an error of the operating system.
fn os_error(error: &io::Error) -> Option<(&'static str, i32)> {
    let (code, linux) = match error.kind() {
        io::ErrorKind::ConnectionRefused => ("ECONNREFUSED", 111),
        io::ErrorKind::ConnectionReset => ("ECONNRESET", 104),
        io::ErrorKind::ConnectionAborted => ("ECONNABORTED", 103),
        io::ErrorKind::TimedOut => ("ETIMEDOUT", 110),
        io::ErrorKind::BrokenPipe => ("EPIPE", 32),
        io::ErrorKind::HostUnreachable => ("EHOSTUNREACH", 113),
        io::ErrorKind::NetworkUnreachable => ("ENETUNREACH", 101),
        io::ErrorKind::AddrNotAvailable => ("EADDRNOTAVAIL", 99),
        io::ErrorKind::PermissionDenied => ("EACCES", 13),
        io::ErrorKind::NotFound => ("ENOENT", 2),
        _ => return None,
    };
    Some((code, -error.raw_os_error().unwrap_or(linux)))
}

/// The innermost `T` among an error and what caused it.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes(error).filter_map(<dyn Error>::downcast_ref).last()
}

fn last_text(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| cause(*error))
}

/// What caused `error`. An `io::Error` steps over the error inside it when asked
/// for its source, so that one is asked for by name.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner as &(dyn Error + 'static)),
        None => error.source(),
    }
}
