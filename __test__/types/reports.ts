// Reports: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const range = { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' };

// @ts-expect-error: the range is missing
hs.reports.company.getOverallReport();
// @ts-expect-error: the end is missing
hs.reports.happiness.getOverallReport({ start: range.start });
// @ts-expect-error: a moment is a Date or text
hs.reports.getEmailReport({ ...range, start: 1767225600 });
// @ts-expect-error: misspelt parameter
hs.reports.getEmailReport({ ...range, mailbox: 1 });
// @ts-expect-error: channels have no types
hs.reports.getChatReport({ ...range, types: 'chat' });
// @ts-expect-error: yes or no
hs.reports.getPhoneReport({ ...range, officeHours: 1 });
// @ts-expect-error: this report has no steps
hs.reports.conversation.getOverallReport({ ...range, viewBy: 'day' });
// @ts-expect-error: this report compares nothing
hs.reports.conversation.getDrilldownReport({ ...range, previousStart: range.start });
// @ts-expect-error: misspelt parameter
hs.reports.conversation.getNewConversationsReport({ ...range, viewby: 'day' });
// @ts-expect-error: the field is missing
hs.reports.conversation.getDrilldownByFieldReport({ ...range, fieldId: 1 });
// @ts-expect-error: its id is missing
hs.reports.conversation.getDrilldownByFieldReport({ ...range, field: 'tagid' });
// @ts-expect-error: one spelling of its id
hs.reports.conversation.getDrilldownByFieldReport({ ...range, field: 'tagid', fieldId: 1, fieldid: 1 });
// @ts-expect-error: Docs have no inboxes
hs.reports.docs.getOverallReport({ ...range, mailboxes: 1 });
// @ts-expect-error: no such order
hs.reports.happiness.getRatingsReport({ ...range, sortOrder: 'asc' });
// @ts-expect-error: misspelt parameter
hs.reports.productivity.getResolvedReport({ ...range, officehours: true });
// @ts-expect-error: the user is missing
hs.reports.user.getOverallReport(range);
// @ts-expect-error: the user is missing
hs.reports.user.getDrilldownReport(range);
// @ts-expect-error: chats have no folders
hs.reports.user.getChatReport({ ...range, user: 1, folders: 2 });
// @ts-expect-error: options are the last argument
hs.reports.user.getRepliesReport({ ...range, user: 1, timeout: 1000 });

export async function wrong(): Promise<void> {
  const { data } = await hs.reports.company.getOverallReport(range);
  // @ts-expect-error: no previous range was asked for, perhaps
  data.previous.closed;
  // @ts-expect-error: there may be no data
  data.current.repliesPerDay.toFixed();
  // @ts-expect-error: no such figure
  data.current.happinessScore;
  // @ts-expect-error: the day count does not change
  data.deltas?.totalDays;
  const drilldown = await hs.reports.company.getDrilldownReport(range);
  // @ts-expect-error: reports spell it mailboxid
  drilldown.data.conversations.results[0]?.mailboxId;
  const busy = await hs.reports.conversation.getBusiestTimeOfDayReport(range);
  // @ts-expect-error: a bare array
  busy.data.current;
}

