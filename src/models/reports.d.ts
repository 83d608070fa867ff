/** A figure of a report; null when there is no data. Times are seconds, deltas percent. */
type Metric = number | null;

/** The figures of a range. */
type Figures<Names extends string> = { [name in Names]: Metric } & { startDate: DateTime; endDate: DateTime };

/** Change of figures since the previous range. */
type Deltas<Names extends string> = { [name in Names]?: Metric };

/** Figures of a range and, if a previous one was asked for, theirs and the change. */
interface Comparison<Names extends string, Changed extends string = Names> {
  current: Figures<Names>;
  previous?: Figures<Names>;
  deltas?: Deltas<Changed>;
}

/** Points over time, of the range and of the previous one if asked for. */
interface Series<Point> {
  current: Point[];
  previous?: Point[];
}

interface FilterTag {
  id: number;
  name: string;
}

/** A figure by buckets. */
interface RangeBuckets {
  count: number;
  previousCount: number;
  ranges: Array<{
    id: number;
    count: number;
    percent: Metric;
    previousCount?: number;
    previousPercent?: Metric;
    /** Seconds; only by replies to resolve. */
    resolutionTime?: Metric;
  }>;
}

interface CompanyReport extends Comparison<
  'customersHelped' | 'closed' | 'totalReplies' | 'totalUsers' | 'totalDays' | 'repliesPerDayPerUser' | 'repliesPerDay'
  | 'resolvedPerDay',
  'customersHelped' | 'totalReplies' | 'repliesPerDay' | 'closed' | 'totalUsers' | 'repliesPerDayPerUser'
> {
  filterTags: FilterTag[];
  users: Array<{
    /** Id. */
    user: string;
    name: string;
    customersHelped: Metric;
    replies: Metric;
    handleTime: Metric;
    happinessScore: Metric;
    previousCustomersHelped?: Metric;
    previousReplies?: Metric;
    previousHandleTime?: Metric;
    previousHappinessScore?: Metric;
  }>;
}

type CustomersHelpedReport = Series<{ date: DateTime; customers: number }>;

/** A conversation of a drilldown. */
interface DrilldownConversation {
  id: number;
  number: number;
  type: string;
  mailboxid: number;
  attachments: boolean;
  subject: string;
  status: ConversationStatus;
  threadCount: number;
  preview: string;
  customerName: string;
  customerEmail?: string;
  customerIds?: number[];
  modifiedAt: DateTime;
  /** 0 for nobody. */
  assignedid?: number;
  assignedName?: string;
  tags: Array<{ id: number; name: string; color?: string }>;
}

interface Drilldown<Item> {
  conversations: { pages: number; page: number; count: number; results: Item[] };
}

type ConversationDrilldown = Drilldown<DrilldownConversation>;
type UserDrilldownReport = Drilldown<DrilldownConversation & { waitingSince?: DateTime; waitingSinceType?: number }>;

/** The most frequent of something. */
interface TopList {
  count: number;
  top: Array<{
    id: number;
    name?: string;
    count: number;
    previousCount?: number;
    percent: Metric;
    previousPercent?: Metric;
    deltaPercent?: Metric;
    /** Saved replies only. */
    mailboxId?: number;
  }>;
}

/** How conversations answer a custom field. */
interface CustomFieldFigures {
  id: number;
  name: string;
  mailboxId: number;
  values: Array<{
    id: number | string;
    name: string;
    count: number;
    percent: Metric;
    previousCount?: number;
    previousPercent?: Metric;
  }>;
  summary: {
    total: number;
    totalAnswered: number;
    previousTotal: Metric;
    previousTotalAnswered: Metric;
    unansweredDelta: Metric;
    unansweredPreviousPercent: Metric;
    unansweredPercent: Metric;
  };
}

interface ConversationsReport extends Comparison<
  'totalConversations' | 'conversationsCreated' | 'newConversations' | 'customers' | 'conversationsPerDay'
> {
  filterTags: FilterTag[];
  busiestDay: BusyTimeSlot;
  /** Hour, from 0 to 23. */
  busyTimeStart: number;
  /** Hour, from 0 to 23. */
  busyTimeEnd: number;
  tags: TopList;
  customers: TopList;
  replies: TopList;
  workflows: TopList;
  customFields: { count: number; fields: CustomFieldFigures[] };
}

type VolumesByChannelReport = Series<{ date: DateTime; chat: number; email: number; phone: number }>;

/** Conversations of an hour of the week, in the company's time zone. */
interface BusyTimeSlot {
  /** From 1, Monday, to 7. */
  day: number;
  /** From 0 to 23. */
  hour: number;
  count: number;
}

type NewConversationsReport = Series<{ start: DateTime; count: number }>;

/** Help Scout documents `start` and `count`, and has been seen to send `date` and `messages`. */
type ReceivedMessagesReport = Series<{ start?: DateTime; count?: number; date?: DateTime; messages?: number }>;

type DocsFigures = 'visitors' | 'browseAction' | 'searchAction' | 'sentAnEmailResult' | 'foundAnAnswerResult'
  | 'failedResult' | 'docsViewedPerVisit';

interface DocsReport {
  current: { [name in DocsFigures]: Metric };
  previous?: { [name in DocsFigures]: Metric };
  deltas?: Deltas<DocsFigures>;
  /** The id is what was searched for. */
  popularSearches: Array<{ id: string; count: number; results: number }>;
  /** The id is what was searched for. */
  failedSearches: Array<{ id: string; count: number }>;
  topArticles: Array<{ id: string; name: string; count: number; siteId: string; collectionId: string }>;
  topCategories: Array<{ id: string; name: string; count: number; siteId: string; articles: number }>;
}

