//! Query parameters of an operation: what JavaScript's names are on the wire,
//! and what is said of names that Help Scout does not document. It ignores
//! those without a word, so a misspelt filter would answer with everything.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::endpoint::Endpoint;

/// Names that break with camel case on the wire, as JavaScript would write them.
const CAMEL_CASE: [(&str, &str); 2] = [("assignedTo", "assigned_to"), ("fieldId", "fieldid")];

/// How alike two names must be for one to be a misspelling of the other, from 0 to 1.
const ALIKE: f64 = 0.75;

/// How much of a name a notice repeats, in characters.
const SHOWN: usize = 64;

/// Notices of one process: names may come from outside, in any number.
const MOST_NOTICES: usize = 256;

/// What has been said.
static SAID: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// The name on the wire of what JavaScript calls `name`; `None` if no page documents it.
#[must_use]
pub fn wire_name(operation: &Endpoint, name: &str) -> Option<&'static str> {
    let documented = |wanted: &str| operation.parameters().find(|known| *known == wanted);
    documented(name).or_else(|| {
        let (_, wire) = CAMEL_CASE.iter().find(|(camel, _)| *camel == name)?;
        documented(wire)
    })
}

/// What to tell the caller who passed the unknown parameter `name`, the first time
/// that the process does.
pub fn notice(operation: &Endpoint, name: &str) -> Option<String> {
    let notice = describe(operation, name);
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    (said.len() < MOST_NOTICES && said.insert(notice.clone())).then_some(notice)
}

fn describe(operation: &Endpoint, name: &str) -> String {
    let hint = match nearest(operation, name) {
        Some(known) => format!("did you mean \"{known}\"?"),
        None if operation.query.is_empty() => "it has none.".to_owned(),
        None => format!(
            "it has {}.",
            operation.parameters().collect::<Vec<_>>().join(", ")
        ),
    };
    format!(
        "{}.{} has no parameter {}, which Help Scout ignores: {hint}",
        operation.resource,
        operation.method,
        quoted(name)
    )
}

/// A name that may come from outside, fit for one line of a log.
fn quoted(name: &str) -> String {
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", name.get(..end).unwrap_or_default()),
        None => format!("{name:?}"),
    }
}

/// The documented name that `name` most likely stands for.
fn nearest(operation: &Endpoint, name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    operation
        .parameters()
        .map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Endpoints;
    use crate::resources::RESOURCES;
    use crate::resources::conversations::ConversationResource;
    use crate::resources::customers::EmailResource;
    use crate::resources::reports::ReportConversationResource;

    const LIST: &Endpoint = Endpoints::<ConversationResource>::list;
    const BY_FIELD: &Endpoint = Endpoints::<ReportConversationResource>::getDrilldownByFieldReport;

    #[test]
    fn camel_case_stands_for_what_the_wire_has() {
        assert_eq!(wire_name(LIST, "assigned_to"), Some("assigned_to"));
        assert_eq!(wire_name(LIST, "assignedTo"), Some("assigned_to"));
        assert_eq!(wire_name(BY_FIELD, "fieldId"), Some("fieldid"));
        assert_eq!(wire_name(BY_FIELD, "assignedTo"), None);
    }

    #[test]
    fn a_notice_names_the_operation_the_parameter_and_the_nearest_known_one() {
        let said = |operation, name| describe(operation, name);
        assert_eq!(
            said(LIST, "mailboxId"),
            "conversations.list has no parameter \"mailboxId\", which Help Scout ignores: did you mean \"mailbox\"?"
        );
        assert!(said(LIST, "assignedto").ends_with("did you mean \"assigned_to\"?"));
        assert!(said(LIST, "sort").ends_with("did you mean \"sortOrder\"?"));
        assert!(said(EmailResource::RESOURCE.endpoints[2], "page").ends_with("it has none."));
        assert!(said(BY_FIELD, "xyz").ends_with("folders, page, rows, field, fieldid."));
    }

    #[test]
    fn a_notice_is_one_short_line_whatever_the_name() {
        let said = describe(LIST, &format!("a\n\u{1b}[31m{}", "x".repeat(100_000)));
        assert!(said.starts_with("conversations.list has no parameter \"a\\n\\u{1b}[31mxxx"));
        assert!(said.contains("xxx\"…, which") && said.len() < 300 && !said.contains('\n'));
        assert!(describe(LIST, "größe").contains("\"größe\","));
    }

    #[test]
    fn a_notice_is_given_once() {
        assert!(notice(LIST, "once").is_some());
        assert!(notice(LIST, "once").is_none());
        assert!(notice(BY_FIELD, "once").is_some());
    }

    #[test]
    fn only_reads_have_query_parameters() {
        for endpoint in RESOURCES.iter().flat_map(|resource| resource.endpoints) {
            assert!(
                endpoint.query.is_empty() || endpoint.has_argument,
                "{endpoint:?}"
            );
            assert!(
                endpoint.query.is_empty() || endpoint.verb == crate::endpoint::Verb::GET,
                "{endpoint:?}"
            );
        }
    }
}
