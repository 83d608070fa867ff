/** The range that a report covers. */
interface RangeParams {
  /** Its first moment. */
  start: DateTimeInput;
  /** Its last moment. */
  end: DateTimeInput;
}

/** The range that a report compares with; give both or neither. */
interface PreviousRangeParams {
  /** Its first moment. */
  previousStart?: DateTimeInput;
  /** Its last moment. */
  previousEnd?: DateTimeInput;
}

/** Which inboxes and tags a report covers. */
interface MailboxAndTagParams {
  /** Ids of inboxes; default all. */
  mailboxes?: OneOrMore<Id>;
  /** Ids of tags, of which 1 stands for no tag; default all. */
  tags?: OneOrMore<Id>;
}

/** Which folders a report covers. */
interface FolderParams {
  /** Ids of folders; default all. */
  folders?: OneOrMore<Id>;
}

/** Which conversations a report covers. */
interface FilterParams extends MailboxAndTagParams, FolderParams {
  /** Channels; default all. */
  types?: OneOrMore<Open<'chat' | 'email' | 'phone'>>;
}

/**
 * Range, comparison and filters of most reports.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/company/reports-company-overall/
 */
interface ReportParams extends RangeParams, PreviousRangeParams, FilterParams {}

/** How fine the steps of a report are. */
interface ViewByParams {
  /** Length of a step: `day` for up to 60 days, `week` for up to a year, `month` for 61 days or more. */
  viewBy?: Open<'day' | 'month' | 'week'>;
}

/** Which hours a report covers. */
interface OfficeHoursParams {
  /** Whether only office hours count; default false. Ignored unless the account has them switched on. */
  officeHours?: boolean;
}

/**
 * Range, comparison and filters of a report on one channel.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/email/
 */
interface ChannelReportParams extends RangeParams, PreviousRangeParams, MailboxAndTagParams, FolderParams,
  OfficeHoursParams {}

/**
 * Range, filters and page of a report that lists conversations.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/conversations/reports-conversations-drilldown/
 */
interface DrilldownParams extends RangeParams, FilterParams, PageParams {
  /** Conversations a page holds, at most 50; default 25. */
  rows?: number | string;
}

/** Which part of the company report to look into. */
interface CompanyRangeParams {
  /** The figure. */
  range?: Open<'firstReplyResolved' | 'firstResponseTime' | 'handleTime' | 'replies' | 'resolved' | 'responseTime'>;
  /** Id of one of its buckets; only with `range`. */
  rangeId?: Id;
}

/** What the listed conversations have in common, its id spelt as in JavaScript. */
interface CamelCaseFieldParams {
  /** A tag, saved reply, workflow or customer. */
  field: Open<'customerid' | 'replyid' | 'tagid' | 'workflowid'>;
  /** Id of it. */
  fieldId: Id;
  /** The other spelling. */
  fieldid?: undefined;
}

/** What the listed conversations have in common, its id spelt as Help Scout does. */
interface LowerCaseFieldParams {
  /** A tag, saved reply, workflow or customer. */
  field: Open<'customerid' | 'replyid' | 'tagid' | 'workflowid'>;
  /** Id of it. */
  fieldid: Id;
  /** The other spelling. */
  fieldId?: undefined;
}

/**
 * What the listed conversations have in common.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/conversations/reports-conversations-field-drilldown/
 */
type FieldParams = CamelCaseFieldParams | LowerCaseFieldParams;

/** Page, order and filter of a report that lists ratings. */
interface RatingsParams extends PageParams {
  /** What the ratings are ordered by. */
  sortField?: Open<'modifiedAt' | 'number' | 'rating'>;
  /** Direction of the order. */
  sortOrder?: 'ASC' | 'DESC';
  /** Which ratings to list. */
  rating?: Open<'all' | 'great' | 'not-good' | 'ok'>;
}

/** Whom a report is about. */
interface UserParams {
  /** Id of a user, or of a team, whose members count together. */
  user: Id;
}

/**
 * Range, comparison and filters of most reports on a user.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/user/reports-user/
 */
interface UserReportParams extends ReportParams, UserParams {}

/** Filter, page and order of a user's history. */
interface HistoryParams extends PageParams {
  /** Where the conversations stand. */
  status?: Open<'active' | 'closed' | 'pending'>;
  /** What the conversations are ordered by. */
  sortField?: Open<'number' | 'repliesSent' | 'resolveTime' | 'responseTime'>;
  /** Direction of the order. */
  sortOrder?: 'ASC' | 'DESC';
}

/**
 * Range, comparison and filters of the report on a user's chats.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/user/reports-user-chat/
 */
interface UserChatReportParams extends RangeParams, PreviousRangeParams, MailboxAndTagParams, OfficeHoursParams,
  UserParams {}

/**
 * Range, comparison and filter of the report on Docs.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/docs/reports-docs-overall/
 */
interface DocsReportParams extends RangeParams, PreviousRangeParams {
  /** Ids of Docs sites, 24 hexadecimal digits each; default all. */
  sites?: OneOrMore<string>;
}
