//! The resource tree: every endpoint of the API, one file an area.

use std::fmt::Write as _;

use napi_derive::napi;
use serde_json::{Value, json};

use crate::core::verify::Kind;
use crate::endpoint::{DOCS, Endpoint, Resource, Verb};

pub mod chats;
pub mod conversations;
pub mod customers;
pub mod mailboxes;
pub mod organizations;
pub mod ratings;
pub mod reports;
pub mod tags;
pub mod users;
pub mod webhooks;
pub mod workflows;

/// The parameter of a list that is paged by number.
const PAGE: &[&str] = &["page"];

/// All resources: parents before children, siblings in the order of the
/// properties that JavaScript sees.
pub const RESOURCES: &[&Resource] = &[
    conversations::ConversationResource::RESOURCE,
    conversations::AttachmentResource::RESOURCE,
    conversations::ConversationCustomFieldResource::RESOURCE,
    conversations::ConversationTagResource::RESOURCE,
    conversations::ThreadResource::RESOURCE,
    conversations::ThreadScheduleResource::RESOURCE,
    conversations::SnoozeResource::RESOURCE,
    customers::CustomerPropertyResource::RESOURCE,
    customers::CustomerResource::RESOURCE,
    customers::AddressResource::RESOURCE,
    customers::ChatHandleResource::RESOURCE,
    customers::EmailResource::RESOURCE,
    customers::PhoneResource::RESOURCE,
    customers::PropertyResource::RESOURCE,
    customers::SocialProfileResource::RESOURCE,
    customers::WebsiteResource::RESOURCE,
    mailboxes::MailboxResource::RESOURCE,
    mailboxes::MailboxCustomFieldResource::RESOURCE,
    mailboxes::FolderResource::RESOURCE,
    mailboxes::RoutingResource::RESOURCE,
    mailboxes::SavedReplyResource::RESOURCE,
    ratings::RatingResource::RESOURCE,
    reports::ReportResource::RESOURCE,
    reports::ReportCompanyResource::RESOURCE,
    reports::ReportConversationResource::RESOURCE,
    reports::ReportDocsResource::RESOURCE,
    reports::ReportHappinessResource::RESOURCE,
    reports::ReportProductivityResource::RESOURCE,
    reports::ReportUserResource::RESOURCE,
    tags::TagResource::RESOURCE,
    users::TeamResource::RESOURCE,
    users::TeamMemberResource::RESOURCE,
    users::UserResource::RESOURCE,
    users::UserStatusResource::RESOURCE,
    users::ConversationReassignmentResource::RESOURCE,
    webhooks::WebhookResource::RESOURCE,
    workflows::WorkflowResource::RESOURCE,
    organizations::OrganizationResource::RESOURCE,
    organizations::OrganizationConversationResource::RESOURCE,
    organizations::OrganizationCustomerResource::RESOURCE,
    organizations::OrganizationValueResource::RESOURCE,
    organizations::OrganizationPropertyResource::RESOURCE,
    users::SystemUserResource::RESOURCE,
    chats::ChatResource::RESOURCE,
    chats::ChatEventResource::RESOURCE,
];

/// What a POST to `path`, below the origin, makes, if that can be looked up afterwards.
#[must_use]
pub fn verified(path: &str) -> Option<Kind> {
    let mut endpoints = RESOURCES.iter().flat_map(|resource| resource.endpoints);
    let create = endpoints.find(|endpoint| endpoint.verb == Verb::POST && endpoint.serves(path))?;
    create.verified
}

/// What JavaScript builds the resource tree of when it loads: a line a resource, with its
/// path and class. [`endpoints`] would take milliseconds.
#[napi(skip_typescript)]
#[must_use]
pub fn resources() -> String {
    let mut text = String::new();
    for resource in RESOURCES {
        let _ = writeln!(text, "{} {}", resource.path, resource.class);
    }
    text
}

/// Every declaration as JSON text, for what is derived from them: `index.d.ts`, the
/// reference and the conformance test.
#[napi(skip_typescript)]
#[must_use]
pub fn endpoints() -> String {
    RESOURCES
        .iter()
        .map(|resource| describe_resource(resource))
        .collect::<Value>()
        .to_string()
}

fn describe_resource(resource: &Resource) -> Value {
    json!({
        "path": resource.path,
        "class": resource.class,
        "interface": resource.interface,
        "endpoints": resource.endpoints.iter().map(|endpoint| describe(endpoint)).collect::<Vec<_>>(),
    })
}

fn describe(endpoint: &Endpoint) -> Value {
    let page = if endpoint.page.starts_with("https:") {
        endpoint.page.to_owned()
    } else {
        format!("{DOCS}{}/", endpoint.page)
    };
    let ids: Vec<_> = endpoint.ids().collect();
    json!({
        "method": endpoint.method,
        "alias": endpoint.alias,
        "summary": endpoint.summary,
        "docs": page,
        "limits": endpoint.limits,
        "verb": endpoint.verb,
        "weight": endpoint.verb.weight(),
        "path": endpoint.path,
        "length": endpoint.length(),
        "ids": ids,
        "payload": endpoint.payload(),
        "query": endpoint.parameters().collect::<Vec<_>>(),
        "argument": endpoint.argument,
        "returns": endpoint.returns,
        "accept": endpoint.accept,
        "verifiable": endpoint.verified.is_some(),
    })
}
