//! Whether a create whose answer was lost took effect: what to look for, where, and
//! what counts as found. Nothing here sends or waits.

mod kind;
mod markup;
mod page;
mod sent;
#[cfg(test)]
mod tests;
pub mod writes;

use std::hash::{Hash, Hasher};
use std::time::SystemTime;

use rustc_hash::FxHasher;

use super::query::Query;
pub use kind::Kind;
pub use page::Seen;
pub use sent::Unsearchable;
use sent::Wanted;

impl Kind {
    /// The types that the thread may have in answers; none for what is no thread.
    fn thread_types(self) -> &'static [&'static str] {
        match self {
            Self::Conversation | Self::Customer => &[],
            Self::Chat => &["chat", "beaconchat"],
            Self::CustomerThread => &["customer"],
            Self::Note => &["note"],
            Self::Phone => &["phone"],
            Self::Reply => &["message", "reply"],
        }
    }

    /// Name of the list in an answer.
    fn list(self) -> &'static str {
        match self {
            Self::Conversation => "conversations",
            Self::Customer => "customers",
            _ => "threads",
        }
    }
}

/// How to find what one create made.
#[derive(Debug)]
pub struct Search {
    kind: Kind,
    /// URL of the list, without a query.
    place: String,
    wanted: Wanted,
}

impl Search {
    /// How to find what a POST of `body` to `url` makes, if that can be told from others.
    ///
    /// # Errors
    /// It cannot, with the reason.
    pub fn new(kind: Kind, url: &str, body: &[u8]) -> Result<Self, Unsearchable> {
        let wanted = sent::read(kind, body)?;
        let path = url.split('?').next().unwrap_or_default();
        let place = match (kind, path.rsplit_once('/')) {
            (Kind::Conversation | Kind::Customer, _) | (_, None) => path.to_owned(),
            (_, Some((conversation, _))) => format!("{conversation}/threads"),
        };
        Ok(Self {
            kind,
            place,
            wanted,
        })
    }

    /// URL of the list to look at: its first page has what was made last.
    #[must_use]
    pub fn url(&self) -> String {
        let mut query = Query::default();
        match &self.wanted {
            Wanted::Thread { .. } => return self.place.clone(),
            Wanted::Conversation { mailbox, .. } => {
                query.push("mailbox", mailbox);
                query.push("status", "all");
                query.push("sortField", "createdAt");
            }
            Wanted::Customer { emails, names } => {
                match (emails.first(), names) {
                    (Some(email), _) => query.push("query", &format!("(email:\"{email}\")")),
                    (None, (first, last)) => {
                        for (name, value) in [("firstName", first), ("lastName", last)] {
                            if !value.is_empty() {
                                query.push(name, value);
                            }
                        }
                    }
                }
                query.push("sortField", "modifiedAt");
            }
        }
        query.push("sortOrder", "desc");
        format!("{}?{}", self.place, query.finish())
    }

    /// URL of what was found.
    #[must_use]
    pub fn location(&self, id: &str) -> String {
        format!("{}/{id}", self.place)
    }

    /// What of an answer to [`Self::url`] matches, if it was created at `since` by the
    /// server's clock or later. The API tells seconds, so that one of the same second
    /// counts.
    #[must_use]
    pub fn seen(&self, answer: &[u8], since: SystemTime) -> Seen {
        page::read(self, answer, since)
    }

    /// The same for writes that one look could take for each other.
    #[must_use]
    pub fn likeness(&self) -> u64 {
        let mut hasher = FxHasher::default();
        (self.kind, &self.place).hash(&mut hasher);
        match &self.wanted {
            Wanted::Thread { text, .. } => text.hash(&mut hasher),
            Wanted::Conversation {
                mailbox, subject, ..
            } => (mailbox, subject).hash(&mut hasher),
            Wanted::Customer { emails, names } => match emails.first() {
                Some(email) => email.hash(&mut hasher),
                None => names.hash(&mut hasher),
            },
        }
        hasher.finish()
    }
}
