/** Status of a conversation. */
type ConversationStatus = Open<'active' | 'closed' | 'open' | 'pending' | 'spam'>;

/** A user, team or customer as conversations and threads show them. */
interface Person {
  /** Id of the user, team or customer; 0 for the system. */
  id: number;
  /** What the id is of. */
  type?: Open<'customer' | 'team' | 'user'>;
  /** First name. */
  first?: string;
  /** Last name. */
  last?: string;
  /** E-mail address. */
  email?: string;
  /** URL of a picture. */
  photoUrl?: string;
}

/** A person of API version 3, which shows AI agents as what they are. */
interface PersonV3 extends Person {
  /** What the id is of; `system_user` for an AI agent. */
  type?: Open<'customer' | 'system_user' | 'team' | 'user'>;
}

/** How a conversation or thread came into Help Scout. */
interface Source {
  /** Which side it came from. */
  via: Open<'customer' | 'user'>;
  /** The channel. */
  type: Open<'api' | 'beacon' | 'channel' | 'chat' | 'consumer' | 'coreapi' | 'csv' | 'cvs' | 'desk' | 'docs' | 'email'
    | 'emailfwd' | 'heymarket' | 'internal' | 'jira' | 'manual' | 'mobile' | 'notification' | 'orchestration'
    | 'support' | 'unknown' | 'uservoice' | 'web' | 'workflows' | 'zendesk'>;
}

/** A tag of a conversation. */
interface ConversationTag {
  /** Id of the tag. */
  id: number;
  /** Name of the tag. */
  tag: string;
  /**
   * Hex colour.
   *
   * @deprecated Help Scout replaces it by `styles`.
   */
  color?: string;
  /** How to show it; Help Scout does not document the members. */
  styles?: { [name: string]: Json };
}

/** Value of a custom field of a conversation. */
interface CustomFieldValue {
  /** Id of the field. */
  id: number;
  /** Name of the field. */
  name: string;
  /** The value; a dropdown's is the id of the option. */
  value: string;
  /** The value as users see it. */
  text?: string;
}

/** How long the customer has waited. */
interface CustomerWaitingSince {
  /** Since when. */
  time?: DateTime;
  /** How long, in words: `5 min ago`. */
  friendly?: string;
  /** Who wrote last. */
  latestReplyFrom?: Open<'customer' | 'user'>;
}

/** Until when a conversation sleeps. */
interface Snooze {
  /** Id of the user who snoozed it. */
  snoozedBy: number;
  /** When it wakes. */
  snoozedUntil: DateTime;
  /** Whether a reply of the customer wakes it earlier. */
  unsnoozeOnCustomerReply: boolean;
}

/** What will happen to a conversation by itself. */
interface NextEvent {
  /** When. */
  time: DateTime;
  /** The end of a snooze, or the sending of a scheduled thread. */
  eventType: Open<'scheduled' | 'snooze'>;
  /** Id of the user who asked for it. */
  userId: number;
  /** Whether a reply of the customer calls it off. */
  cancelOnCustomerReply: boolean;
}

/**
 * A conversation.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/get/
 */
