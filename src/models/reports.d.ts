/** What the company did. */
interface CompanyActivity {
  /** Customers who were helped. */
  customersHelped: number;
  /** Conversations that were closed. */
  closed: number;
  /** Replies that were sent. */
  totalReplies: number;
  /** Users who were active. */
  totalUsers: number;
  /** Average number of replies a day and user. */
  repliesPerDayPerUser: Metric;
  /** Average number of replies a day. */
  repliesPerDay: Metric;
}

/** Figures of the company for a range. */
interface CompanyFigures extends CompanyActivity, ReportRange {
  /** Days of the range. */
  totalDays: number;
  /** Average number of conversations resolved a day. */
  resolvedPerDay: Metric;
}

/** Figures of a user in the company report. */
interface CompanyUser {
  /** Id of the user, as text. */
  user: string;
  /** Name of the user. */
  name: string;
  /** Customers whom the user helped. */
  customersHelped: Metric;
  /** Replies that the user sent. */
  replies: Metric;
  /** Average handle time in seconds. */
  handleTime: Metric;
  /** Percentage of great ratings less that of not good ones. */
  happinessScore: Metric;
  /** The same for the previous range; only if it was asked for. */
  previousCustomersHelped?: Metric;
  /** The same for the previous range; only if it was asked for. */
  previousReplies?: Metric;
  /** The same for the previous range, in seconds; only if it was asked for. */
  previousHandleTime?: Metric;
  /** The same for the previous range; only if it was asked for. */
  previousHappinessScore?: Metric;
}

/**
 * Report on the company as a whole.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/company/reports-company-overall/
 */
interface CompanyReport extends Comparison<CompanyFigures, Deltas<CompanyActivity>> {
  /** Tags to filter by. */
  filterTags: FilterTag[];
  /** Figures by user. */
  users: CompanyUser[];
}

/** How many conversations there were. */
interface ConversationVolume {
  /** Conversations with some activity. */
  totalConversations: number;
  /** Conversations that users began. */
  conversationsCreated: number;
  /** Conversations that customers began. */
  newConversations: number;
  /** Customers who took part. */
  customers: number;
  /** Average number of conversations a day. */
  conversationsPerDay: Metric;
}

/** Figures of conversations for a range. */
interface ConversationFigures extends ConversationVolume, ReportRange {}

/** One of the most frequent tags, customers, saved replies or workflows. */
interface TopEntry {
  /** Id of it. */
  id: number;
  /** Name of it. */
  name?: string;
  /** How many conversations have it. */
  count: number;
  /** How many had it in the previous range. */
  previousCount?: number;
  /** Their share in percent. */
  percent: Metric;
  /** Their share in the previous range, in percent. */
  previousPercent?: Metric;
  /** Change of the share, in percent. */
  deltaPercent?: Metric;
  /** Id of the inbox; saved replies only. */
  mailboxId?: number;
}

/** The most frequent of something. */
interface TopList {
  /** How many conversations have any. */
  count: number;
  /** The most frequent ones. */
  top: TopEntry[];
}

/** How many conversations have a value of a custom field. */
interface CustomFieldAnswer {
  /** Id of the value. */
  id: number | string;
  /** What users see. */
  name: string;
  /** How many conversations have it. */
  count: number;
  /** Their share in percent. */
  percent: Metric;
  /** How many had it in the previous range. */
  previousCount?: number;
  /** Their share in the previous range, in percent. */
  previousPercent?: Metric;
  /** Change of the count, in percent. */
  deltaPercent?: Metric;
}

/** How many conversations have any value of a custom field. */
interface CustomFieldSummary {
  /** Conversations that could have one. */
  total: number;
  /** Conversations that have one. */
  totalAnswered: number;
  /** Conversations that could have had one in the previous range. */
  previousTotal: Metric;
  /** Conversations that had one in the previous range. */
  previousTotalAnswered: Metric;
  /** Change of the share without one, in percent. */
  unansweredDelta: Metric;
  /** Share without one in the previous range, in percent. */
  unansweredPreviousPercent: Metric;
  /** Share without one, in percent. */
  unansweredPercent: Metric;
}

/** How conversations fill in a custom field. */
interface CustomFieldFigures {
  /** Id of the field. */
  id: number;
  /** Name of the field. */
  name: string;
  /** Id of the inbox. */
  mailboxId: number;
  /** How many conversations have each value. */
  values: CustomFieldAnswer[];
  /** How many conversations have any. */
  summary: CustomFieldSummary;
}

/** How conversations fill in custom fields. */
interface CustomFieldsFigures {
  /** How many fields there are. */
  count: number;
  /** The fields. */
  fields: CustomFieldFigures[];
}

/**
 * Report on conversations.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/conversations/reports-conversations-overall/
 */
interface ConversationsReport extends Comparison<ConversationFigures, Deltas<ConversationVolume>> {
  /** Tags to filter by. */
  filterTags: FilterTag[];
  /** The busiest day and its busiest hour. */
  busiestDay: BusyTimeSlot;
  /** Hour at which the busy time begins, from 0 to 23. */
  busyTimeStart: number;
  /** Hour at which the busy time ends, from 0 to 23. */
  busyTimeEnd: number;
  /** The most frequent tags. */
  tags: TopList;
  /** The customers with most conversations. */
  customers: TopList;
  /** The most frequent saved replies. */
  replies: TopList;
  /** The most frequent workflows. */
  workflows: TopList;
  /** How custom fields are filled in. */
  customFields: CustomFieldsFigures;
}

/** Conversations in a step of a report, by channel. */
interface ChannelVolumePoint {
  /** When the step begins. */
  date: DateTime;
  /** How many chats there were, those of other services included. */
  chat: number;
  /** How many conversations there were by e-mail. */
  email: number;
  /** How many conversations there were by phone. */
  phone: number;
}

/**
 * Conversations by channel over time.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/conversations/reports-conversations-volume-by-channel/
 */
type VolumesByChannelReport = Series<ChannelVolumePoint>;

/** New conversations in a step of a report. */
interface NewConversationsPoint {
  /** When the step begins. */
  start: DateTime;
  /** How many new conversations there were. */
  count: number;
}

/**
 * New conversations over time.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/conversations/reports-conversations-new/
 */
type NewConversationsReport = Series<NewConversationsPoint>;

/** Messages in a step of a report; Help Scout documents two of the names and has been seen to send the others. */
interface ReceivedMessagesPoint {
  /** When the step begins, as documented. */
  start?: DateTime;
  /** How many messages customers sent, as documented. */
  count?: number;
  /** When the step begins, as seen. */
  date?: DateTime;
  /** How many messages customers sent, as seen. */
  messages?: number;
}

/**
 * Messages received from customers over time.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/conversations/reports-conversations-received-messages/
 */
type ReceivedMessagesReport = Series<ReceivedMessagesPoint>;
