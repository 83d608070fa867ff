'use strict';

// A token has the rights of the user who consented.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { caller, requestToken, startMock } = require('./support');

/** The default account, and a client with the rights of a user, by default the one who is no administrator. */
async function startAs(t, userId = 103, options = undefined) {
  const { mock, call: asOwner } = await startMock(t, options);
  return { mock, asOwner, call: caller(mock, mock.issueTokens({ userId }).access_token) };
}

const ADMINS_ONLY = [
  ['POST users', { firstName: 'Dee', lastName: 'Ray', email: 'dee@mock.example', role: 'user' }, 201],
  ['DELETE users/103', undefined, 204],
  ['PUT users/102/status', { status: 'away' }, 204],
];

for (const [request, body, success] of ADMINS_ONLY) {
  test(`${request} is for administrators`, async (t) => {
    const { call, mock } = await startAs(t);
    const refused = await call(request, body);
    assert.deepEqual([refused.status, refused.type], [403, 'application/vnd.error+json']);
    const admin = caller(mock, mock.issueTokens({ userId: 102 }).access_token);
    assert.equal((await admin(request, body)).status, success);
  });
}

test('everyone may set their own status, and it says who did', async (t) => {
  const { call } = await startAs(t);
  assert.equal((await call('PUT users/103/status', { status: 'away' })).status, 204);
  assert.equal((await call('GET users/103/status')).body.email.performedBy, 103);
});

test('only administrators change what was said', async (t) => {
  const { call, asOwner, mock } = await startAs(t);
  const { id } = mock.state.conversations.get(100_001).threads[0];
  const edit = { op: 'replace', path: '/text', value: 'Other' };
  assert.equal((await call(`PATCH conversations/100001/threads/${id}`, edit)).status, 403);
  assert.equal((await asOwner(`PATCH conversations/100001/threads/${id}`, edit)).status, 204);
});

test('nobody deletes themselves or the owner', async (t) => {
  const { call, asOwner } = await startAs(t, 102);
  assert.equal((await call('DELETE users/102')).status, 403);
  assert.equal((await call('DELETE users/101')).status, 403);
  assert.equal((await asOwner('DELETE users/101')).status, 403);
});

test('who has no access to an inbox sees neither it nor its conversations', async (t) => {
  const { call, mock } = await startAs(t);
  mock.state.users.get(103).mailboxIds = [301];
  const hidden = [...mock.state.conversations.values()].find(({ mailboxId }) => mailboxId === 302);
  for (const path of ['mailboxes/302', 'mailboxes/302/fields', `conversations/${hidden.id}`]) {
    assert.equal((await call(`GET ${path}`)).status, 403, path);
  }
  assert.equal((await call(`DELETE conversations/${hidden.id}`)).status, 403);
  assert.deepEqual(
    (await call('GET mailboxes')).body._embedded.mailboxes.map(({ id }) => id),
    [301],
  );
  const seen = (await call('GET conversations')).body._embedded.conversations;
  assert.ok(seen.length > 0 && seen.every(({ mailboxId }) => mailboxId === 301));
  const move = { op: 'move', path: '/mailboxId', value: 302 };
  assert.equal((await call(`PATCH conversations/${seen[0].id}`, move)).status, 400);
});

test('the owner sees every inbox', async (t) => {
  const { asOwner, mock } = await startAs(t);
  mock.state.users.get(101).mailboxIds = [];
  assert.equal((await asOwner('GET mailboxes/302')).status, 200);
  assert.equal((await asOwner('GET mailboxes')).body.page.totalElements, 2);
});

test('a customer with conversations out of sight is not deleted, not even in the background', async (t) => {
  const { call, mock } = await startAs(t, 103, { seed: { customers: 1, conversations: 2 } });
  mock.state.users.get(103).mailboxIds = [301];
  assert.equal((await call('DELETE customers/10001')).status, 403);
  assert.equal((await call('DELETE customers/10001?async=true')).status, 403);
  assert.equal(mock.state.customers.size, 1);
  mock.state.users.get(103).mailboxIds.push(302);
  assert.equal((await call('DELETE customers/10001')).status, 204);
});

test('what a user makes is theirs', async (t) => {
  const { call } = await startAs(t);
  assert.equal((await call('GET users/me')).body.id, 103);
  await call('POST conversations/100001/notes', { text: 'Mine' });
  const [note] = (await call('GET conversations/100001/threads')).body._embedded.threads;
  assert.equal(note.createdBy.id, 103);
});

test('the rights stay through code and refresh, and end with the user', async (t) => {
  const { mock } = await startMock(t);
  const code = mock.issueCode({ userId: 103 });
  const first = await requestToken(mock, { grant_type: 'authorization_code', code });
  const second = await requestToken(mock, { grant_type: 'refresh_token', refresh_token: first.body.refresh_token });
  const call = caller(mock, second.body.access_token);
  assert.equal((await call('GET users/me')).body.id, 103);
  const asOwner = caller(mock, mock.issueTokens().access_token);
  await asOwner('DELETE users/103');
  assert.equal((await call('GET users/me')).status, 401);
});