type HappinessFigures = 'great' | 'okay' | 'notGood' | 'happinessScore' | 'greatCount' | 'okayCount' | 'notGoodCount';

/** The score is the percentage of great ratings less that of not good ones. */
interface HappinessReport extends Comparison<
  HappinessFigures | 'ratingsPercent' | 'ratingsCount' | 'totalCustomers' | 'totalCustomersWithRatings',
  HappinessFigures
> {
  filterTags?: FilterTag[];
}

/** A page of ratings. */
interface RatingsReport {
  facets?: { [name: string]: Json };
  results: Array<{
    number: number;
    /** Id of the conversation. */
    id: number;
    type: string;
    threadid: number;
    threadCreatedAt: DateTime;
    /** 1 great, 2 okay, 3 not good. */
    ratingId: number;
    ratingCustomerId: number;
    ratingCustomerName: string;
    ratingComments?: string;
    ratingCreatedAt: DateTime;
    ratingUserId: number;
    ratingUserName: string;
  }>;
  page: number;
  pages: number;
  count: number;
}

type ProductivityFigures = 'totalConversations' | 'resolutionTime' | 'repliesToResolve' | 'responseTime'
  | 'firstResponseTime' | 'resolved' | 'resolvedOnFirstReply' | 'closed' | 'repliesSent' | 'handleTime';

/** `percentResolvedOnFirstReply` is a fraction from 0 to 1. */
interface ProductivityReport extends Comparison<
  ProductivityFigures | 'percentResolvedOnFirstReply',
  ProductivityFigures
> {
  filterTags: FilterTag[];
  responseTime: RangeBuckets;
  firstResponseTime: RangeBuckets;
  handleTime: RangeBuckets;
  repliesToResolve: RangeBuckets;
}

type TimeSeriesReport = Series<{
  date: DateTime;
  /** Seconds. */
  time: Metric;
}>;

type RepliesSentReport = Series<{ date: DateTime; replies: number }>;
type ResolvedReport = Series<{ date: DateTime; resolved: number }>;

type UserFigures = 'resolved' | 'conversationsCreated' | 'closed' | 'totalReplies' | 'resolvedOnFirstReply'
  | 'percentResolvedOnFirstReply' | 'repliesToResolve' | 'handleTime' | 'happinessScore' | 'responseTime'
  | 'resolutionTime' | 'repliesPerDay' | 'customersHelped' | 'totalConversations' | 'conversationsPerDay';

type UserRange = Figures<UserFigures | 'totalDays'> & {
  busiestDay?: BusyTimeSlot;
  averageFirstResponseTime?: Metric;
};

interface UserReport {
  filterTags: FilterTag[];
  user: {
    id: number;
    name: string;
    hasPhoto: boolean;
    photoUrl?: string;
    createdAt: DateTime;
    totalCustomersHelped: number;
  };
  current: UserRange;
  previous?: UserRange;
  deltas?: Deltas<UserFigures | 'activeConversations'>;
}

/** A page of conversations that a user handled. */
interface UserConversationHistoryReport {
  results: Array<{
    id: number;
    number: number;
    status?: ConversationStatus;
    customers: Array<{ id: number; name: string }>;
    avgHandleTime: Metric;
    firstResponseTime: Metric;
    repliesSent: Metric;
    responseTime: Metric;
    resolveTime: Metric;
  }>;
  page: number;
  pages: number;
  count: number;
}

type UserChatFigures = 'newConversations' | 'messagesPerChat' | 'responseTime' | 'waitTime' | 'duration';

type UserChatReport = Comparison<UserChatFigures | 'totalDays', UserChatFigures>;

/** Figures of a range in groups. */
type FigureGroups<Groups> = { [group in keyof Groups]: { [name in Groups[group] & string]: Metric } };

interface GroupedComparison<Groups> {
  current: FigureGroups<Groups> & { startDate: DateTime; endDate: DateTime };
  previous?: FigureGroups<Groups> & { startDate: DateTime; endDate: DateTime };
  deltas?: { [group in keyof Groups]?: Deltas<Groups[group] & string> };
}

interface ChatReport extends GroupedComparison<{
  volume: 'chatConversations' | 'completedChats' | 'missedChats' | 'chatsPerDay';
  responses: 'waitTime' | 'responseTime';
  resolutions: 'messagesPerChat' | 'duration';
}> {
  waitTime: RangeBuckets;
  responseTime: RangeBuckets;
  messagesPerChat: RangeBuckets;
  duration: RangeBuckets;
}

interface EmailReport extends GroupedComparison<{
  volume: 'emailConversations' | 'emailsCreated' | 'repliesSent' | 'messagesReceived';
  resolutions: 'resolved' | 'resolvedOnFirstReply' | 'percentResolvedOnFirstReply' | 'resolutionTime'
    | 'repliesToResolve' | 'handleTime' | 'closed';
  responses: 'responseTime' | 'firstResponseTime';
}> {
  filterTags: FilterTag[];
  responseTime: RangeBuckets;
  handleTime: RangeBuckets;
  firstResponseTime: RangeBuckets;
  resolutionTime: RangeBuckets;
  repliesToResolve: RangeBuckets;
}

type PhoneFigures = 'phoneConversations' | 'phoneCallsCreated' | 'customers';

interface PhoneReport {
  current: Figures<PhoneFigures>;
  previous?: Figures<PhoneFigures>;
  deltas?: Deltas<'newConversations' | 'phoneCallsCreated' | 'customers'>;
  users: Array<{
    id: number;
    name: string;
    current: { [name in PhoneFigures]: Metric };
    previous?: { [name in PhoneFigures]: Metric };
  }>;
}
