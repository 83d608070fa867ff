//! What a create asked for, as far as it shows afterwards.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::Kind;
use super::markup::plain;

/// Why what a create makes could not be told from other things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsearchable {
    /// It is not the JSON of such a request.
    #[error("its body is not one that the API documents")]
    Body,
    /// Imports have a date of their own, which does not tell when they were made.
    #[error("it is dated by its createdAt, so that nothing tells when it was made")]
    Dated,
    /// There is nothing to know it by.
    #[error("nothing in its body would tell it from others")]
    Nameless,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A thread of one of the types of its kind.
    Thread {
        /// Without markup; not empty.
        text: String,
        customer: Option<Who>,
        /// Id of the user whose it is, if the body says so.
        user: Option<String>,
        draft: bool,
        /// How many.
        attachments: usize,
    },
    /// A customer with all the addresses or, without any, with these first and last names.
    Customer {
        /// In lower case.
        emails: Vec<String>,
        names: (String, String),
    },
    /// A conversation.
    Conversation {
        /// Id of its inbox.
        mailbox: String,
        /// Not empty.
        subject: String,
        /// `email`, `phone` or `chat`.
        medium: String,
        customer: Who,
    },
}

/// A customer as a body names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    Id(String),
    /// In lower case.
    Email(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    text: Option<String>,
    subject: Option<String>,
    r#type: Option<String>,
    mailbox_id: Option<Value>,
    customer: Option<Customer>,
    user: Option<Value>,
    draft: Option<bool>,
    created_at: Option<IgnoredAny>,
    attachments: Option<Vec<IgnoredAny>>,
    emails: Option<Vec<Email>>,
    first_name: Option<String>,
    last_name: Option<String>,
}

#[derive(Deserialize)]
struct Customer {
    id: Option<Value>,
    email: Option<String>,
}

#[derive(Deserialize)]
struct Email {
    value: String,
}

/// Reads the body of a create.
pub(super) fn read(kind: Kind, body: &[u8]) -> Result<Wanted, Unsearchable> {
    let sent: Sent = serde_json::from_slice(body).map_err(|_| Unsearchable::Body)?;
    if sent.created_at.is_some() {
        return Err(Unsearchable::Dated);
    }
    let customer = sent.customer.as_ref().and_then(Customer::who);
    match kind {
        Kind::Customer => customer_of(sent),
        Kind::Conversation => Ok(Wanted::Conversation {
            mailbox: sent
                .mailbox_id
                .as_ref()
                .and_then(id)
                .ok_or(Unsearchable::Body)?,
            subject: known(sent.subject.as_deref())?,
            medium: sent.r#type.unwrap_or_default(),
            customer: customer.ok_or(Unsearchable::Body)?,
        }),
        _ => Ok(Wanted::Thread {
            text: known(sent.text.as_deref())?,
            customer,
            user: sent.user.as_ref().and_then(id),
            draft: sent.draft.unwrap_or_default(),
            attachments: sent.attachments.map_or(0, |all| all.len()),
        }),
    }
}

fn customer_of(sent: Sent) -> Result<Wanted, Unsearchable> {
    let emails: Vec<_> = sent.emails.unwrap_or_default();
    let emails: Vec<_> = emails
        .into_iter()
        .map(|email| lower(&email.value))
        .collect();
    let name = |name: Option<String>| name.unwrap_or_default().trim().to_owned();
    let names = (name(sent.first_name), name(sent.last_name));
    // Inside the quotes of a search these would mean something else.
    let unquotable = |email: &String| email.is_empty() || email.contains(['"', '\\']);
    let is_nameless = emails.is_empty() && names.0.is_empty() && names.1.is_empty();
    if is_nameless || emails.iter().any(unquotable) {
        return Err(Unsearchable::Nameless);
    }
    Ok(Wanted::Customer { emails, names })
}

impl Customer {
    fn who(&self) -> Option<Who> {
        let id = self.id.as_ref().and_then(id).map(Who::Id);
        id.or_else(|| self.email.as_deref().map(|email| Who::Email(lower(email))))
    }
}

fn known(text: Option<&str>) -> Result<String, Unsearchable> {
    let text = plain(text.unwrap_or_default());
    if text.is_empty() {
        return Err(Unsearchable::Nameless);
    }
    Ok(text)
}

/// E-mail addresses are the same in any case, for Help Scout.
pub(super) fn lower(email: &str) -> String {
    email.trim().to_lowercase()
}

/// An id as text, whether it came as a number or as one.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}
