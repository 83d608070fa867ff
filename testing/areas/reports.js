'use strict';

const hal = require('../hal');
const { invalid, invalidQuery } = require('../problem');
const { sorted } = require('../sort');
const views = require('../views');
const { breakdown, savedReplyIds, workflowIds } = require('./report-breakdown');
const figures = require('./report-figures');
const rows = require('./report-rows');

const DAY = 86_400_000;
const STEPS = { day: DAY, week: 7 * DAY, month: 30 * DAY };
const DEFAULT_ROWS = 25;
const MAX_ROWS = 50;

/** Handler of a report: `build` gets the conversations in range and answers the body. */
const report =
  (build, { required = [], answer = hal.json } = {}) =>
  (context) => {
    needParameters(context.query, ['start', 'end', ...required]);
    const user = required.includes('user') ? needUser(context.state, context.query.get('user')) : undefined;
    return answer(build(scope(context, user), context));
  };

const userReport = (build) => report(build, { required: ['user'] });

function needParameters(query, names) {
  const missing = names.filter((name) => !query.get(name));
  if (missing.length > 0) {
    throw invalid(missing.map((path) => ({ path, kind: 'NotEmpty', message: 'may not be empty', source: 'QUERY' })));
  }
  for (const name of ['start', 'end', 'previousStart', 'previousEnd']) {
    const text = query.get(name);
    if (text && Number.isNaN(Date.parse(text))) throw invalidQuery(name, 'must be a date', text);
  }
}

/** The conversations that a report is about, and those of the range it is compared with. */
function scope({ state, query }, user) {
  const list = (name) => query.get(name)?.split(',').filter(Boolean);
  const among = (wanted, value) => !wanted || wanted.includes(String(value));
  const [mailboxes, types, tags, folders] = ['mailboxes', 'types', 'tags', 'folders'].map(list);
  const pool = state.conversations.where(
    (each) =>
      among(mailboxes, each.mailboxId) &&
      among(types, each.type) &&
      (!tags || each.tags.some((id) => tags.includes(String(id)))) &&
      (!folders || folders.includes(String(views.folderOf(state, each)?.id))) &&
      (!user || user.ids.includes(each.assigneeId)),
  );
  const range = (start, end) => ({
    start,
    end,
    conversations: pool.filter(
      ({ createdAt }) => Date.parse(createdAt) >= Date.parse(start) && Date.parse(createdAt) <= Date.parse(end),
    ),
  });
  const current = range(query.get('start'), query.get('end'));
  const compared = query.get('previousStart') && query.get('previousEnd');
  const previous = compared ? range(query.get('previousStart'), query.get('previousEnd')) : undefined;
  return { state, user, current, previous, filterTags: filterTags(state, tags) };
}

function needUser(state, id) {
  const team = state.teams.get(Number(id));
  const user = state.users.get(Number(id));
  if (!team && !user) throw invalidQuery('user', 'does not exist', id);
  return team
    ? { ...team, ids: team.memberIds }
    : { ...user, name: `${user.firstName} ${user.lastName}`, ids: [user.id] };
}

const filterTags = (state, ids) =>
  (ids ?? [])
    .map((id) => state.tags.get(Number(id)))
    .filter(Boolean)
    .map(({ id, name }) => ({ id, name }));

/** Current and previous figures, and the percent of change of each number but those that the API leaves out. */
function compare({ state, current, previous }, { measure, unchanged = [] }) {
  const now = measure(current, state);
  if (!previous) return { current: now };
  const before = measure(previous, state);
  return { current: now, previous: before, deltas: views.omit(figures.deltas(now, before), ...unchanged) };
}

/** A report that is a series of points, one a day, week or month. */
const series =
  (measure, dateKey = 'date') =>
  ({ state, current, previous }, { query }) => {
    const step = STEPS[query.get('viewBy') ?? 'day'];
    if (!step) throw invalidQuery('viewBy', 'must be one of day, week, month', query.get('viewBy'));
    const points = (range) =>
      figures.slices(range, step).map((slice) => ({ [dateKey]: slice.start, ...measure(slice, state) }));
    return { current: points(current), ...(previous ? { previous: points(previous) } : {}) };
  };

const point = (key, measure) => (slice) => ({ [key]: measure(slice) });

const drilldownOf =
  (row) =>
  ({ state, current }, { query }) => ({
    conversations: paged(current.conversations, query, (each) => row(state, each)),
  });

const drilldown = drilldownOf(rows.drilldownRow);

const RANGES = ['replies', 'firstReplyResolved', 'resolved', 'responseTime', 'firstResponseTime', 'handleTime'];

