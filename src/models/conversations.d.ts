type ConversationStatus = Open<'active' | 'closed' | 'pending' | 'spam' | 'open'>;

/** A user, team or customer as conversations and threads show them. */
interface Person {
  /** 0 for the system. */
  id: number;
  type?: Open<'user' | 'customer' | 'team' | 'system_user'>;
  first?: string;
  last?: string;
  email?: string;
  photoUrl?: string;
}

/** How something came into Help Scout. */
interface Source {
  via: Open<'customer' | 'user'>;
  type: Open<'api' | 'beacon' | 'channel' | 'chat' | 'docs' | 'email' | 'emailfwd' | 'internal' | 'mobile'
    | 'notification' | 'unknown' | 'web' | 'workflows'>;
}

/** A tag of a conversation. */
interface ConversationTag {
  id: number;
  /** Its name. */
  tag: string;
  /** @deprecated Help Scout replaces it by `styles`. */
  color?: string;
  styles?: { [name: string]: Json };
}

/** Value of a custom field. */
interface CustomFieldValue {
  id: number;
  name: string;
  /** The option's id if the field is a dropdown. */
  value: string;
  /** What the user sees. */
  text?: string;
}

/** How long the customer has waited. */
interface CustomerWaitingSince {
  time?: DateTime;
  /** In words, `5 min ago`. */
  friendly?: string;
  latestReplyFrom?: Open<'customer' | 'user'>;
}

/** Until when a conversation sleeps. */
interface Snooze {
  /** Id of the user who snoozed it. */
  snoozedBy: number;
  snoozedUntil: DateTime;
  unsnoozeOnCustomerReply: boolean;
}

/** What will happen to a conversation by itself. */
interface NextEvent {
  time: DateTime;
  eventType: Open<'snooze' | 'scheduled'>;
  userId: number;
  cancelOnCustomerReply: boolean;
}

/** A conversation. */
interface Conversation {
  id: number;
  /** The number that people see. */
  number: number;
  /** How many threads there are. */
  threads: number;
  type: Open<'chat' | 'email' | 'phone'>;
  folderId?: number;
  status: ConversationStatus;
  state: Open<'deleted' | 'draft' | 'published' | 'hidden'>;
  subject: string | null;
  /** Text of the newest thread. */
  preview?: string;
  /** Id of the inbox. */
  mailboxId: number;
  /** Missing when nobody is assigned. */
  assignee?: Person;
  createdBy: Person;
  createdAt: DateTime;
  /** User id; 0 or missing while open. */
  closedBy?: number;
  closedByUser?: Person;
  closedAt?: DateTime;
  /** When a user last did something. */
  userUpdatedAt?: DateTime;
  modifiedAt?: DateTime;
  customerWaitingSince?: CustomerWaitingSince;
  source: Source;
  tags: ConversationTag[];
  cc?: string[];
  bcc?: string[];
  primaryCustomer: Person;
  customFields?: CustomFieldValue[];
  /** Only while snoozed. */
  snooze?: Snooze;
  /** Only with a snooze or a scheduled thread. */
  nextEvent?: NextEvent;
  /** Only when threads were asked to be embedded. */
  _embedded?: { threads: Thread[] };
  _links?: HalLinks;
}

/** A conversation whose actors may be of type `system_user`. */
type ConversationV3 = Conversation;

type ConversationList = Page<'conversations', Conversation>;

interface ConversationGetParams {
  /** Includes the threads; chat threads come truncated. */
  embed?: 'threads';
}

/** Filters of a conversation list; all must hold. */
interface ConversationListParams extends ConversationGetParams, PageParams {
  /** Inbox ids. */
  mailbox?: CommaList;
  /** Folder id. */
  folder?: Id;
  /** Default `active`. */
  status?: Open<'active' | 'all' | 'closed' | 'open' | 'pending' | 'spam'>;
  /** Tag names, any of which matches. */
  tag?: string;
  /** User id. */
  assigned_to?: Id;
  modifiedSince?: DateTime;
  /** The number that people see. */
  number?: Id;
  /** Default `createdAt`. */
  sortField?: Open<'createdAt' | 'customerEmail' | 'customerName' | 'mailboxid' | 'modifiedAt' | 'number' | 'score'
    | 'status' | 'subject' | 'waitingSince'>;
  /** Default `desc`. */
  sortOrder?: 'asc' | 'desc';
  /** Advanced search, `(subject:"coffee" AND tag:"vip")`. */
  query?: string;
  /** `fieldId:value` pairs joined by commas; needs `mailbox`. */
  customFieldsByIds?: string;
}

/** What happened in a thread that is a state change. */
interface ThreadAction {
  type: Open<'default' | 'manual-workflow' | 'automatic-workflow' | 'merged' | 'moved-from-mailbox' | 'imported'
    | 'changed-ticket-status' | 'changed-ticket-assignee' | 'changed-ticket-customer' | 'deleted-ticket'
    | 'restore-ticket'>;
  text?: string;
  /** Ids by name of what was involved; an empty array when nothing was. */
  associatedEntities?: { [name: string]: Json } | [];
}

interface ThreadRating {
  customerId: number;
  rating: Open<'great' | 'okay' | 'not_good'>;
  comments?: string;
}

/** When a drafted thread will be sent. */
interface ThreadSchedule {
  /** User id. */
  scheduledBy: number;
  /** Id of the user it is sent as. */
  sendAsId?: number;
  createdAt: DateTime;
  scheduledFor: DateTime;
  unscheduleOnCustomerReply: boolean;
}

/** A message, note or event of a conversation. */
interface Thread {
  id: number;
  /** A reply reads back as `message`; `lineitem` is a state change without a body. */
  type: Open<'beaconchat' | 'chat' | 'customer' | 'forwardchild' | 'forwardparent' | 'lineitem' | 'message' | 'note'
    | 'phone' | 'reply'>;
  /** `nochange` if the thread left the conversation's status alone. */
  status: Open<'active' | 'closed' | 'nochange' | 'pending' | 'spam'>;
  state: Open<'draft' | 'hidden' | 'published' | 'review'>;
  action?: ThreadAction | null;
  /** HTML; requests call it `text`. */
  body?: string;
  source?: Source;
  customer?: Person;
  createdBy?: Person;
  assignedTo?: Person;
  /** 0 when none was used. */
  savedReplyId?: number;
  to?: string[];
  cc?: string[];
  bcc?: string[];
  createdAt: DateTime;
  /** When the customer opened it. */
  openedAt?: DateTime;
  linkedConversationId?: string | number;
  rating?: ThreadRating;
  scheduled?: ThreadSchedule;
  _embedded?: { attachments: Attachment[] };
  _links?: HalLinks;
}

/** A thread whose actors may be of type `system_user`. */
type ThreadV3 = Thread;

type ThreadList = Page<'threads', Thread>;
type ThreadListV3 = Page<'threads', ThreadV3>;

/** An attachment of a thread. */
interface Attachment {
  id: number;
  filename: string;
  mimeType: string;
  /** Pixels. */
  width?: number;
  /** Pixels. */
  height?: number;
  /** Bytes. */
  size?: number;
  state?: Open<'valid' | 'virus'>;
  _links?: HalLinks;
}

interface AttachmentData {
  /** Content in base64. */
  data: string;
}

/** Original source of a thread that came by e-mail. */
interface ThreadSource {
  original: string;
}