interface Conversation {
  /** Id of the conversation. */
  id: number;
  /** The number that people see. */
  number: number;
  /** How many threads there are. */
  threads: number;
  /** The channel it is on. */
  type: Open<'chat' | 'email' | 'phone'>;
  /** Id of the folder it is in. */
  folderId?: number;
  /** Where it stands. */
  status: ConversationStatus;
  /** Whether it is there for all to see. */
  state: Open<'deleted' | 'draft' | 'hidden' | 'published'>;
  /** The subject. */
  subject: string | null;
  /** Text of the newest thread. */
  preview?: string;
  /** Id of the inbox. */
  mailboxId: number;
  /** Whose it is; missing when nobody is assigned. */
  assignee?: Person;
  /** Who began it. */
  createdBy: Person;
  /** When it began. */
  createdAt: DateTime;
  /** Id of the user who closed it; 0 or missing while it is open. */
  closedBy?: number;
  /** The user who closed it. */
  closedByUser?: Person;
  /** When it was closed. */
  closedAt?: DateTime;
  /** When a user last did something. */
  userUpdatedAt?: DateTime;
  /** When anything last changed. */
  modifiedAt?: DateTime;
  /** How long the customer has waited. */
  customerWaitingSince?: CustomerWaitingSince;
  /** How it came into Help Scout. */
  source: Source;
  /** Its tags. */
  tags: ConversationTag[];
  /** E-mail addresses that get copies. */
  cc?: string[];
  /** E-mail addresses that get hidden copies. */
  bcc?: string[];
  /** The customer it is with. */
  primaryCustomer: Person;
  /** Values of the inbox's custom fields. */
  customFields?: CustomFieldValue[];
  /** Only while it is snoozed. */
  snooze?: Snooze;
  /** Only with a snooze or a scheduled thread. */
  nextEvent?: NextEvent;
  /** Where related objects are; `web` is the page in Help Scout. */
  _links?: Links<'assignee' | 'closedBy' | 'createdByCustomer' | 'createdByUser' | 'mailbox' | 'primaryCustomer' | 'self'
    | 'threads' | 'web'>;
}

/**
 * A conversation of API version 3, which shows AI agents as what they are.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/get-v3/
 */
interface ConversationV3 extends Conversation {
  /** Whose it is; missing when nobody is assigned. */
  assignee?: PersonV3;
  /** Who began it. */
  createdBy: PersonV3;
  /** The user who closed it. */
  closedByUser?: PersonV3;
}

/** What is added to a conversation whose threads were asked for. */
interface EmbeddedThreads<Item = Thread> {
  /** What comes with it. */
  _embedded: ThreadsOf<Item>;
}

/** Threads under the name of their list. */
interface ThreadsOf<Item> {
  /** The threads; those of Beacon chats are shortened. */
  threads: Item[];
}

/** What `embed` can be, given these parameters. */
type EmbedOf<Params> = Params extends NoParams ? undefined
  : Params extends Params ? ('embed' extends keyof Params ? Params['embed'] : undefined)
    : never;

/** A conversation with its threads if the parameters surely ask for them, perhaps with them if they may ask. */
type WithThreads<Item, Params, Embedded = EmbeddedThreads> = EmbedOf<Params> extends 'threads' ? Item & Embedded
  : 'threads' extends EmbedOf<Params> ? Item & Partial<Embedded>
    : Item;

/** A page of conversations, with their threads if asked for. */
type ConversationList<Params = NoParams> = Page<'conversations', WithThreads<Conversation, Params>>;

/** What a conversation comes with. */
interface ConversationGetParams {
  /** Adds the threads as `_embedded.threads`; those of Beacon chats come shortened. */
  embed?: 'threads';
}

/**
 * Filters and order of a list of conversations; all filters must hold.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/list/
 */
interface ConversationListParams extends ConversationGetParams, PageParams {
  /** Ids of inboxes. */
  mailbox?: OneOrMore<Id>;
  /** Id of a folder. */
  folder?: Id;
  /** Default `active`; `all` for any. */
  status?: Open<'active' | 'all' | 'closed' | 'open' | 'pending' | 'spam'>;
  /** Names of tags. */
  tag?: OneOrMore<string>;
  /** Id of the assignee. */
  assignedTo?: Id;
  /** Id of the assignee, as Help Scout spells the parameter. */
  assigned_to?: Id;
  /** Only what changed at or after this moment. */
  modifiedSince?: DateTimeInput;
  /** The number that people see. */
  number?: Id;
  /** Default `createdAt`. */
  sortField?: Open<'createdAt' | 'customerEmail' | 'customerName' | 'mailboxid' | 'modifiedAt' | 'number' | 'score'
    | 'status' | 'subject' | 'waitingSince'>;
  /** Default `desc`. */
  sortOrder?: 'asc' | 'desc';
  /** Advanced search, in parentheses: `(subject:"coffee" AND tag:"vip")`. */
  query?: string;
  /** Custom fields as `fieldId:value`, all of which must match; needs `mailbox`. A dropdown's value is an option's id. */
  customFieldsByIds?: OneOrMore<string>;
}
