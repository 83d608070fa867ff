'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { mockHelpScout } = require('../../testing');
const { startMock } = require('./support');

const newConversation = (over = {}) => ({
  subject: 'Where is it?',
  type: 'email',
  mailboxId: 301,
  status: 'active',
  customer: { email: 'new@customers.example', firstName: 'New' },
  threads: [{ type: 'customer', customer: { email: 'new@customers.example' }, text: '<p>Hello <b>you</b></p>' }],
  ...over,
});

const paths = (answer) => answer.body._embedded.errors.map((error) => error.path);

test('a created conversation is found by its Location, its list and its customer', async (t) => {
  const { mock, call } = await startMock(t);
  const created = await call('POST conversations', newConversation({ tags: ['vip', 'fresh'] }));
  assert.equal(created.status, 201);
  assert.equal(created.headers.get('location'), `${mock.url}conversations/${created.id}`);

  const { body } = await call(`GET conversations/${created.id}`);
  assert.equal(body.subject, 'Where is it?');
  assert.equal(body.preview, 'Hello you');
  assert.deepEqual(
    body.tags.map(({ tag }) => tag),
    ['vip', 'fresh'],
  );
  assert.equal(body.primaryCustomer.email, 'new@customers.example');

  const list = await call('GET conversations');
  assert.equal(list.body._embedded.conversations[0].id, created.id);
  const tags = await call('GET tags');
  assert.ok(tags.body._embedded.tags.some(({ name, ticketCount }) => name === 'fresh' && ticketCount === 1));
  const customers = await call('GET customers?query=(email:"new@customers.example")');
  assert.equal(customers.body.page.totalElements, 1);
});

test('replies and notes are threads, newest first, and a reply takes effect on the conversation', async (t) => {
  const { call } = await startMock(t);
  const note = await call('POST conversations/100001/notes', { text: 'To self' });
  const reply = await call('POST conversations/100001/reply', {
    customer: { id: 10_001 },
    text: 'Done',
    status: 'closed',
    assignTo: 102,
  });
  const { body } = await call('GET conversations/100001/threads');
  assert.deepEqual(
    body._embedded.threads.slice(0, 2).map(({ id, type }) => [id, type]),
    [
      [reply.id, 'message'],
      [note.id, 'note'],
    ],
  );
  const conversation = (await call('GET conversations/100001?embed=threads')).body;
  assert.equal(conversation.status, 'closed');
  assert.equal(conversation.assignee.email, 'ben@mock.example');
  assert.equal(conversation.threads, 4);
  assert.equal(conversation._embedded.threads.length, 4);
});

test('tags and fields are replaced as a whole', async (t) => {
  const { call } = await startMock(t);
  const fields = (await call('GET mailboxes/301/fields')).body._embedded.fields;
  const plan = fields.find(({ name }) => name === 'Plan');
  await call('PUT conversations/100001/tags', { tags: ['billing', 'urgent'] });
  await call('PUT conversations/100001/tags', { tags: ['urgent'] });
  await call('PUT conversations/100001/fields', { fields: [{ id: plan.id, value: String(plan.options[1].id) }] });
  const { body } = await call('GET conversations/100001');
  assert.deepEqual(
    body.tags.map(({ tag }) => tag),
    ['urgent'],
  );
  assert.deepEqual(body.customFields, [{ id: plan.id, name: 'Plan', value: String(plan.options[1].id), text: 'Plus' }]);
});

test('an update is one JSON Patch object of a documented pair', async (t) => {
  const { call } = await startMock(t);
  assert.equal(
    (await call('PATCH conversations/100001', { op: 'replace', path: '/status', value: 'spam' })).status,
    204,
  );
  assert.equal((await call('GET conversations/100001')).body.status, 'spam');
  assert.equal(
    (await call('PATCH conversations/100001', { op: 'replace', path: '/assignTo', value: 101 })).status,
    204,
  );
  assert.equal((await call('PATCH conversations/100001', { op: 'remove', path: '/assignTo' })).status, 204);
  assert.equal((await call('GET conversations/100001')).body.assignee, undefined);

  const array = await call('PATCH conversations/100001', [{ op: 'replace', path: '/status', value: 'active' }]);
  const pair = await call('PATCH conversations/100001', { op: 'add', path: '/status', value: 'active' });
  const value = await call('PATCH conversations/100001', { op: 'replace', path: '/status', value: 'asleep' });
  assert.deepEqual([array.status, pair.status, value.status], [400, 400, 400]);
});

