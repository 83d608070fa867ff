'use strict';

// Users, teams, inboxes and what the API only reads.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startMock } = require('./support');

const paths = (answer) => answer.body._embedded.errors.map((error) => error.path);

const dee = { firstName: 'Dee', lastName: 'Ray', email: 'dee@mock.example', role: 'light user' };

test('a created user is read, listed by inbox, and deleted with every trace', async (t) => {
  const { call, mock } = await startMock(t);
  const mailboxes = [{ id: 301 }, { id: 302, emailAccess: false }];
  const created = await call('POST users', { ...dee, jobTitle: 'Agent', mailboxes, sendInvite: false });
  assert.equal(created.headers.get('location'), `${mock.url}users/${created.id}`);
  const { body } = await call(`GET users/${created.id}`);
  assert.deepEqual(
    [body.role, body.initials, body.jobTitle, body.sendInvite],
    ['light user', 'DR', 'Agent', undefined],
  );
  const inMailbox = async (id) =>
    (await call(`GET users?mailbox=${id}&email=${dee.email}`)).body._embedded?.users.length ?? 0;
  assert.deepEqual([await inMailbox(301), await inMailbox(302)], [1, 0]);

  await call('PUT teams/2001/members', { addedUserIds: [created.id], deletedUserIds: [] });
  await call('PATCH conversations/100001', { op: 'replace', path: '/assignTo', value: created.id });
  const routing = { state: 'enabled', assignmentLimit: 5, assignmentMethod: 'balanced', userIds: [created.id, 101] };
  await call('PUT mailboxes/301/routing', routing);

  assert.equal((await call(`DELETE users/${created.id}`)).status, 204);
  assert.equal((await call(`GET users/${created.id}`)).status, 404);
  const members = (await call('GET teams/2001/members')).body._embedded.users.map(({ id }) => id);
  assert.ok(!members.includes(created.id));
  assert.equal((await call('GET conversations/100001')).body.assignee, undefined);
  assert.deepEqual((await call('GET mailboxes/301/routing')).body.userIds, [101]);
});

test('a user that cannot be made is refused', async (t) => {
  const { call } = await startMock(t);
  const wrong = {
    firstName: 'x'.repeat(41),
    lastName: '',
    email: 'dee',
    role: 'owner',
    jobTitle: 'x'.repeat(51),
    mailboxes: [{ id: 'one' }],
  };
  assert.deepEqual(paths(await call('POST users', wrong)), [
    'firstName',
    'lastName',
    'email',
    'role',
    'jobTitle',
    'mailboxes[0].id',
  ]);
  assert.deepEqual(paths(await call('POST users', { ...dee, mailboxes: [{ id: 301 }, { id: 9 }] })), [
    'mailboxes[1].id',
  ]);
  assert.equal((await call('POST users', { ...dee, email: 'ADA@mock.example' })).status, 409);
});

test('a status is set, with words of its own until the next one, and listed', async (t) => {
  const { call } = await startMock(t, { now: () => Date.parse('2026-01-15T12:00:00Z') });
  const customStatus = { text: 'Lunch', emoji: '🍜', emojiName: ':ramen:' };
  assert.equal((await call('PUT users/102/status', { status: 'away', customStatus })).status, 204);
  const { email, chat, _links } = (await call('GET users/102/status')).body;
  assert.deepEqual(email, {
    status: 'away',
    updatedAt: '2026-01-15T12:00:00Z',
    performedBy: 101,
    source: 'api',
    customStatus,
  });
  assert.equal(chat.status, 'unavailable');
  assert.match(_links.self.href, /\/v2\/users\/102\/status$/);
  const listed = (await call('GET users/status')).body._embedded.userStatuses;
  assert.deepEqual(
    listed.map(({ userId, email: { status } }) => [userId, status]),
    [
      [101, 'active'],
      [102, 'away'],
      [103, 'active'],
    ],
  );
  await call('PUT users/102/status', { status: 'active' });
  assert.equal((await call('GET users/102/status')).body.email.customStatus, undefined);
  assert.deepEqual(paths(await call('PUT users/102/status', { status: 'asleep', customStatus: { emoji: 'x' } })), [
    'status',
    'customStatus.text',
  ]);
});

