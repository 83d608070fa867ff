use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::markup::plain;
use super::*;

const THREADS: &str = "https://api.test/v2/conversations/7/";
const CREATED: &str = "2025-03-01T10:00:00Z";

fn created() -> SystemTime {
    humantime::parse_rfc3339(CREATED).unwrap()
}

fn search(kind: Kind, body: &Value) -> Search {
    let url = match kind {
        Kind::Customer => "https://api.test/v2/customers".to_owned(),
        Kind::Conversation => "https://api.test/v2/conversations?x=1".to_owned(),
        _ => format!("{THREADS}reply"),
    };
    Search::new(kind, &url, body.to_string().as_bytes()).unwrap()
}

fn list(kind: Kind, items: &[Value]) -> Value {
    json!({ "_embedded": { kind.list(): items } })
}

/// The ids that match, sent when [`CREATED`] was.
fn matching(search: &Search, items: &[Value]) -> Vec<String> {
    match search.seen(list(search.kind, items).to_string().as_bytes(), created()) {
        Seen::Matching(ids) => ids,
        Seen::Unclear => panic!("unclear"),
    }
}

fn reply() -> Value {
    json!({
        "id": 9, "type": "message", "state": "published", "body": "<p>Hi &amp; bye</p>", "createdAt": CREATED,
        "customer": { "id": 5, "email": "Lee@example.org" }, "createdBy": { "id": 40 },
        "_embedded": { "attachments": [] },
    })
}

fn with(mut item: Value, path: &str, value: Value) -> Value {
    *item.pointer_mut(path).unwrap() = value;
    item
}

