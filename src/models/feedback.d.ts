/** A tag of the account. */
interface Tag {
  id: number;
  slug: string;
  name: string;
  /** @deprecated */
  color?: string;
  createdAt?: DateTime;
  updatedAt?: DateTime;
  /** How many conversations have it. */
  ticketCount?: number;
  _links?: HalLinks;
}

type TagList = Page<'tags', Tag>;

/** A satisfaction rating. */
interface Rating {
  id: number;
  customer: { id: number; email?: string; firstName?: string; lastName?: string; photoUrl?: string };
  threadId: number;
  conversationId: number;
  /** The number that people see. */
  conversationNumber?: number;
  mailboxId: number;
  rating: Open<'great' | 'okay' | 'not_good' | 'unknown'>;
  user: { id: number; email?: string; firstName?: string; lastName?: string };
  comments?: string;
  /** In UTC even where it names no zone. */
  createdAt: DateTime;
  modifiedAt?: DateTime;
  _links?: HalLinks;
}

/** A user or customer of a chat. */
interface ChatPerson {
  id: number;
  type: Open<'user' | 'customer'>;
  first?: string;
  last?: string;
  email?: string;
}

/** Something that happened in a chat. */
interface ChatEvent {
  /** UUID. */
  id: string;
  type: Open<'message'>;
  action: Open<'message-added'>;
  author?: ChatPerson;
  createdAt: DateTime;
  body?: string;
  params?: { [name: string]: Json };
}

type ChatEventPage = Page<'events', ChatEvent>;

/** A Beacon chat. */
interface Chat {
  /** UUID. */
  id: string;
  /** UUID. */
  beaconId: string;
  mailboxId: number;
  createdAt: DateTime;
  endedAt?: DateTime;
  preview: string;
  assignee?: ChatPerson;
  customer: ChatPerson;
  tags: Array<{ id: number | null; slug: string; color?: string }>;
  timeline: Array<{ type: Open<'chat-started'>; timestamp: DateTime; url?: string; title?: string }>;
  _embedded?: { events: ChatEvent[] };
  _links?: HalLinks;
}
