//! Which proxy takes a request.

use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use ipnet::IpNet;
use percent_encoding::percent_decode_str;
use url::Url;

use super::http::refused;
use super::options::{ProxyChoice, ProxyServer};
use super::wire_url::port;
use crate::core::failure::Failure;

/// The way out, ready to be asked for each request.
pub(super) enum Proxies {
    Direct,
    Explicit(Proxy),
    Environment(Environment),
}

/// What the environment's variables say, read.
pub(super) struct Environment {
    http: Option<Proxy>,
    https: Option<Proxy>,
    except: Vec<Exception>,
}

/// A proxy as connections are made to it.
pub(super) struct Proxy {
    pub(super) speaks: Speaks,
    /// Its place, without credentials.
    pub(super) uri: Uri,
    /// User name and password.
    pub(super) auth: Option<(String, String)>,
}

/// The protocol that a proxy is spoken to in.
#[derive(Clone, Copy)]
pub(super) enum Speaks {
    /// HTTP, itself over TLS or not.
    Http,
    /// SOCKS 4, and 4a if the proxy looks host names up.
    Socks4 { looks_up: bool },
    /// SOCKS 5, with host names that the proxy looks up or addresses.
    Socks5 { looks_up: bool },
}

/// A host to reach directly, at one port or any.
struct Exception {
    host: ExceptHost,
    port: Option<u16>,
}

enum ExceptHost {
    Any,
    Addresses(IpNet),
    /// A domain with all below it, in lower case.
    Domain(String),
}

impl Proxies {
    /// # Errors
    /// The options or a variable of the environment name no usable proxy.
    pub(super) fn of(choice: &ProxyChoice) -> Result<Self, Failure> {
        Ok(match choice {
            ProxyChoice::Direct => Self::Direct,
            ProxyChoice::Explicit(server) => Self::Explicit(explicit(server)?),
            ProxyChoice::Environment {
                http,
                https,
                except,
            } => {
                let environment = Environment {
                    http: of_variable(http.as_deref(), "HTTP_PROXY")?,
                    https: of_variable(https.as_deref(), "HTTPS_PROXY")?,
                    except: exceptions(except.as_deref().unwrap_or_default()),
                };
                if environment.http.is_none() && environment.https.is_none() {
                    Self::Direct
                } else {
                    Self::Environment(environment)
                }
            }
        })
    }

    /// The proxy that a request to `target` is given to.
    pub(super) fn of_target(&self, target: &Uri) -> Option<&Proxy> {
        match self {
            Self::Direct => None,
            Self::Explicit(proxy) => Some(proxy),
            Self::Environment(environment) => environment.proxy(target),
        }
    }
}

impl Proxy {
    /// # Errors
    /// It has no host or another protocol.
    fn new(mut url: Url, auth: Option<(String, String)>) -> Option<Self> {
        let speaks = match url.scheme() {
            "http" | "https" => Speaks::Http,
            "socks4" => Speaks::Socks4 { looks_up: false },
            "socks4a" => Speaks::Socks4 { looks_up: true },
            "socks5" => Speaks::Socks5 { looks_up: false },
            "socks5h" => Speaks::Socks5 { looks_up: true },
            _ => return None,
        };
        url.host_str().filter(|host| !host.is_empty())?;
        if url.port_or_known_default().is_none() {
            let _ = url.set_port(Some(1080));
        }
        let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let uri = Uri::builder().scheme(url.scheme()).authority(authority);
        Some(Self {
            speaks,
            uri: uri.path_and_query("/").build().ok()?,
            auth,
        })
    }

    /// What an HTTP proxy is told of who asks (RFC 7617).
    pub(super) fn basic(&self) -> Option<HeaderValue> {
        let (user, password) = self.auth.as_ref()?;
        let encoded = BASE64_STANDARD.encode(format!("{user}:{password}"));
        let mut value = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Whether it reads requests to `target` itself, and is no mere tunnel to it.
    pub(super) fn reads(&self, target: &Uri) -> bool {
        matches!(self.speaks, Speaks::Http) && target.scheme() == Some(&Scheme::HTTP)
    }
}

impl Environment {
    fn proxy(&self, target: &Uri) -> Option<&Proxy> {
        let proxy = match target.scheme_str() {
            Some("https") => self.https.as_ref(),
            _ => self.http.as_ref(),
        }?;
        let is_exception = self.except.iter().any(|except| except.is(target));
        (!is_exception).then_some(proxy)
    }
}

impl Exception {
    fn is(&self, target: &Uri) -> bool {
        let is_port = self.port.is_none_or(|only| only == port(target));
        is_port && target.host().is_some_and(|host| self.host.is(host))
    }
}

impl ExceptHost {
    fn is(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Addresses(net) => bare(host)
                .parse::<IpAddr>()
                .is_ok_and(|address| net.contains(&address)),
            Self::Domain(domain) => host
                .strip_suffix(domain.as_str())
                .is_some_and(|above| above.is_empty() || above.ends_with('.')),
        }
    }
}

