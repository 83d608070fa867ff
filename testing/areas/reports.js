'use strict';

const hal = require('../hal');
const { invalid, invalidQuery } = require('../problem');
const figures = require('./report-figures');

const DAY = 86_400_000;
const STEPS = { day: DAY, week: 7 * DAY, month: 30 * DAY };
const MAX_ROWS = 50;

/** Handler of a report: `build` gets the conversations in range and answers the body. */
const report =
  (build, { required = [], answer = hal.json } = {}) =>
  (context) => {
    needParameters(context.query, ['start', 'end', ...required]);
    return answer(build(scope(context), context));
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
function scope({ state, query }) {
  const list = (name) => query.get(name)?.split(',').filter(Boolean);
  const user = query.get('user') && needUser(state, query.get('user'));
  const among = (wanted, value) => !wanted || wanted.includes(String(value));
  const [mailboxes, types, tags] = ['mailboxes', 'types', 'tags'].map(list);
  const pool = state.conversations.where(
    (each) =>
      among(mailboxes, each.mailboxId) &&
      among(types, each.type) &&
      (!tags || each.tags.some((id) => tags.includes(String(id)))) &&
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
    ? { id: team.id, name: team.name, ids: team.memberIds, createdAt: team.createdAt }
    : { id: user.id, name: `${user.firstName} ${user.lastName}`, ids: [user.id], createdAt: user.createdAt };
}

const filterTags = (state, ids) =>
  (ids ?? [])
    .map((id) => state.tags.get(Number(id)))
    .filter(Boolean)
    .map(({ id, name }) => ({ id, name }));

/** Current and previous figures, and the percent of change of each number. */
function compare({ state, current, previous }, measure) {
  const now = measure(current, state);
  if (!previous) return { current: now };
  const before = measure(previous, state);
  return { current: now, previous: before, deltas: figures.deltas(now, before) };
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

function drilldown({ state, current }, { query }) {
  return { conversations: paged(current.conversations, query, (each) => figures.drilldownRow(state, each)) };
}

function paged(items, query, view) {
  const rows = Math.min(Number(query.get('rows') ?? 25), MAX_ROWS);
  const page = Number(query.get('page') ?? 1);
  if (!(rows >= 1)) throw invalidQuery('rows', 'must be a positive integer', query.get('rows'));
  if (!(page >= 1)) throw invalidQuery('page', 'must be a positive integer', query.get('page'));
  const shown = items.slice((page - 1) * rows, page * rows);
  return { results: shown.map(view), page, pages: Math.ceil(items.length / rows), count: items.length };
}

const overall =
  (measure, extra = () => ({})) =>
  (range, context) => ({
    filterTags: range.filterTags,
    ...compare(range, measure),
    ...extra(range, context),
  });

const ratings = ({ state, current }, { query }) => {
  const ids = new Set(current.conversations.map((each) => each.id));
  const wanted = query.get('rating')?.replace('-', '_').replace(/^ok$/, 'okay');
  const found = state.ratings.where(
    (each) => ids.has(each.conversationId) && (!wanted || wanted === 'all' || each.rating === wanted),
  );
  return paged(found, query, (each) => figures.ratingRow(state, each));
};

const history = ({ state, current }, { query }) => {
  const status = query.get('status');
  const found = current.conversations.filter((each) => !status || each.status === status);
  return paged(found, query, (each) => figures.historyRow(state, each));
};

const userOverall = overall(figures.user, ({ user, current }) => ({
  user: {
    id: user.id,
    name: user.name,
    hasPhoto: false,
    createdAt: user.createdAt,
    totalCustomersHelped: figures.customers(current),
  },
}));

const byFieldDrilldown = report(drilldown, { required: ['field', 'fieldid'] });

const phoneUsers = ({ state, current }) => ({
  users: state.users.all().map(({ id, firstName, lastName }) => ({
    id,
    name: `${firstName} ${lastName}`,
    current: figures.phone(figures.assignedTo(current, id)),
  })),
});

const companyUsers = ({ state, current }) => ({
  users: state.users.all().map(({ id, firstName, lastName }) => {
    const own = figures.assignedTo(current, id);
    return {
      user: String(id),
      name: `${firstName} ${lastName}`,
      customersHelped: figures.customers(own),
      replies: figures.replies(own),
      handleTime: figures.seconds(own),
      happinessScore: figures.happiness(own, state).happinessScore,
    };
  }),
});

const buckets =
  (...keys) =>
  ({ current }) =>
    Object.fromEntries(keys.map((key) => [key, figures.buckets(current)]));

module.exports = {
  'GET /v2/reports/company': report(overall(figures.company, companyUsers)),
  'GET /v2/reports/company/customers-helped': report(series(point('customers', figures.customers))),
  'GET /v2/reports/company/drilldown': report(drilldown),
  'GET /v2/reports/conversations': report(overall(figures.conversations, figures.breakdown)),
  'GET /v2/reports/conversations/volume-by-channel': report(series(figures.channels)),
  'GET /v2/reports/conversations/busy-times': report(({ current }) => figures.busyTimes(current)),
  'GET /v2/reports/conversations/drilldown': report(drilldown),
  'GET /v2/reports/conversations/fields-drilldown': byFieldDrilldown,
  'GET /v2/reports/conversations/new': report(series(point('count', figures.count), 'start')),
  'GET /v2/reports/conversations/new-drilldown': report(drilldown),
  'GET /v2/reports/conversations/received-messages': report(series(point('messages', figures.received))),
  'GET /v2/reports/docs': report((range) => ({ ...compare(range, figures.docs), ...figures.docsLists() })),
  'GET /v2/reports/happiness': report(overall(figures.happiness)),
  'GET /v2/reports/happiness/ratings': report(ratings),
  'GET /v2/reports/productivity': report(
    overall(figures.productivity, buckets('responseTime', 'firstResponseTime', 'handleTime', 'repliesToResolve')),
  ),
  'GET /v2/reports/productivity/first-response-time': report(series(point('time', figures.seconds))),
  'GET /v2/reports/productivity/replies-sent': report(series(point('replies', figures.replies))),
  'GET /v2/reports/productivity/resolution-time': report(series(point('time', figures.seconds))),
  'GET /v2/reports/productivity/resolved': report(series(point('resolved', figures.closed))),
  'GET /v2/reports/productivity/response-time': report(series(point('time', figures.seconds))),
  'GET /v2/reports/user': userReport(userOverall),
  'GET /v2/reports/user/conversation-history': userReport(history),
  'GET /v2/reports/user/customers-helped': userReport(series(point('customers', figures.customers))),
  'GET /v2/reports/user/drilldown': userReport(drilldown),
  'GET /v2/reports/user/happiness': userReport(overall(figures.happiness)),
  'GET /v2/reports/user/ratings': userReport(ratings),
  'GET /v2/reports/user/replies': userReport(series(point('replies', figures.replies))),
  'GET /v2/reports/user/resolutions': userReport(series(point('resolved', figures.closed))),
  'GET /v2/reports/chat': report(
    (range, context) => ({
      ...compare(range, figures.chat),
      ...buckets('waitTime', 'responseTime', 'messagesPerChat', 'duration')(range, context),
    }),
    { answer: hal.resource },
  ),
  'GET /v2/reports/email': report(
    overall(
      figures.email,
      buckets('responseTime', 'handleTime', 'firstResponseTime', 'resolutionTime', 'repliesToResolve'),
    ),
  ),
  'GET /v2/reports/phone': report((range) => ({ ...compare(range, figures.phone), ...phoneUsers(range) })),
};