function companyDrilldown(range, context) {
  known(context.query, 'range', RANGES);
  return drilldown(range, context);
}

/** What the drilldown by field looks for in a conversation. */
const FIELDS = {
  tagid: ({ tags }) => tags,
  replyid: savedReplyIds,
  workflowid: workflowIds,
  customerid: ({ customerId }) => [customerId],
};

function fieldDrilldown({ state, current }, context) {
  const { query } = context;
  const idsOf = FIELDS[known(query, 'field', Object.keys(FIELDS))];
  const conversations = current.conversations.filter((each) => idsOf(each).map(String).includes(query.get('fieldid')));
  return drilldown({ state, current: { ...current, conversations } }, context);
}

/** A query parameter that must be one of some words, if it is there. */
function known(query, name, words) {
  const word = query.get(name);
  if (word !== null && !words.includes(word)) throw invalidQuery(name, `must be one of ${words.join(', ')}`, word);
  return word;
}

function paged(items, query, view) {
  const size = Math.min(positive(query, 'rows', DEFAULT_ROWS), MAX_ROWS);
  const page = positive(query, 'page', 1);
  const shown = items.slice((page - 1) * size, page * size);
  return { results: shown.map(view), page, pages: Math.ceil(items.length / size), count: items.length };
}

function positive(query, name, byDefault) {
  const number = Number(query.get(name) ?? byDefault);
  if (Number.isInteger(number) && number >= 1) return number;
  throw invalidQuery(name, 'must be a positive integer', query.get(name));
}

const overall =
  (measured, extra = () => ({})) =>
  (range, context) => ({
    filterTags: range.filterTags,
    ...compare(range, measured),
    ...extra(range, context),
  });

const RATINGS = { great: 'great', ok: 'okay', 'not-good': 'not_good', all: undefined };

function ratings({ state, current }, { query }) {
  const ids = new Set(current.conversations.map((each) => each.id));
  const wanted = RATINGS[known(query, 'rating', Object.keys(RATINGS)) ?? 'all'];
  const found = state.ratings.where((each) => ids.has(each.conversationId) && (!wanted || each.rating === wanted));
  const keys = {
    number: (each) => each.conversationNumber,
    modifiedAt: (each) => each.modifiedAt,
    rating: (each) => each.rating,
  };
  return paged(sorted(found, query, keys, 'number'), query, (each) => rows.ratingRow(state, each));
}

function history({ state, current }, { query }) {
  const status = known(query, 'status', ['active', 'pending', 'closed']);
  const found = current.conversations.filter((each) => !status || each.status === status);
  const alone = (each) => ({ conversations: [each] });
  const keys = {
    number: (each) => each.number,
    repliesSent: (each) => figures.replies(alone(each)),
    responseTime: (each) => figures.seconds(alone(each)),
    resolveTime: (each) => figures.seconds(alone(each)),
  };
  return paged(sorted(found, query, keys, 'number'), query, (each) => rows.historyRow(state, each));
}

const user = { measure: figures.user, unchanged: ['busiestDay'] };

function userOverall({ filterTags: tags, ...range }) {
  const { deltas, ...compared } = compare(range, user);
  const { id, name, photoUrl, createdAt } = range.user;
  return {
    filterTags: tags,
    user: {
      id,
      name,
      hasPhoto: Boolean(photoUrl),
      ...views.present({ photoUrl }),
      createdAt,
      totalCustomersHelped: figures.customers(range.current),
    },
    ...compared,
    ...(deltas ? { deltas: { ...deltas, activeConversations: activeChange(range) } } : {}),
  };
}

const activeChange = ({ current, previous }) =>
  figures.deltas({ n: figures.active(current) }, { n: figures.active(previous) }).n;

const phoneFigures = (range, userId) =>
  views.omit(figures.phone(figures.assignedTo(range, userId)), 'startDate', 'endDate');

const phoneUsers = ({ state, current, previous }) => ({
  users: state.users.all().map(({ id, firstName, lastName }) => ({
    id,
    name: `${firstName} ${lastName}`,
    current: phoneFigures(current, id),
    ...(previous ? { previous: phoneFigures(previous, id) } : {}),
  })),
});

const helped = (range, state) => ({
  customersHelped: figures.customers(range),
  replies: figures.replies(range),
  handleTime: figures.seconds(range),
  happinessScore: figures.happiness(range, state).happinessScore,
});

const companyUsers = ({ state, current, previous }) => ({
  users: state.users.all().map(({ id, firstName, lastName }) => {
    const before = previous ? helped(figures.assignedTo(previous, id), state) : {};
    return {
      user: String(id),
      name: `${firstName} ${lastName}`,
      ...helped(figures.assignedTo(current, id), state),
      ...figures.renamed(before, asPrevious),
    };
  }),
});

