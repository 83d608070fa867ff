//! Addresses: joining, checking and percent-encoding, as RFC 3986 and the
//! original's axios have it.
//!
//! The request target is written here, character by character, because URL
//! libraries quietly resolve `..`, which would turn one resource into another.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Why an address is refused. The text names the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The scheme is not http or https, or there is none.
    #[error("Unsupported protocol {0} in \"{1}\": use an http or https URL")]
    Scheme(String, String),
    /// The URL has no host.
    #[error("\"{0}\" has no host: write it as https://host/path")]
    Host(String),
    /// Plain http to a host that is not this machine.
    #[error(
        "Plain http to \"{0}\" would send the access token readable to anyone on the way: use https, or set allowInsecure: true in the constructor"
    )]
    Insecure(String),
    /// A dot segment would leave the path it stands in.
    #[error(
        "\"{0}\" has a dot segment (\".\" or \"..\"), which would reach another path: write the path without it"
    )]
    DotSegment(String),
    /// The port is not a number below 65536.
    #[error("Port should be >= 0 and < 65536. Received {0}.")]
    Port(String),
}

/// Whether `url` carries its own scheme or authority.
#[must_use]
pub fn is_absolute(url: &str) -> bool {
    let rest = match url.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) && rest.starts_with("//") => rest,
        _ => url,
    };
    rest.starts_with("//")
}

fn is_scheme(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Puts `endpoint` under `base`, with exactly one slash between them; an absolute
/// endpoint stands alone and an empty one means the base itself.
#[must_use]
pub fn join(base: &str, endpoint: &str) -> String {
    if endpoint.is_empty() {
        return base.to_owned();
    }
    if base.is_empty() || is_absolute(endpoint) {
        return endpoint.to_owned();
    }
    let base = base.trim_end_matches('/');
    let endpoint = endpoint.trim_start_matches('/');
    let mut url = String::with_capacity(base.len() + endpoint.len() + 1);
    url.push_str(base);
    url.push('/');
    url.push_str(endpoint);
    url
}

/// `base` without a trailing `/v2`: what `/v2`, `/v3` and `/chat/v1` hang off.
#[must_use]
pub fn root(base: &str) -> &str {
    let base = base.trim_end_matches('/');
    base.strip_suffix("/v2").unwrap_or(base)
}

/// Adds a serialised query to a URL that may have one already.
pub fn append_query(url: &mut String, query: &str) {
    if query.is_empty() {
        return;
    }
    url.push(if url.contains('?') { '&' } else { '?' });
    url.push_str(query);
}

/// An address ready for the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Scheme, authority without user info, path and query; no fragment.
    pub url: String,
    /// Length of `scheme://authority` in `url`.
    origin_len: usize,
    /// `user:password` of the authority, percent-decoded.
    pub userinfo: Option<String>,
}

impl Target {
    /// Checks and encodes an absolute URL.
    ///
    /// # Errors
    /// [`UrlError`], naming what is wrong with the address.
    pub fn parse(url: &str, allow_insecure: bool) -> Result<Self, UrlError> {
        let url = url.trim();
        let (scheme, rest) = url
            .split_once(':')
            .filter(|(scheme, _)| is_scheme(scheme))
            .ok_or_else(|| UrlError::Scheme("(none)".to_owned(), without_userinfo(url)))?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return Err(UrlError::Scheme(
                format!("{scheme}:"),
                without_userinfo(url),
            ));
        }
        let rest = rest
            .strip_prefix("//")
            .ok_or_else(|| UrlError::Host(without_userinfo(url)))?;
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (userinfo, host_port) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(decode(user)), host),
            None => (None, authority),
        };
        let host = check_host(host_port, url)?;
        if scheme == "http" && !allow_insecure && !is_loopback(host) {
            return Err(UrlError::Insecure(host.to_owned()));
        }
        let mut encoded = format!("{scheme}://{}", host_port.to_ascii_lowercase());
        let origin_len = encoded.len();
        let tail = tail.split('#').next().unwrap_or_default();
        encode_tail(&mut encoded, tail);
        let target = Self {
            url: encoded,
            origin_len,
            userinfo,
        };
        if has_dot_segment(target.path()) {
            return Err(UrlError::DotSegment(tail.to_owned()));
        }
        Ok(target)
    }

    /// `scheme://authority`, with the default port left out.
    #[must_use]
    pub fn origin(&self) -> &str {
        let origin = self.url.get(..self.origin_len).unwrap_or_default();
        let default_port = if origin.starts_with("https:") {
            ":443"
        } else {
            ":80"
        };
        origin.strip_suffix(default_port).unwrap_or(origin)
    }

    /// Path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        let tail = self.url.get(self.origin_len..).unwrap_or_default();
        tail.split('?').next().unwrap_or_default()
    }
}