#[test]
fn text_is_the_same_whatever_its_markup() {
    for (sent, kept) in [
        ("Hi\nthere", "Hi<br />there"),
        ("Hi there", "<p>Hi&nbsp;there</p>\n"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("It's \"so\"", "It&#39;s &quot;so&#x22;"),
        (
            "see (https://a.test)",
            "see (<a href=\"https://a.test\">https://a.test</a>)",
        ),
        ("<div>one</div><div>two</div>", "one<!-- a > b --> two"),
    ] {
        assert_eq!(plain(sent), plain(kept));
    }
    for (one, other) in [
        ("Hi", "Hi."),
        ("a b", "ab"),
        ("&unknown;", "unknown"),
        ("a<br>b", "ab"),
    ] {
        assert_ne!(plain(one), plain(other));
    }
}

#[test]
fn a_thread_is_known_by_type_text_customer_author_and_state() {
    let sent = json!({ "text": "Hi & bye", "customer": { "id": 5 }, "user": 40 });
    let search = search(Kind::Reply, &sent);
    assert_eq!(search.url(), format!("{THREADS}threads"));
    assert_eq!(search.location("9"), format!("{THREADS}threads/9"));
    assert_eq!(matching(&search, &[reply()]), ["9"]);
    for (path, other) in [
        ("/type", json!("note")),
        ("/state", json!("draft")),
        ("/body", json!("Hi")),
        ("/customer/id", json!(6)),
        ("/createdBy/id", json!(41)),
        ("/createdAt", json!("2025-03-01T09:59:59Z")),
        ("/createdAt", json!("soon")),
        ("/createdAt", Value::Null),
        ("/_embedded/attachments", json!([{ "id": 1 }])),
    ] {
        assert!(
            matching(&search, &[with(reply(), path, other)]).is_empty(),
            "{path}"
        );
    }
}

#[test]
fn a_customer_may_be_named_by_address_and_a_draft_is_a_draft() {
    let sent =
        json!({ "text": "Hi & bye", "customer": { "email": "lee@Example.org" }, "draft": true });
    let search = search(Kind::Reply, &sent);
    assert!(matching(&search, &[reply()]).is_empty());
    assert_eq!(
        matching(&search, &[with(reply(), "/state", json!("draft"))]),
        ["9"]
    );
}

#[test]
fn each_kind_of_thread_has_its_type() {
    for (kind, of_type) in [
        (Kind::Chat, "chat"),
        (Kind::CustomerThread, "customer"),
        (Kind::Note, "note"),
        (Kind::Phone, "phone"),
        (Kind::Reply, "message"),
    ] {
        let search = search(kind, &json!({ "text": "Hi & bye" }));
        for other in ["chat", "customer", "note", "phone", "message", "lineitem"] {
            let found = matching(&search, &[with(reply(), "/type", json!(other))]);
            assert_eq!(
                found.len(),
                usize::from(other == of_type),
                "{kind:?} {other}"
            );
        }
    }
}

#[test]
fn a_conversation_is_known_by_inbox_subject_type_and_customer() {
    let sent = json!({ "subject": "Invoice", "type": "email", "mailboxId": 12, "customer": { "id": 5 }, "threads": [] });
    let search = search(Kind::Conversation, &sent);
    let url = "https://api.test/v2/conversations?mailbox=12&status=all&sortField=createdAt&sortOrder=desc";
    assert_eq!(search.url(), url);
    let item = json!({
        "id": 7, "type": "email", "mailboxId": 12, "subject": "Invoice", "createdAt": CREATED, "primaryCustomer": { "id": 5 },
    });
    assert_eq!(matching(&search, std::slice::from_ref(&item)), ["7"]);
    for (path, other) in [
        ("/type", json!("phone")),
        ("/mailboxId", json!(13)),
        ("/subject", json!("Invoices")),
        ("/primaryCustomer/id", json!(6)),
    ] {
        assert!(
            matching(&search, &[with(item.clone(), path, other)]).is_empty(),
            "{path}"
        );
    }
}

#[test]
fn a_customer_is_known_by_all_addresses_or_by_name_without_any() {
    let customer = |emails: &[&str]| {
        let emails: Vec<_> = emails
            .iter()
            .map(|email| json!({ "value": email }))
            .collect();
        json!({ "id": 5, "firstName": "Lee", "lastName": null, "createdAt": CREATED, "_embedded": { "emails": emails } })
    };
    let sent =
        json!({ "firstName": "Leo", "emails": [{ "value": "A@x.test" }, { "value": "b@x.test" }] });
    let by_email = search(Kind::Customer, &sent);
    assert!(
        by_email
            .url()
            .contains("query=(email:%22a@x.test%22)&sortField=modifiedAt"),
        "{}",
        by_email.url()
    );
    assert_eq!(
        matching(&by_email, &[customer(&["b@x.test", "a@X.test"])]),
        ["5"]
    );
    assert!(
        matching(
            &by_email,
            &[
                customer(&["a@x.test"]),
                customer(&["aa@x.test", "b@x.test"])
            ]
        )
        .is_empty()
    );

    let by_name = search(Kind::Customer, &json!({ "firstName": "Lee" }));
    assert!(
        by_name.url().contains("?firstName=Lee&sortField"),
        "{}",
        by_name.url()
    );
    assert_eq!(matching(&by_name, &[customer(&[])]), ["5"]);
    assert!(matching(&by_name, &[customer(&["a@x.test"])]).is_empty());
    assert!(matching(&by_name, &[with(customer(&[]), "/lastName", json!("Ong"))]).is_empty());
}

#[test]
fn what_nothing_tells_from_others_is_not_looked_for() {
    let new =
        |kind, body: &str| Search::new(kind, "https://api.test/v2/x", body.as_bytes()).unwrap_err();
    assert_eq!(new(Kind::Note, "text=hi"), Unsearchable::Body);
    assert_eq!(
        new(Kind::Note, r#"{"text":"<br>"}"#),
        Unsearchable::Nameless
    );
    assert_eq!(
        new(
            Kind::Note,
            r#"{"text":"Hi","imported":true,"createdAt":"2020-01-01T00:00:00Z"}"#
        ),
        Unsearchable::Dated
    );
    assert_eq!(new(Kind::Customer, "{}"), Unsearchable::Nameless);
    assert_eq!(
        new(Kind::Customer, r#"{"emails":[{"value":"a\"b@x.test"}]}"#),
        Unsearchable::Nameless
    );
    assert_eq!(
        new(Kind::Conversation, r#"{"subject":"Hi","mailboxId":1}"#),
        Unsearchable::Body
    );
}

#[test]
fn a_page_that_may_not_have_all_is_unclear() {
    let search = search(Kind::Reply, &json!({ "text": "Hi & bye" }));
    let seen = |page: &Value| search.seen(page.to_string().as_bytes(), created());
    let old = with(reply(), "/createdAt", json!("2025-03-01T09:00:00Z"));
    let mut page = list(Kind::Reply, &[reply(), old]);
    page["_links"] = json!({ "next": { "href": "x" } });
    assert_eq!(seen(&page), Seen::Matching(vec!["9".into()]));
    page["_embedded"]["threads"].as_array_mut().unwrap().pop();
    assert_eq!(seen(&page), Seen::Unclear);
    assert_eq!(seen(&json!([])), Seen::Unclear);
    assert_eq!(seen(&json!({})), Seen::Matching(Vec::new()));
}

#[test]
fn writes_that_one_look_could_confuse_are_alike() {
    let note = |body| search(Kind::Note, &body).likeness();
    let one = note(json!({ "text": "Hi", "user": 1 }));
    assert_eq!(one, note(json!({ "text": "<p>Hi</p>", "user": 2 })));
    assert_ne!(one, note(json!({ "text": "Ho" })));
    assert_ne!(
        one,
        search(Kind::Reply, &json!({ "text": "Hi" })).likeness()
    );
}

proptest! {
    #[test]
    fn nothing_else_is_ever_matched_in_any_order(
        text in "[a-c&<> ]{0,6}", other in "[a-c&<> \n]{0,6}", kind in 0..5_usize, of_type in 0..6_usize,
        age in 0..5_u64, before in any::<bool>(),
    ) {
        let kinds = [Kind::Chat, Kind::CustomerThread, Kind::Note, Kind::Phone, Kind::Reply];
        let types = ["chat", "customer", "note", "phone", "message", "lineitem"];
        prop_assume!(!plain(&text).is_empty());
        let search = search(kinds[kind], &json!({ "text": text }));
        let at = created() - Duration::from_secs(age);
        let item = json!({
            "id": 1, "type": types[of_type], "body": other, "createdAt": humantime::format_rfc3339_seconds(at).to_string(),
        });
        let fits = plain(&text) == plain(&other) && kind == of_type && age == 0;
        let noise = json!({ "id": 2, "type": "lineitem", "createdAt": CREATED });
        let items = if before { [noise, item] } else { [item, noise] };
        prop_assert_eq!(matching(&search, &items), if fits { vec!["1".to_owned()] } else { vec![] });
    }

    #[test]
    fn any_text_is_read_and_reading_it_twice_changes_nothing_but_markup(text in ".*", page in ".*") {
        let once = plain(&text);
        prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        let search = search(Kind::Note, &json!({ "text": "Hi" }));
        let seen = search.seen(page.as_bytes(), UNIX_EPOCH);
        prop_assert!(matches!(seen, Seen::Unclear) || seen == Seen::Matching(Vec::new()));
    }
}
