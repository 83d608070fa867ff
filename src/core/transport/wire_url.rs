//! URLs as they go on the wire.

use std::borrow::Cow;
use std::sync::OnceLock;

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

/// The origin that was asked first, since reading a host takes longer than the rest.
#[derive(Default)]
pub(super) struct Base(OnceLock<(String, Url)>);

impl Base {
    /// `url` ready for the wire: characters that no server accepts are encoded, what
    /// is encoded already stays as it is, user information and fragment are dropped.
    ///
    /// # Errors
    /// It is no http or https URL.
    pub(super) fn parse(&self, url: &str) -> Result<Url, Failure> {
        if let Some((authority, base)) = self.0.get()
            && let Some(target) = url.strip_prefix(authority.as_str())
            && is_path(target)
            && let Ok(mut url) = base.join(&escaped(target))
        {
            url.set_fragment(None);
            return Ok(url);
        }
        let start = url.find("://").map_or(0, |at| at + 3);
        let target = url.get(start..).and_then(|rest| rest.find(['/', '?', '#']));
        let (authority, target) = url.split_at(target.map_or(url.len(), |at| start + at));
        let url = whole(authority, &escaped(target))?;
        if let Ok(base) = url.join("/") {
            self.0.get_or_init(|| (authority.to_owned(), base));
        }
        Ok(url)
    }
}

/// Whether `target` is a path below an authority: two slashes would begin another one.
fn is_path(target: &str) -> bool {
    matches!(target.as_bytes(), [b'/'] | [b'/', b'!'..=b'.' | b'0'..=b'~', ..])
}

fn escaped(target: &str) -> Cow<'_, str> {
    utf8_percent_encode(target, ESCAPED).into()
}

fn whole(authority: &str, target: &str) -> Result<Url, Failure> {
    let mut url = Url::parse(&format!("{authority}{target}")).map_err(|error| match error {
        url::ParseError::InvalidPort => {
            refused("Port should be >= 0 and < 65536.").code("ERR_SOCKET_BAD_PORT")
        }
        _ => refused("Invalid URL").code("ERR_INVALID_URL"),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(format!("Unsupported protocol {}:", url.scheme())));
    }
    url.set_fragment(None);
    // Neither can fail for a URL that has a host, as http and https ones do.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_asked_before_changes_no_url(
            before in "https?://(a|b@a|\\[::1\\]|a:81)/",
            authority in "https?://(a|b@a|\\[::1\\]|a:81)",
            target in prop_oneof!["/{0,3}[/?#\\\\@:.%2ea ]{0,12}", any::<String>()],
        ) {
            let used = Base::default();
            let _ = used.parse(&before);
            let url = format!("{authority}{target}");
            prop_assert_eq!(used.parse(&url).ok(), Base::default().parse(&url).ok());
        }
    }
}
