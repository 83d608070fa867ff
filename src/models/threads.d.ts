/** What a thread did besides, or instead of, saying something. */
interface ThreadAction {
  /** What was done; `default` for nothing in particular. */
  type: Open<'automatic-workflow' | 'changed-ticket-assignee' | 'changed-ticket-customer' | 'changed-ticket-status'
    | 'default' | 'deleted-ticket' | 'imported' | 'imported-external' | 'manual-workflow' | 'merged'
    | 'moved-from-mailbox' | 'restore-ticket'>;
  /** What was done, in words. */
  text?: string;
  /** Ids of what was involved, by name; an empty array if nothing was. */
  associatedEntities?: { [name: string]: Json } | [];
}

/** What a customer thought of a reply. */
interface ThreadRating {
  /** Id of the customer. */
  customerId: number;
  /** The rating. */
  rating: Open<'great' | 'not_good' | 'okay'>;
  /** What the customer wrote with it. */
  comments?: string;
}

/** When a draft will be sent. */
interface ThreadSchedule {
  /** Id of the user who scheduled it. */
  scheduledBy: number;
  /** Id of the user it is sent as. */
  sendAsId?: number;
  /** When it was scheduled. */
  createdAt: DateTime;
  /** When it will be sent. */
  scheduledFor: DateTime;
  /** Whether a reply of the customer calls it off. */
  unscheduleOnCustomerReply: boolean;
}

/**
 * A message, note or event of a conversation, of any type; `KnownThread` tells the types apart.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/list/
 */
interface Thread {
  /** Id of the thread. */
  id: number;
  /** What it is: a reply reads as `message`, and `lineitem` is an event without a body. */
  type: Open<'beaconchat' | 'chat' | 'customer' | 'forwardchild' | 'forwardparent' | 'lineitem' | 'message' | 'note'
    | 'phone' | 'reply'>;
  /** What it made of the conversation's status; `nochange` if it left it alone. */
  status: Open<'active' | 'closed' | 'nochange' | 'pending' | 'spam'>;
  /** Who sees it: `hidden` is taken out of the customer's mail, `review` waits for a check. */
  state: Open<'draft' | 'hidden' | 'published' | 'review'>;
  /** What was done, mostly by a `lineitem`. */
  action?: ThreadAction | null;
  /** HTML; requests call it `text`. A `lineitem` has none. */
  body?: string;
  /** How it came into Help Scout. */
  source?: Source;
  /** The customer it is with. */
  customer?: Person;
  /** Who wrote it. */
  createdBy?: Person;
  /** The user or team it is assigned to. */
  assignedTo?: Person;
  /** Id of the saved reply it was made from; 0 if none was used. */
  savedReplyId?: number;
  /** E-mail addresses it was sent to. */
  to?: string[];
  /** E-mail addresses that got copies. */
  cc?: string[];
  /** E-mail addresses that got hidden copies. */
  bcc?: string[];
  /** When it was made. */
  createdAt: DateTime;
  /** When the customer opened it; only of type `message`. */
  openedAt?: DateTime;
  /** Id of the linked conversation. */
  linkedConversationId?: string | number;
  /** What the customer thought of it; only of type `message`. */
  rating?: ThreadRating;
  /** When it will be sent, if it is scheduled. */
  scheduled?: ThreadSchedule;
  /** What comes with it. */
  _embedded?: EmbeddedAttachments;
  /** Where related objects are. */
  _links?: Links<'assignedTo' | 'createdByCustomer' | 'createdByUser' | 'customer'>;
}

/** A thread of API version 3, which shows AI agents as what they are. */
interface ThreadV3 extends Thread {
  /** Who wrote it. */
  createdBy?: PersonV3;
  /** The user or team it is assigned to. */
  assignedTo?: PersonV3;
}

/** What a thread comes with. */
interface EmbeddedAttachments {
  /** Files that are attached to it. */
  attachments: Attachment[];
}

/** A state change: it says nothing to anybody. */
interface LineItemThread extends Thread {
  /** Tells it from other threads. */
  type: 'lineitem';
  /** It has none. */
  body?: undefined;
  /** It has none. */
  to?: undefined;
  /** It has none. */
  cc?: undefined;
  /** It has none. */
  bcc?: undefined;
  /** It cannot be opened. */
  openedAt?: undefined;
  /** It cannot be rated. */
  rating?: undefined;
  /** It has none. */
  _embedded?: undefined;
}

/** A reply of a user to the customer. */
interface MessageThread extends Thread {
  /** Tells it from other threads. */
  type: 'message' | 'reply';
  /** HTML. */
  body: string;
}

/** Something said otherwise than by replying. */
interface SpokenThread extends Thread {
  /** Tells it from other threads; the forwards are the two sides of one. */
  type: 'beaconchat' | 'chat' | 'customer' | 'forwardchild' | 'forwardparent' | 'note' | 'phone';
  /** HTML. */
  body: string;
  /** Replies only. */
  openedAt?: undefined;
  /** Replies only. */
  rating?: undefined;
}

/** A thread of a documented type, told apart by `type`. */
type KnownThread = LineItemThread | MessageThread | SpokenThread;

/** A page of threads, newest first. */
type ThreadList = Page<'threads', Thread>;

/** A page of threads of API version 3, newest first. */
type ThreadListV3 = Page<'threads', ThreadV3>;

/** A file that is attached to a thread. */
interface Attachment {
  /** Id of the attachment. */
  id: number;
  /** Name of the file; requests call it `fileName`. */
  filename: string;
  /** Media type, `application/pdf`. */
  mimeType: string;
  /** Width of an image in pixels, else 0. */
  width?: number;
  /** Height of an image in pixels, else 0. */
  height?: number;
  /** Size in bytes. */
  size?: number;
  /** Whether it passed the virus scan; `virus` cannot be fetched. */
  state?: Open<'valid' | 'virus'>;
  /** Where its content is; `web` is deprecated. */
  _links?: Links<'data' | 'file' | 'self' | 'web'>;
}

/**
 * Content of an attachment.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/attachments/get-data/
 */
interface AttachmentData {
  /** The content in base64. */
  data: string;
}

/**
 * Original source of a thread that came by e-mail.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/thread-source-json/
 */
interface ThreadSource {
  /** The message as it came in, headers included. */
  original: string;
}
