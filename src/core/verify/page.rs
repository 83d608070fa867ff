//! What a page of a list shows of something that was sent.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::sent::{Wanted, Who, id, lower};
use super::{Kind, Search, markup};

/// The API tells times in whole seconds.
const GRANULARITY: Duration = Duration::from_secs(1);

/// What a look at the list showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Ids of all that match, in the order of the list.
    Matching(Vec<String>),
    /// The answer is no such list, or there is more that is new than one page holds.
    Unclear,
}

pub(super) fn read(search: &Search, answer: &[u8], since: SystemTime) -> Seen {
    let Ok(page) = serde_json::from_slice::<Value>(answer) else {
        return Seen::Unclear;
    };
    if !page.is_object() {
        return Seen::Unclear;
    }
    let list = page
        .get("_embedded")
        .and_then(|all| all.get(search.kind.list()));
    let list: &[Value] = list.and_then(Value::as_array).map_or(&[], Vec::as_slice);
    let goes_on = page
        .pointer("/_links/next")
        .is_some_and(|next| !next.is_null());
    if goes_on
        && list
            .last()
            .is_none_or(|last| is_new(last, order(search.kind), since))
    {
        return Seen::Unclear;
    }
    let matching = list
        .iter()
        .filter(|item| is_new(item, "createdAt", since) && search.wanted.fits(search.kind, item));
    Seen::Matching(matching.filter_map(|item| id(item.get("id")?)).collect())
}

/// What the list is sorted by.
fn order(kind: Kind) -> &'static str {
    match kind {
        Kind::Customer => "updatedAt",
        _ => "createdAt",
    }
}

/// Whether the time of that name is not before `since`, as far as seconds tell.
fn is_new(item: &Value, name: &str, since: SystemTime) -> bool {
    let time = item.get(name).and_then(Value::as_str);
    let time = time.and_then(|text| humantime::parse_rfc3339(text).ok());
    time.and_then(|time| time.checked_add(GRANULARITY))
        .is_some_and(|end| end > since)
}

impl Wanted {
    fn fits(&self, kind: Kind, item: &Value) -> bool {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        match self {
            Self::Thread {
                text: wanted,
                customer,
                user,
                draft,
                attachments,
            } => {
                let author = item.pointer("/createdBy/id").and_then(id);
                let attached = item.pointer("/_embedded/attachments");
                kind.thread_types().contains(&text("type"))
                    && markup::plain(text("body")) == *wanted
                    && customer
                        .as_ref()
                        .is_none_or(|who| who.is(item.get("customer")))
                    && (user.is_none() || *user == author)
                    && (text("state") == "draft") == *draft
                    && attached.and_then(Value::as_array).map_or(0, Vec::len) == *attachments
            }
            Self::Customer { emails, names } => {
                let shown = emails_of(item);
                let name = |name| text(name).trim();
                let is_named = (name("firstName"), name("lastName")) == (&names.0, &names.1);
                if emails.is_empty() {
                    is_named && shown.is_empty()
                } else {
                    emails.iter().all(|email| shown.contains(email))
                }
            }
            Self::Conversation {
                mailbox,
                subject,
                medium,
                customer,
            } => {
                item.get("mailboxId").and_then(id).as_ref() == Some(mailbox)
                    && markup::plain(text("subject")) == *subject
                    && text("type") == medium
                    && customer.is(item.get("primaryCustomer"))
            }
        }
    }
}

impl Who {
    fn is(&self, person: Option<&Value>) -> bool {
        let Some(person) = person else { return false };
        match self {
            Self::Id(wanted) => person.get("id").and_then(id).as_ref() == Some(wanted),
            Self::Email(wanted) => {
                let email = person.get("email").and_then(Value::as_str);
                email.is_some_and(|email| lower(email) == *wanted)
            }
        }
    }
}

fn emails_of(customer: &Value) -> Vec<String> {
    let entries = customer
        .pointer("/_embedded/emails")
        .and_then(Value::as_array);
    let values = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("value")?.as_str());
    values.map(lower).collect()
}
