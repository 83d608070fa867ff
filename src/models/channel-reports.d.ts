/** Chats of a range. */
interface ChatVolume {
  /** Conversations with a chat. */
  chatConversations: number;
  /** Chats that were answered. */
  completedChats: number;
  /** Chats that nobody answered. */
  missedChats: number;
  /** Average number of chats a day. */
  chatsPerDay: Metric;
}

/** How soon chats were answered. */
interface ChatResponses {
  /** Average time until a chat was taken, in seconds. */
  waitTime: Metric;
  /** Average response time in seconds. */
  responseTime: Metric;
}

/** What chats took. */
interface ChatResolutions {
  /** Average number of messages. */
  messagesPerChat: Metric;
  /** Average length in seconds. */
  duration: Metric;
}

/** Figures of the chats of a range. */
interface ChatFigures extends ReportRange {
  /** How many there were. */
  volume: ChatVolume;
  /** How soon they were answered. */
  responses: ChatResponses;
  /** What they took. */
  resolutions: ChatResolutions;
}

/** Change of the figures of chats. */
interface ChatDeltas {
  /** Change of how many there were, in percent. */
  volume?: Deltas<ChatVolume>;
  /** Change of how soon they were answered, in percent. */
  responses?: Deltas<ChatResponses>;
  /** Change of what they took, in percent. */
  resolutions?: Deltas<ChatResolutions>;
}

/**
 * Report on Beacon chats.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/chat/
 */
interface ChatReport extends Comparison<ChatFigures, ChatDeltas> {
  /** How the time until a chat was taken is spread. */
  waitTime: RangeBuckets;
  /** How the response time is spread. */
  responseTime: RangeBuckets;
  /** How the number of messages is spread. */
  messagesPerChat: RangeBuckets;
  /** How the length is spread. */
  duration: RangeBuckets;
}

/** E-mail of a range. */
interface EmailVolume {
  /** Conversations by e-mail. */
  emailConversations: number;
  /** Conversations that users began by e-mail. */
  emailsCreated: number;
  /** Replies that users sent. */
  repliesSent: number;
  /** Messages that customers sent. */
  messagesReceived: number;
}

/** How e-mail conversations were resolved. */
interface EmailResolutions {
  /** Conversations that were resolved. */
  resolved: number;
  /** Conversations that one reply resolved. */
  resolvedOnFirstReply: number;
  /** Their share. */
  percentResolvedOnFirstReply: Metric;
  /** Average time to resolution in seconds. */
  resolutionTime: Metric;
  /** Average number of replies until resolution. */
  repliesToResolve: Metric;
  /** Average handle time in seconds. */
  handleTime: Metric;
  /** Conversations that were closed. */
  closed: number;
}

/** How soon e-mail was answered. */
interface EmailResponses {
  /** Average response time in seconds. */
  responseTime: Metric;
  /** Average time to the first response in seconds. */
  firstResponseTime: Metric;
}

/** Figures of the e-mail of a range. */
interface EmailFigures extends ReportRange {
  /** How much there was. */
  volume: EmailVolume;
  /** How conversations were resolved. */
  resolutions: EmailResolutions;
  /** How soon it was answered. */
  responses: EmailResponses;
}

/** Change of the figures of e-mail. */
interface EmailDeltas {
  /** Change of how much there was, in percent. */
  volume?: Deltas<EmailVolume>;
  /** Change of how conversations were resolved, in percent. */
  resolutions?: Deltas<EmailResolutions>;
  /** Change of how soon it was answered, in percent. */
  responses?: Deltas<EmailResponses>;
}

/**
 * Report on e-mail conversations.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/email/
 */
interface EmailReport extends Comparison<EmailFigures, EmailDeltas> {
  /** Tags to filter by. */
  filterTags: FilterTag[];
  /** How the response time is spread. */
  responseTime: RangeBuckets;
  /** How the handle time is spread. */
  handleTime: RangeBuckets;
  /** How the time to the first response is spread. */
  firstResponseTime: RangeBuckets;
  /** How the time to resolution is spread. */
  resolutionTime: RangeBuckets;
  /** How the number of replies until resolution is spread. */
  repliesToResolve: RangeBuckets;
}

/** Phone calls. */
interface PhoneVolume {
  /** Conversations by phone. */
  phoneConversations: number;
  /** Calls that were written down. */
  phoneCallsCreated: number;
  /** Customers who called or were called. */
  customers: number;
}

/** Figures of the phone calls of a range. */
interface PhoneFigures extends PhoneVolume, ReportRange {}

/** Change of the figures of phone calls. */
interface PhoneDeltas {
  /** Change of the new conversations, in percent. */
  newConversations?: Metric;
  /** Change of the calls that were written down, in percent. */
  phoneCallsCreated?: Metric;
  /** Change of the customers, in percent. */
  customers?: Metric;
}

/** Phone calls of a user. */
interface PhoneUser {
  /** Id of the user. */
  id: number;
  /** Name of the user. */
  name: string;
  /** Calls of the range. */
  current: PhoneVolume;
  /** Calls of the previous range; only if it was asked for. */
  previous?: PhoneVolume;
}

/**
 * Report on phone conversations.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/phone/
 */
interface PhoneReport extends Comparison<PhoneFigures, PhoneDeltas> {
  /** Calls by user. */
  users: PhoneUser[];
}