test('reassignment is off until it is set, and keeps to the clock', async (t) => {
  const { call } = await startMock(t);
  const read = async () => (await call('GET users/102/conversation-reassignment')).body;
  assert.equal((await read()).enabled, false);
  const set = (enabled, hours, minutes) =>
    call('PUT users/102/conversation-reassignment', { enabled, awayDuration: { hours, minutes } });
  assert.equal((await set(true, 26, 59)).status, 204);
  assert.deepEqual((await read()).awayDuration, { hours: 26, minutes: 59 });
  assert.deepEqual(paths(await set('yes', -1, 60)), ['enabled', 'awayDuration.hours', 'awayDuration.minutes']);
});

test('members of a team change by what is added and deleted', async (t) => {
  const { call } = await startMock(t);
  const ids = async () => (await call('GET teams/2001/members')).body._embedded.users.map(({ id }) => id);
  const change = (addedUserIds, deletedUserIds) => call('PUT teams/2001/members', { addedUserIds, deletedUserIds });
  assert.equal((await change([], [101, 102])).status, 204);
  assert.deepEqual(await ids(), [103]);
  assert.equal((await change([102, 103], [999])).status, 204);
  assert.deepEqual(await ids(), [103, 102]);
  assert.deepEqual(paths(await change([102, 999], [])), ['addedUserIds[1]']);
  assert.deepEqual(paths(await call('PUT teams/2001/members', { addedUserIds: [] })), ['deletedUserIds']);
});

test('routing says who can take the next conversation, and why others cannot', async (t) => {
  const { call } = await startMock(t, { seed: { conversations: [{ assignTo: 101 }, { assignTo: 101 }] } });
  const routing = { state: 'enabled', assignmentLimit: 2, assignmentMethod: 'round_robin', userIds: [101, 102] };
  assert.equal((await call('PUT mailboxes/301/routing', routing)).status, 204);
  const rotation = async () => (await call('GET mailboxes/301/routing')).body.rotation;
  assert.deepEqual(await rotation(), [
    { userId: 101, conversationsCount: 2, eligible: false, reason: 'at_capacity' },
    { userId: 102, conversationsCount: 0, eligible: true },
    { userId: 103, conversationsCount: 0, eligible: false, reason: 'not_in_rotation' },
  ]);
  await call('PUT users/102/status', { status: 'away' });
  assert.equal((await rotation())[1].reason, 'away');
});

test('routing that cannot be is refused', async (t) => {
  const { call } = await startMock(t);
  const routing = { state: 'enabled', assignmentLimit: 1, assignmentMethod: 'balanced', userIds: [101] };
  const put = (over) => call('PUT mailboxes/301/routing', { ...routing, ...over });
  assert.deepEqual(paths(await put({ state: 'on', assignmentLimit: 101, assignmentMethod: 'random' })), [
    'state',
    'assignmentLimit',
    'assignmentMethod',
  ]);
  assert.deepEqual(paths(await put({ assignmentLimit: 0 })), ['assignmentLimit']);
  assert.deepEqual(paths(await put({ userIds: [] })), ['userIds']);
  assert.deepEqual(paths(await put({ userIds: [101, 999] })), ['userIds[1]']);
  assert.equal((await put({ state: 'disabled', userIds: [] })).status, 204);
});

