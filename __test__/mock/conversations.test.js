'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startMock } = require('./support');

const paths = (answer) => answer.body._embedded.errors.map((error) => error.path);

/** An account with one conversation, of these threads. */
async function withThreads(t, ...threads) {
  const account = await startMock(t, { seed: { conversations: [{ threads }] } });
  const [conversation] = account.mock.state.conversations.values();
  return { ...account, conversation, at: `conversations/${conversation.id}`, threads: conversation.threads };
}

const PDF = {
  fileName: 'bill "5".pdf',
  mimeType: 'application/pdf',
  data: Buffer.from([0, 255, 10]).toString('base64'),
};

test('version 3 shows a system user as one, version 2 as a user', async (t) => {
  const { call, mock, at } = await withThreads(t, { type: 'note', text: 'Sorted', user: 3001 });
  assert.equal((await call(`PATCH ${at}`, { op: 'replace', path: '/assignTo', value: 3001 })).status, 204);
  const types = async (version) => {
    const { createdBy, assignee, _embedded } = (await call(`GET /${version}/${at}?embed=threads`)).body;
    const listed = (await call(`GET /${version}/${at}/threads`)).body._embedded.threads[0].createdBy;
    return [createdBy, assignee, _embedded.threads[0].createdBy, listed].map(({ id, type }) => `${id} ${type}`);
  };
  assert.deepEqual(await types('v2'), Array(4).fill('3001 user'));
  assert.deepEqual(await types('v3'), Array(4).fill('3001 system_user'));
  assert.ok(mock.state.systemUsers.has(3001));
});

test('a file is what was uploaded, with its type and name', async (t) => {
  const { call, mock, tokens, at, threads } = await withThreads(t, { type: 'customer', text: 'Hi' });
  const { id } = await call(`POST ${at}/threads/${threads[0].id}/attachments`, PDF);
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const response = await fetch(`${mock.url}${at}/attachments/${id}/file`, { headers });
  assert.equal(response.headers.get('content-type'), 'application/pdf');
  assert.equal(response.headers.get('content-disposition'), 'attachment; filename="bill _5_.pdf"');
  assert.deepEqual([...new Uint8Array(await response.arrayBuffer())], [0, 255, 10]);
  const [{ _links }] = (await call(`GET ${at}/threads`)).body._embedded.threads[0]._embedded.attachments;
  assert.equal(_links.file.href, `${mock.url}${at}/attachments/${id}/file`);
  assert.equal(_links.data.href, `${mock.url}${at}/attachments/${id}/data`);
});

test('an infected attachment is listed but cannot be read', async (t) => {
  const { call, at } = await withThreads(t, {
    type: 'customer',
    text: 'Hi',
    attachments: [{ ...PDF, state: 'virus' }],
  });
  const [shown] = (await call(`GET ${at}/threads`)).body._embedded.threads[0]._embedded.attachments;
  assert.equal(shown.state, 'virus');
  assert.equal((await call(`GET ${at}/attachments/${shown.id}/data`)).status, 404);
  assert.equal((await call(`GET ${at}/attachments/${shown.id}/file`)).status, 404);
});

test('a request cannot say what only the account knows', async (t) => {
  const { call, at, threads } = await withThreads(t, { type: 'customer', text: 'Hi' });
  const body = {
    customer: { id: 10_001 },
    text: 'x',
    id: 5,
    savedReplyId: 7,
    attachments: [{ ...PDF, state: 'virus' }],
  };
  const { id } = await call(`POST ${at}/reply`, body);
  assert.ok(id > 5);
  const [reply] = (await call(`GET ${at}/threads`)).body._embedded.threads;
  assert.deepEqual([reply.id, reply.savedReplyId, reply._embedded.attachments[0].state], [id, 0, 'valid']);
  assert.equal(threads.length, 2);
});

test('an attachment of more than 10 MB is refused with 413', async (t) => {
  const { call, at, threads } = await withThreads(t, { type: 'customer', text: 'Hi' });
  const data = (bytes) => Buffer.alloc(bytes).toString('base64');
  const url = `POST ${at}/threads/${threads[0].id}/attachments`;
  assert.equal((await call(url, { ...PDF, data: data(10 * 2 ** 20) })).status, 201);
  assert.equal((await call(url, { ...PDF, data: data(10 * 2 ** 20 + 1) })).status, 413);
});

test('the original source is JSON or the message itself, and only mail has one', async (t) => {
  const { call, at, threads } = await withThreads(t, { type: 'customer', text: 'Hi' }, { type: 'note', text: 'Hm' });
  const source = (thread, accept) => call(`GET ${at}/threads/${thread.id}/original-source`, undefined, { accept });
  const json = await source(threads[0], 'application/json');
  const mime = await source(threads[0], 'message/rfc822');
  assert.equal(mime.type, 'message/rfc822');
  assert.equal(json.body.original, mime.body);
  assert.match(mime.body, /^Subject: .*\r\n/);
  assert.equal((await source(threads[1], 'application/json')).status, 404);
});

