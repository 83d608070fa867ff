//! Webhooks.

use super::PAGE;
use crate::resource;

resource!(WebhookResource "webhooks" as "Webhook" {
    "Creates a webhook; its id is in the `resource-id` header." ["webhooks/create"]
    POST "/v2/webhooks" create("data: WebhookInput") -> "NoContent";

    "Deletes a webhook." ["webhooks/delete"]
    DELETE "/v2/webhooks/{webhookId}" delete() -> "NoContent";

    "Gets a webhook, without its secret." ["webhooks/get"]
    GET "/v2/webhooks/{webhookId}" get() -> "Webhook";

    "Lists webhooks." ["webhooks/list"]
    GET "/v2/webhooks" ? [PAGE] list("params?: PageParams") -> "WebhookPage";

    "Replaces a webhook, which enables it again." ["webhooks/update"; "The secret must be sent again."]
    PUT "/v2/webhooks/{webhookId}" update("data: WebhookInput") -> "NoContent";
});
