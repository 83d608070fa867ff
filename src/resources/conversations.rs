//! Conversations, and what hangs off one: attachments, custom fields, tags, threads, snooze.

use super::PAGE;
use crate::resource;

/// Where a conversation ends.
const THREADS: &str = "A conversation holds 100 threads: 412 beyond.";

resource!(ConversationResource "conversations" as "Conversation" {
    "Creates a conversation; its id is in the `resource-id` header." ["conversations/create"]
    POST "/v2/conversations" create("data: ConversationCreate") -> "NoContent" verified as Conversation;

    "Deletes a conversation." ["conversations/delete"]
    DELETE "/v2/conversations/{conversationId}" delete() -> "NoContent";

    "Gets a conversation, with its threads if asked to embed them." ["conversations/get";
        "A conversation that was merged or moved answers with the one that is left for 60 days, then 404."]
    GET "/v2/conversations/{conversationId}" ? [&["embed"]]
        get("params?: ConversationGetParams") -> "WithThreads<Conversation, Params>";

    "Lists conversations; only active ones unless `status` says otherwise." ["conversations/list";
        "25 conversations a page."]
    GET "/v2/conversations" ? [&[
        "embed", "mailbox", "folder", "status", "tag", "assigned_to", "modifiedSince",
        "number", "sortField", "sortOrder", "query", "page", "customFieldsByIds",
    ]]
        list("params?: ConversationListParams") -> "ConversationList<Params>";

    "Changes one property of a conversation." ["conversations/update"]
    PATCH "/v2/conversations/{conversationId}" update("data: ConversationPatch") -> "NoContent";

    "Gets a conversation, with AI agents shown as system users." ["conversations/get-v3"]
    GET "/v3/conversations/{conversationId}" ? [&["embed"]]
        getV3("params?: ConversationGetParams") -> "WithThreads<ConversationV3, Params, EmbeddedThreads<ThreadV3>>";
});

resource!(AttachmentResource "conversations.attachments" as "Attachment" {
    "Deletes an attachment." ["conversations/attachments/delete"]
    DELETE "/v2/conversations/{conversationId}/attachments/{attachmentId}" delete() -> "NoContent";

    "Gets the content of an attachment, encoded in base64." ["conversations/attachments/get-data"]
    GET "/v2/conversations/{conversationId}/attachments/{attachmentId}/data" getData() -> "AttachmentData";

    "Adds an attachment to a thread." ["conversations/attachments/create"]
    POST "/v2/conversations/{conversationId}/threads/{threadId}/attachments"
        upload("data: AttachmentUpload") -> "NoContent";

    "Gets the bytes of an attachment." ["conversations/attachments/get-attachment-file"]
    GET "/v2/conversations/{conversationId}/attachments/{attachmentId}/file"
        getFile() -> "Buffer" ["*/*"];
});

resource!(ConversationCustomFieldResource "conversations.customFields" as "CustomField" {
    "Replaces all custom field values of a conversation." ["conversations/custom_fields/update"]
    PUT "/v2/conversations/{conversationId}/fields" update("data: CustomFieldsUpdate") -> "NoContent";
});

resource!(ConversationTagResource "conversations.tags" as "Tag" {
    "Replaces all tags of a conversation; unknown names become new tags." ["conversations/tags/update"]
    PUT "/v2/conversations/{conversationId}/tags" update("data: TagsUpdate") -> "NoContent";
});

resource!(ThreadResource "conversations.threads" as "Thread" {
    "Adds a chat thread to a conversation." ["conversations/threads/chat"; THREADS]
    POST "/v2/conversations/{conversationId}/chats"
        createChat("data: ChatThreadCreate") -> "NoContent" verified as Chat;

    "Adds a customer's message to a conversation, which reopens it unless imported." ["conversations/threads/customer"; THREADS]
    POST "/v2/conversations/{conversationId}/customer"
        createCustomer("data: CustomerThreadCreate") -> "NoContent" verified as CustomerThread;

    "Adds a note to a conversation." ["conversations/threads/note"; THREADS]
    POST "/v2/conversations/{conversationId}/notes"
        createNote("data: NoteCreate") -> "NoContent" verified as Note;

    "Adds a phone thread to a conversation." ["conversations/threads/phone"; THREADS]
    POST "/v2/conversations/{conversationId}/phones"
        createPhone("data: PhoneThreadCreate") -> "NoContent" verified as Phone;

    "Replies in a conversation, or drafts a reply." ["conversations/threads/reply"; THREADS]
    POST "/v2/conversations/{conversationId}/reply"
        createReply("data: ReplyCreate") -> "NoContent" verified as Reply;

    "Gets the original source of a thread that came by e-mail." ["conversations/threads/thread-source-json"]
    GET "/v2/conversations/{conversationId}/threads/{threadId}/original-source" get() -> "ThreadSource";

    "Lists the threads of a conversation, newest first." ["conversations/threads/list"]
    GET "/v2/conversations/{conversationId}/threads" ? [PAGE]
        list("params?: PageParams") -> "ThreadList";

    "Changes the text of a thread, or hides it." ["conversations/threads/update";
        THREADS, "Administrators only, unless the account lets all users edit threads."]
    PATCH "/v2/conversations/{conversationId}/threads/{threadId}" update("data: ThreadPatch") -> "NoContent";

    "Gets the original e-mail of a thread as RFC 822 text." ["conversations/threads/thread-source-rfc822"]
    GET "/v2/conversations/{conversationId}/threads/{threadId}/original-source"
        getSourceRfc822() -> "string" ["message/rfc822"];

    "Lists the threads of a conversation, with AI agents shown as system users." ["conversations/threads/list-v3"]
    GET "/v3/conversations/{conversationId}/threads" ? [PAGE]
        listV3("params?: PageParams") -> "ThreadListV3";
});

resource!(ThreadScheduleResource "conversations.threads.schedule" as "Schedule" {
    "Takes a scheduled thread off its schedule." ["conversations/threads/schedule/delete"]
    DELETE "/v2/conversations/{conversationId}/threads/{threadId}/schedule" delete() -> "NoContent";

    "Publishes a scheduled thread at once." ["conversations/threads/schedule/publish"]
    PATCH "/v2/conversations/{conversationId}/threads/{threadId}/schedule"
        publish("data: ThreadPublish") -> "NoContent";

    "Schedules a draft thread, or reschedules it." ["conversations/threads/schedule/update"]
    PUT "/v2/conversations/{conversationId}/threads/{threadId}/schedule"
        update("data: ThreadScheduleUpdate") -> "NoContent";
});

resource!(SnoozeResource "conversations.snooze" as "Snooze" {
    "Ends the snooze of a conversation." ["conversations/snooze/delete"]
    DELETE "/v2/conversations/{conversationId}/snooze" delete() -> "NoContent";

    "Snoozes a conversation, overriding an earlier snooze." ["conversations/snooze/update"]
    PUT "/v2/conversations/{conversationId}/snooze" update("data: SnoozeUpdate") -> "NoContent";
});