test('customers and replies can be hidden and shown again, notes and drafts cannot', async (t) => {
  const { call, at, threads } = await withThreads(
    t,
    { type: 'customer', text: 'Hi' },
    { type: 'note', text: 'Hm' },
    { type: 'reply', text: 'Well', draft: true },
  );
  const hide = (index, value) =>
    call(`PATCH ${at}/threads/${threads[index].id}`, { op: 'replace', path: '/hidden', value });
  assert.equal((await hide(0, true)).status, 204);
  assert.equal(threads[0].state, 'hidden');
  assert.equal((await hide(0, false)).status, 204);
  assert.equal(threads[0].state, 'published');
  assert.deepEqual([(await hide(1, true)).status, (await hide(2, true)).status], [400, 400]);
});

test('with 100 threads a conversation takes no more and no change of one', async (t) => {
  const notes = Array.from({ length: 99 }, () => ({ type: 'note', text: 'x' }));
  const { call, at, threads } = await withThreads(t, ...notes);
  const body = { customer: { id: 10_001 }, text: 'x' };
  assert.equal((await call(`POST ${at}/reply`, body)).status, 201);
  for (const kind of ['reply', 'customer', 'phones', 'chats', 'notes']) {
    assert.equal((await call(`POST ${at}/${kind}`, body)).status, 412, kind);
  }
  const edit = { op: 'replace', path: '/text', value: 'y' };
  assert.equal((await call(`PATCH ${at}/threads/${threads[0].id}`, edit)).status, 412);
  assert.equal(threads.length, 100);
});

test('values of custom fields keep to the types of the fields', async (t) => {
  const field = (id, type, more) => ({ id, name: type, type, order: id, required: false, ...more });
  const { call } = await startMock(t, {
    seed: {
      mailboxes: [
        {
          name: 'Support',
          fields: [
            field(1, 'singleline'),
            field(2, 'multiline'),
            field(3, 'number'),
            field(4, 'date'),
            field(5, 'dropdown', { options: [{ id: 51, order: 1, label: 'Pro' }] }),
          ],
        },
      ],
      conversations: 1,
    },
  });
  const put = (...values) =>
    call('PUT conversations/100001/fields', { fields: values.map(([id, value]) => ({ id, value })) });
  const good = [
    [1, 'x'.repeat(255)],
    [2, 'x'.repeat(15_000)],
    [3, '-12'],
    [4, '2024-02-29'],
    [5, '51'],
  ];
  assert.equal((await put(...good)).status, 204);
  const bad = [
    [1, 'x'.repeat(256)],
    [2, 'x'.repeat(15_001)],
    [3, '1.5'],
    [4, '29.02.2024'],
    [5, 'Pro'],
    [6, 'x'],
  ];
  assert.deepEqual(paths(await put(...bad)), [
    'fields[0].value',
    'fields[1].value',
    'fields[2].value',
    'fields[3].value',
    'fields[4].value',
    'fields[5].id',
  ]);
  const { customFields } = (await call('GET conversations/100001')).body;
  assert.equal(customFields.length, 5, 'nothing of the refused ones was stored');
  assert.equal(customFields[4].text, 'Pro');
});

test('an automatic reply needs a thread of the customer', async (t) => {
  const { call } = await startMock(t);
  const conversation = {
    subject: 'S',
    type: 'email',
    mailboxId: 301,
    status: 'active',
    customer: { id: 10_001 },
    autoReply: true,
  };
  const create = (type) => call('POST conversations', { ...conversation, threads: [{ type, text: 'x' }] });
  assert.deepEqual(paths(await create('note')), ['autoReply']);
  assert.equal((await create('customer')).status, 201);
});

test('a new customer of a conversation has the fields that were given', async (t) => {
  const { call, mock } = await startMock(t);
  const body = {
    subject: 'S',
    type: 'phone',
    mailboxId: 301,
    status: 'active',
    customer: { email: 'new@elsewhere.example', firstName: 'Nia', jobTitle: 'Buyer', phone: '123' },
    threads: [{ type: 'phone', text: 'Called' }],
  };
  assert.equal((await call('POST conversations', body)).status, 201);
  const made = [...mock.state.customers.values()].at(-1);
  assert.deepEqual([made.firstName, made.jobTitle, made.phones[0].value], ['Nia', 'Buyer', '123']);
  const long = { ...body, customer: { ...body.customer, firstName: 'x'.repeat(41) } };
  assert.deepEqual(paths(await call('POST conversations', long)), ['customer.firstName']);
});

test('ratings go with their conversation', async (t) => {
  const { call } = await startMock(t);
  const { conversationId } = (await call('GET ratings/701')).body;
  await call(`DELETE conversations/${conversationId}`);
  assert.equal((await call('GET ratings/701')).status, 404);
});