/// The proxy of a URL; most programs take a mere `host:port`, too.
fn of_variable(value: Option<&str>, name: &str) -> Result<Option<Proxy>, Failure> {
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let whole = if value.contains("://") {
        value.to_owned()
    } else {
        format!("http://{value}")
    };
    let proxy = Url::parse(&whole).ok().and_then(|url| {
        let told = !url.username().is_empty() || url.password().is_some();
        let auth = told.then(|| {
            let password = url.password().unwrap_or_default();
            (decoded(url.username()), decoded(password))
        });
        Proxy::new(url, auth)
    });
    match proxy {
        Some(proxy) => Ok(Some(proxy)),
        // It may hold a password, so that it is not quoted.
        None => Err(refused(format!("{name} holds no usable proxy URL."))),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// `NO_PROXY` as curl and Node's programs read it: hosts with all below them, addresses
/// and ranges of them, `*` for any, each with a port if it is to count for that alone;
/// commas or spaces between.
fn exceptions(list: &str) -> Vec<Exception> {
    list.split([',', ' ', '\t'])
        .filter(|entry| !entry.is_empty())
        .map(exception)
        .collect()
}

fn exception(entry: &str) -> Exception {
    if let Some(net) = addresses(entry) {
        let host = ExceptHost::Addresses(net);
        return Exception { host, port: None };
    }
    let (host, port) = match entry.rsplit_once(':') {
        Some((host, port)) => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        None => (entry, None),
    };
    let domain = host.trim_start_matches('*').trim_start_matches('.');
    let host = match addresses(host) {
        Some(net) => ExceptHost::Addresses(net),
        None if domain.is_empty() => ExceptHost::Any,
        None => ExceptHost::Domain(domain.to_ascii_lowercase()),
    };
    Exception { host, port }
}

fn addresses(text: &str) -> Option<IpNet> {
    let text = bare(text);
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// A host without the brackets of an IPv6 address.
fn bare(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}

fn explicit(server: &ProxyServer) -> Result<Proxy, Failure> {
    let host = bare(&server.host);
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    Url::parse(&format!("{}://{host}:{}", server.protocol, server.port))
        .ok()
        .and_then(|url| Proxy::new(url, server.auth.clone()))
        .ok_or_else(|| refused("The \"proxy\" option names no usable proxy."))
}

#[cfg(test)]
mod tests {
    use super::super::wire_url::Base;
    use super::*;

    fn chosen(except: &str, url: &str) -> bool {
        let proxies = Proxies::of(&ProxyChoice::Environment {
            http: Some("proxy.test:3128".to_owned()),
            https: None,
            except: Some(except.to_owned()),
        });
        let target = Base::default().parse(url).unwrap();
        let proxies = proxies.unwrap();
        let proxy = proxies.of_target(&target);
        assert!(proxy.is_none_or(|proxy| proxy.uri == "http://proxy.test:3128/"));
        proxy.is_some()
    }

    #[test]
    fn exceptions_are_hosts_with_all_below_addresses_and_ranges() {
        for (except, direct, proxied) in [
            ("*", "http://a.test/", ""),
            ("a.test", "http://a.test/", "http://nota.test/"),
            ("A.test", "http://b.a.TEST:81/", "http://a.test.b/"),
            (".a.test", "http://b.a.test/", "http://nota.test/"),
            ("*.a.test", "http://b.a.test/", "http://nota.test/"),
            ("b.test a.test", "http://a.test/", "http://c.test/"),
            (" b.test , a.test ", "http://a.test/", "http://c.test/"),
            ("a.test:81", "http://a.test:81/", "http://a.test/"),
            ("a.test:80", "http://a.test/", "http://a.test:81/"),
            ("*:81", "http://a.test:81/", "http://a.test/"),
            ("10.0.0.1", "http://10.0.0.1/", "http://10.0.0.11/"),
            ("10.0.0.1:81", "http://10.0.0.1:81/", "http://10.0.0.1/"),
            ("10.0.0.0/8", "http://10.9.9.9/", "http://11.0.0.1/"),
            ("::1", "http://[::1]/", "http://[::2]/"),
            ("[::1]", "http://[::1]:81/", "http://[::2]/"),
            ("[::1]:81", "http://[::1]:81/", "http://[::1]/"),
            ("fd00::/8", "http://[fd12::1]/", "http://[fe80::1]/"),
            ("", "", "http://a.test/"),
            (",, ,", "", "http://a.test/"),
        ] {
            assert!(
                direct.is_empty() || !chosen(except, direct),
                "{except} {direct}"
            );
            assert!(
                proxied.is_empty() || chosen(except, proxied),
                "{except} {proxied}"
            );
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_being_quoted() {
        for value in [
            "ftp://user:secret@a.test",
            "http://user:secret@",
            "http://user:secret@a:x",
        ] {
            let choice = ProxyChoice::Environment {
                http: None,
                https: Some(value.to_owned()),
                except: None,
            };
            let failure = Proxies::of(&choice).err().unwrap();
            assert_eq!(failure.message, "HTTPS_PROXY holds no usable proxy URL.");
        }
    }
}
