//! Customers, their contact entries and properties.

use crate::resource;

/// How many definitions there can be.
const DEFINITIONS: &str = "An account has at most 50 definitions.";

resource!(CustomerPropertyResource "customerProperties" as "CustomerProperty" {
    "Lists the definitions of customer properties." ["properties/list"]
    GET "/v2/customer-properties" list("params?: NoParams") -> "CustomerPropertyList";

    "Defines a customer property." ["properties/create"; DEFINITIONS]
    POST "/v2/customer-properties" create("data: CustomerPropertyCreate") -> "NoContent";

    "Deletes the definition of a customer property." ["properties/delete"]
    DELETE "/v2/customer-properties/{slug}" delete() -> "NoContent";
});

resource!(CustomerResource "customers" as "Customer" {
    "Creates a customer; their id is in the `resource-id` header." ["customers/create"]
    POST "/v2/customers" create("data: CustomerCreate") -> "NoContent" verified as Customer;

    "Gets a customer with their entries." ["customers/get"]
    GET "/v2/customers/{customerId}" get("params?: CustomerGetParams") -> "Customer";

    "Lists customers." ["customers/list"]
    GET "/v2/customers" ? [&[
        "page", "mailbox", "firstName", "lastName", "modifiedSince", "sortField", "sortOrder", "query",
    ]]
        list("params?: CustomerListParams") -> "CustomerList";

    "Replaces a customer's own fields; those left out are cleared." ["customers/overwrite"]
    PUT "/v2/customers/{customerId}" overwrite("data: CustomerOverwrite") -> "NoContent";

    "Changes fields and entries of a customer." ["customers/update"; "A whole collection of entries cannot be removed."]
    PATCH "/v2/customers/{customerId}" update("data: readonly CustomerPatch[]") -> "NoContent";

    "Deletes a customer who has at most 100 conversations." ["customers/delete";
        "403 beyond 100 conversations, or if the user cannot see all of them."]
    DELETE "/v2/customers/{customerId}" delete() -> "NoContent";

    "Deletes a customer in the background, however many conversations they have." ["customers/delete-async";
        "403 if the user cannot see all conversations of the customer."]
    DELETE "/v2/customers/{customerId}?async=true" deleteAsync() -> "NoContent";

    "Lists customers page by page with a cursor." ["customers/list-v3"]
    GET "/v3/customers" ? [&[
        "firstName", "lastName", "email", "createdSince", "modifiedSince", "query", "cursor",
    ]]
        listV3("params?: CustomerListV3Params") -> "CustomerListV3";
});

resource!(AddressResource "customers.addresses" as "Address" {
    "Adds the address of a customer." ["customers/address/create"; "A customer has one address."]
    POST "/v2/customers/{customerId}/address" create("data: CustomerAddressInput") -> "NoContent";

    "Deletes the address of a customer." ["customers/address/delete"]
    DELETE "/v2/customers/{customerId}/address" delete() -> "NoContent";

    "Gets the address of a customer." ["customers/address/get"]
    GET "/v2/customers/{customerId}/address" get() -> "CustomerAddress";

    "Replaces the address of a customer." ["customers/address/update"]
    PUT "/v2/customers/{customerId}/address" update("data: CustomerAddressInput") -> "NoContent";
});

resource!(ChatHandleResource "customers.chatHandles" as "ChatHandle" {
    "Adds a chat handle to a customer." ["customers/chat_handles/create"]
    POST "/v2/customers/{customerId}/chats" create("data: CustomerChatInput") -> "NoContent";

    "Deletes a chat handle of a customer." ["customers/chat_handles/delete"]
    DELETE "/v2/customers/{customerId}/chats/{chatId}" delete() -> "NoContent";

    "Lists the chat handles of a customer." ["customers/chat_handles/list"]
    GET "/v2/customers/{customerId}/chats" list("params?: NoParams") -> "CustomerChatList";

    "Replaces a chat handle of a customer." ["customers/chat_handles/update"]
    PUT "/v2/customers/{customerId}/chats/{chatId}" update("data: CustomerChatInput") -> "NoContent";
});

resource!(EmailResource "customers.emails" as "Email" {
    "Adds an e-mail address to a customer." ["customers/emails/create"]
    POST "/v2/customers/{customerId}/emails" create("data: CustomerEmailInput") -> "NoContent";

    "Deletes an e-mail address of a customer." ["customers/emails/delete"]
    DELETE "/v2/customers/{customerId}/emails/{emailId}" delete() -> "NoContent";

    "Lists the e-mail addresses of a customer." ["customers/emails/list"]
    GET "/v2/customers/{customerId}/emails" list("params?: NoParams") -> "CustomerEmailList";

    "Replaces an e-mail address of a customer." ["customers/emails/update"]
    PUT "/v2/customers/{customerId}/emails/{emailId}" update("data: CustomerEmailInput") -> "NoContent";
});

resource!(PhoneResource "customers.phones" as "Phone" {
    "Adds a phone number to a customer." ["customers/phones/create"]
    POST "/v2/customers/{customerId}/phones" create("data: CustomerPhoneInput") -> "NoContent";

    "Deletes a phone number of a customer." ["customers/phones/delete"]
    DELETE "/v2/customers/{customerId}/phones/{phoneId}" delete() -> "NoContent";

    "Lists the phone numbers of a customer." ["customers/phones/list"]
    GET "/v2/customers/{customerId}/phones" list("params?: NoParams") -> "CustomerPhoneList";

    "Replaces a phone number of a customer." ["customers/phones/update"]
    PUT "/v2/customers/{customerId}/phones/{phoneId}" update("data: CustomerPhoneInput") -> "NoContent";
});

resource!(PropertyResource "customers.properties" as "Property" {
    "Sets or removes property values of a customer." ["properties/update"]
    PATCH "/v2/customers/{customerId}/properties" update("data: readonly CustomerPropertyPatch[]") -> "NoContent";
});

resource!(SocialProfileResource "customers.socialProfiles" as "SocialProfile" {
    "Adds a social profile to a customer." ["customers/social_profiles/create"]
    POST "/v2/customers/{customerId}/social-profiles"
        create("data: CustomerSocialProfileInput") -> "NoContent";

    "Deletes a social profile of a customer." ["customers/social_profiles/delete"]
    DELETE "/v2/customers/{customerId}/social-profiles/{socialProfileId}" delete() -> "NoContent";

    "Lists the social profiles of a customer." ["customers/social_profiles/list"]
    GET "/v2/customers/{customerId}/social-profiles" list("params?: NoParams") -> "CustomerSocialProfileList";

    "Replaces a social profile of a customer." ["customers/social_profiles/update"]
    PUT "/v2/customers/{customerId}/social-profiles/{socialProfileId}"
        update("data: CustomerSocialProfileInput") -> "NoContent";
});

resource!(WebsiteResource "customers.websites" as "Website" {
    "Adds a website to a customer." ["customers/websites/create"]
    POST "/v2/customers/{customerId}/websites" create("data: CustomerWebsiteInput") -> "NoContent";

    "Deletes a website of a customer." ["customers/websites/delete"]
    DELETE "/v2/customers/{customerId}/websites/{websiteId}" delete() -> "NoContent";

    "Lists the websites of a customer." ["customers/websites/list"]
    GET "/v2/customers/{customerId}/websites" list("params?: NoParams") -> "CustomerWebsiteList";

    "Replaces a website of a customer." ["customers/websites/update"]
    PUT "/v2/customers/{customerId}/websites/{websiteId}" update("data: CustomerWebsiteInput") -> "NoContent";
});