test('a deleted conversation is gone, a merged one moved', async (t) => {
  const { mock, call } = await startMock(t);
  await call('DELETE conversations/100001');
  assert.equal((await call('GET conversations/100001')).status, 404);
  mock.merge(100_002, 100_003);
  const moved = await call('GET conversations/100002');
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get('location'), `${mock.url}conversations/100003`);
  assert.equal((await call('DELETE conversations/100002')).status, 404);
});

test('attachments are uploaded, listed, read and deleted', async (t) => {
  const { mock, call } = await startMock(t);
  const threadId = mock.state.conversations.get(100_001).threads[0].id;
  const data = Buffer.from('bill').toString('base64');
  const upload = { fileName: 'bill.txt', mimeType: 'text/plain', data };
  const { id } = await call(`POST conversations/100001/threads/${threadId}/attachments`, upload);
  const threads = (await call('GET conversations/100001/threads')).body._embedded.threads;
  const [shown] = threads.find((thread) => thread.id === threadId)._embedded.attachments;
  assert.deepEqual([shown.id, shown.filename, shown.size, shown.data], [id, 'bill.txt', 4, undefined]);
  assert.deepEqual((await call(`GET conversations/100001/attachments/${id}/data`)).body, { data });
  assert.equal((await call(`DELETE conversations/100001/attachments/${id}`)).status, 204);
  assert.equal((await call(`GET conversations/100001/attachments/${id}/data`)).status, 404);
});

test('filters of the conversation list are AND-ed', async (t) => {
  const { call } = await startMock(t, {
    seed: {
      conversations: [
        { subject: 'Coffee', tags: ['drinks'], mailboxId: 301, assignTo: 101 },
        { subject: 'Tea', tags: ['drinks', 'hot'], mailboxId: 302, status: 'pending' },
        { subject: 'Cake', mailboxId: 302, status: 'closed', createdAt: '2020-01-01T00:00:00Z' },
      ],
    },
  });
  const subjects = async (query) =>
    (
      (await call(`GET conversations?sortField=subject&sortOrder=asc&${query}`)).body._embedded?.conversations ?? []
    ).map(({ subject }) => subject);
  assert.deepEqual(await subjects(''), ['Coffee'], 'active unless told otherwise');
  assert.deepEqual(await subjects('status=all'), ['Cake', 'Coffee', 'Tea']);
  assert.deepEqual(await subjects('status=open&tag=drinks'), ['Coffee', 'Tea']);
  assert.deepEqual(await subjects('status=all&mailbox=302&tag=hot,other'), ['Tea']);
  assert.deepEqual(await subjects('assigned_to=101'), ['Coffee']);
  assert.deepEqual(await subjects('status=all&number=3'), ['Cake']);
  assert.deepEqual(await subjects('status=all&modifiedSince=2021-01-01T00:00:00Z'), ['Coffee', 'Tea']);
  const search = async (text) => subjects(`status=all&query=${encodeURIComponent(text)}`);
  assert.deepEqual(await search('(subject:"co" OR tag:hot)'), ['Coffee', 'Tea']);
  assert.deepEqual(await search('(tag:"drinks" AND NOT mailboxid:(302 OR 303))'), ['Coffee']);
  assert.deepEqual(await search('(createdAt:[* TO 2020-06-01])'), ['Cake']);
  assert.deepEqual(await search('(modifiedAt:[NOW-1HOUR TO *])'), ['Coffee', 'Tea']);
  const folders = (await call('GET mailboxes/302/folders')).body._embedded.folders;
  const closed = folders.find(({ type }) => type === 'closed');
  assert.equal(closed.totalCount, 1);
  assert.deepEqual(await subjects(`status=all&folder=${closed.id}`), ['Cake']);
  for (const bad of [
    'status=asleep',
    'modifiedSince=today',
    'sortField=size',
    'query=(size:1)',
    'query=(subject:"x"',
    'page=0',
  ]) {
    assert.equal((await call(`GET conversations?${bad}`)).status, 400, bad);
  }
});

test('a customer is created with entries, patched, overwritten', async (t) => {
  const { call } = await startMock(t);
  const { id } = await call('POST customers', {
    firstName: 'Lia',
    jobTitle: 'Buyer',
    emails: [{ type: 'work', value: 'lia@customers.example' }],
  });
  const patched = await call(`PATCH customers/${id}`, [
    { op: 'replace', path: '/lastName', value: 'Moss' },
    { op: 'add', path: '/phones', value: { type: 'work', value: '123' } },
  ]);
  assert.equal(patched.status, 204, JSON.stringify(patched.body));
  let { body } = await call(`GET customers/${id}`);
  assert.deepEqual([body.firstName, body.lastName, body._embedded.phones[0].value], ['Lia', 'Moss', '123']);

  const [phone] = body._embedded.phones;
  await call(`PATCH customers/${id}`, [{ op: 'replace', path: `/phones/${phone.id}/value`, value: '456' }]);
  await call(`PUT customers/${id}`, { firstName: 'Lea' });
  ({ body } = await call(`GET customers/${id}`));
  assert.deepEqual([body.firstName, body.lastName, body.jobTitle], ['Lea', null, null]);
  assert.equal(body._embedded.phones[0].value, '456');
  assert.equal(
    (await call(`PATCH customers/${id}`, { op: 'remove', path: '/age' })).status,
    400,
    'an object, not an array',
  );
});

