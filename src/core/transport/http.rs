//! HTTP/1.1 over TCP, TLS and Unix sockets.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, PROXY_AUTHORIZATION, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, Uri};
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;

use super::body::{Arriving, Outgoing};
use super::classify::{Endpoint, classify, header_overflow, two_lengths};
use super::connect::Connector;
use super::options::TransportOptions;
use super::pool::{Held, Pool};
use super::proxies::{Proxies, Proxy};
use super::sockets::{Socket, Sockets};
use super::wire_url::{Base, port};
use super::{BoxFuture, Sent, Transport, WireBody, WireRequest, WireResponse};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::{AnswerHeaders, RequestHeaders, Way};

/// Most bytes of headers in an answer, as Node's parser has it.
const MAX_HEADERS: usize = 16 * 1024;

/// A pool of connections made with one set of options.
pub struct HttpTransport {
    pool: Pool,
    base: Base,
    keep_alive: bool,
    sockets: Sockets,
    proxies: Arc<Proxies>,
    socket_path: Option<PathBuf>,
}

impl HttpTransport {
    /// A pool without connections yet.
    ///
    /// # Errors
    /// [`FailureKind::Refused`] naming the option that cannot be used.
    pub fn new(options: &TransportOptions) -> Result<Self, Failure> {
        #[cfg(not(unix))]
        if options.socket_path.is_some() {
            return Err(refused("The \"socketPath\" option needs Unix sockets."));
        }
        // A socket takes the place of the proxy, too.
        let proxies = Arc::new(match &options.socket_path {
            Some(_) => Proxies::Direct,
            None => Proxies::of(&options.proxy)?,
        });
        let connector = Connector::new(options, Arc::clone(&proxies))?;
        Ok(Self {
            pool: Pool::new(connector, options.keep_alive),
            base: Base::default(),
            keep_alive: options.keep_alive,
            sockets: Sockets::new(options.max_sockets),
            proxies,
            socket_path: options.socket_path.clone(),
        })
    }

    fn request(
        &self,
        request: WireRequest<'_>,
        target: &Uri,
    ) -> Result<http::Request<Outgoing>, Failure> {
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| {
            invalid(
                "ERR_INVALID_HTTP_TOKEN",
                "Method must be a valid HTTP token",
                request.method,
            )
        })?;
        let mut headers = self.headers(request.headers, target)?;
        let proxy = self.proxies.of_target(target);
        let reader = proxy.filter(|proxy| proxy.reads(target));
        if let Some(basic) = reader.and_then(Proxy::basic) {
            headers.entry(PROXY_AUTHORIZATION).or_insert(basic);
        }
        if let WireBody::Bytes(bytes) = &request.body {
            headers.insert(CONTENT_LENGTH, bytes.len().into());
        }
        let mut built = http::Request::new(Outgoing::new(request.body, request.sent));
        *built.method_mut() = method;
        // Proxies that read requests are told whole URLs (RFC 9112, 3.2).
        *built.uri_mut() = match target.path_and_query() {
            Some(path) if reader.is_none() => Uri::from(path.clone()),
            _ => target.clone(),
        };
        *built.headers_mut() = headers;
        Ok(built)
    }

    fn headers(&self, headers: &RequestHeaders, target: &Uri) -> Result<HeaderMap, Failure> {
        let way = Way {
            host: target.host().unwrap_or_default(),
            port: target.port_u16(),
            keep_alive: self.keep_alive,
        };
        headers.wire(way, || {
            let mut map = header_map(headers)?;
            let connection = if way.keep_alive {
                "keep-alive"
            } else {
                "close"
            };
            map.insert(CONNECTION, HeaderValue::from_static(connection));
            // Hyper would write it anew for each request.
            if !map.contains_key(HOST) {
                map.insert(HOST, host(way)?);
            }
            Ok(map)
        })
    }

    async fn exchange(&self, request: WireRequest<'_>) -> Result<WireResponse, Failure> {
        let target = self.base.parse(request.url)?;
        let mark = request.sent.clone();
        mark.set(Sent::None);
        let socket = self.sockets.acquire(&target).await;
        let request = self.request(request, &target)?;
        match self.pool.send(&target, request).await {
            Ok((response, held)) => {
                mark.set(Sent::Some);
                answer(response, held, socket)
            }
            Err(error) => Err(classify(&error, &self.endpoint(&target).await, &mark)),
        }
    }

    /// Where the connection of a failed exchange was to go.
    async fn endpoint(&self, target: &Uri) -> Endpoint {
        if let Some(path) = &self.socket_path {
            return Endpoint::Socket(path.display().to_string());
        }
        let proxy = self.proxies.of_target(target);
        let place = proxy.map_or(target, |proxy| &proxy.uri);
        let name = place.host().unwrap_or_default().trim_matches(['[', ']']);
        let port = port(place);
        let found = tokio::net::lookup_host((name, port)).await;
        let found = found.ok().and_then(|mut addresses| addresses.next());
        let address = found.map_or_else(|| name.to_owned(), |found| found.ip().to_string());
        Endpoint::Host {
            name: name.to_owned(),
            address,
            port,
        }
    }
}

impl Transport for HttpTransport {
    fn send<'a>(
        &'a self,
        request: WireRequest<'a>,
    ) -> BoxFuture<'a, Result<WireResponse, Failure>> {
        Box::pin(self.exchange(request))
    }
}

#[cold]
pub(super) fn refused(message: impl Into<String>) -> Failure {
    Failure::new(FailureKind::Refused, message)
}

fn invalid(code: &'static str, text: &str, name: &str) -> Failure {
    refused(format!("{text} [\"{name}\"]")).code(code)
}

fn header_map(list: &RequestHeaders) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::with_capacity(list.list().len() + 4);
    for (name, value) in list.sent() {
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            invalid(
                "ERR_INVALID_HTTP_TOKEN",
                "Header name must be a valid HTTP token",
                name,
            )
        })?;
        let value = HeaderValue::from_maybe_shared(value).map_err(|_| {
            invalid(
                "ERR_INVALID_CHAR",
                "Invalid character in header content",
                name,
            )
        })?;
        headers.append(key, value);
    }
    Ok(headers)
}

fn host(way: Way<'_>) -> Result<HeaderValue, Failure> {
    let host = match way.port {
        Some(port) => format!("{}:{port}", way.host),
        None => way.host.to_owned(),
    };
    HeaderValue::from_maybe_shared(Bytes::from(host))
        .map_err(|_| refused("Invalid URL").code("ERR_INVALID_URL"))
}

fn answer(
    response: Response<Incoming>,
    held: Held,
    socket: Socket,
) -> Result<WireResponse, Failure> {
    let status = response.status();
    let reason = match response.extensions().get::<ReasonPhrase>() {
        None => Cow::Borrowed(status.canonical_reason().unwrap_or_default()),
        Some(reason) => reason.as_bytes().iter().copied().map(char::from).collect(),
    };
    let headers = AnswerHeaders::from(response.headers());
    let told = response.headers();
    let fault = if headers.wire_size() + reason.len() > MAX_HEADERS {
        Some(header_overflow())
    } else if told.contains_key(TRANSFER_ENCODING) && told.contains_key(CONTENT_LENGTH) {
        Some(two_lengths())
    } else {
        None
    };
    if let Some(fault) = fault {
        held.close();
        return Err(fault);
    }
    Ok(WireResponse {
        status: status.as_u16(),
        reason,
        headers,
        body: Box::new(Arriving {
            body: response.into_body(),
            held: Some(held),
            socket,
        }),
    })
}
