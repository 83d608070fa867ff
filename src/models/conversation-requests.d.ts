/** A file to attach. */
interface AttachmentUpload {
  fileName: string;
  mimeType: string;
  /** Content in base64. */
  data: string;
}

/** A customer by id or by e-mail address; an unknown address creates them from the other fields. */
type CustomerReference = ({ id: number; email?: string } | { id?: number; email: string }) & {
  firstName?: string;
  lastName?: string;
};

type NewConversationCustomer = CustomerReference & {
  phone?: string;
  photoUrl?: string;
  jobTitle?: string;
  photoType?: PhotoType;
  background?: string;
  location?: string;
  organization?: string;
  gender?: Open<'male' | 'female' | 'unknown'>;
  age?: string;
};

/** What every new thread may carry. */
interface ThreadCreate {
  /** Body of the thread, as HTML. */
  text: string;
  /** Historic import: sends no mail and no notification. */
  imported?: boolean;
  /** Only with `imported`. */
  createdAt?: DateTime;
  attachments?: AttachmentUpload[];
}

interface ChatThreadCreate extends ThreadCreate {
  customer: CustomerReference;
}

interface PhoneThreadCreate extends ThreadCreate {
  customer: CustomerReference;
}

interface CustomerThreadCreate extends ThreadCreate {
  customer: CustomerReference;
  cc?: string[];
  bcc?: string[];
}

interface NoteCreate extends ThreadCreate {
  /** Id of the author; default the token's user. */
  user?: number;
  /** What the conversation's status becomes. */
  status?: Open<'active' | 'closed' | 'pending' | 'spam'>;
}

interface ReplyCreate extends ThreadCreate {
  customer: CustomerReference;
  /** Whether to save it without sending. */
  draft?: boolean;
  /** What the conversation's status becomes; default `active`. */
  status?: Open<'active' | 'closed' | 'pending' | 'spam'>;
  /** Id of the author; default the token's user. */
  user?: number;
  /** User to assign when sent: missing for the inbox's rule, null for nobody. */
  assignTo?: number | null;
  cc?: string[];
  bcc?: string[];
}

/** A thread of a conversation to create. */
interface ThreadInput extends ThreadCreate {
  type: Open<'chat' | 'customer' | 'note' | 'phone' | 'reply'>;
  /** Who it is with; notes need none. */
  customer?: CustomerReference;
  /** Id of the author of a note or reply. */
  user?: number;
  /** Replies only. */
  draft?: boolean;
  cc?: string[];
  bcc?: string[];
}

interface CustomFieldInput {
  id: number;
  /** A dropdown's option id, a date as `YYYY-MM-DD`, else text. */
  value: string;
}

interface ConversationCreate {
  subject: string;
  type: Open<'chat' | 'email' | 'phone'>;
  /** Id of the inbox. */
  mailboxId: number;
  status: Open<'active' | 'closed' | 'pending'>;
  customer: NewConversationCustomer;
  /** From 1 to 100. */
  threads: ThreadInput[];
  /** User to assign: missing for the inbox's rule, null for nobody. */
  assignTo?: number | null;
  /** Whether to send the auto reply; needs a customer thread. */
  autoReply?: boolean;
  /** Historic import: sends no mail and no notification. */
  imported?: boolean;
  createdAt?: DateTime;
  /** Imports of closed conversations only. */
  closedAt?: DateTime;
  /** Id of the creator; default the token's user. */
  user?: number;
  /** Names; unknown ones become new tags. */
  tags?: string[];
  fields?: CustomFieldInput[];
}

/** One change of a conversation, not an array of them. */
type ConversationPatch =
  | { op: 'replace'; path: '/subject'; value: string }
  | { op: 'replace'; path: '/primaryCustomer.id'; value: number }
  /** `false` publishes the draft. */
  | { op: 'replace'; path: '/draft'; value: boolean }
  | { op: 'replace'; path: '/status'; value: Open<'active' | 'closed' | 'pending' | 'spam'> }
  | { op: 'replace'; path: '/assignTo'; value: number }
  | { op: 'remove'; path: '/assignTo' }
  | { op: 'move'; path: '/mailboxId'; value: number };

/** All custom field values of a conversation; those left out are cleared. */
interface CustomFieldsUpdate {
  fields: CustomFieldInput[];
}

/** All tags of a conversation by name; those left out are removed. */
interface TagsUpdate {
  tags: string[];
}

interface SnoozeUpdate {
  /** In the future, before 2101. */
  snoozedUntil: DateTime;
  unsnoozeOnCustomerReply: boolean;
}

type ThreadPatch =
  | { op: 'replace'; path: '/text'; value: string }
  | { op: 'replace'; path: '/hidden'; value: boolean };

interface ThreadScheduleUpdate {
  scheduledFor: DateTime;
  unscheduleOnCustomerReply: boolean;
  /** Whether to send it as the draft's author; default false. */
  sendAsCreator?: boolean;
}

/** The only change that publishing takes. */
interface ThreadPublish {
  op: 'replace';
  path: '/state';
  value: 'published';
}
