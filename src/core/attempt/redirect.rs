//! Redirects: RFC 9110, 15.4, and what browsers do with 301 and 302.

use std::borrow::Cow;
use std::sync::Arc;

use url::{Host, ParseError, Url};

use crate::core::call::Redirect;
use crate::core::failure::{Failure, FailureKind};
use crate::core::headers::RequestHeaders;
use crate::core::transport::{Sent, SentMark, Transport, WireBody, WireRequest, WireResponse};

/// One exchange of an attempt.
pub(super) struct Hop<'a> {
    pub(super) method: Cow<'a, str>,
    pub(super) url: Cow<'a, str>,
    pub(super) headers: Arc<RequestHeaders>,
    pub(super) body: WireBody,
}

/// The answer that is no redirect, and the request that got it if that is not the first.
pub(super) struct Arrival {
    pub(super) redirect: Option<Box<Redirect>>,
    pub(super) response: WireResponse,
}

/// Headers that only the origin they were meant for may see.
pub const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Sends `hop` and follows at most `limit` redirects; with 0, one is the answer.
/// `sent` tells at any time whether the call can have had an effect.
pub(super) async fn follow(
    transport: &dyn Transport,
    mut hop: Hop<'_>,
    limit: u32,
    sent: &SentMark,
) -> Result<Arrival, Failure> {
    let mut plain_allowed = None;
    let mut applied = false;
    let mut followed = 0;
    loop {
        let again = copy(&hop.body);
        let mark = if applied {
            SentMark::default()
        } else {
            sent.clone()
        };
        let request = WireRequest {
            method: &hop.method,
            url: &hop.url,
            headers: &hop.headers,
            body: hop.body,
            sent: mark,
        };
        let response = transport.send(request).await.map_err(|failure| {
            if applied {
                failure.sent(Sent::Some)
            } else {
                failure
            }
        })?;
        let Some(location) = location(&response).filter(|_| limit > 0) else {
            let redirect = (followed > 0).then(|| Redirect {
                method: hop.method.into_owned(),
                url: hop.url.into_owned(),
            });
            return Ok(Arrival {
                redirect: redirect.map(Box::new),
                response,
            });
        };
        if followed == limit {
            return Err(refused("Max redirects exceeded.".to_owned()));
        }
        followed += 1;
        let plain_allowed = *plain_allowed.get_or_insert_with(|| leaves_plainly(&hop.url));
        let target = resolve(&hop.url, &location, plain_allowed)?;
        let becomes_get = becomes_get(response.status);
        applied |= becomes_get;
        sent.set(Sent::Some);
        hop = next_hop(
            hop.method,
            &hop.url,
            &hop.headers,
            again,
            &target,
            becomes_get,
        )?;
    }
}

fn refused(message: String) -> Failure {
    Failure::new(FailureKind::Refused, message).sent(Sent::Some)
}

/// A body for the case that the next exchange needs it again; a stream has none.
fn copy(body: &WireBody) -> Option<WireBody> {
    match body {
        WireBody::Absent => Some(WireBody::Absent),
        WireBody::Bytes(bytes) => Some(WireBody::Bytes(bytes.clone())),
        WireBody::Stream(_) => None,
    }
}

/// Where a redirect points to. Header values are read as latin-1; servers that
/// leave a path unencoded mean UTF-8.
fn location(response: &WireResponse) -> Option<String> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let value = response.headers.get("location")?;
    let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Some(text.unwrap_or_else(|| value.to_owned())).filter(|text| !text.is_empty())
}

/// Whether the redirected request is a GET without body, whatever it was before:
/// axios 0.18 on Node does so for HEAD too.
fn becomes_get(status: u16) -> bool {
    !matches!(status, 307 | 308)
}

/// `location` as seen from `url`, without fragment and user information. From https
/// none leads to plain http, not even on this machine: a server elsewhere must not have
/// the services in here asked.
fn resolve(url: &str, location: &str, plain_allowed: bool) -> Result<Url, Failure> {
    let invalid = || refused("Redirect to an invalid URL".to_owned());
    let base = Url::parse(url).map_err(|_| invalid())?;
    let mut target = base.join(location).map_err(|error| match error {
        ParseError::IdnaError if !location.is_ascii() => {
            refused("Redirect to a host whose name is not in ASCII (RFC 5890)".to_owned())
        }
        _ => invalid(),
    })?;
    if !matches!(target.scheme(), "http" | "https") {
        return Err(refused(format!(
            "Unsupported protocol {}:",
            target.scheme()
        )));
    }
    let may_be_plain = is_plain(&base) && (plain_allowed || is_loopback(&target));
    if is_plain(&target) && !may_be_plain {
        let host = target.host_str().unwrap_or_default();
        return Err(refused(format!("Redirect to plain http refused: {host}")));
    }
    target.set_fragment(None);
    target.set_username("").map_err(|()| invalid())?;
    target.set_password(None).map_err(|()| invalid())?;
    Ok(target)
}

/// Whether a request to `url` leaves the machine unencrypted, so that its redirects may.
fn leaves_plainly(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| is_plain(&url) && !is_loopback(&url))
}

fn is_plain(url: &Url) -> bool {
    url.scheme() == "http"
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn next_hop<'a>(
    method: Cow<'a, str>,
    url: &str,
    headers: &RequestHeaders,
    body: Option<WireBody>,
    target: &Url,
    becomes_get: bool,
) -> Result<Hop<'a>, Failure> {
    let same_origin = Url::parse(url).is_ok_and(|url| url.origin() == target.origin());
    let mut headers = headers.list().clone();
    headers.retain(|(name, _)| {
        let name = name.to_ascii_lowercase();
        (same_origin || !CREDENTIALS.contains(&name.as_str()))
            && !(becomes_get && name.starts_with("content-"))
    });
    let (method, body) = if becomes_get {
        (Cow::Borrowed("GET"), WireBody::Absent)
    } else {
        let message = "Redirect not followed: the request body is a stream and has been sent";
        (method, body.ok_or_else(|| refused(message.to_owned()))?)
    };
    Ok(Hop {
        method,
        url: Cow::Owned(target.to_string()),
        headers: Arc::new(RequestHeaders::new(headers)),
        body,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_location_panics_or_carries_credentials_away(
            path in "[ -~]{0,20}",
            location in ".{0,40}|//[a-z.@:]{0,12}|https?:/{0,3}[a-z0-9.@:\\[\\]]{0,12}",
        ) {
            let base = format!("https://api.test/{path}");
            if let Ok(target) = resolve(&base, &location, false) {
                let headers = vec![("Authorization".into(), "Bearer x".into())];
                let headers = RequestHeaders::new(headers);
                let hop = next_hop("GET".into(), &base, &headers, None, &target, true).unwrap();
                let home = target.host_str() == Some("api.test")
                    && target.scheme() == "https" && target.port().is_none();
                prop_assert_eq!(hop.headers.list().is_empty(), !home);
                prop_assert!(!hop.url.contains('#') && target.username().is_empty());
                prop_assert_eq!(target.scheme(), "https");
            }
        }
    }
}
