//! Reports, which need the Plus or Pro plan.

use crate::resource;

/// Who may ask for a report.
const PLAN: &str = "Needs the Plus or Pro plan.";

/// Range, comparison and filters of most reports.
const REPORT: &[&str] = &[
    "start",
    "end",
    "previousStart",
    "previousEnd",
    "mailboxes",
    "tags",
    "types",
    "folders",
];
/// Those of a report on one channel.
const CHANNEL: &[&str] = &[
    "start",
    "end",
    "previousStart",
    "previousEnd",
    "mailboxes",
    "tags",
    "folders",
    "officeHours",
];
/// Range, filters and page of a report that lists conversations.
const DRILLDOWN: &[&str] = &[
    "start",
    "end",
    "mailboxes",
    "tags",
    "types",
    "folders",
    "page",
    "rows",
];
/// Page and order of a report that lists ratings.
const RATINGS: &[&str] = &["page", "sortField", "sortOrder", "rating"];
/// Whom a report is about.
const USER: &[&str] = &["user"];
/// Length of the steps of a report over time.
const VIEW_BY: &[&str] = &["viewBy"];
/// Whether to count office hours only.
const OFFICE_HOURS: &[&str] = &["officeHours"];

resource!(ReportResource "reports" as "Report" {
    "Reports on Beacon chats." ["reports/chat"; PLAN]
    GET "/v2/reports/chat" ? [CHANNEL] getChatReport("params: ChannelReportParams") -> "ChatReport";

    "Reports on e-mail conversations." ["reports/email"; PLAN]
    GET "/v2/reports/email" ? [CHANNEL]
        getEmailReport("params: ChannelReportParams") -> "EmailReport";

    "Reports on phone conversations." ["reports/phone"; PLAN]
    GET "/v2/reports/phone" ? [CHANNEL]
        getPhoneReport("params: ChannelReportParams") -> "PhoneReport";
});

resource!(ReportCompanyResource "reports.company" as "Company" {
    "Reports on the company as a whole." ["reports/company/reports-company-overall"; PLAN]
    GET "/v2/reports/company" ? [REPORT]
        getOverallReport("params: ReportParams") -> "CompanyReport";

    "Counts the customers helped over time." ["reports/company/reports-company-customers-helped"; PLAN]
    GET "/v2/reports/company/customers-helped" ? [REPORT, VIEW_BY]
        getCustomersHelpedReport("params: ReportParams & ViewByParams") -> "CustomersHelpedReport";

    "Lists the conversations behind the company report." ["reports/company/reports-company-drilldown"; PLAN]
    GET "/v2/reports/company/drilldown" ? [DRILLDOWN, &["range", "rangeId"]]
        getDrilldownReport("params: DrilldownParams & CompanyRangeParams") -> "ConversationDrilldown";
});

resource!(ReportConversationResource "reports.conversation" as "Conversation" {
    "Reports on conversations, their tags, customers, saved replies and workflows." ["reports/conversations/reports-conversations-overall"; PLAN]
    GET "/v2/reports/conversations" ? [REPORT]
        getOverallReport("params: ReportParams") -> "ConversationsReport";

    "Counts conversations by channel over time." ["reports/conversations/reports-conversations-volume-by-channel"; PLAN]
    GET "/v2/reports/conversations/volume-by-channel" ? [REPORT, VIEW_BY]
        getVolumesByChannelReport("params: ReportParams & ViewByParams") -> "VolumesByChannelReport";

    "Counts conversations by day of the week and hour." ["reports/conversations/reports-conversations-busy-times"; PLAN]
    GET "/v2/reports/conversations/busy-times" ? [REPORT]
        getBusiesTimeOfDayReport("params: ReportParams") also getBusiestTimeOfDayReport -> "BusyTimeSlot[]";

    "Lists the conversations behind the conversations report." ["reports/conversations/reports-conversations-drilldown"; PLAN]
    GET "/v2/reports/conversations/drilldown" ? [DRILLDOWN]
        getDrilldownReport("params: DrilldownParams") -> "ConversationDrilldown";

    "Lists the conversations with a tag, saved reply, workflow or customer." ["reports/conversations/reports-conversations-field-drilldown"; PLAN]
    GET "/v2/reports/conversations/fields-drilldown" ? [DRILLDOWN, &["field", "fieldid"]]
        getDrilldownByFieldReport("params: DrilldownParams & FieldParams") -> "ConversationDrilldown";

    "Counts new conversations over time." ["reports/conversations/reports-conversations-new"; PLAN]
    GET "/v2/reports/conversations/new" ? [REPORT, VIEW_BY]
        getNewConversationsReport("params: ReportParams & ViewByParams") -> "NewConversationsReport";

    "Lists the conversations that were new in the range." ["reports/conversations/reports-conversations-new-drilldown"; PLAN]
    GET "/v2/reports/conversations/new-drilldown" ? [DRILLDOWN]
        getNewConversationsDrilldownReport("params: DrilldownParams") -> "ConversationDrilldown";

    "Counts the messages received from customers over time." ["reports/conversations/reports-conversations-received-messages"; PLAN]
    GET "/v2/reports/conversations/received-messages" ? [REPORT, VIEW_BY]
        getReceivedMessagesReport("params: ReportParams & ViewByParams") -> "ReceivedMessagesReport";
});

resource!(ReportDocsResource "reports.docs" as "Docs" {
    "Reports on visits and searches of Docs sites." ["reports/docs/reports-docs-overall"; PLAN]
    GET "/v2/reports/docs" ? [&["start", "end", "previousStart", "previousEnd", "sites"]]
        getOverallReport("params: DocsReportParams") -> "DocsReport";
});

