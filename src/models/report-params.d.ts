/** The range that a report covers. */
interface RangeParams {
  start: DateTime;
  end: DateTime;
}

/** The range that a report compares with; give both or neither. */
interface PreviousRangeParams {
  previousStart?: DateTime;
  previousEnd?: DateTime;
}

interface MailboxAndTagParams {
  /** Inbox ids. */
  mailboxes?: CommaList;
  /** Tag ids; 1 means untagged. */
  tags?: CommaList;
}

interface FilterParams extends MailboxAndTagParams {
  /** Some of `email`, `chat` and `phone`. */
  types?: Open<'email' | 'chat' | 'phone'>;
  /** Folder ids. */
  folders?: CommaList;
}

/** Range, comparison and filters of most reports. */
interface ReportParams extends RangeParams, PreviousRangeParams, FilterParams {}

interface ViewByParams {
  /** Length of the steps; default chosen by Help Scout. */
  viewBy?: Open<'day' | 'week' | 'month'>;
}

interface OfficeHoursParams {
  /** Whether to count office hours only. */
  officeHours?: boolean;
}

/** Parameters of a chat, e-mail or phone report. */
interface ChannelReportParams extends RangeParams, PreviousRangeParams, MailboxAndTagParams, OfficeHoursParams {
  /** Folder ids. */
  folders?: CommaList;
}

/** Range, filters and page of a report that lists conversations. */
interface DrilldownParams extends RangeParams, FilterParams, PageParams {
  /** Conversations a page holds at most. */
  rows?: number | string;
}

interface CompanyRangeParams {
  /** Which figure of the company report to look into. */
  range?: Open<'replies' | 'firstReplyResolved' | 'resolved' | 'responseTime' | 'firstResponseTime' | 'handleTime'>;
  /** Which of its buckets. */
  rangeId?: Id;
}

interface FieldParams {
  /** What the conversations have in common. */
  field: Open<'tagid' | 'replyid' | 'workflowid' | 'customerid'>;
  /** Its id. */
  fieldid: Id;
}

/** Page and order of a report that lists ratings. */
interface RatingsParams extends PageParams {
  sortField?: Open<'number' | 'modifiedAt' | 'rating'>;
  sortOrder?: 'ASC' | 'DESC';
  /** Which ratings to list. */
  rating?: Open<'great' | 'ok' | 'all' | 'not-good'>;
}

interface UserParams {
  /** Id of a user or team. */
  user: Id;
}

interface UserReportParams extends ReportParams, UserParams {}

/** Status, page and order of a user's history. */
interface HistoryParams extends PageParams {
  status?: Open<'active' | 'pending' | 'closed'>;
  sortField?: Open<'number' | 'repliesSent' | 'responseTime' | 'resolveTime'>;
  sortOrder?: 'ASC' | 'DESC';
}

interface UserChatReportParams extends RangeParams, PreviousRangeParams, MailboxAndTagParams, OfficeHoursParams,
  UserParams {}

interface DocsReportParams extends RangeParams, PreviousRangeParams {
  /** Ids of Docs sites, 24 hexadecimal digits each. */
  sites?: string;
}
