'use strict';

// Whether users are there, and what becomes of their conversations when they are not.

const { needAdmin } = require('../access');
const check = require('../check');
const hal = require('../hal');
const views = require('../views');

const list = (context) =>
  hal.page(context, 'userStatuses', context.state.users.all(), ({ id, status }) => ({ userId: id, ...status }));

function get({ state, params, href }) {
  const { id, status } = state.users.need(params.userId);
  return hal.resource(views.linked(href, `/v2/users/${id}/status`, { userId: id, ...status }));
}

const statusRule = check.object({
  status: check.required(check.oneOf('active', 'away')),
  customStatus: check.optional(
    check.object({
      text: check.required(check.string),
      emoji: check.optional(check.string),
      emojiName: check.optional(check.string),
    }),
  ),
});

/** Sets the status for mail; that for chats is read-only. */
function update({ state, params, body }) {
  const user = state.users.need(params.userId);
  const caller = state.caller();
  if (user.id !== caller.id) needAdmin(state);
  const { status, customStatus } = check.validate(body, statusRule);
  user.status.email = {
    status,
    updatedAt: state.time(),
    performedBy: caller.id,
    source: 'api',
    ...views.present({ customStatus }),
  };
  return hal.noContent();
}

function getReassignment({ state, params, href }) {
  const { id, reassignment } = state.users.need(params.userId);
  return hal.resource(views.linked(href, `/v2/users/${id}/conversation-reassignment`, reassignment));
}

const reassignmentRule = check.object({
  enabled: check.required(check.boolean),
  awayDuration: check.required(
    check.object({ hours: check.required(check.within(0, Infinity)), minutes: check.required(check.within(0, 59)) }),
  ),
});

function updateReassignment({ state, params, body }) {
  const user = state.users.need(params.userId);
  user.reassignment = check.validate(body, reassignmentRule);
  return hal.noContent();
}

module.exports = {
  'GET /v2/users/status': list,
  'GET /v2/users/:userId/status': get,
  'PUT /v2/users/:userId/status': update,
  'GET /v2/users/:userId/conversation-reassignment': getReassignment,
  'PUT /v2/users/:userId/conversation-reassignment': updateReassignment,
};
