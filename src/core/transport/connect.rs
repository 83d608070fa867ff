//! How connections are opened: straight, through a proxy or to a Unix socket, and with
//! TLS where the URL asks for it.

use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5, Tunnel};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, BufReader};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::BoxFuture;
use super::classify::LookupError;
use super::options::TransportOptions;
use super::proxies::{Proxies, Proxy, Speaks};
use super::tls::{client_config, server_name};
use super::wire_url::port;
use crate::core::failure::Failure;

/// How long a connection may take to open, proxy and TLS included.
const CONNECT: Duration = Duration::from_secs(10);

/// After so much silence the system asks whether the other side is still there, so
/// often, and gives up after so many questions.
const KEEPALIVE: (Duration, u32) = (Duration::from_secs(15), 3);

/// How long written bytes may stay without an acknowledgement.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// What is read of a TLS connection at once: two records. By itself rustls asks the
/// system for 4 KB at a time.
const TLS_READ: usize = 32 * 1024;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// Opens the connections of one transport.
#[derive(Clone)]
pub(super) struct Connector(Arc<Ways>);

struct Ways {
    tcp: HttpConnector<SystemResolver>,
    tls: TlsConnector,
    /// What the server is asked for instead of the URL's host.
    server_name: Option<ServerName<'static>>,
    proxies: Arc<Proxies>,
    #[cfg_attr(not(unix), expect(dead_code, reason = "Refused before."))]
    socket_path: Option<PathBuf>,
}

impl Connector {
    /// # Errors
    /// An option of TLS that cannot be used.
    pub(super) fn new(options: &TransportOptions, proxies: Arc<Proxies>) -> Result<Self, Failure> {
        let mut tcp = HttpConnector::new_with_resolver(SystemResolver);
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE.0));
        tcp.set_keepalive_interval(Some(KEEPALIVE.0));
        tcp.set_keepalive_retries(Some(KEEPALIVE.1));
        #[cfg(target_os = "linux")]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        tcp.set_connect_timeout(Some(CONNECT));
        tcp.set_local_address(options.local_address);
        Ok(Self(Arc::new(Ways {
            tcp,
            tls: TlsConnector::from(Arc::new(client_config(options)?)),
            server_name: server_name(options)?,
            proxies,
            socket_path: options.socket_path.clone(),
        })))
    }

    /// A connection to where a request to `target` goes.
    pub(super) async fn open(&self, target: Uri) -> Result<Stream, BoxError> {
        timeout(CONNECT, self.0.open(target)).await?
    }
}

impl Ways {
    async fn open(&self, target: Uri) -> Result<Stream, BoxError> {
        #[cfg(unix)]
        if let Some(path) = &self.socket_path {
            let stream = tokio::net::UnixStream::connect(path).await?;
            return self.to_target(Box::new(stream), &target).await;
        }
        match self.proxies.of_target(&target) {
            None => {
                let stream = self.tcp(target.clone()).await?;
                self.to_target(stream, &target).await
            }
            Some(proxy) => self.through(proxy, target).await,
        }
    }

    async fn tcp(&self, place: Uri) -> Result<Box<dyn Io>, BoxError> {
        Ok(Box::new(self.tcp.clone().call(place).await?.into_inner()))
    }

    async fn through(&self, proxy: &Proxy, target: Uri) -> Result<Stream, BoxError> {
        let place = proxy.uri.clone();
        let named = proxy.speaks.named(&target).await?;
        let stream = self.tcp(place.clone()).await?;
        let stream = self.secure(stream, &place, None).await?;
        if proxy.reads(&target) {
            return Ok(stream);
        }
        let opened = Opened(Some(stream));
        let tunnelled = match proxy.speaks {
            Speaks::Http => {
                let mut tunnel = Tunnel::new(place, opened);
                if let Some(basic) = proxy.basic() {
                    tunnel = tunnel.with_auth(basic);
                }
                tunnel.call(named).await?
            }
            Speaks::Socks4 { .. } => SocksV4::new(place, opened).call(named).await?,
            Speaks::Socks5 { .. } => {
                let mut socks = SocksV5::new(place, opened);
                if let Some((user, password)) = proxy.auth.clone() {
                    socks = socks.with_auth(user, password);
                }
                socks.call(named).await?
            }
        };
        self.to_target(tunnelled.into_inner(), &target).await
    }

    async fn to_target(&self, io: Box<dyn Io>, target: &Uri) -> Result<Stream, BoxError> {
        self.secure(io, target, self.server_name.clone()).await
    }

    /// With TLS if `place` is an https URL. Its host is the name that the server must
    /// prove, unless `name` is.
    async fn secure(
        &self,
        io: Box<dyn Io>,
        place: &Uri,
        name: Option<ServerName<'static>>,
    ) -> Result<Stream, BoxError> {
        if place.scheme() != Some(&Scheme::HTTPS) {
            return Ok(Stream::new(io));
        }
        let host = place.host().unwrap_or_default().trim_matches(['[', ']']);
        let name = match name {
            Some(name) => name,
            None => ServerName::try_from(host.to_owned())?,
        };
        let buffered = BufReader::with_capacity(TLS_READ, io);
        Ok(Stream::new(Box::new(
            self.tls.connect(name, buffered).await?,
        )))
    }
}

/// The open connection to a proxy, as those who make a tunnel of it want it.
struct Opened(Option<Stream>);

impl Service<Uri> for Opened {
    type Response = Stream;
    type Error = io::Error;
    type Future = Ready<io::Result<Stream>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        ready(
            self.0
                .take()
                .ok_or_else(|| io::ErrorKind::NotConnected.into()),
        )
    }
}

impl Speaks {
    /// The target in the proxy's words: for SOCKS with its port, and with its address
    /// where the proxy does not look names up, if it has one that the proxy knows.
    async fn named(self, target: &Uri) -> Result<Uri, BoxError> {
        let (looks_up, only_v4) = match self {
            Self::Http => return Ok(target.clone()),
            Self::Socks4 { looks_up } => (looks_up, true),
            Self::Socks5 { looks_up } => (looks_up, false),
        };
        let mut host = target.host().unwrap_or_default().to_owned();
        let port = port(target);
        if !looks_up {
            let mut found = look_up(host.trim_matches(['[', ']']), port).await?;
            host = match found.find(|address| address.is_ipv4() || !only_v4) {
                Some(SocketAddr::V4(found)) => found.ip().to_string(),
                Some(SocketAddr::V6(found)) => format!("[{}]", found.ip()),
                None => host,
            };
        }
        let scheme = target.scheme_str().unwrap_or_default();
        Ok(format!("{scheme}://{host}:{port}").parse()?)
    }
}

pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// An open connection.
pub(super) type Stream = TokioIo<Box<dyn Io>>;

/// The system's resolver, with the name kept for the error.
#[derive(Clone)]
struct SystemResolver;

impl Service<Name> for SystemResolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = LookupError;
    type Future = BoxFuture<'static, Result<Self::Response, LookupError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), LookupError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move { look_up(name.as_str(), 0).await })
    }
}

async fn look_up(host: &str, port: u16) -> Result<std::vec::IntoIter<SocketAddr>, LookupError> {
    match tokio::net::lookup_host((host, port)).await {
        Ok(found) => Ok(found.collect::<Vec<_>>().into_iter()),
        Err(cause) => Err(LookupError {
            host: host.to_owned(),
            cause,
        }),
    }
}
