//! URLs as they go on the wire.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

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

/// The origin that was asked last, since reading a host takes longer than the rest.
#[derive(Default)]
pub(super) struct Bases(Mutex<Option<(String, Url)>>);

impl Bases {
    /// `url` ready for the wire: characters that no server accepts are encoded, what
    /// is encoded already stays as it is, user information and fragment are dropped.
    ///
    /// # Errors
    /// It is no http or https URL.
    pub(super) fn parse(&self, url: &str) -> Result<Url, Failure> {
        let start = url.find("://").map_or(0, |at| at + 3);
        let target = url.get(start..).and_then(|rest| rest.find(['/', '?', '#']));
        let (authority, target) = url.split_at(target.map_or(url.len(), |at| start + at));
        let target = Cow::from(utf8_percent_encode(target, ESCAPED));
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two slashes would begin another authority.
        if let Some((known, base)) = last.as_ref()
            && known == authority
            && target.starts_with('/')
            && !target.starts_with("//")
            && let Ok(mut url) = base.join(&target)
        {
            url.set_fragment(None);
            return Ok(url);
        }
        let url = whole(authority, &target)?;
        *last = url.join("/").ok().map(|base| (authority.to_owned(), base));
        Ok(url)
    }
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
            let used = Bases::default();
            let _ = used.parse(&before);
            let url = format!("{authority}{target}");
            prop_assert_eq!(used.parse(&url).ok(), Bases::default().parse(&url).ok());
        }
    }
}
