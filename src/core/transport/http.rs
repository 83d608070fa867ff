//! HTTP/1.1 over TCP, TLS and Unix sockets.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use hyper::ext::ReasonPhrase;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use super::body::{Incoming, Outgoing, Source};
use super::classify::{Endpoint, LookupError, classify, header_overflow, two_lengths};
use super::options::TransportOptions;
use super::proxies::Proxies;
use super::sockets::{Socket, Sockets};
use super::wire_url::Base;
use super::{BoxFuture, Sent, SentMark, Transport, WireBody, WireRequest, WireResponse, tls};
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::{AnswerHeaders, RequestHeaders, Way};

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(10);

/// How long an idle connection is kept. Node servers close theirs after 5 s; a
/// request written to a connection that is being closed has an unknown effect.
const IDLE: Duration = Duration::from_secs(4);

/// Most bytes of headers in an answer, as Node's parser has it.
const MAX_HEADERS: usize = 16 * 1024;

/// A pool of connections made with one set of options.
pub struct HttpTransport {
    client: reqwest::Client,
    base: Base,
    keep_alive: bool,
    sockets: Sockets,
    proxies: Proxies,
    socket_path: Option<PathBuf>,
}

impl HttpTransport {
    /// A pool without connections yet.
    ///
    /// # Errors
    /// [`FailureKind::Refused`] naming the option that cannot be used.
    pub fn new(options: &TransportOptions) -> Result<Self, Failure> {
        let mut builder = reqwest::Client::builder()
            .http1_only()
            .http1_title_case_headers()
            .redirect(reqwest::redirect::Policy::none())
            // Otherwise each request would be copied, for retries that never come.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .referer(false)
            .connect_timeout(CONNECT)
            .pool_idle_timeout(IDLE)
            .local_address(options.local_address)
            .dns_resolver(SystemResolver)
            .tls_backend_preconfigured(tls::client_config(options)?)
            .no_proxy();
        let proxies = Proxies::of(&options.proxy)?;
        if let Some(proxy) = proxies.client()? {
            builder = builder.proxy(proxy);
        }
        if !options.keep_alive {
            builder = builder.pool_max_idle_per_host(0);
        }
        #[cfg(unix)]
        if let Some(path) = &options.socket_path {
            builder = builder.unix_socket(path.as_path());
        }
        #[cfg(not(unix))]
        if options.socket_path.is_some() {
            return Err(refused("The \"socketPath\" option needs Unix sockets."));
        }
        Ok(Self {
            client: builder
                .build()
                .map_err(|_| refused("The connection options cannot be used together."))?,
            base: Base::default(),
            keep_alive: options.keep_alive,
            sockets: Sockets::new(options.max_sockets),
            proxies,
            socket_path: options.socket_path.clone(),
        })
    }

    fn request(&self, request: WireRequest<'_>, url: Url) -> Result<reqwest::Request, Failure> {
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| {
            invalid(
                "ERR_INVALID_HTTP_TOKEN",
                "Method must be a valid HTTP token",
                request.method,
            )
        })?;
        let mut headers = self.headers(request.headers, &url)?;
        let mut built = reqwest::Request::new(method, url);
        if let WireBody::Bytes(bytes) = &request.body {
            headers.insert(CONTENT_LENGTH, bytes.len().into());
        }
        *built.headers_mut() = headers;
        *built.body_mut() = body(request.body, request.sent);
        Ok(built)
    }

    fn headers(&self, headers: &RequestHeaders, url: &Url) -> Result<HeaderMap, Failure> {
        let way = Way {
            host: url.host_str().unwrap_or_default(),
            port: url.port(),
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
        let target = request.url;
        let url = self.base.parse(target)?;
        let mark = request.sent.clone();
        mark.set(Sent::None);
        let socket = self.sockets.acquire(&url).await;
        mark.set(Sent::Some);
        match self.client.execute(self.request(request, url)?).await {
            Ok(response) => {
                mark.set(Sent::Some);
                answer(response, socket)
            }
            Err(error) => {
                let endpoint = self.endpoint(&self.base.parse(target)?).await;
                Err(classify(&error, &endpoint, &mark))
            }
        }
    }

    /// Where the connection of a failed exchange was to go.
    async fn endpoint(&self, url: &Url) -> Endpoint {
        if let Some(path) = &self.socket_path {
            return Endpoint::Socket(path.display().to_string());
        }
        let (host, port) = self.proxies.place(url).unwrap_or_else(|| {
            let host = url.host_str().unwrap_or_default().to_owned();
            (host, url.port_or_known_default())
        });
        let name = host.trim_matches(['[', ']']).to_owned();
        let port = port.unwrap_or_default();
        let found = tokio::net::lookup_host((name.as_str(), port)).await;
        let found = found.ok().and_then(|mut addresses| addresses.next());
        let address = found.map_or_else(|| name.clone(), |found| found.ip().to_string());
        Endpoint::Host {
            name,
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
    HeaderValue::from_maybe_shared(bytes::Bytes::from(host))
        .map_err(|_| refused("Invalid URL").code("ERR_INVALID_URL"))
}

fn body(body: WireBody, sent: SentMark) -> Option<reqwest::Body> {
    let source = match body {
        WireBody::Absent => return None,
        WireBody::Bytes(bytes) => Source::Whole(bytes),
        WireBody::Stream(chunks) => Source::Chunks(chunks),
    };
    // Of an empty body hyper asks nothing, so its way cannot be followed.
    let empty = matches!(&source, Source::Whole(bytes) if bytes.is_empty());
    sent.set(if empty { Sent::Some } else { Sent::None });
    Some(reqwest::Body::wrap(Outgoing { source, sent }))
}

fn answer(response: reqwest::Response, socket: Socket) -> Result<WireResponse, Failure> {
    let status = response.status();
    let reason = match response.extensions().get::<ReasonPhrase>() {
        None => Cow::Borrowed(status.canonical_reason().unwrap_or_default()),
        Some(reason) => reason.as_bytes().iter().copied().map(char::from).collect(),
    };
    let headers = AnswerHeaders::from(response.headers());
    if headers.wire_size() + reason.len() > MAX_HEADERS {
        return Err(header_overflow());
    }
    let told = response.headers();
    if told.contains_key(TRANSFER_ENCODING) && told.contains_key(CONTENT_LENGTH) {
        return Err(two_lengths());
    }
    Ok(WireResponse {
        status: status.as_u16(),
        reason,
        headers,
        body: Box::new(Incoming { response, socket }),
    })
}

/// The system's resolver, with the name kept for the error.
struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((host.as_str(), 0)).await;
            match found.map(Iterator::collect::<Vec<SocketAddr>>) {
                Ok(addresses) => Ok(Box::new(addresses.into_iter()) as Addrs),
                Err(cause) => Err(LookupError { host, cause }.into()),
            }
        })
    }
}
