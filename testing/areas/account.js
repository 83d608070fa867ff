'use strict';

// What an account is made of: inboxes, users, teams, tags and ratings. The API reads these; seeds write them.

const hal = require('../hal');
const views = require('../views');

const path = (...parts) => `/v2/${parts.join('/')}`;

const self =
  (context, ...parts) =>
  (record) =>
    views.linked(context.href, path(...parts, record.id), record);

function mailbox(href, record) {
  const own = path('mailboxes', record.id);
  const links = { self: own, folders: `${own}/folders`, fields: `${own}/fields` };
  return {
    ...views.omit(record, 'folders', 'fields'),
    _links: Object.fromEntries(Object.entries(links).map(([rel, at]) => [rel, views.link(href, at)])),
  };
}

const listMailboxes = (context) =>
  hal.page(context, 'mailboxes', context.state.mailboxes.all(), (record) => mailbox(context.href, record));

const getMailbox = ({ state, params, href }) => hal.resource(mailbox(href, state.mailboxes.need(params.mailboxId)));

const listFields = (context) =>
  hal.page(context, 'fields', context.state.mailboxes.need(context.params.mailboxId).fields, (field) => field);

function listFolders(context) {
  const { state, params } = context;
  const { id, folders } = state.mailboxes.need(params.mailboxId);
  const conversations = state.conversations.where((each) => each.mailboxId === id);
  return hal.page(context, 'folders', folders, (folder) => {
    const inside = conversations.filter((each) => views.folderType(each) === folder.type);
    const activeCount = inside.filter((each) => each.status === 'active').length;
    return { ...folder, totalCount: inside.length, activeCount };
  });
}

function listUsers(context) {
  const { state, query } = context;
  const email = query.get('email')?.toLowerCase();
  const mailboxId = query.get('mailbox');
  const found = state.users.where(
    (user) =>
      (!email || user.email.toLowerCase() === email) && (!mailboxId || user.mailboxIds.includes(Number(mailboxId))),
  );
  return hal.page(context, 'users', found, user(context));
}

const user = (context) => (record) => self(context, 'users')(views.omit(record, 'mailboxIds'));

const getUser = (context) => hal.resource(user(context)(context.state.users.need(context.params.userId)));

const getOwner = (context) => hal.resource(user(context)(context.state.owner()));

const listTeams = (context) =>
  hal.page(context, 'teams', context.state.teams.all(), (record) =>
    self(context, 'teams')(views.omit(record, 'memberIds')),
  );

function listMembers(context) {
  const { state, params } = context;
  const { memberIds } = state.teams.need(params.teamId);
  return hal.page(
    context,
    'users',
    memberIds.map((id) => state.users.get(id)),
    user(context),
  );
}

function listTags(context) {
  const { state } = context;
  const uses = new Map();
  for (const id of state.conversations.all().flatMap((each) => each.tags)) uses.set(id, (uses.get(id) ?? 0) + 1);
  const tags = state.tags.all().sort((a, b) => a.name.localeCompare(b.name));
  return hal.page(context, 'tags', tags, (tag) => ({ ...tag, ticketCount: uses.get(tag.id) ?? 0 }));
}

function getRating({ state, params, href }) {
  const { customerId, userId, ...record } = state.ratings.need(params.ratingId);
  const customer = state.customers.get(customerId);
  const rated = state.users.get(userId);
  return hal.resource({
    ...record,
    customer: {
      id: customerId,
      email: customer?.emails[0]?.value ?? '',
      firstName: customer?.firstName ?? '',
      lastName: customer?.lastName ?? '',
      photoUrl: customer?.photoUrl ?? '',
    },
    user: { id: userId, email: rated?.email, firstName: rated?.firstName, lastName: rated?.lastName },
    _links: {
      self: views.link(href, path('ratings', record.id)),
      conversation: views.link(href, path('conversations', record.conversationId)),
      mailbox: views.link(href, path('mailboxes', record.mailboxId)),
      customer: views.link(href, path('customers', customerId)),
      user: views.link(href, path('users', userId)),
    },
  });
}

module.exports = {
  'GET /v2/mailboxes': listMailboxes,
  'GET /v2/mailboxes/:mailboxId': getMailbox,
  'GET /v2/mailboxes/:mailboxId/fields': listFields,
  'GET /v2/mailboxes/:mailboxId/folders': listFolders,
  'GET /v2/users': listUsers,
  'GET /v2/users/me': getOwner,
  'GET /v2/users/:userId': getUser,
  'GET /v2/teams': listTeams,
  'GET /v2/teams/:teamId/members': listMembers,
  'GET /v2/tags': listTags,
  'GET /v2/ratings/:ratingId': getRating,
};