test('a patch of a customer is applied whole or not at all', async (t) => {
  const { call } = await startMock(t);
  const before = (await call('GET customers/10001')).body;
  const refused = await call('PATCH customers/10001', [
    { op: 'replace', path: '/firstName', value: 'Changed' },
    { op: 'remove', path: '/emails' },
  ]);
  assert.equal(refused.status, 400);
  assert.equal((await call('GET customers/10001')).body.firstName, before.firstName);
});

for (const [list, parameter] of [
  ['emails', 'a@b.example'],
  ['phones', '1'],
  ['chats', 'me'],
  ['social-profiles', '@me'],
  ['websites', 'w'],
]) {
  test(`${list} of a customer are listed, added, changed and removed`, async (t) => {
    const { call } = await startMock(t, { seed: { customers: [{ firstName: 'Lee' }] } });
    const read = async () => (await call(`GET customers/10001/${list}`)).body._embedded?.[list] ?? [];
    assert.deepEqual(await read(), []);
    const { id } = await call(`POST customers/10001/${list}`, { type: 'other', value: parameter });
    assert.equal(
      (await call(`PUT customers/10001/${list}/${id}`, { type: 'other', value: `x${parameter}` })).status,
      204,
    );
    assert.deepEqual(
      (await read()).map((entry) => [entry.id, entry.value]),
      [[id, `x${parameter}`]],
    );
    assert.equal((await call(`DELETE customers/10001/${list}/${id}`)).status, 204);
    assert.deepEqual(await read(), []);
    assert.equal((await call(`DELETE customers/10001/${list}/${id}`)).status, 404);
  });
}

test('an e-mail address belongs to one customer', async (t) => {
  const { call } = await startMock(t, {
    seed: { customers: [{ emails: [{ type: 'work', value: 'Taken@x.example' }] }, {}] },
  });
  const email = { type: 'work', value: 'taken@x.example' };
  assert.equal((await call('POST customers', { emails: [email] })).status, 409);
  assert.equal((await call('POST customers/10002/emails', email)).status, 409);
});

test('address and properties of a customer are read back', async (t) => {
  const { mock, call } = await startMock(t);
  assert.equal((await call('GET customers/10001/address')).status, 404);
  const address = { city: 'Lyon', state: 'ARA', postalCode: '69001', country: 'FR', lines: ['1 rue A'] };
  assert.equal((await call('POST customers/10001/address', address)).status, 201);
  assert.deepEqual((await call('GET customers/10001/address')).body, address);
  await call('PATCH customers/10001/properties', [{ op: 'replace', path: '/plan', value: 'Plus' }]);
  const [property] = (await call('GET customers/10001')).body._embedded.properties;
  const plus = mock.state.customerProperties.find(({ slug }) => slug === 'plan').options[1];
  assert.deepEqual([property.slug, property.value, property.text], ['plan', plus.id, 'Plus']);
  assert.equal((await call('DELETE customers/10001/address')).status, 204);
  assert.equal((await call('GET customers/10001/address')).status, 404);
});

test('a webhook lives, without ever showing its secret', async (t) => {
  const { mock, call } = await startMock(t);
  const webhook = { url: 'https://example.org/hook', events: ['convo.created'], secret: 'shh' };
  const { id } = await call('POST webhooks', webhook);
  const { body } = await call(`GET webhooks/${id}`);
  assert.deepEqual([body.state, body.payloadVersion, body.secret], ['enabled', 'V2', undefined]);
  assert.equal(mock.state.webhooks.get(id).secret, 'shh');
  assert.equal(
    (await call(`PUT webhooks/${id}`, { ...webhook, secret: undefined })).status,
    400,
    'the secret is needed again',
  );
  await call(`PUT webhooks/${id}`, { ...webhook, url: 'https://example.org/other' });
  assert.equal((await call('GET webhooks')).body._embedded.webhooks[0].url, 'https://example.org/other');
  assert.equal((await call(`DELETE webhooks/${id}`)).status, 204);
  assert.equal((await call('GET webhooks')).body._embedded, undefined);
});

