'use strict';

// Inboxes with their fields, folders and routing.

const { needMailbox, sees } = require('../access');
const check = require('../check');
const hal = require('../hal');
const { invalidProperty } = require('../problem');
const views = require('../views');

function view(href, record) {
  const own = `/v2/mailboxes/${record.id}`;
  return {
    ...views.omit(record, 'folders', 'fields', 'routing'),
    _links: {
      self: views.link(href, own),
      folders: views.link(href, `${own}/folders`),
      fields: views.link(href, `${own}/fields`),
    },
  };
}

function list(context) {
  const { state, href } = context;
  const seen = state.mailboxes.where(({ id }) => sees(state, id));
  return hal.page(context, 'mailboxes', seen, (record) => view(href, record));
}

const get = ({ state, params, href }) => hal.resource(view(href, needMailbox(state, params.mailboxId)));

const listFields = (context) =>
  hal.page(context, 'fields', needMailbox(context.state, context.params.mailboxId).fields, (field) => field);

function listFolders(context) {
  const { state, params } = context;
  const { id, folders } = needMailbox(state, params.mailboxId);
  const conversations = state.conversations.where((each) => each.mailboxId === id);
  return hal.page(context, 'folders', folders, (folder) => {
    const inside = conversations.filter((each) => views.folderType(each) === folder.type);
    const activeCount = inside.filter((each) => each.status === 'active').length;
    return { ...folder, totalCount: inside.length, activeCount };
  });
}

function getRouting({ state, params, href }) {
  const mailbox = needMailbox(state, params.mailboxId);
  const members = state.users.where(({ mailboxIds }) => mailboxIds.includes(mailbox.id));
  const rotation = members.map((user) => rotationEntry(state, mailbox, user));
  return hal.resource({
    ...mailbox.routing,
    rotation,
    _links: { self: views.link(href, `/v2/mailboxes/${mailbox.id}/routing`) },
  });
}

/** Whether a user can be given the inbox's next conversation, and what is in the way. */
function rotationEntry(state, { id, routing }, user) {
  const { length } = state.conversations.where(
    (each) => each.mailboxId === id && each.status === 'active' && each.assigneeId === user.id,
  );
  const obstacles = {
    not_in_rotation: !routing.userIds.includes(user.id),
    away: user.status.email.status === 'away',
    at_capacity: length >= routing.assignmentLimit,
  };
  const reason = Object.keys(obstacles).find((key) => obstacles[key]);
  return { userId: user.id, conversationsCount: length, eligible: !reason, ...views.present({ reason }) };
}

const routingRule = check.object({
  state: check.required(check.oneOf('enabled', 'disabled')),
  assignmentLimit: check.required(check.within(1, 100)),
  assignmentMethod: check.required(check.oneOf('round_robin', 'balanced')),
  userIds: check.required(check.listOf(check.integer)),
});

function updateRouting({ state, params, body }) {
  const mailbox = needMailbox(state, params.mailboxId);
  const input = check.validate(body, routingRule);
  if (input.state === 'enabled' && input.userIds.length === 0) {
    throw invalidProperty('userIds', 'may not be empty when routing is enabled', input.userIds, 'NotEmpty');
  }
  const hasAccess = (id) => state.users.get(id)?.mailboxIds.includes(mailbox.id) ?? false;
  check.validateEach(input.userIds, hasAccess, 'has no access to the inbox', (index) => `userIds[${index}]`);
  mailbox.routing = input;
  return hal.noContent();
}

module.exports = {
  'GET /v2/mailboxes': list,
  'GET /v2/mailboxes/:mailboxId': get,
  'GET /v2/mailboxes/:mailboxId/fields': listFields,
  'GET /v2/mailboxes/:mailboxId/folders': listFolders,
  'GET /v2/mailboxes/:mailboxId/routing': getRouting,
  'PUT /v2/mailboxes/:mailboxId/routing': updateRouting,
};
