//! What can be looked for.

use serde::Serialize;

/// What a create makes that a list of the API shows afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Kind {
    /// A conversation, in the list of its inbox.
    Conversation,
    /// A customer, by e-mail address, else by name.
    Customer,
    /// A thread of the conversation, by type and text.
    Chat,
    /// Likewise: what a customer wrote.
    CustomerThread,
    /// Likewise.
    Note,
    /// Likewise.
    Phone,
    /// Likewise: a reply, or the draft of one.
    Reply,
}