export async function right(start: Date, end: Date): Promise<void> {
  const all = { start, end, previousStart: start, previousEnd: end, mailboxes: [1, '2'], tags: 3, folders: '4,5' };
  const company = (await hs.reports.company.getOverallReport({ ...all, types: ['email', 'chat'] })).data;
  console.log(company.previous?.closed, company.deltas?.repliesPerDay, company.users[0]?.handleTime);
  const helped = (await hs.reports.company.getCustomersHelpedReport({ ...all, viewBy: 'week' })).data;
  const drilldown = await hs.reports.company.getDrilldownReport({ ...range, range: 'replies', rangeId: 1, rows: 50 });
  console.log(helped.current[0]?.customers, drilldown.data.conversations.results[0]?.assignedid);

  const overall = (await hs.reports.conversation.getOverallReport(all)).data;
  console.log(overall.customFields.fields[0]?.summary.totalAnswered, overall.replies.top[0]?.mailboxId);
  const channels = (await hs.reports.conversation.getVolumesByChannelReport(all)).data.current[0];
  const busy: HelpScout.BusyTimeSlot[] = (await hs.reports.conversation.getBusiestTimeOfDayReport(all)).data;
  const same: HelpScout.BusyTimeSlot[] = (await hs.reports.conversation.getBusiesTimeOfDayReport(all)).data;
  console.log(channels?.phone, busy[0]?.hour, same[0]?.day);
  await hs.reports.conversation.getDrilldownByFieldReport({ ...range, field: 'tagid', fieldId: 3 });
  await hs.reports.conversation.getDrilldownByFieldReport({ ...range, field: 'tagid', fieldid: '3' });
  await hs.reports.conversation.getDrilldownReport({ ...range, page: 2 });
  await hs.reports.conversation.getNewConversationsDrilldownReport({ ...range, types: 'email' });
  const fresh = (await hs.reports.conversation.getNewConversationsReport(all)).data.previous?.[0]?.count;
  const received = (await hs.reports.conversation.getReceivedMessagesReport(all)).data.current[0];
  console.log(fresh, received?.messages ?? received?.count);

  const docs = (await hs.reports.docs.getOverallReport({ start, end, sites: ['52404efc4566740003092640'] })).data;
  const happiness = (await hs.reports.happiness.getOverallReport(all)).data.current.happinessScore;
  const ratings = (await hs.reports.happiness.getRatingsReport({ ...range, rating: 'not-good', page: 2 })).data;
  console.log(docs.popularSearches[0]?.results, happiness, ratings.results[0]?.ratingComments, ratings.pages);
  const productivity = (await hs.reports.productivity.getOverallReport({ ...all, officeHours: true })).data;
  const times = (await hs.reports.productivity.getFirstResponseTimeReport({ ...all, viewBy: 'month' })).data;
  await hs.reports.productivity.getResolutionTimeReport(all);
  await hs.reports.productivity.getResponseTimeReport(all);
  const replies = (await hs.reports.productivity.getRepliesSentReport(all)).data.current[0]?.replies;
  const resolved = (await hs.reports.productivity.getResolvedReport(all)).data.current[0]?.resolved;
  console.log(productivity.handleTime.ranges[0]?.percent, times.current[0]?.time, replies, resolved);

  const user = { ...all, user: 9 };
  const report = (await hs.reports.user.getOverallReport({ ...user, officeHours: true })).data;
  const handled: number | null = report.current.handleTime;
  const history = (await hs.reports.user.getConversationHistoryReport({ ...user, status: 'closed' })).data.results[0];
  console.log(handled, report.deltas?.activeConversations, report.user.hasPhoto, history?.avgHandleTime);
  await hs.reports.user.getCustomersHelpedReport({ ...user, viewBy: 'day' });
  const waiting = (await hs.reports.user.getDrilldownReport({ ...range, user: '9' })).data.conversations.results[0];
  await hs.reports.user.getHappinessReport(user);
  await hs.reports.user.getHappinessDrilldownReport({ ...user, sortField: 'rating', sortOrder: 'DESC' });
  await hs.reports.user.getRepliesReport(user);
  await hs.reports.user.getResolutionsReport(user);
  const chats = (await hs.reports.user.getChatReport({ ...range, user: 9n, tags: [1] })).data.current.waitTime;
  console.log(waiting?.waitingSince, chats);

  const chat = (await hs.reports.getChatReport({ ...all, officeHours: false })).data;
  const email = (await hs.reports.getEmailReport(all)).data;
  const phone = (await hs.reports.getPhoneReport(all)).data;
  console.log(chat.deltas?.volume?.missedChats, email.current.volume.repliesSent, phone.users[0]?.previous?.customers);
}