resource!(ReportHappinessResource "reports.happiness" as "Happiness" {
    "Reports on satisfaction ratings." ["reports/happiness/reports-happiness-overall"; PLAN]
    GET "/v2/reports/happiness" ? [REPORT]
        getOverallReport("params: ReportParams") -> "HappinessReport";

    "Lists the ratings behind the happiness report." ["reports/happiness/reports-happiness-ratings"; PLAN]
    GET "/v2/reports/happiness/ratings" ? [REPORT, RATINGS]
        getRatingsReport("params: ReportParams & RatingsParams") -> "RatingsReport";
});

resource!(ReportProductivityResource "reports.productivity" as "Productivity" {
    "Reports on response and resolution times." ["reports/productivity/reports-productivity-overall"; PLAN]
    GET "/v2/reports/productivity" ? [REPORT, OFFICE_HOURS]
        getOverallReport("params: ReportParams & OfficeHoursParams") -> "ProductivityReport";

    "Shows the first response time over time." ["reports/productivity/reports-productivity-first-response-time"; PLAN]
    GET "/v2/reports/productivity/first-response-time" ? [REPORT, OFFICE_HOURS, VIEW_BY]
        getFirstResponseTimeReport("params: ReportParams & OfficeHoursParams & ViewByParams") -> "TimeSeriesReport";

    "Counts the replies sent over time." ["reports/productivity/reports-productivity-replies-sent"; PLAN]
    GET "/v2/reports/productivity/replies-sent" ? [REPORT, OFFICE_HOURS, VIEW_BY]
        getRepliesSentReport("params: ReportParams & OfficeHoursParams & ViewByParams") -> "RepliesSentReport";

    "Shows the resolution time over time." ["reports/productivity/reports-productivity-resolution-time"; PLAN]
    GET "/v2/reports/productivity/resolution-time" ? [REPORT, OFFICE_HOURS, VIEW_BY]
        getResolutionTimeReport("params: ReportParams & OfficeHoursParams & ViewByParams") -> "TimeSeriesReport";

    "Counts the conversations resolved over time." ["reports/productivity/reports-productivity-resolved"; PLAN]
    GET "/v2/reports/productivity/resolved" ? [REPORT, OFFICE_HOURS, VIEW_BY]
        getResolvedReport("params: ReportParams & OfficeHoursParams & ViewByParams") -> "ResolvedReport";

    "Shows the response time over time." ["reports/productivity/reports-productivity-respose-time"; PLAN]
    GET "/v2/reports/productivity/response-time" ? [REPORT, OFFICE_HOURS, VIEW_BY]
        getResponseTimeReport("params: ReportParams & OfficeHoursParams & ViewByParams") -> "TimeSeriesReport";
});

resource!(ReportUserResource "reports.user" as "User" {
    "Reports on one user or team." ["reports/user/reports-user"; PLAN]
    GET "/v2/reports/user" ? [USER, REPORT, OFFICE_HOURS]
        getOverallReport("params: UserReportParams & OfficeHoursParams") -> "UserReport";

    "Lists the conversations that a user handled." ["reports/user/reports-user-conversation-history"; PLAN]
    GET "/v2/reports/user/conversation-history" ? [USER, REPORT, OFFICE_HOURS, &["status", "page", "sortField", "sortOrder"]]
        getConversationHistoryReport("params: UserReportParams & OfficeHoursParams & HistoryParams") -> "UserConversationHistoryReport";

    "Counts the customers that a user helped over time." ["reports/user/reports-user-customer-helped"; PLAN]
    GET "/v2/reports/user/customers-helped" ? [USER, REPORT, VIEW_BY]
        getCustomersHelpedReport("params: UserReportParams & ViewByParams") -> "CustomersHelpedReport";

    "Lists the conversations behind the user report." ["reports/user/reports-user-drilldown"; PLAN]
    GET "/v2/reports/user/drilldown" ? [USER, DRILLDOWN]
        getDrilldownReport("params: DrilldownParams & UserParams") -> "UserDrilldownReport";

    "Reports on the satisfaction ratings of a user." ["reports/user/reports-user-happiness"; PLAN]
    GET "/v2/reports/user/happiness" ? [USER, REPORT]
        getHappinessReport("params: UserReportParams") -> "HappinessReport";

    "Lists the ratings of a user." ["reports/user/reports-user-happiness-drilldown"; PLAN]
    GET "/v2/reports/user/ratings" ? [USER, REPORT, RATINGS]
        getHappinessDrilldownReport("params: UserReportParams & RatingsParams") -> "RatingsReport";

    "Counts the replies that a user sent over time." ["reports/user/reports-user-replies"; PLAN]
    GET "/v2/reports/user/replies" ? [USER, REPORT, VIEW_BY]
        getRepliesReport("params: UserReportParams & ViewByParams") -> "RepliesSentReport";

    "Counts the conversations that a user resolved over time." ["reports/user/reports-user-resolutions"; PLAN]
    GET "/v2/reports/user/resolutions" ? [USER, REPORT, VIEW_BY]
        getResolutionsReport("params: UserReportParams & ViewByParams") -> "ResolvedReport";

    "Reports on the chats of a user or team." ["reports/user/reports-user-chat"; PLAN]
    GET "/v2/reports/user/chat" ? [USER, OFFICE_HOURS, &["start", "end", "previousStart", "previousEnd", "mailboxes", "tags"]]
        getChatReport("params: UserChatReportParams") -> "UserChatReport";
});
