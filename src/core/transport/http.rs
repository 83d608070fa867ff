//! HTTP/1.1 over TCP, TLS and Unix sockets.

use super::options::TransportOptions;
use super::{BoxFuture, Transport, WireRequest, WireResponse};
use crate::core::failure::{Failure, FailureKind};

/// A pool of connections made with one set of options.
pub struct HttpTransport;

impl HttpTransport {
    /// A pool without connections yet.
    ///
    /// # Errors
    /// [`FailureKind::Refused`] naming the option that cannot be used.
    pub fn new(_options: &TransportOptions) -> Result<Self, Failure> {
        Ok(Self)
    }
}

impl Transport for HttpTransport {
    fn send(&self, _request: WireRequest) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        Box::pin(async { Err(Failure::new(FailureKind::Network, "no transport")) })
    }
}
