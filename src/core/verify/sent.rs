//! What a create asked for, as far as it shows afterwards.

use serde_json::{Map, Value};

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

/// The members of the JSON that was sent. Its types are checked here, member by member, since
/// what serde derives for that would be 20 KB of the addon.
struct Sent<'v>(&'v Map<String, Value>);

impl<'v> Sent<'v> {
    fn of(value: &'v Value) -> Result<Self, Unsearchable> {
        value.as_object().map(Self).ok_or(Unsearchable::Body)
    }

    /// What `name` is, if it is there and of that type.
    fn get<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'v Value) -> Option<T>,
    ) -> Result<Option<T>, Unsearchable> {
        match self.any(name) {
            None => Ok(None),
            Some(value) => read(value).map(Some).ok_or(Unsearchable::Body),
        }
    }

    fn any(&self, name: &str) -> Option<&'v Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<&'v str>, Unsearchable> {
        self.get(name, Value::as_str)
    }

    fn list(&self, name: &str) -> Result<&'v [Value], Unsearchable> {
        let list = self.get(name, Value::as_array)?;
        Ok(list.map(Vec::as_slice).unwrap_or_default())
    }

    fn id(&self, name: &str) -> Option<String> {
        self.any(name).and_then(id)
    }

    fn customer(&self) -> Result<Option<Who>, Unsearchable> {
        let Some(customer) = self.any("customer") else {
            return Ok(None);
        };
        let customer = Self::of(customer)?;
        let email = customer.text("email")?;
        let email = email.map(|email| Who::Email(lower(email)));
        Ok(customer.id("id").map(Who::Id).or(email))
    }
}

/// Reads the body of a create.
pub(super) fn read(kind: Kind, body: &[u8]) -> Result<Wanted, Unsearchable> {
    let body = serde_json::from_slice(body).map_err(|_| Unsearchable::Body)?;
    let sent = Sent::of(&body)?;
    if sent.any("createdAt").is_some() {
        return Err(Unsearchable::Dated);
    }
    match kind {
        Kind::Customer => customer_of(&sent),
        Kind::Conversation => Ok(Wanted::Conversation {
            mailbox: sent.id("mailboxId").ok_or(Unsearchable::Body)?,
            subject: known(sent.text("subject")?)?,
            medium: sent.text("type")?.unwrap_or_default().to_owned(),
            customer: sent.customer()?.ok_or(Unsearchable::Body)?,
        }),
        _ => Ok(Wanted::Thread {
            text: known(sent.text("text")?)?,
            customer: sent.customer()?,
            user: sent.id("user"),
            draft: sent.get("draft", Value::as_bool)?.unwrap_or_default(),
            attachments: sent.list("attachments")?.len(),
        }),
    }
}

fn customer_of(sent: &Sent<'_>) -> Result<Wanted, Unsearchable> {
    let emails = sent.list("emails")?.iter().map(|email| {
        let email = Sent::of(email)?.text("value")?;
        email.map(lower).ok_or(Unsearchable::Body)
    });
    let emails: Vec<_> = emails.collect::<Result<_, _>>()?;
    let name = |name| Ok(sent.text(name)?.unwrap_or_default().trim().to_owned());
    let names = (name("firstName")?, name("lastName")?);
    // Inside the quotes of a search these would mean something else.
    let unquotable = |email: &String| email.is_empty() || email.contains(['"', '\\']);
    let is_nameless = emails.is_empty() && names.0.is_empty() && names.1.is_empty();
    if is_nameless || emails.iter().any(unquotable) {
        return Err(Unsearchable::Nameless);
    }
    Ok(Wanted::Customer { emails, names })
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
