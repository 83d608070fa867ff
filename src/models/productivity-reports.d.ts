/** How soon conversations were answered and resolved. */
interface ProductivityMetrics {
  /** Conversations with some activity. */
  totalConversations: number;
  /** Average time to resolution in seconds. */
  resolutionTime: Metric;
  /** Average number of replies until resolution. */
  repliesToResolve: Metric;
  /** Average response time in seconds. */
  responseTime: Metric;
  /** Average time to the first response in seconds. */
  firstResponseTime: Metric;
  /** Conversations that were resolved. */
  resolved: number;
  /** Conversations that one reply resolved. */
  resolvedOnFirstReply: number;
  /** Conversations that were closed. */
  closed: number;
  /** Replies that were sent. */
  repliesSent: number;
  /** Average handle time in seconds. */
  handleTime: Metric;
}

/** Figures of productivity for a range. */
interface ProductivityFigures extends ProductivityMetrics, ReportRange {
  /** Share of conversations that one reply resolved, from 0 to 1. */
  percentResolvedOnFirstReply: Metric;
}

/**
 * Report on response and resolution times.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/productivity/reports-productivity-overall/
 */
interface ProductivityReport extends Comparison<ProductivityFigures, Deltas<ProductivityMetrics>> {
  /** Tags to filter by. */
  filterTags: FilterTag[];
  /** How the response time is spread. */
  responseTime: RangeBuckets;
  /** How the time to the first response is spread. */
  firstResponseTime: RangeBuckets;
  /** How the handle time is spread. */
  handleTime: RangeBuckets;
  /** How the number of replies until resolution is spread. */
  repliesToResolve: RangeBuckets;
}

/** What a user did. */
interface UserMetrics {
  /** Conversations that were resolved. */
  resolved: number;
  /** Conversations that the user began. */
  conversationsCreated: number;
  /** Conversations that were closed. */
  closed: number;
  /** Replies that were sent. */
  totalReplies: number;
  /** Conversations that one reply resolved. */
  resolvedOnFirstReply: number;
  /** Their share. */
  percentResolvedOnFirstReply: Metric;
  /** Average number of replies until resolution. */
  repliesToResolve: Metric;
  /** Average handle time in seconds. */
  handleTime: Metric;
  /** Percentage of great ratings less that of not good ones. */
  happinessScore: Metric;
  /** Average response time in seconds. */
  responseTime: Metric;
  /** Average time to resolution in seconds. */
  resolutionTime: Metric;
  /** Average number of replies a day. */
  repliesPerDay: Metric;
  /** Customers who were helped. */
  customersHelped: number;
  /** Conversations with some activity. */
  totalConversations: number;
  /** Average number of conversations a day. */
  conversationsPerDay: Metric;
}

/** Figures of a user for a range. */
interface UserFigures extends UserMetrics, ReportRange {
  /** Days of the range. */
  totalDays: number;
  /** The busiest day and its busiest hour. */
  busiestDay?: BusyTimeSlot;
  /** Average time to the first response in seconds. */
  averageFirstResponseTime?: Metric;
}

/** Change of the figures of a user. */
interface UserDeltas extends Deltas<UserMetrics> {
  /** Change of the length of the range, in percent. */
  totalDays?: Metric;
  /** Change of the mean time to the first response, in percent. */
  averageFirstResponseTime?: Metric;
  /** Change of the active conversations, in percent. */
  activeConversations?: Metric;
}

/** Whom a report is about. */
interface ReportedUser {
  /** Id of the user. */
  id: number;
  /** Name of the user. */
  name: string;
  /** Whether there is a picture. */
  hasPhoto: boolean;
  /** URL of the picture. */
  photoUrl?: string;
  /** When the user was created. */
  createdAt: DateTime;
  /** Customers whom the user has ever helped. */
  totalCustomersHelped: number;
}

/**
 * Report on a user or team.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/user/reports-user/
 */
interface UserReport extends Comparison<UserFigures, UserDeltas> {
  /** Tags to filter by. */
  filterTags: FilterTag[];
  /** Whom it is about. */
  user: ReportedUser;
}

/** How a user chatted. */
interface UserChatMetrics {
  /** Chats that began. */
  newConversations: number;
  /** Average number of messages. */
  messagesPerChat: Metric;
  /** Average response time in seconds. */
  responseTime: Metric;
  /** Average time until a chat was taken, in seconds. */
  waitTime: Metric;
  /** Average length in seconds. */
  duration: Metric;
}

/** Figures of a user's chats for a range. */
interface UserChatFigures extends UserChatMetrics, ReportRange {
  /** Days of the range. */
  totalDays: number;
}

/**
 * Report on the chats of a user or team.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/user/reports-user-chat/
 */
type UserChatReport = Comparison<UserChatFigures, Deltas<UserChatMetrics>>;
