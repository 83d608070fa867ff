/** A tag of a listed conversation. */
interface DrilldownTag {
  /** Id of the tag. */
  id: number;
  /** Name of the tag. */
  name: string;
  /** Name or hex of a colour. */
  color?: string;
}

/** A conversation as reports list it; some names are in lower case. */
interface DrilldownConversation {
  /** Id of the conversation. */
  id: number;
  /** The number that people see. */
  number: number;
  /** The channel it is on. */
  type: Open<'chat' | 'email' | 'phone'>;
  /** Id of the inbox. */
  mailboxid: number;
  /** Whether files are attached to it. */
  attachments: boolean;
  /** The subject. */
  subject: string;
  /** Where it stands. */
  status: ConversationStatus;
  /** How many threads there are. */
  threadCount: number;
  /** Text of the newest thread. */
  preview: string;
  /** Name of the customer. */
  customerName: string;
  /** E-mail address of the customer. */
  customerEmail?: string;
  /** Ids of the customers. */
  customerIds?: number[];
  /** When it last changed. */
  modifiedAt: DateTime;
  /** Id of the assignee; 0 for nobody. */
  assignedid?: number;
  /** Name of the assignee. */
  assignedName?: string;
  /** Its tags. */
  tags: DrilldownTag[];
}

/** A conversation as a user's report lists it. */
interface UserDrilldownConversation extends DrilldownConversation {
  /** Since when the customer has waited. */
  waitingSince?: DateTime;
  /** What the customer waits for, as a number that Help Scout does not explain. */
  waitingSinceType?: number;
}

/** A page of a report that lists something. */
interface ResultPage<Item> {
  /** What is listed. */
  results: Item[];
  /** Number of this page, from 1. */
  page: number;
  /** How many pages there are. */
  pages: number;
  /** How many results there are on all pages. */
  count: number;
}

/** A report that lists conversations. */
interface Drilldown<Item> {
  /** The page of conversations. */
  conversations: ResultPage<Item>;
}

/**
 * The conversations behind a figure.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/conversations/reports-conversations-drilldown/
 */
type ConversationDrilldown = Drilldown<DrilldownConversation>;

/**
 * The conversations behind a user's figure.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/user/reports-user-drilldown/
 */
type UserDrilldownReport = Drilldown<UserDrilldownConversation>;

/** A rating as reports list it; some names are in lower case. */
interface RatedThread {
  /** The conversation's number that people see. */
  number: number;
  /** Id of the conversation. */
  id: number;
  /** The channel it is on. */
  type: Open<'chat' | 'email' | 'phone'>;
  /** Id of the thread that was rated. */
  threadid: number;
  /** When that thread was made. */
  threadCreatedAt: DateTime;
  /** 1 for great, 2 for okay, 3 for not good. */
  ratingId: number;
  /** Id of the customer. */
  ratingCustomerId: number;
  /** Name of the customer. */
  ratingCustomerName: string;
  /** What the customer wrote with it. */
  ratingComments?: string;
  /** When it was given. */
  ratingCreatedAt: DateTime;
  /** Id of the user who was rated. */
  ratingUserId: number;
  /** Name of the user who was rated. */
  ratingUserName: string;
}

/**
 * A page of ratings.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/happiness/reports-happiness-ratings/
 */
interface RatingsReport extends ResultPage<RatedThread> {
  /** Help Scout does not document the members. */
  facets?: { [name: string]: Json };
}

/** A customer of a listed conversation. */
interface HistoryCustomer {
  /** Id of the customer. */
  id: number;
  /** Name of the customer. */
  name: string;
}

/** A conversation that a user handled; one may be listed several times. */
interface HandledConversation {
  /** Id of the conversation. */
  id: number;
  /** The number that people see. */
  number: number;
  /** Where it stands. */
  status?: ConversationStatus;
  /** Its customers. */
  customers: HistoryCustomer[];
  /** Average handle time in seconds. */
  avgHandleTime: Metric;
  /** Time to the first response in seconds. */
  firstResponseTime: Metric;
  /** How many replies the user sent. */
  repliesSent: Metric;
  /** Response time in seconds. */
  responseTime: Metric;
  /** Time to resolution in seconds. */
  resolveTime: Metric;
}

/**
 * A page of the conversations that a user handled.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/user/reports-user-conversation-history/
 */
type UserConversationHistoryReport = ResultPage<HandledConversation>;
