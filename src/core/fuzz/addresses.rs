//! Addresses: what is checked must be what is asked.

use proptest::prelude::*;
use url::Url;

use super::pointed;
use crate::core::query::Query;
use crate::core::url::{Target, append_query, is_absolute, is_loopback, join, push_segment};

const API: &str = "https://api.test/v2/";

/// Links as a page may have them, well formed and not.
fn link() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        pointed("./\\%2eE?#&=:@[]1270localhstpv- \t\n\r\0"),
        (
            pointed("htps:/\\@"),
            pointed("a.:@[]0127%\\"),
            pointed("./\\%2e?#")
        )
            .prop_map(|(scheme, host, tail)| format!("{scheme}{host}/{tail}")),
        "http:/{1,3}(127|localhost|\\[::1\\]|0)[0-9a-z.@:]{0,8}[/?#\\\\]?",
        "https?://[a-z0-9.@:\\[\\]%]{1,16}[/?#\\\\][./%2eE?#]{0,16}",
    ]
}

proptest! {
    #[test]
    fn a_link_that_is_taken_is_asked_as_it_was_checked(link in link(), insecure: bool) {
        let url = join(API, &link);
        let Ok(target) = Target::parse(&url, insecure) else {
            return Ok(());
        };
        // What the HTTP library makes of it.
        let Ok(asked) = Url::parse(&target.url) else {
            return Ok(());
        };
        prop_assert_eq!(asked.path(), target.path());
        prop_assert!(asked.username().is_empty() && asked.password().is_none());
        prop_assert!(asked.fragment().is_none());
        let host = asked.host_str().unwrap_or_default();
        prop_assert!(insecure || asked.scheme() == "https" || is_loopback(host), "{}", asked);
        if target.origin() == "https://api.test" {
            prop_assert_eq!(asked.origin().ascii_serialization(), "https://api.test");
        }
        if !is_absolute(&link) {
            prop_assert_eq!(target.origin(), "https://api.test");
        }
    }

    #[test]
    fn an_id_stays_one_segment_of_its_path(id in prop_oneof![any::<String>(), pointed("./\\%2eE?#&;=\r\n")]) {
        let mut url = format!("{API}customers/");
        push_segment(&mut url, &id);
        url.push_str("/emails");
        if let Ok(target) = Target::parse(&url, false) {
            let asked = Url::parse(&target.url).unwrap();
            prop_assert_eq!(asked.path_segments().unwrap().count(), 4);
            prop_assert!(asked.query().is_none() && asked.path().starts_with("/v2/customers/"));
        }
    }

    #[test]
    fn params_reach_the_server_as_they_were_given(
        pairs in prop::collection::vec((any::<String>(), pointed("&=+%20#?;[]")), 1..4),
    ) {
        let mut query = Query::default();
        for (key, value) in &pairs {
            query.push(key, value);
        }
        let mut url = format!("{API}things");
        append_query(&mut url, &query.finish());
        let asked = Url::parse(&Target::parse(&url, false).unwrap().url).unwrap();
        prop_assert_eq!(asked.path(), "/v2/things");
        let read: Vec<_> = asked.query_pairs().into_owned().collect();
        prop_assert_eq!(read, pairs);
    }
}
