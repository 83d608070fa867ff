'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startMock } = require('./support');

const RANGE = 'start=2024-03-01T00:00:00Z&end=2024-03-31T23:59:59Z';
const BEFORE = 'previousStart=2024-02-01T00:00:00Z&previousEnd=2024-02-29T23:59:59Z';

const on = (day, over = {}) => ({ createdAt: `2024-${day}T10:00:00Z`, ...over });

/** A mock with these conversations, and a reader of its reports. */
async function withConversations(t, ...conversations) {
  const account = await startMock(t, { seed: { conversations } });
  const read = async (path, query = '') => (await account.call(`GET reports/${path}?${RANGE}&${query}`)).body;
  return { ...account, read };
}

test("a user's chats are counted, and averages of none are null", async (t) => {
  const chat = {
    type: 'chat',
    assignTo: 102,
    threads: [
      { type: 'chat', text: 'Hi' },
      { type: 'chat', text: 'Ho' },
    ],
  };
  const { read } = await withConversations(t, on('03-02', chat), on('03-03', { assignTo: 102 }), on('03-04', chat));
  const { current, previous, deltas } = await read('user/chat', `user=102&${BEFORE}`);
  assert.deepEqual([current.newConversations, current.messagesPerChat], [2, 2]);
  assert.deepEqual([previous.newConversations, previous.responseTime, previous.waitTime], [0, null, null]);
  assert.equal(deltas.newConversations, 0, 'nothing to compare with');
  assert.equal((await read('user/chat', 'user=103')).current.newConversations, 0);
});

test('only reports of a user heed the user', async (t) => {
  const { read } = await withConversations(t, on('03-02', { assignTo: 102 }), on('03-03'));
  assert.equal((await read('user', 'user=102')).current.totalConversations, 1);
  assert.equal((await read('user', 'user=2001')).current.totalConversations, 1, "those of a team's members");
  assert.equal((await read('conversations', 'user=nobody')).current.totalConversations, 2);
  assert.equal((await read('user', 'user=999')).message, 'Bad request');
});

test('reports are limited to folders, inboxes and tags', async (t) => {
  const { read, mock } = await withConversations(
    t,
    on('03-02', { mailboxId: 302, tags: ['vip'] }),
    on('03-03', { status: 'closed' }),
  );
  const total = async (query) => (await read('conversations', query)).current.totalConversations;
  const closed = mock.state.mailboxes.get(301).folders.find(({ type }) => type === 'closed');
  assert.equal(await total(`folders=${closed.id}`), 1);
  assert.equal(await total('mailboxes=302'), 1);
  assert.equal(await total('mailboxes=301,302'), 2);
  assert.equal(await total('tags=403'), 1);
});

test('the drilldown by field finds what has the field', async (t) => {
  const { read } = await withConversations(
    t,
    on('03-02', { tags: ['vip'], customer: { id: 10_002 } }),
    on('03-03', { threads: [{ type: 'reply', text: 'x', savedReplyId: 901 }] }),
  );
  const numbers = async (field, fieldid) =>
    (await read('conversations/fields-drilldown', `field=${field}&fieldid=${fieldid}`)).conversations.results.map(
      ({ number }) => number,
    );
  assert.deepEqual(await numbers('tagid', 403), [1]);
  assert.deepEqual(await numbers('customerid', 10_002), [1, 2]);
  assert.deepEqual(await numbers('replyid', 901), [2]);
  assert.deepEqual(await numbers('workflowid', 501), []);
});

test('the conversations report breaks down what it counts, against the range before', async (t) => {
  const { read } = await withConversations(
    t,
    on('03-02', { tags: ['vip'] }),
    on('03-03'),
    on('02-03', { tags: ['vip'] }),
  );
  const { tags } = await read('conversations', BEFORE);
  assert.deepEqual(tags, {
    count: 1,
    top: [{ id: 403, name: 'vip', count: 1, percent: 50, previousCount: 1, previousPercent: 100, deltaPercent: 0 }],
  });
  assert.equal((await read('conversations')).tags.top[0].previousCount, undefined);
});

test('rows are 25 unless asked for, and 50 at most', async (t) => {
  const { read } = await withConversations(t, ...Array.from({ length: 60 }, () => on('03-02')));
  const page = async (query) => (await read('conversations/drilldown', query)).conversations;
  assert.equal((await page('')).results.length, 25);
  const { results, pages, count } = await page('rows=200&page=2');
  assert.deepEqual([results.length, pages, count], [10, 2, 60]);
});

for (const [path, query, wrong] of [
  ['company/drilldown', 'range=size', 'range'],
  ['conversations/fields-drilldown', 'field=size&fieldid=1', 'field'],
  ['conversations/new', 'viewBy=year', 'viewBy'],
  ['conversations/drilldown', 'rows=0', 'rows'],
  ['conversations/drilldown', 'page=x', 'page'],
  ['happiness/ratings', 'rating=good', 'rating'],
  ['happiness/ratings', 'sortField=size', 'sortField'],
  ['user/conversation-history', 'user=101&status=spam', 'status'],
  ['company', 'previousStart=yesterday', 'previousStart'],
]) {
  test(`${path}?${query} is refused for its ${wrong}`, async (t) => {
    const { read } = await withConversations(t);
    const { _embedded } = await read(path, query);
    assert.deepEqual(
      _embedded.errors.map(({ path: at, source }) => [at, source]),
      [[wrong, 'QUERY']],
    );
  });
}
