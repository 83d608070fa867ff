/** A file to attach. */
interface AttachmentUpload {
  /** Name of the file; answers call it `filename`. */
  fileName: string;
  /** Media type, `application/pdf`. */
  mimeType: string;
  /** The content in base64. */
  data: string;
}

/** What every new thread may carry. */
interface ThreadCreate {
  /** Body of the thread, as HTML; answers call it `body`. */
  text: string;
  /** Whether it is historic: then no mail and no notification is sent. */
  imported?: boolean;
  /** When it was written; only if it is imported. */
  createdAt?: DateTimeInput;
  /** Files to attach. */
  attachments?: readonly AttachmentUpload[];
}

/** A thread in which a customer takes part. */
interface CustomerContact extends ThreadCreate {
  /** The customer it is from or to. */
  customer: CustomerReference;
}

/** A thread that goes by e-mail. */
interface MailThreadCreate extends CustomerContact {
  /** E-mail addresses that get copies. */
  cc?: readonly string[];
  /** E-mail addresses that get hidden copies. */
  bcc?: readonly string[];
}

/**
 * A chat thread to add.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/chat/
 */
interface ChatThreadCreate extends CustomerContact {}

/**
 * A phone thread to add.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/phone/
 */
interface PhoneThreadCreate extends CustomerContact {}

/**
 * A customer's message to add.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/customer/
 */
interface CustomerThreadCreate extends MailThreadCreate {}

/**
 * A note to add.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/note/
 */
interface NoteCreate extends ThreadCreate {
  /** Id of the author; default the token's user. */
  user?: BodyId;
  /** What the conversation's status becomes. */
  status?: ConversationStatusInput;
}

/**
 * A reply to send, or to save as a draft.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/reply/
 */
interface ReplyCreate extends MailThreadCreate {
  /** Whether to save it without sending; default false. */
  draft?: boolean;
  /** What the conversation's status becomes; default `active`. */
  status?: ConversationStatusInput;
  /** Id of the author; default the token's user. */
  user?: BodyId;
  /** Id of the user to assign once it is sent: left out for the inbox's rule, null for nobody. */
  assignTo?: BodyId | null;
}

/** A chat thread of a conversation to create. */
interface ChatThreadInput extends MailThreadCreate {
  /** Tells the threads apart. */
  type: 'chat';
}

/** A customer's message of a conversation to create. */
interface CustomerThreadInput extends MailThreadCreate {
  /** Tells the threads apart. */
  type: 'customer';
}

/** A phone thread of a conversation to create. */
interface PhoneThreadInput extends MailThreadCreate {
  /** Tells the threads apart. */
  type: 'phone';
}

/** A note of a conversation to create. */
interface NoteInput extends ThreadCreate {
  /** Tells the threads apart. */
  type: 'note';
  /** The customer it is about. */
  customer?: CustomerReference;
  /** Id of the author; default the token's user. */
  user?: BodyId;
}

/** A reply of a conversation to create. */
interface ReplyInput extends MailThreadCreate {
  /** Tells the threads apart. */
  type: 'reply';
  /** Whether to save it without sending; default false. */
  draft?: boolean;
  /** Id of the author; default the token's user. */
  user?: BodyId;
}

/** A thread of a conversation to create, told apart by `type`. */
type ThreadInput = ChatThreadInput | CustomerThreadInput | NoteInput | PhoneThreadInput | ReplyInput;

/**
 * One change of a thread, not an array of them.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/update/
 */
type ThreadPatch =
  /** Gives it another text, as HTML; Help Scout keeps the original one. */
  | ReplaceOperation<'/text', string>
  /** Hides it from the customer, or shows it again. */
  | ReplaceOperation<'/hidden', boolean>;

/**
 * When a draft is to be sent.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/schedule/update/
 */
interface ThreadScheduleUpdate {
  /** When: in the future, before the year 2101. */
  scheduledFor: DateTimeInput;
  /** Whether a reply of the customer calls it off. */
  unscheduleOnCustomerReply: boolean;
  /** Whether to send it as the author of the draft; default false. */
  sendAsCreator?: boolean;
}

/**
 * The only change that publishing takes.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/schedule/publish/
 */
type ThreadPublish = ReplaceOperation<'/state', 'published'>;
