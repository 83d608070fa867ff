'use strict';

// Numbers of the reports. What state can tell is counted; durations are the same plausible constants for everyone.

const DAY = 86_400_000;
const RESPONSE_SECONDS = 1800;
const DOCS_ID = '5f0000000000000000000001';

const count = ({ conversations }) => conversations.length;

const customers = ({ conversations }) => new Set(conversations.map((each) => each.customerId)).size;

const closed = ({ conversations }) => conversations.filter((each) => each.status === 'closed').length;

const threadsOf = (range, type) =>
  range.conversations.flatMap((each) => each.threads).filter((each) => each.type === type).length;

const replies = (range) => threadsOf(range, 'message');

const received = (range) => threadsOf(range, 'customer');

/** An averaged duration in seconds. */
const seconds = (range) => (count(range) > 0 ? RESPONSE_SECONDS : 0);

const days = ({ start, end }) => Math.max(Math.ceil((Date.parse(end) - Date.parse(start)) / DAY), 1);

const percent = (part, whole) => (whole > 0 ? (part / whole) * 100 : 0);

const dates = ({ start, end }) => ({ startDate: start, endDate: end });

const assignedTo = (range, userId) => ({
  ...range,
  conversations: range.conversations.filter((each) => each.assigneeId === userId),
});

const ofType = (range, type) => ({ ...range, conversations: range.conversations.filter((each) => each.type === type) });

/** A range cut in steps, each with its own conversations. */
function slices({ start, end, conversations }, stepMs) {
  const found = [];
  for (let from = Date.parse(start); from <= Date.parse(end); from += stepMs) {
    const inside = conversations.filter(
      ({ createdAt }) => Date.parse(createdAt) >= from && Date.parse(createdAt) < from + stepMs,
    );
    found.push({ start: iso(from), end: iso(from + stepMs), conversations: inside });
  }
  return found;
}

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Percent of change of each number, with the nesting of the figures. */
function deltas(now, before) {
  const changes = Object.entries(now).flatMap(([key, value]) => {
    if (typeof value === 'number') return [[key, before[key] === 0 ? 0 : percent(value - before[key], before[key])]];
    return typeof value === 'object' && value !== null ? [[key, deltas(value, before[key])]] : [];
  });
  return Object.fromEntries(changes);
}

const renamed = (figures, rename) =>
  Object.fromEntries(Object.entries(figures).map(([key, value]) => [rename(key), value]));

const resolution = (range) => ({
  resolved: closed(range),
  resolvedOnFirstReply: closed(range),
  percentResolvedOnFirstReply: closed(range) > 0 ? 1 : 0,
  resolutionTime: seconds(range),
  repliesToResolve: closed(range) > 0 ? replies(range) / closed(range) : 0,
  handleTime: seconds(range),
  closed: closed(range),
});

const company = (range, state) => ({
  ...dates(range),
  customersHelped: customers(range),
  closed: closed(range),
  totalReplies: replies(range),
  totalUsers: state.users.size,
  totalDays: days(range),
  repliesPerDayPerUser: replies(range) / days(range) / Math.max(state.users.size, 1),
  repliesPerDay: replies(range) / days(range),
  resolvedPerDay: closed(range) / days(range),
});

const conversations = (range) => ({
  ...dates(range),
  totalConversations: count(range),
  conversationsCreated: count(range),
  newConversations: count(range),
  customers: customers(range),
  conversationsPerDay: count(range) / days(range),
});

const channels = (range) => ({
  chat: count(ofType(range, 'chat')),
  email: count(ofType(range, 'email')),
  phone: count(ofType(range, 'phone')),
});

function busyTimes({ conversations: all }) {
  const slots = new Map();
  for (const { createdAt } of all) {
    const at = new Date(createdAt);
    const key = `${at.getUTCDay() || 7} ${at.getUTCHours()}`;
    slots.set(key, (slots.get(key) ?? 0) + 1);
  }
  return [...slots].map(([key, times]) => {
    const [day, hour] = key.split(' ').map(Number);
    return { day, hour, count: times };
  });
}

const busiestDay = (range) =>
  busyTimes(range).reduce((best, each) => (each.count > best.count ? each : best), { day: 1, hour: 0, count: 0 });

const happiness = ({ conversations: all }, state) => {
  const ids = new Set(all.map((each) => each.id));
  const given = state.ratings.where((each) => ids.has(each.conversationId));
  const number = (rating) => given.filter((each) => each.rating === rating).length;
  const [great, okay, notGood] = ['great', 'okay', 'not_good'].map((rating) => percent(number(rating), given.length));
  return {
    ratingsPercent: percent(given.length, all.length),
    great,
    okay,
    notGood,
    happinessScore: great - notGood,
    greatCount: number('great'),
    okayCount: number('okay'),
    notGoodCount: number('not_good'),
    ratingsCount: given.length,
    totalCustomers: customers({ conversations: all }),
    totalCustomersWithRatings: new Set(given.map((each) => each.customerId)).size,
  };
};

