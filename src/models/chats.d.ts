/** A user or customer of a chat. */
interface ChatPerson {
  /** Id of the user or customer. */
  id: number;
  /** What the id is of. */
  type: Open<'customer' | 'user'>;
  /** First name. */
  first?: string;
  /** Last name. */
  last?: string;
  /** E-mail address. */
  email?: string;
}

/** A tag of a chat. */
interface ChatTag {
  /** Id of the tag, if the account has it. */
  id: number | null;
  /** Name of the tag as URLs have it. */
  slug: string;
  /** Name or hex of a colour. */
  color?: string;
}

/** What the customer did before and during a chat. */
interface ChatTimelineEntry {
  /** What it was. */
  type: Open<'chat-started'>;
  /** When it was. */
  timestamp: DateTime;
  /** The page it was on. */
  url?: string;
  /** Title of that page. */
  title?: string;
}

/**
 * Something that happened in a chat.
 *
 * @see https://developer.helpscout.com/chat-api/
 */
interface ChatEvent {
  /** UUID of the event. */
  id: string;
  /** What it concerns. */
  type: Open<'message'>;
  /** What was done. */
  action: Open<'message-added'>;
  /** Who did it. */
  author?: ChatPerson;
  /** When it was, with fractions of a second. */
  createdAt: DateTime;
  /** Text of a message. */
  body?: string;
  /** More about it; Help Scout does not document the members. */
  params?: { [name: string]: Json };
}

/** A page of the events of a chat. */
type ChatEventPage = Page<'events', ChatEvent>;

/** What a chat comes with. */
interface EmbeddedChatEvents {
  /** What happened in it. */
  events: ChatEvent[];
}

/**
 * A Beacon chat.
 *
 * @see https://developer.helpscout.com/chat-api/
 */
interface Chat {
  /** UUID of the chat. */
  id: string;
  /** UUID of the Beacon. */
  beaconId: string;
  /** Id of the inbox. */
  mailboxId: number;
  /** When it began, with fractions of a second. */
  createdAt: DateTime;
  /** When it ended, with fractions of a second; missing while it goes on. */
  endedAt?: DateTime;
  /** What it is about, from a message. */
  preview: string;
  /** Whose it is; missing when nobody is assigned. */
  assignee?: ChatPerson;
  /** The customer it is with. */
  customer: ChatPerson;
  /** Its tags. */
  tags: ChatTag[];
  /** What the customer did before and during it. */
  timeline: ChatTimelineEntry[];
  /** What comes with it. */
  _embedded?: EmbeddedChatEvents;
  /** Where it is. */
  _links?: Links;
}
