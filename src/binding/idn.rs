//! International host names. JavaScript writes them as DNS has them: the tables for that would
//! be 124 KB of the addon.

use std::borrow::Cow;

use super::js::Scope;
use super::realm::Realm;

/// `url`, or a mere `host:port`, with its host in ASCII (RFC 5890). Any other host stays
/// as it is, for others to refuse what is none.
pub fn ascii<'u>(realm: &Realm, scope: Scope<'_>, url: &'u str) -> Cow<'u, str> {
    let (before, host, after) = parts(url);
    if host.is_ascii() {
        return url.into();
    }
    match realm.domain_to_ascii(scope, host) {
        Some(name) => format!("{before}{name}{after}").into(),
        None => url.into(),
    }
}

/// What is before the host, the host, and what is after it.
fn parts(url: &str) -> (&str, &str, &str) {
    let (scheme, rest) = url.split_at(url.find("://").map_or(0, |at| at + 3));
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    let (before, rest) = url.split_at(scheme.len() + host);
    let (host, after) = rest.split_at(rest.find([':', '/', '?', '#', '\\']).unwrap_or(rest.len()));
    (before, host, after)
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_host_is_found_wherever_a_url_has_it() {
        for (url, expected) in [
            (
                "https://h\u{e9}:81/h\u{e9}",
                ("https://", "h\u{e9}", ":81/h\u{e9}"),
            ),
            ("http://h@\u{e9}@h:1?@", ("http://h@\u{e9}@", "h", ":1?@")),
            ("h\u{e9}:3128", ("", "h\u{e9}", ":3128")),
            ("\u{e9}@h\\@x", ("\u{e9}@", "h", "\\@x")),
            ("https:///\u{e9}", ("https://", "", "/\u{e9}")),
        ] {
            assert_eq!(parts(url), expected);
        }
    }
}
