//! URLs as they go on the wire.

use std::borrow::Cow;
use std::sync::OnceLock;

use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::http::refused;
use crate::core::failure::Failure;

/// What stays literal in no part of a request target, as Node escapes it.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Bytes of a URL from which on it may be too long as a whole, though not its path.
const LONG: usize = 60_000;

/// The origin that was asked first, since reading a host takes longer than the rest.
#[derive(Default)]
pub(super) struct Base(OnceLock<Asked>);

struct Asked {
    /// As callers write it, up to the path.
    written: String,
    scheme: Scheme,
    authority: Authority,
}

impl Base {
    /// `url` ready for the wire: characters that no server accepts are encoded, what
    /// is encoded already stays as it is, user information, default port and fragment
    /// are dropped.
    ///
    /// # Errors
    /// It is no http or https URL.
    pub(super) fn parse(&self, url: &str) -> Result<Uri, Failure> {
        if let Some(asked) = self.0.get()
            && let Some(target) = url.strip_prefix(asked.written.as_str())
            && is_plain_path(target)
            && let target = escaped(target)
            && asked.written.len() + target.len() < LONG
            && let Ok(target) = PathAndQuery::try_from(&*target)
        {
            let mut parts = Parts::default();
            parts.scheme = Some(asked.scheme.clone());
            parts.authority = Some(asked.authority.clone());
            parts.path_and_query = Some(target);
            return Uri::from_parts(parts).map_err(|_| invalid());
        }
        let start = url.find("://").map_or(0, |at| at + 3);
        let target = url.get(start..).and_then(|rest| rest.find(['/', '?', '#']));
        let (written, target) = url.split_at(target.map_or(url.len(), |at| start + at));
        let uri = whole(written, &escaped(target))?;
        if is_origin(written)
            && let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority())
        {
            self.0.get_or_init(|| Asked {
                written: written.to_owned(),
                scheme: scheme.clone(),
                authority: authority.clone(),
            });
        }
        Ok(uri)
    }
}

/// Where a URL leads to, in so far as connections and their limits are concerned.
pub(super) type Origin = (Option<Scheme>, Option<Authority>);

pub(super) fn origin(uri: &Uri) -> Origin {
    (uri.scheme().cloned(), uri.authority().cloned())
}

/// The port that `uri` leads to.
pub(super) fn port(uri: &Uri) -> u16 {
    let known = match uri.scheme_str() {
        Some("https") => 443,
        _ => 80,
    };
    uri.port_u16().unwrap_or(known)
}

/// Whether nothing of `written` can belong to a path.
fn is_origin(written: &str) -> bool {
    written.find("://").is_some_and(|at| at + 3 < written.len()) && !written.contains('\\')
}

/// Whether `target` is a path below an authority, which two slashes would begin anew,
/// with no segments of dots to be resolved.
fn is_plain_path(target: &str) -> bool {
    let starts = matches!(target.as_bytes(), [b'/'] | [b'/', b'!'..=b'.' | b'0'..=b'~', ..]);
    starts && !target.contains("/.") && !target.contains("/%2") && !target.contains('#')
}

fn escaped(target: &str) -> Cow<'_, str> {
    utf8_percent_encode(target, ESCAPED).into()
}

fn whole(written: &str, target: &str) -> Result<Uri, Failure> {
    let mut url = Url::parse(&format!("{written}{target}")).map_err(|error| match error {
        url::ParseError::InvalidPort => {
            refused("Port should be >= 0 and < 65536.").code("ERR_SOCKET_BAD_PORT")
        }
        _ => invalid(),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(format!("Unsupported protocol {}:", url.scheme())));
    }
    url.set_fragment(None);
    // Neither can fail for a URL that has a host, as http and https ones do.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.as_str().parse().map_err(|_| invalid())
}

fn invalid() -> Failure {
    refused("Invalid URL").code("ERR_INVALID_URL")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_url_is_too_long_the_first_time_and_later() {
        let base = Base::default();
        for (path, fits) in [
            ("b".repeat(65_400), true),
            ("b".repeat(65_500), false),
            (" ".repeat(21_800), true),
            (" ".repeat(21_840), false),
        ] {
            let url = format!("http://{}/{path}", "a".repeat(60));
            let first = Base::default().parse(&url).is_ok();
            assert_eq!(first, fits);
            let _ = base.parse(&format!("http://{}/", "a".repeat(60)));
            assert_eq!(base.parse(&url).is_ok(), first);
        }
    }

    proptest! {
        #[test]
        fn what_was_asked_before_changes_no_url(
            before in "https?:(/|//|///)(a|b@a|\\[::1\\]|a:81|a\\\\b)/",
            authority in "https?:(/|//|///)(a|b@a|\\[::1\\]|a:81|a\\\\b)?",
            target in prop_oneof!["/{0,3}[/?#\\\\@:.%2ea ]{0,12}", any::<String>()],
        ) {
            let used = Base::default();
            let _ = used.parse(&before);
            let url = format!("{authority}{target}");
            prop_assert_eq!(used.parse(&url).ok(), Base::default().parse(&url).ok());
        }
    }
}
