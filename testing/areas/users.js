'use strict';

// Users and system users.

const { denied, needAdmin } = require('../access');
const check = require('../check');
const hal = require('../hal');
const { conflict } = require('../problem');
const { createUser } = require('../people');
const views = require('../views');

function list(context) {
  const { state, query, href } = context;
  const email = query.get('email')?.toLowerCase();
  const mailboxId = query.get('mailbox');
  const found = state.users.where(
    (user) =>
      (!email || user.email.toLowerCase() === email) && (!mailboxId || user.mailboxIds.includes(Number(mailboxId))),
  );
  return hal.page(context, 'users', found, (record) => views.user(href, record));
}

const get = ({ state, params, href }) => hal.resource(views.user(href, state.users.need(params.userId)));

const getCaller = ({ state, href }) => hal.resource(views.user(href, state.caller()));

const newUser = check.object({
  firstName: check.required(check.sized(1, 40)),
  lastName: check.required(check.sized(1, 40)),
  email: check.required(check.email),
  role: check.required(check.oneOf('admin', 'user', 'light user')),
  timezone: check.optional(check.string),
  jobTitle: check.optional(check.sized(0, 50)),
  phone: check.optional(check.string),
  sendInvite: check.optional(check.boolean),
  mailboxes: check.optional(
    check.listOf(check.object({ id: check.required(check.integer), emailAccess: check.optional(check.boolean) })),
  ),
});

function create({ state, body, href }) {
  needAdmin(state);
  const { mailboxes = [], ...input } = check.validate(body, newUser);
  check.validateEach(
    mailboxes.map(({ id }) => id),
    (id) => state.mailboxes.has(id),
    'does not exist',
    (index) => `mailboxes[${index}].id`,
  );
  const wanted = input.email.toLowerCase();
  if (state.users.first(({ email }) => email.toLowerCase() === wanted)) {
    throw conflict(`Email ${input.email} is already used by a user`);
  }
  const mailboxIds = mailboxes.filter(({ emailAccess = true }) => emailAccess).map(({ id }) => id);
  const { id } = createUser(state, { ...views.omit(input, 'sendInvite'), mailboxIds });
  return hal.created(id, href(`/v2/users/${id}`));
}

function remove({ state, params }) {
  needAdmin(state);
  const { id, role } = state.users.need(params.userId);
  if (id === state.caller().id) throw denied('Users cannot delete themselves');
  if (role === 'owner') throw denied('The account owner cannot be deleted');
  state.users.delete(id);
  for (const team of state.teams.values()) team.memberIds = team.memberIds.filter((each) => each !== id);
  for (const { routing } of state.mailboxes.values()) routing.userIds = routing.userIds.filter((each) => each !== id);
  for (const conversation of state.conversations.values()) {
    if (conversation.assigneeId === id) conversation.assigneeId = null;
  }
  return hal.noContent();
}

const systemUserView = (href, record) => views.linked(href, `/v3/system-users/${record.id}`, record);

const listSystemUsers = (context) =>
  hal.page(context, 'system_users', context.state.systemUsers.all(), (record) => systemUserView(context.href, record));

const getSystemUser = ({ state, params, href }) =>
  hal.resource(systemUserView(href, state.systemUsers.need(params.systemUserId)));

module.exports = {
  'GET /v2/users': list,
  'GET /v2/users/me': getCaller,
  'GET /v2/users/:userId': get,
  'POST /v2/users': create,
  'DELETE /v2/users/:userId': remove,
  'GET /v3/system-users': listSystemUsers,
  'GET /v3/system-users/:systemUserId': getSystemUser,
};
