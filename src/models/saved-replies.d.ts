/**
 * A saved reply as its list shows it.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/saved_Replies/saved-replies-list/
 */
interface SavedReplySummary {
  /** Id of the saved reply. */
  id: number;
  /** Name of the saved reply. */
  name: string;
  /** Preview of the text for e-mail; missing if it is for chats only. */
  preview?: string;
  /** Preview of the text for chats. */
  chatPreview?: string;
}

/**
 * A saved reply.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/saved_Replies/saved-replies-get/
 */
interface SavedReply {
  /** Id of the saved reply. */
  id: number;
  /** Name of the saved reply. */
  name: string;
  /** Text for e-mail, as HTML. */
  text?: string;
  /** Text for chats, plain. */
  chatText?: string;
}

/** Which saved replies to list. */
interface SavedReplyListParams {
  /** Whether those for chats only are listed too; default false. */
  includeChatReplies?: boolean;
}

/**
 * A saved reply to store.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/saved_Replies/saved-replies-create/
 */
interface SavedReplyInput {
  /** Name of the saved reply. */
  name: string;
  /** Text for e-mail, as HTML. */
  text?: string;
  /** Text for chats, plain. */
  chatText?: string;
}
