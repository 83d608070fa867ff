//! What a program may put its own functions in the place of.

/// A verb of the client that resource methods go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hookable {
    /// `get`
    Get,
    /// `post`
    Post,
    /// `put`
    Put,
    /// `patch`
    Patch,
    /// `delete`
    Delete,
    /// `handleRequest`
    HandleRequest,
    /// `bottleneck.schedule`
    Schedule,
}

impl Hookable {
    /// Each with its name.
    pub(super) const ALL: [(Self, &'static str); 7] = [
        (Self::Get, "get"),
        (Self::Post, "post"),
        (Self::Put, "put"),
        (Self::Patch, "patch"),
        (Self::Delete, "delete"),
        (Self::HandleRequest, "handleRequest"),
        (Self::Schedule, "schedule"),
    ];
}