#[cold]
fn without_userinfo(url: &str) -> String {
    match (url.find("//"), url.rfind('@')) {
        (Some(start), Some(at)) if start < at => {
            format!(
                "{}{}",
                url.get(..start + 2).unwrap_or_default(),
                url.get(at + 1..).unwrap_or_default()
            )
        }
        _ => url.to_owned(),
    }
}

fn check_host<'u>(host_port: &'u str, url: &str) -> Result<&'u str, UrlError> {
    let (host, port) = match host_port.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (host_port, ""),
    };
    if host.is_empty()
        || host
            .contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`%".contains(c))
    {
        return Err(UrlError::Host(without_userinfo(url)));
    }
    if !port.is_empty() && port.parse::<u16>().is_err() {
        return Err(UrlError::Port(port.to_owned()));
    }
    Ok(host)
}

/// Whether `host` can only be this machine (127/8, `::1`, `localhost`).
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || bare.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
}

fn encode_tail(out: &mut String, tail: &str) {
    let (path, query) = match tail.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (tail, None),
    };
    if path.is_empty() {
        out.push('/');
    }
    for c in path.chars() {
        encode_char(out, if c == '\\' { '/' } else { c });
    }
    if let Some(query) = query {
        out.push('?');
        query.chars().for_each(|c| encode_char(out, c));
    }
}

/// Percent-encodes what may not stand in a request target; `%` stays, since the
/// text is encoded already where the caller meant it to be.
fn encode_char(out: &mut String, c: char) {
    if c.is_ascii_graphic()
        && !matches!(
            c,
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '\''
        )
    {
        out.push(c);
        return;
    }
    push_encoded(out, c);
}

fn push_encoded(out: &mut String, c: char) {
    let mut utf8 = [0; 4];
    for byte in c.encode_utf8(&mut utf8).bytes() {
        // Writing into a String cannot fail.
        let _ = write!(out, "%{byte:02X}");
    }
}

/// Percent-encodes one path segment: everything but RFC 3986 `pchar`.
pub fn push_segment(out: &mut String, segment: &str) {
    for c in segment.chars() {
        if c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(c) {
            out.push(c);
        } else {
            push_encoded(out, c);
        }
    }
}

/// Percent-encodes one query value: everything but RFC 3986 `unreserved`.
pub fn push_component(out: &mut String, value: &str) {
    for c in value.chars() {
        if c.is_ascii_alphanumeric() || "-._~".contains(c) {
            out.push(c);
        } else {
            push_encoded(out, c);
        }
    }
}

/// Whether a path has a `.` or `..` segment, encoded or not.
#[must_use]
pub fn has_dot_segment(path: &str) -> bool {
    path.split(['/', '\\']).any(is_dot_segment)
}

fn is_dot_segment(segment: &str) -> bool {
    let mut rest = segment;
    let mut dots = 0;
    while !rest.is_empty() {
        let after = rest
            .strip_prefix('.')
            .or_else(|| rest.strip_prefix("%2e"))
            .or_else(|| rest.strip_prefix("%2E"));
        match after {
            Some(after) => rest = after,
            None => return false,
        }
        dots += 1;
    }
    dots == 1 || dots == 2
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn joining_leaves_one_slash_and_lets_absolute_urls_stand() {
        assert_eq!(join("https://h/v2/", "/things"), "https://h/v2/things");
        assert_eq!(join("https://h/v2", "things"), "https://h/v2/things");
        assert_eq!(join("https://h/v2/", ""), "https://h/v2/");
        assert_eq!(join("https://h/v2/", "http://o/x"), "http://o/x");
        assert_eq!(join("https://h/v2/", "mailto:x"), "https://h/v2/mailto:x");
        assert_eq!(
            join("http://h/v2/?k=1", "things"),
            "http://h/v2/?k=1/things"
        );
    }

    #[test]
    fn the_root_is_the_base_without_v2() {
        assert_eq!(
            root("https://api.helpscout.net/v2/"),
            "https://api.helpscout.net"
        );
        assert_eq!(root("http://127.0.0.1:8080/"), "http://127.0.0.1:8080");
    }

    #[test]
    fn targets_are_encoded_and_lose_their_fragment() {
        let target =
            Target::parse("https://u:p%40@Host:443/a b\\c%zz?x={1}#frag?y", false).unwrap();
        assert_eq!(target.url, "https://host:443/a%20b/c%zz?x=%7B1%7D");
        assert_eq!(target.userinfo.as_deref(), Some("u:p@"));
        assert_eq!(target.origin(), "https://host");
        assert_eq!(target.path(), "/a%20b/c%zz");
        let accented = Target::parse("https://h/\u{e9}", false).unwrap();
        assert_eq!(accented.url, "https://h/%C3%A9");
    }

    #[test]
    fn only_https_and_this_machine_are_spoken_to() {
        assert!(matches!(
            Target::parse("ftp://h/", false),
            Err(UrlError::Scheme(..))
        ));
        assert!(matches!(
            Target::parse("//h/x", false),
            Err(UrlError::Scheme(..))
        ));
        assert!(matches!(
            Target::parse("http://example.com/", false),
            Err(UrlError::Insecure(_))
        ));
        assert!(Target::parse("http://example.com/", true).is_ok());
        assert!(Target::parse("http://127.8.9.1:80/", false).is_ok());
        assert!(Target::parse("http://[::1]:80/", false).is_ok());
        assert!(matches!(
            Target::parse("http://127.0.0.1.evil.com/", false),
            Err(UrlError::Insecure(_))
        ));
        assert!(matches!(
            Target::parse("https://h:99999/", false),
            Err(UrlError::Port(_))
        ));
        assert!(matches!(
            Target::parse("https:///x", false),
            Err(UrlError::Host(_))
        ));
    }

    #[test]
    fn dot_segments_are_refused_in_every_spelling() {
        for path in ["..", "a/../b", "%2e%2E", ".%2e", "a/.", "a\\..\\b"] {
            let parsed = Target::parse(&format!("https://h/{path}"), false);
            assert!(matches!(parsed, Err(UrlError::DotSegment(_))), "{path}");
        }
        assert!(Target::parse("https://h/a..b/...", false).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic_or_leave_the_origin(text in ".*") {
            let parsed = Target::parse(&format!("https://api.test/v2/{text}"), false);
            if let Ok(target) = parsed {
                prop_assert_eq!(target.origin(), "https://api.test");
                prop_assert!(target.url.is_ascii());
                prop_assert!(target.path().starts_with("/v2/"));
            }
            let _ = Target::parse(&text, true);
        }

        #[test]
        fn a_segment_stays_one_segment(text in ".*") {
            let mut out = String::new();
            push_segment(&mut out, &text);
            prop_assert!(!out.contains(['/', '?', '#', '\\', ' ']));
        }
    }
}
