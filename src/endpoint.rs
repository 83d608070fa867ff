//! How to add an endpoint.
//!
//! An endpoint is one declaration inside a [`resource!`](crate::resource) of
//! `src/resources/`:
//!
//! ```text
//! "Lists the threads of a conversation, newest first." ["conversations/threads/list"]
//! GET "/v2/conversations/{conversationId}/threads" ? [PAGE]
//!     list("params?: ThreadListParams") -> "Page<'threads', Thread>";
//! ```
//!
//! 1. What it does, in a sentence, and the page of Help Scout's documentation
//!    under [`DOCS`] (or a whole address); in the same brackets, after `;`,
//!    the limits that the page names and no parameter shows, in sentences.
//! 2. The verb and the path below the origin. Each placeholder is an argument,
//!    in that order and under that name, so write it as JavaScript would. A
//!    constant query may follow the path. After `?` come lists of the names of
//!    all query parameters that the page documents, as they are on the wire:
//!    callers are warned of others.
//! 3. The method's JavaScript name and, between its parentheses, the argument
//!    after the ids as TypeScript: the query of a GET, the body of any other
//!    verb, or nothing.
//!    A second name of the same method may follow them: `list("…") also all`.
//! 4. The TypeScript type of the answer's `data`; then, if the answer is not
//!    JSON, the media type to ask for: `-> "string" ["message/rfc822"]`. A
//!    `Buffer` holds the bytes as they came.
//! 5. What a create makes, if a list shows it by what the request said, so that a
//!    lost answer can be made up for: `-> "NoContent" verified as Note`, one of
//!    [`Kind`].
//! 6. A type of the answer that names `Params` depends on the argument: the
//!    method becomes generic in it, `-> "ConversationList<Params>"`.
//!
//! The native function, its lines in `index.d.ts`, the row of the reference table
//! and the conformance test follow from that. Types that a declaration names
//! live in `src/models/`. A new resource is also listed in
//! [`RESOURCES`](crate::resources::RESOURCES), in the order of its parent's
//! properties.

use std::marker::PhantomData;

use serde::Serialize;

use crate::core::verify::Kind;

/// Where Help Scout documents its endpoints; [`Documentation::page`] is relative to it.
pub const DOCS: &str = "https://developer.helpscout.com/mailbox-api/endpoints/";

/// HTTP method of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(
    clippy::upper_case_acronyms,
    missing_docs,
    reason = "spelt as in HTTP, which documents them"
)]
pub enum Verb {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE,
}

impl Verb {
    /// The token of the request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GET => "GET",
            Self::POST => "POST",
            Self::PUT => "PUT",
            Self::PATCH => "PATCH",
            Self::DELETE => "DELETE",
        }
    }

    /// What one call counts against the rate limit: reads 1, writes 2.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::GET => 1,
            _ => 2,
        }
    }

    /// Whether sending a request twice has the effect of sending it once (RFC 9110, 9.2.2).
    #[must_use]
    pub const fn is_idempotent(self) -> bool {
        matches!(self, Self::GET | Self::PUT | Self::DELETE)
    }
}

/// What the argument between the ids and the per-call options becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Payload {
    /// There is no such argument.
    None,
    /// Query parameters.
    Query,
    /// The request's body.
    Body,
}

/// One operation of the API; see the module's documentation for how it is declared.
#[derive(Debug)]
pub struct Endpoint {
    /// HTTP method.
    pub verb: Verb,
    /// Path below the origin, with `{placeholders}` and perhaps a constant query.
    pub path: &'static str,
    /// Names of the query parameters on the wire, in lists.
    pub query: &'static [&'static [&'static str]],
    /// Property path of its resource below the client, `conversations.threads`.
    pub resource: &'static str,
    /// JavaScript name of the method.
    pub method: &'static str,
    /// Another name of the method.
    pub alias: Option<&'static str>,
    /// An argument follows the ids.
    pub has_argument: bool,
    /// The answer is bytes, which must not be read as text.
    pub is_binary: bool,
    /// Media type to ask for, where it is not JSON.
    pub accept: Option<&'static str>,
    /// What it makes, if that can be looked up afterwards.
    pub verified: Option<Kind>,
}

/// What is told of an [`Endpoint`]. It is no part of it, since the addon has no use for it.
#[derive(Debug)]
pub struct Documentation {
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Page of Help Scout's documentation, relative to [`DOCS`] or absolute.
    pub page: &'static str,
    /// Documented limits that no parameter shows, in sentences.
    pub limits: &'static [&'static str],
    /// TypeScript of the argument after the ids, `params?: ThreadListParams`.
    pub argument: Option<&'static str>,
    /// TypeScript type of the answer's `data`.
    pub returns: &'static str,
}

