//! The resource tree: every endpoint of the API, one file an area.

use crate::core::verify::Kind;
use crate::endpoint::{Documentation, Resource, Verb};

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

macro_rules! resources {
    ($($area:ident::$interface:ident),* $(,)?) => {
        /// All resources: parents before children, siblings in the order of the
        /// properties that JavaScript sees.
        pub const RESOURCES: &[&Resource] = &[$($area::$interface::RESOURCE),*];

        /// What is told of the endpoints of each.
        pub const DOCUMENTATION: &[&[Documentation]] = &[$($area::$interface::DOCUMENTATION),*];
    };
}

resources![
    conversations::ConversationResource,
    conversations::AttachmentResource,
    conversations::ConversationCustomFieldResource,
    conversations::ConversationTagResource,
    conversations::ThreadResource,
    conversations::ThreadScheduleResource,
    conversations::SnoozeResource,
    customers::CustomerPropertyResource,
    customers::CustomerResource,
    customers::AddressResource,
    customers::ChatHandleResource,
    customers::EmailResource,
    customers::PhoneResource,
    customers::PropertyResource,
    customers::SocialProfileResource,
    customers::WebsiteResource,
    mailboxes::MailboxResource,
    mailboxes::MailboxCustomFieldResource,
    mailboxes::FolderResource,
    mailboxes::RoutingResource,
    mailboxes::SavedReplyResource,
    ratings::RatingResource,
    reports::ReportResource,
    reports::ReportCompanyResource,
    reports::ReportConversationResource,
    reports::ReportDocsResource,
    reports::ReportHappinessResource,
    reports::ReportProductivityResource,
    reports::ReportUserResource,
    tags::TagResource,
    users::TeamResource,
    users::TeamMemberResource,
    users::UserResource,
    users::UserStatusResource,
    users::ConversationReassignmentResource,
    webhooks::WebhookResource,
    workflows::WorkflowResource,
    organizations::OrganizationResource,
    organizations::OrganizationConversationResource,
    organizations::OrganizationCustomerResource,
    organizations::OrganizationValueResource,
    organizations::OrganizationPropertyResource,
    users::SystemUserResource,
    chats::ChatResource,
    chats::ChatEventResource,
];

/// What a POST to `path`, below the origin, makes, if that can be looked up afterwards.
#[must_use]
pub fn verified(path: &str) -> Option<Kind> {
    let mut endpoints = RESOURCES.iter().flat_map(|resource| resource.endpoints);
    let create = endpoints.find(|endpoint| endpoint.verb == Verb::POST && endpoint.serves(path))?;
    create.verified
}