const asPrevious = (key) => `previous${key[0].toUpperCase()}${key.slice(1)}`;

const company = { measure: figures.company, unchanged: ['totalDays', 'resolvedPerDay'] };

const happiness = {
  measure: figures.happiness,
  unchanged: ['ratingsPercent', 'ratingsCount', 'totalCustomers', 'totalCustomersWithRatings'],
};

const productivity = { measure: figures.productivity, unchanged: ['percentResolvedOnFirstReply'] };

const userChat = { measure: figures.userChat, unchanged: ['totalDays'] };

// The phone report names the change of its conversations as that of new ones.
function comparePhone(range) {
  const { deltas, ...compared } = compare(range, { measure: figures.phone });
  if (!deltas) return compared;
  const { phoneConversations: newConversations, ...others } = deltas;
  return { ...compared, deltas: { newConversations, ...others } };
}

const buckets =
  (...keys) =>
  ({ current, previous }) =>
    Object.fromEntries(
      keys.map((key) => [
        key,
        key === 'repliesToResolve' ? figures.resolutionBuckets(current, previous) : figures.buckets(current, previous),
      ]),
    );

module.exports = {
  'GET /v2/reports/company': report(overall(company, companyUsers)),
  'GET /v2/reports/company/customers-helped': report(series(point('customers', figures.customers))),
  'GET /v2/reports/company/drilldown': report(companyDrilldown),
  'GET /v2/reports/conversations': report(overall({ measure: figures.conversations }, breakdown)),
  'GET /v2/reports/conversations/volume-by-channel': report(series(figures.channels)),
  'GET /v2/reports/conversations/busy-times': report(({ current }) => figures.busyTimes(current)),
  'GET /v2/reports/conversations/drilldown': report(drilldown),
  'GET /v2/reports/conversations/fields-drilldown': report(fieldDrilldown, { required: ['field', 'fieldid'] }),
  'GET /v2/reports/conversations/new': report(series(point('count', figures.count), 'start')),
  'GET /v2/reports/conversations/new-drilldown': report(drilldown),
  'GET /v2/reports/conversations/received-messages': report(series(point('messages', figures.received))),
  'GET /v2/reports/docs': report((range) => ({ ...compare(range, { measure: figures.docs }), ...figures.docsLists() })),
  'GET /v2/reports/happiness': report(overall(happiness)),
  'GET /v2/reports/happiness/ratings': report(ratings),
  'GET /v2/reports/productivity': report(
    overall(productivity, buckets('responseTime', 'firstResponseTime', 'handleTime', 'repliesToResolve')),
  ),
  'GET /v2/reports/productivity/first-response-time': report(series(point('time', figures.seconds))),
  'GET /v2/reports/productivity/replies-sent': report(series(point('replies', figures.replies))),
  'GET /v2/reports/productivity/resolution-time': report(series(point('time', figures.seconds))),
  'GET /v2/reports/productivity/resolved': report(series(point('resolved', figures.closed))),
  'GET /v2/reports/productivity/response-time': report(series(point('time', figures.seconds))),
  'GET /v2/reports/user': userReport(userOverall),
  'GET /v2/reports/user/conversation-history': userReport(history),
  'GET /v2/reports/user/customers-helped': userReport(series(point('customers', figures.customers))),
  'GET /v2/reports/user/drilldown': userReport(drilldownOf(rows.userDrilldownRow)),
  'GET /v2/reports/user/happiness': userReport(overall(happiness)),
  'GET /v2/reports/user/ratings': userReport(ratings),
  'GET /v2/reports/user/replies': userReport(series(point('replies', figures.replies))),
  'GET /v2/reports/user/resolutions': userReport(series(point('resolved', figures.closed))),
  'GET /v2/reports/user/chat': userReport((range) => compare(range, userChat)),
  'GET /v2/reports/chat': report(
    (range, context) => ({
      ...compare(range, { measure: figures.chat }),
      ...buckets('waitTime', 'responseTime', 'messagesPerChat', 'duration')(range, context),
    }),
    { answer: hal.resource },
  ),
  'GET /v2/reports/email': report(
    overall(
      { measure: figures.email },
      buckets('responseTime', 'handleTime', 'firstResponseTime', 'resolutionTime', 'repliesToResolve'),
    ),
  ),
  'GET /v2/reports/phone': report((range) => ({ ...comparePhone(range), ...phoneUsers(range) })),
};