impl Endpoint {
    /// Names of the id arguments, in order.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
    }

    /// Names of the query parameters on the wire.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.query.iter().copied().flatten().copied()
    }

    /// `length` of the method: the original defaults every argument after the ids.
    #[must_use]
    pub fn length(&self) -> u8 {
        self.ids().fold(0, |count, _| count + 1)
    }

    /// What the argument after the ids becomes.
    #[must_use]
    pub const fn payload(&self) -> Payload {
        match (self.has_argument, self.verb) {
            (false, _) => Payload::None,
            (true, Verb::GET) => Payload::Query,
            (true, _) => Payload::Body,
        }
    }

    /// Whether `path`, below the origin and without a query, is one of this operation's.
    #[must_use]
    pub fn serves(&self, path: &str) -> bool {
        let mut given = path.split('/');
        let fits = |part: &str| {
            let value = given.next().unwrap_or_default();
            value == part || (part.starts_with('{') && !value.is_empty())
        };
        self.path.split('/').all(fits) && given.next().is_none()
    }

    /// Position of the per-call options among the arguments: right after the
    /// last one that helpscout-mailbox-api has.
    #[must_use]
    pub fn options_index(&self) -> usize {
        self.ids().count() + usize::from(self.payload() != Payload::None)
    }

    /// The path below the origin; `id` puts in, percent-encoded, what stands at the
    /// placeholder of that name and place among them.
    ///
    /// # Errors
    /// What `id` refuses.
    pub fn fill<E>(
        &self,
        mut id: impl FnMut(&mut String, &'static str, usize) -> Result<(), E>,
    ) -> Result<String, E> {
        const ROOM: usize = 24;
        let mut path = String::with_capacity(self.path.len() + ROOM);
        let mut parts = self.path.split('{');
        path.push_str(parts.next().unwrap_or_default());
        for (place, part) in parts.enumerate() {
            let (name, literal) = part.split_once('}').unwrap_or((part, ""));
            id(&mut path, name, place)?;
            path.push_str(literal);
        }
        Ok(path)
    }

    /// What `client.get` and its kin are given for a filled `path`: version 2
    /// is relative to the base URL, as in helpscout-mailbox-api; version 3 and
    /// chat are paths below the origin.
    #[must_use]
    pub fn relative(path: &str) -> &str {
        path.strip_prefix("/v2/").unwrap_or(path)
    }
}

/// The endpoints of resource class `R`, one associated constant each, named as in JavaScript.
pub struct Endpoints<R>(PhantomData<R>);

/// One object of the resource tree.
#[derive(Debug)]
pub struct Resource {
    /// Property path below the client, `conversations.threads`.
    pub path: &'static str,
    /// Name of the class in helpscout-mailbox-api, which `constructor.name` shows.
    pub class: &'static str,
    /// Name of its interface in `index.d.ts`.
    pub interface: &'static str,
    /// Its endpoints, in the order of declaration.
    pub endpoints: &'static [&'static Endpoint],
}

