'use strict';

// New users and system users, as the API's requests and the seeds give them.

const initials = (...names) => names.map((name) => name.slice(0, 1).toUpperCase()).join('');

/** What users and system users have in common. */
function human(state, { firstName = '', lastName = '' }) {
  const now = state.time();
  return {
    firstName,
    lastName,
    initials: initials(firstName, lastName),
    mention: firstName.toLowerCase().replace(/\W+/g, ''),
    timezone: 'Etc/UTC',
    photoUrl: null,
    createdAt: now,
    updatedAt: now,
  };
}

function createUser(state, { status, ...input }) {
  return state.users.insert({
    ...human(state, input),
    email: '',
    role: 'user',
    type: 'user',
    jobTitle: '',
    phone: '',
    alternateEmails: [],
    mailboxIds: [],
    reassignment: { enabled: false, awayDuration: { hours: 0, minutes: 0 } },
    status: { email: { status: 'active' }, chat: { status: 'unavailable' }, ...status },
    ...input,
  });
}

const createSystemUser = (state, input) =>
  state.systemUsers.insert({ ...human(state, input), type: 'system_user', email: null, role: 'user', ...input });

module.exports = { createSystemUser, createUser };
