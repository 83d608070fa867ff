//! Inboxes, which the API calls mailboxes.

use super::PAGE;
use crate::resource;

resource!(MailboxResource "mailboxes" as "Mailbox" {
    "Gets an inbox." ["inboxes/get"]
    GET "/v2/mailboxes/{mailboxId}" get() -> "Mailbox";

    "Lists inboxes." ["inboxes/list"]
    GET "/v2/mailboxes" ? [PAGE] list("params?: PageParams") -> "MailboxPage";
});

resource!(MailboxCustomFieldResource "mailboxes.customFields" as "CustomField" {
    "Lists the custom fields of an inbox." ["inboxes/inbox-fields"]
    GET "/v2/mailboxes/{mailboxId}/fields" ? [PAGE]
        list("params?: PageParams") -> "MailboxCustomFieldPage";
});

resource!(FolderResource "mailboxes.folders" as "Folder" {
    "Lists the folders of an inbox with their counts." ["inboxes/inbox-folders"]
    GET "/v2/mailboxes/{mailboxId}/folders" ? [PAGE]
        list("params?: PageParams") -> "MailboxFolderPage";
});

resource!(RoutingResource "mailboxes.routing" as "Routing" {
    "Gets how an inbox assigns conversations." ["inboxes/routing/routing-configuration-get"]
    GET "/v2/mailboxes/{mailboxId}/routing" get() -> "RoutingConfiguration";

    "Sets how an inbox assigns conversations." ["inboxes/routing/routing-configuration-update"]
    PUT "/v2/mailboxes/{mailboxId}/routing" update("data: RoutingUpdate") -> "NoContent";
});

resource!(SavedReplyResource "mailboxes.savedReplies" as "SavedReply" {
    "Creates a saved reply." ["inboxes/saved_Replies/saved-replies-create"]
    POST "/v2/mailboxes/{mailboxId}/saved-replies" create("data: SavedReplyInput") -> "NoContent";

    "Deletes a saved reply." ["inboxes/saved_Replies/saved-replies-delete"]
    DELETE "/v2/mailboxes/{mailboxId}/saved-replies/{savedReplyId}" delete() -> "NoContent";

    "Gets a saved reply." ["inboxes/saved_Replies/saved-replies-get"]
    GET "/v2/mailboxes/{mailboxId}/saved-replies/{savedReplyId}" get() -> "SavedReply";

    "Lists the saved replies of an inbox." ["inboxes/saved_Replies/saved-replies-list"]
    GET "/v2/mailboxes/{mailboxId}/saved-replies" ? [&["includeChatReplies"]]
        list("params?: SavedReplyListParams") -> "SavedReplySummary[]";

    "Replaces a saved reply." ["inboxes/saved_Replies/saved-replies-update"]
    PUT "/v2/mailboxes/{mailboxId}/saved-replies/{savedReplyId}"
        update("data: SavedReplyInput") -> "NoContent";
});
