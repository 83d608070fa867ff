//! Which proxy takes a request.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;
use url::Url;

use super::http::refused;
use super::options::{ProxyChoice, ProxyServer};
use crate::core::failure::Failure;

/// The way out, ready to be asked for each request.
#[derive(Clone)]
pub(super) enum Proxies {
    Direct,
    Explicit(ProxyServer),
    Environment(Arc<Environment>),
}

/// What the environment's variables say, read.
pub(super) struct Environment {
    http: Option<Url>,
    https: Option<Url>,
    except: Vec<Exception>,
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
    /// A variable that holds no proxy's URL.
    pub(super) fn of(choice: &ProxyChoice) -> Result<Self, Failure> {
        Ok(match choice {
            ProxyChoice::Direct => Self::Direct,
            ProxyChoice::Explicit(server) => Self::Explicit(server.clone()),
            ProxyChoice::Environment {
                http,
                https,
                except,
            } => {
                let environment = Environment {
                    http: proxy_url(http.as_deref(), "HTTP_PROXY")?,
                    https: proxy_url(https.as_deref(), "HTTPS_PROXY")?,
                    except: exceptions(except.as_deref().unwrap_or_default()),
                };
                if environment.http.is_none() && environment.https.is_none() {
                    Self::Direct
                } else {
                    Self::Environment(Arc::new(environment))
                }
            }
        })
    }

    /// The same for reqwest.
    ///
    /// # Errors
    /// The options name no usable proxy.
    pub(super) fn client(&self) -> Result<Option<reqwest::Proxy>, Failure> {
        match self {
            Self::Direct => Ok(None),
            Self::Explicit(server) => explicit(server).map(Some),
            Self::Environment(environment) => {
                let environment = Arc::clone(environment);
                let choose = move |url: &Url| environment.proxy(url).cloned();
                Ok(Some(reqwest::Proxy::custom(choose)))
            }
        }
    }

    /// Host and port of the proxy that a request to `url` is given to.
    pub(super) fn place(&self, url: &Url) -> Option<(String, Option<u16>)> {
        match self {
            Self::Direct => None,
            Self::Explicit(server) => Some((server.host.clone(), Some(server.port))),
            Self::Environment(environment) => {
                let proxy = environment.proxy(url)?;
                let host = proxy.host_str()?.to_owned();
                Some((host, proxy.port_or_known_default()))
            }
        }
    }
}

impl Environment {
    fn proxy(&self, url: &Url) -> Option<&Url> {
        let proxy = match url.scheme() {
            "https" => self.https.as_ref(),
            _ => self.http.as_ref(),
        }?;
        let is_exception = self.except.iter().any(|except| except.is(url));
        (!is_exception).then_some(proxy)
    }
}

impl Exception {
    fn is(&self, url: &Url) -> bool {
        let is_port = self.port.is_none() || self.port == url.port_or_known_default();
        is_port && url.host_str().is_some_and(|host| self.host.is(host))
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

/// The URL of a proxy; most programs take a mere `host:port`, too.
fn proxy_url(value: Option<&str>, name: &str) -> Result<Option<Url>, Failure> {
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let whole = if value.contains("://") {
        value.to_owned()
    } else {
        format!("http://{value}")
    };
    // It may hold a password, so that it is not quoted.
    let unusable = || refused(format!("{name} holds no usable proxy URL."));
    let mut url = Url::parse(&whole).map_err(|_| unusable())?;
    let is_known = matches!(
        url.scheme(),
        "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h"
    );
    if !is_known || url.host_str().is_none_or(str::is_empty) {
        return Err(unusable());
    }
    if url.port_or_known_default().is_none() {
        let _ = url.set_port(Some(1080));
    }
    Ok(Some(url))
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

fn explicit(server: &ProxyServer) -> Result<reqwest::Proxy, Failure> {
    let host = bare(&server.host);
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    let proxy = reqwest::Proxy::all(format!("{}://{host}:{}", server.protocol, server.port))
        .map_err(|_| refused("The \"proxy\" option names no usable proxy."))?;
    Ok(match &server.auth {
        Some((user, password)) => proxy.basic_auth(user, password),
        None => proxy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(except: &str, url: &str) -> bool {
        let proxies = Proxies::of(&ProxyChoice::Environment {
            http: Some("proxy.test:3128".to_owned()),
            https: None,
            except: Some(except.to_owned()),
        });
        let place = proxies.unwrap().place(&Url::parse(url).unwrap());
        assert!(place.is_none() || place == Some(("proxy.test".to_owned(), Some(3128))));
        place.is_some()
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