/// Declares a resource and its endpoints.
///
/// `resource!(ThreadResource "conversations.threads" as "Thread" { … })` names its
/// interface in `index.d.ts`, the property path below the client, and the class as
/// helpscout-mailbox-api called it. The entries are described in
/// [`endpoint`](crate::endpoint).
#[macro_export]
macro_rules! resource {
    ($interface:ident $path:literal as $class:literal {
        $(
            $summary:literal [$page:literal $(; $($limit:expr),+)?]
            $verb:ident $route:literal $(? [$($names:expr),+])?
                $method:ident($($argument:literal)?) $(also $alias:ident)? -> $returns:literal
                $([$accept:literal])? $(verified as $kind:ident)?;
        )*
    }) => {
        #[doc = $path]
        pub struct $interface;

        #[allow(non_upper_case_globals, reason = "endpoints are named as in JavaScript")]
        impl $crate::endpoint::Endpoints<$interface> {
            $(
                #[doc = $summary]
                pub const $method: &'static $crate::endpoint::Endpoint = &$crate::endpoint::Endpoint {
                    verb: $crate::endpoint::Verb::$verb,
                    path: $route,
                    query: &[$($($names),+)?],
                    resource: $path,
                    method: stringify!($method),
                    alias: $crate::resource!(@option $(stringify!($alias))?),
                    has_argument: $crate::resource!(@option $($argument)?).is_some(),
                    is_binary: matches!($returns.as_bytes(), b"Buffer"),
                    accept: $crate::resource!(@option $($accept)?),
                    verified: $crate::resource!(@kind $($kind)?),
                };
            )*
        }

        impl $interface {
            /// The declaration of this resource.
            pub const RESOURCE: &'static $crate::endpoint::Resource = &$crate::endpoint::Resource {
                path: $path,
                class: $class,
                interface: stringify!($interface),
                endpoints: &[$($crate::endpoint::Endpoints::<$interface>::$method),*],
            };

            /// What is told of each of its endpoints.
            pub const DOCUMENTATION: &'static [$crate::endpoint::Documentation] = &[$(
                $crate::endpoint::Documentation {
                    summary: $summary,
                    page: $page,
                    limits: &[$($($limit),+)?],
                    argument: $crate::resource!(@option $($argument)?),
                    returns: $returns,
                }
            ),*];
        }
    };

    (@option) => { None::<&'static str> };
    (@option $value:expr) => { Some($value) };
    (@kind) => { None };
    (@kind $kind:ident) => { Some($crate::core::verify::Kind::$kind) };
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Payload, Verb};

    const fn endpoint(verb: Verb, path: &'static str, argument: Option<&'static str>) -> Endpoint {
        Endpoint {
            verb,
            path,
            query: &[],
            resource: "its",
            method: "it",
            alias: None,
            has_argument: argument.is_some(),
            is_binary: false,
            accept: None,
            verified: None,
        }
    }

    fn filled(endpoint: &Endpoint, ids: &[&str]) -> String {
        let id = |path: &mut String, _: &str, place: usize| {
            path.push_str(ids[place]);
            Ok::<(), ()>(())
        };
        endpoint.fill(id).unwrap()
    }

    #[test]
    fn placeholders_are_the_id_arguments() {
        let two = endpoint(Verb::GET, "/v2/a/{aId}/b/{bId}/c", None);
        assert_eq!(two.ids().collect::<Vec<_>>(), ["aId", "bId"]);
        assert_eq!(filled(&two, &["1", "x%2Fy"]), "/v2/a/1/b/x%2Fy/c");
        assert_eq!(endpoint(Verb::GET, "/v2/a", None).ids().count(), 0);
    }

    #[test]
    fn a_path_is_of_the_operation_whose_places_it_fills() {
        let reply = endpoint(Verb::POST, "/v2/a/{aId}/reply", None);
        assert!(reply.serves("/v2/a/7/reply"));
        for other in [
            "/v2/a//reply",
            "/v2/a/7",
            "/v2/a/7/reply/8",
            "/v3/a/7/reply",
            "/v2/a/7/notes",
        ] {
            assert!(!reply.serves(other), "{other}");
        }
    }

    #[test]
    fn a_constant_query_survives_filling() {
        let deletion = endpoint(Verb::DELETE, "/v2/a/{aId}?async=true", None);
        assert_eq!(filled(&deletion, &["7"]), "/v2/a/7?async=true");
    }

    #[test]
    fn options_follow_the_last_argument_of_the_original() {
        let get = endpoint(Verb::GET, "/v2/a/{aId}", Some("params?: P"));
        assert_eq!((get.payload(), get.options_index()), (Payload::Query, 2));
        let put = endpoint(Verb::PUT, "/v2/a", Some("data: D"));
        assert_eq!((put.payload(), put.options_index()), (Payload::Body, 1));
        let delete = endpoint(Verb::DELETE, "/v2/a/{aId}", None);
        assert_eq!(
            (delete.payload(), delete.options_index()),
            (Payload::None, 1)
        );
    }

    #[test]
    fn only_version_2_is_relative_to_the_base_url() {
        assert_eq!(Endpoint::relative("/v2/tags"), "tags");
        assert_eq!(Endpoint::relative("/v3/customers"), "/v3/customers");
    }

    #[test]
    fn writes_weigh_two_and_posts_and_patches_are_not_idempotent() {
        assert_eq!((Verb::GET.weight(), Verb::DELETE.weight()), (1, 2));
        assert!(Verb::PUT.is_idempotent() && Verb::DELETE.is_idempotent());
        assert!(!Verb::POST.is_idempotent() && !Verb::PATCH.is_idempotent());
    }
}
