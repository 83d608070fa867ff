//! What distinguishes one transport from another.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// Settings of a connection pool. Equal options share one transport
/// ([`super::cache::TransportCache`]); nothing changes after it was built.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TransportOptions {
    /// Certificate authorities in PEM, each text with one or more certificates.
    pub ca: Vec<Vec<u8>>,
    /// Trust `ca` alone, as Node's `ca` option does, instead of adding it to the
    /// bundled and the system's authorities.
    pub only_given_ca: bool,
    /// PEM files whose authorities are added (`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`).
    /// One that cannot be read is ignored, as Node does.
    pub ca_files: Vec<PathBuf>,
    /// Certificate and key that authenticate us.
    pub identity: Option<Identity>,
    /// Whether a server must prove its name; `false` accepts any certificate.
    pub reject_unauthorized: bool,
    /// Name that a server's certificate must bear, instead of that in the URL.
    pub server_name: Option<String>,
    /// Oldest TLS version to speak.
    pub min_tls: TlsVersion,
    /// Newest TLS version to speak.
    pub max_tls: TlsVersion,
    /// Way out of the network.
    pub proxy: ProxyChoice,
    /// Unix socket that takes the place of host and port.
    pub socket_path: Option<PathBuf>,
    /// Whether connections are kept for later requests.
    pub keep_alive: bool,
    /// Exchanges with one origin at once; `None` is unlimited.
    pub max_sockets: Option<usize>,
    /// Local address to connect from.
    pub local_address: Option<IpAddr>,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            ca: Vec::new(),
            only_given_ca: false,
            ca_files: Vec::new(),
            identity: None,
            reject_unauthorized: true,
            server_name: None,
            min_tls: TlsVersion::V1_2,
            max_tls: TlsVersion::V1_3,
            proxy: ProxyChoice::Direct,
            socket_path: None,
            keep_alive: true,
            max_sockets: None,
            local_address: None,
        }
    }
}

impl fmt::Debug for TransportOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportOptions")
            .field("ca", &self.ca.len())
            .field("only_given_ca", &self.only_given_ca)
            .field("ca_files", &self.ca_files)
            .field("identity", &self.identity)
            .field("reject_unauthorized", &self.reject_unauthorized)
            .field("server_name", &self.server_name)
            .field("min_tls", &self.min_tls)
            .field("max_tls", &self.max_tls)
            .field("proxy", &self.proxy)
            .field("socket_path", &self.socket_path)
            .field("keep_alive", &self.keep_alive)
            .field("max_sockets", &self.max_sockets)
            .field("local_address", &self.local_address)
            .finish()
    }
}

/// A TLS version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TlsVersion {
    /// TLS 1.2.
    V1_2,
    /// TLS 1.3.
    V1_3,
}

/// A client certificate with its private key, both PEM, not encrypted.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Certificate chain, leaf first.
    pub cert: Vec<u8>,
    /// Private key.
    pub key: Vec<u8>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(***)")
    }
}

/// Which proxy takes a request.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum ProxyChoice {
    /// None.
    Direct,
    /// One for all requests.
    Explicit(ProxyServer),
    /// What the environment says, read by whoever builds the options; an empty
    /// or absent value means no proxy for that scheme.
    Environment {
        /// `http_proxy` or `HTTP_PROXY`: proxy URL for http targets.
        http: Option<String>,
        /// `https_proxy` or `HTTPS_PROXY`: proxy URL for https targets.
        https: Option<String>,
        /// `no_proxy` or `NO_PROXY`: hosts to reach directly.
        except: Option<String>,
    },
}

impl fmt::Debug for ProxyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct => f.write_str("Direct"),
            Self::Explicit(server) => server.fmt(f),
            // The URLs may hold passwords.
            Self::Environment { .. } => f.write_str("Environment(***)"),
        }
    }
}

/// One proxy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ProxyServer {
    /// `http`, `https`, `socks5` … without colon.
    pub protocol: String,
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User name and password.
    pub auth: Option<(String, String)>,
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.protocol, self.host, self.port)
    }
}