test('saved replies live in their inbox; those for chats alone are listed when asked for', async (t) => {
  const { call } = await startMock(t, { seed: { savedReplies: [] } });
  const made = await call('POST mailboxes/301/saved-replies', { name: 'Hi', text: '<p>Hello <b>you</b></p>' });
  assert.deepEqual([made.status, made.id, made.headers.get('location')], [201, undefined, null]);
  await call('POST mailboxes/301/saved-replies', { name: 'Chat', chatText: 'Hello' });
  const list = async (query = '') => (await call(`GET mailboxes/301/saved-replies${query}`)).body;
  const [mail] = await list();
  assert.deepEqual(await list(), [{ id: mail.id, name: 'Hi', preview: 'Hello you' }]);
  const [, chat] = await list('?includeChatReplies=true');
  assert.deepEqual(chat, { id: chat.id, name: 'Chat', chatPreview: 'Hello' });
  assert.equal((await call(`GET mailboxes/302/saved-replies/${mail.id}`)).status, 404, 'of the other inbox');

  assert.equal(
    (await call(`PUT mailboxes/301/saved-replies/${mail.id}`, { name: 'Bye', chatText: 'Bye' })).status,
    204,
  );
  const { body } = await call(`GET mailboxes/301/saved-replies/${mail.id}`);
  assert.deepEqual(body, { id: mail.id, name: 'Bye', chatText: 'Bye' });
  assert.equal((await call(`DELETE mailboxes/301/saved-replies/${mail.id}`)).status, 204);
  assert.equal((await call(`GET mailboxes/301/saved-replies/${mail.id}`)).status, 404);
  assert.deepEqual(paths(await call('POST mailboxes/301/saved-replies', { text: 'x' })), ['name']);
});

test('system users are listed apart from users', async (t) => {
  const { call } = await startMock(t);
  const [agent] = (await call('GET /v3/system-users')).body._embedded.system_users;
  assert.deepEqual([agent.type, agent.firstName], ['system_user', 'AI Agent']);
  assert.equal((await call(`GET /v3/system-users/${agent.id}`)).body.id, agent.id);
  assert.equal((await call(`GET users/${agent.id}`)).status, 404);
  const users = (await call('GET users')).body._embedded.users;
  assert.ok(!users.some(({ id }) => id === agent.id));
});

test('a tag alone has no dates and no use', async (t) => {
  const { call } = await startMock(t);
  const [{ id, slug, name, color }] = (await call('GET tags')).body._embedded.tags;
  assert.deepEqual((await call(`GET tags/${id}`)).body, { id, slug, name, color });
});

test('a webhook for what does not exist is refused', async (t) => {
  const { call } = await startMock(t);
  const webhook = { url: 'https://example.org', events: ['convo.created'], secret: 'x'.repeat(40) };
  const create = (over) => call('POST webhooks', { ...webhook, ...over });
  assert.equal((await create()).status, 201);
  const wrong = {
    url: 'example',
    events: ['convo.created', 'convo.made'],
    secret: 'x'.repeat(41),
    payloadVersion: 'V1',
  };
  assert.deepEqual(paths(await create(wrong)), ['url', 'events[1]', 'secret', 'payloadVersion']);
  assert.deepEqual(paths(await create({ mailboxIds: [301, 9] })), ['mailboxIds[1]']);
});

test('a chat has its people, tags and events', async (t) => {
  const id = '0f3c2a10-0000-4000-8000-00000000000a';
  const { call, mock } = await startMock(t, {
    seed: {
      chats: [
        {
          id,
          assignTo: 102,
          createdAt: '2024-01-01T10:00:00Z',
          tags: ['vip'],
          events: [{ body: 'Hello?' }, { author: 'user', body: 'Yes', createdAt: '2024-01-01T10:01:00Z' }],
        },
      ],
    },
  });
  const { body } = await call(`GET /chat/v1/${id}`);
  assert.deepEqual(
    [body.createdAt, body.preview, body.assignee.first, body.customer.type, body.tags[0].slug],
    ['2024-01-01T10:00:00.000000Z', 'Yes', 'Ben', 'customer', 'vip'],
  );
  assert.equal(body._links.self.href, `${mock.origin}/chat/v1/${id}`);
  const events = (await call(`GET /chat/v1/${id}/events`)).body;
  assert.deepEqual(events._embedded.events, body._embedded.events);
  assert.deepEqual(
    events._embedded.events.map(({ author, createdAt }) => [author.type, createdAt]),
    [
      ['customer', '2024-01-01T10:00:00.000000Z'],
      ['user', '2024-01-01T10:01:00.000000Z'],
    ],
  );
  assert.equal(events.page.totalElements, 2);
});