const productivity = (range) => ({
  ...dates(range),
  totalConversations: count(range),
  responseTime: seconds(range),
  firstResponseTime: seconds(range),
  repliesSent: replies(range),
  ...resolution(range),
});

const user = (range, state) => ({
  ...dates(range),
  totalDays: days(range),
  conversationsCreated: count(range),
  totalReplies: replies(range),
  ...resolution(range),
  happinessScore: happiness(range, state).happinessScore,
  responseTime: seconds(range),
  repliesPerDay: replies(range) / days(range),
  customersHelped: customers(range),
  totalConversations: count(range),
  conversationsPerDay: count(range) / days(range),
  busiestDay: busiestDay(range),
  averageFirstResponseTime: seconds(range),
});

const active = (range) => range.conversations.filter((each) => each.status === 'active').length;

const chat = (range) => {
  const chats = ofType(range, 'chat');
  return {
    ...dates(range),
    volume: {
      chatConversations: count(chats),
      completedChats: count(chats),
      missedChats: 0,
      chatsPerDay: count(chats) / days(range),
    },
    responses: { waitTime: seconds(chats), responseTime: seconds(chats) },
    resolutions: {
      messagesPerChat: count(chats) > 0 ? threadsOf(chats, 'chat') / count(chats) : 0,
      duration: seconds(chats),
    },
  };
};

const userChat = (range) => {
  const chats = ofType(range, 'chat');
  const average = (value) => (count(chats) > 0 ? value : null);
  return {
    ...dates(range),
    totalDays: days(range),
    newConversations: count(chats),
    messagesPerChat: count(chats) > 0 ? threadsOf(chats, 'chat') / count(chats) : 0,
    responseTime: average(RESPONSE_SECONDS),
    waitTime: average(RESPONSE_SECONDS),
    duration: average(RESPONSE_SECONDS),
  };
};

const email = (range) => {
  const emails = ofType(range, 'email');
  return {
    ...dates(range),
    volume: {
      emailConversations: count(emails),
      emailsCreated: count(emails),
      repliesSent: replies(emails),
      messagesReceived: received(emails),
    },
    resolutions: resolution(emails),
    responses: { responseTime: seconds(emails), firstResponseTime: seconds(emails) },
  };
};

const phone = (range) => {
  const calls = ofType(range, 'phone');
  return {
    ...dates(range),
    phoneConversations: count(calls),
    phoneCallsCreated: count(calls),
    customers: customers(calls),
  };
};

const docs = () => ({
  visitors: 0,
  browseAction: 0,
  searchAction: 0,
  sentAnEmailResult: 0,
  foundAnAnswerResult: 0,
  failedResult: 0,
  docsViewedPerVisit: 0,
});

/** The mock has no Docs: the same searches and articles for everyone. */
const docsLists = () => ({
  popularSearches: [{ id: 'refund', count: 3, results: 1 }],
  failedSearches: [{ id: 'unicorn', count: 1 }],
  topArticles: [{ id: DOCS_ID, name: 'How refunds work', count: 3, siteId: DOCS_ID, collectionId: DOCS_ID }],
  topCategories: [{ id: DOCS_ID, name: 'Billing', count: 3, siteId: DOCS_ID, articles: 1 }],
});

/** All conversations of a range in the first bucket. */
function buckets(current, previous, more = {}) {
  const inFirst = (range, id) => (id === 1 ? count(range) : 0);
  return {
    count: count(current),
    previousCount: previous ? count(previous) : 0,
    ranges: [1, 2, 3, 4, 5].map((id) => ({
      id,
      count: inFirst(current, id),
      percent: percent(inFirst(current, id), count(current)),
      ...(previous
        ? { previousCount: inFirst(previous, id), previousPercent: percent(inFirst(previous, id), count(previous)) }
        : {}),
      ...more,
    })),
  };
}

const resolutionBuckets = (current, previous) => buckets(current, previous, { resolutionTime: seconds(current) });

module.exports = {
  active,
  assignedTo,
  buckets,
  busiestDay,
  busyTimes,
  channels,
  chat,
  closed,
  company,
  conversations,
  count,
  customers,
  deltas,
  docs,
  docsLists,
  email,
  happiness,
  percent,
  phone,
  productivity,
  received,
  renamed,
  replies,
  resolutionBuckets,
  seconds,
  slices,
  user,
  userChat,
};
