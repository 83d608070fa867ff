//! Organizations and their properties.

use super::PAGE;
use crate::resource;

/// How many definitions there can be.
const DEFINITIONS: &str = "An account has at most 50 definitions.";

resource!(OrganizationResource "organizations" as "Organization" {
    "Creates an organization; its id is in the `resource-id` header." ["organizations/create"]
    POST "/v2/organizations" create("data: OrganizationCreate") -> "NoContent";

    "Deletes an organization." ["organizations/delete"]
    DELETE "/v2/organizations/{organizationId}" delete() -> "NoContent";

    "Gets an organization." ["organizations/get"]
    GET "/v2/organizations/{organizationId}" ? [&["includeCounts", "includeProperties"]]
        get("params?: OrganizationGetParams") -> "Organization";

    "Lists organizations." ["organizations/list"]
    GET "/v2/organizations" ? [&["page", "sort"]]
        list("params?: OrganizationListParams") -> "OrganizationList";

    "Replaces an organization." ["organizations/update"]
    PUT "/v2/organizations/{organizationId}" update("data: OrganizationUpdate") -> "NoContent";
});

resource!(OrganizationConversationResource "organizations.conversations" as "Conversation" {
    "Lists the conversations of an organization." ["organizations/get-conversations"]
    GET "/v2/organizations/{organizationId}/conversations" ? [PAGE]
        list("params?: PageParams") -> "ConversationList";
});

resource!(OrganizationCustomerResource "organizations.customers" as "Customer" {
    "Lists the customers of an organization." ["organizations/get-customers"]
    GET "/v2/organizations/{organizationId}/customers" ? [PAGE]
        list("params?: PageParams") -> "CustomerList";
});

resource!(OrganizationValueResource "organizations.properties" as "Property" {
    "Removes a property value of an organization." ["organizations/properties/remove-value"]
    DELETE "/v2/organizations/{organizationId}/properties/{slug}" delete() -> "NoContent";

    "Sets a property value of an organization." ["organizations/properties/set-value"]
    PUT "/v2/organizations/{organizationId}/properties/{slug}"
        update("data: OrganizationPropertyValue") -> "NoContent";
});

resource!(OrganizationPropertyResource "organizationProperties" as "OrganizationProperty" {
    "Defines an organization property." ["organizations/properties/create"; DEFINITIONS]
    POST "/v2/organizations/properties" create("data: OrganizationPropertyCreate") -> "NoContent";

    "Deletes the definition of an organization property." ["organizations/properties/delete"]
    DELETE "/v2/organizations/properties/{slug}" delete() -> "NoContent";

    "Gets the definition of an organization property." ["organizations/properties/get"]
    GET "/v2/organizations/properties/{slug}" get() -> "OrganizationProperty";

    "Lists the definitions of organization properties." ["organizations/properties/list"]
    GET "/v2/organizations/properties" list() -> "OrganizationPropertyList";

    "Changes the definition of an organization property." ["organizations/properties/update";
        "The type and slug of a definition stay."]
    PUT "/v2/organizations/properties/{slug}"
        update("data: OrganizationPropertyUpdate") -> "NoContent";
});