test('a manual workflow runs on conversations of its mailbox only', async (t) => {
  const { call } = await startMock(t);
  assert.equal((await call('POST workflows/501/run', { conversationIds: [100_001] })).status, 204);
  const [line] = (await call('GET conversations/100001/threads')).body._embedded.threads;
  assert.equal(line.action.type, 'manual-workflow');
  assert.deepEqual(paths(await call('POST workflows/501/run', { conversationIds: [100_001, 100_002] })), [
    'conversationIds[1]',
  ]);
  assert.equal((await call('POST workflows/502/run', { conversationIds: [100_001] })).status, 400);
});

test('a wrong body is refused with every property at fault', async (t) => {
  const { call } = await startMock(t);
  const answer = await call(
    'POST conversations',
    newConversation({ subject: '', type: 'fax', threads: [{ type: 'reply' }] }),
  );
  assert.equal(answer.status, 400);
  assert.equal(answer.type, 'application/vnd.error+json');
  assert.deepEqual(paths(answer), ['subject', 'type', 'threads[0].text']);
  assert.ok(answer.body.logRef.startsWith(answer.headers.get('correlation-id')));
  assert.deepEqual(paths(await call('POST conversations/100001/reply', { text: 'x' })), ['customer']);
  assert.deepEqual(paths(await call('POST conversations', newConversation({ mailboxId: 1 }))), ['mailboxId']);
});

test('unknown ids, paths, methods and media types have their statuses', async (t) => {
  const { call } = await startMock(t);
  assert.equal((await call('GET conversations/1')).status, 404);
  assert.equal((await call('GET nothing')).status, 404);
  const method = await call('PUT tags', {});
  assert.deepEqual([method.status, method.headers.get('allow')], [405, 'GET']);
  assert.equal((await call('POST customers', {}, { 'content-type': 'text/plain' })).status, 415);
});

test('the hundred and first thread is refused', async (t) => {
  const threads = Array.from({ length: 100 }, () => ({ type: 'note', text: 'x' }));
  const { call } = await startMock(t, { seed: { conversations: [{ threads }] } });
  assert.equal((await call('POST conversations/100001/notes', { text: 'x' })).status, 412);
  const long = newConversation({ threads: [...threads, threads[0]] });
  assert.equal((await call('POST conversations', long)).status, 412);
});

test('reports count what the account holds', async (t) => {
  const { call } = await startMock(t, {
    seed: {
      conversations: [{ createdAt: '2024-03-01T10:00:00Z' }, { createdAt: '2024-03-02T10:00:00Z', type: 'chat' }],
    },
  });
  const range = 'start=2024-03-01T00:00:00Z&end=2024-03-02T23:59:59Z';
  const overall = (
    await call(`GET reports/conversations?${range}&previousStart=2023-01-01T00:00:00Z&previousEnd=2023-02-01T00:00:00Z`)
  ).body;
  assert.equal(overall.current.totalConversations, 2);
  assert.equal(overall.previous.totalConversations, 0);
  const volumes = (await call(`GET reports/conversations/volume-by-channel?${range}`)).body;
  assert.deepEqual(
    volumes.current.map(({ email, chat }) => [email, chat]),
    [
      [1, 0],
      [0, 1],
    ],
  );
  const rows = (await call(`GET reports/conversations/drilldown?${range}&types=chat`)).body;
  assert.deepEqual([rows.conversations.count, rows.conversations.results[0].type], [1, 'chat']);
});

test('seeds replace the default kinds, and more can be planted while it runs', async (t) => {
  const { mock, call } = await startMock(t, { seed: { tags: ['only'], conversations: 3 } });
  const { conversations } = mock.seed({ conversations: [{ subject: 'Late' }] });
  assert.equal((await call(`GET conversations/${conversations[0].id}`)).body.subject, 'Late');
  assert.equal((await call('GET conversations')).body.page.totalElements, 4);
  assert.deepEqual(
    (await call('GET tags')).body._embedded.tags.map(({ name }) => name),
    ['only'],
  );
  assert.throws(() => mock.seed({ robots: 3 }), /Unknown seed: robots/);
});

test('seed: false leaves an account of one user', async (t) => {
  const { call } = await startMock(t, { seed: false });
  assert.equal((await call('GET users/me')).body.role, 'owner');
  assert.equal((await call('GET conversations')).body._embedded, undefined);
});

test('any kind of the default account can be left out', async (t) => {
  for (const kind of ['users', 'mailboxes', 'conversations', 'tags', 'organizations']) {
    const { mock } = await startMock(t, { seed: { [kind]: [] } });
    assert.equal(mock.state[kind].size, 0, kind);
  }
});

test('an unknown option is refused by name', async () => {
  await assert.rejects(mockHelpScout({ prot: 1 }), /Unknown option of mockHelpScout: prot/);
});
