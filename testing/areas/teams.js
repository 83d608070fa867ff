'use strict';

const check = require('../check');
const hal = require('../hal');
const views = require('../views');

const list = (context) =>
  hal.page(context, 'teams', context.state.teams.all(), (record) =>
    views.linked(context.href, `/v2/teams/${record.id}`, views.omit(record, 'memberIds')),
  );

function listMembers(context) {
  const { state, params, href } = context;
  const members = state.teams.need(params.teamId).memberIds.map((id) => state.users.get(id));
  return hal.page(context, 'users', members, (record) => views.user(href, record));
}

const userIds = check.required(check.listOf(check.integer));

function updateMembers({ state, params, body }) {
  const team = state.teams.need(params.teamId);
  const { addedUserIds, deletedUserIds } = check.validate(
    body,
    check.object({ addedUserIds: userIds, deletedUserIds: userIds }),
  );
  check.validateEach(
    addedUserIds,
    (id) => state.users.has(id),
    'does not exist',
    (index) => `addedUserIds[${index}]`,
  );
  const kept = team.memberIds.filter((id) => !deletedUserIds.includes(id));
  Object.assign(team, { memberIds: [...new Set([...kept, ...addedUserIds])], updatedAt: state.time() });
  return hal.noContent();
}

module.exports = {
  'GET /v2/teams': list,
  'GET /v2/teams/:teamId/members': listMembers,
  'PUT /v2/teams/:teamId/members': updateMembers,
};
