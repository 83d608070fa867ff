'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const reference = require('../fixtures/endpoints.json');
const routes = require('../../testing/routes');
const { startMock, requestToken } = require('./support');

const documented = (row) => `${row.method} ${row.path}`;
const asReference = (key) => key.replace(/:(\w+)/g, '{$1}');
const offered = reference.filter((row) => row.inPeer && row.resource !== 'oauth2');

test('the mock has every operation of the original', () => {
  const known = new Set(Object.keys(routes).map(asReference));
  assert.deepEqual(
    offered.map(documented).filter((row) => !known.has(row)),
    [],
  );
});

test('the mock has no route that the API does not document', () => {
  const known = new Set(reference.map(documented));
  assert.deepEqual(
    Object.keys(routes)
      .map(asReference)
      .filter((key) => !known.has(key)),
    [],
  );
});

const REPORT_QUERY = 'start=2020-01-01T00:00:00Z&end=2020-01-08T00:00:00Z&user=101&field=tagid&fieldid=1';

const entry = { type: 'other', value: 'someone@elsewhere.example' };
const address = { city: 'Lyon', state: 'ARA', postalCode: '69001', country: 'FR' };
const thread = { customer: { id: 10_001 }, text: 'Hello' };
const webhook = { url: 'https://example.org/hook', events: ['convo.created'], secret: 'shh' };

/** A valid body of each operation that takes one. */
const BODIES = {
  'conversations.create': {
    subject: 'S',
    type: 'email',
    mailboxId: 301,
    status: 'active',
    customer: { id: 10_001 },
    threads: [{ type: 'customer', text: 'Hello' }],
  },
  'conversations.update': { op: 'replace', path: '/subject', value: 'New' },
  'conversations.attachments.upload': { fileName: 'a.txt', mimeType: 'text/plain', data: 'YQ==' },
  'conversations.customFields.update': { fields: [] },
  'conversations.tags.update': { tags: ['billing'] },
  'conversations.threads.update': { op: 'replace', path: '/text', value: 'Other' },
  'conversations.threads.createChat': thread,
  'conversations.threads.createCustomer': thread,
  'conversations.threads.createNote': { text: 'Hello' },
  'conversations.threads.createPhone': thread,
  'conversations.threads.createReply': thread,
  'customers.create': { firstName: 'Lee' },
  'customers.update': [{ op: 'replace', path: '/firstName', value: 'Lia' }],
  'customers.overwrite': { firstName: 'Lee' },
  'customers.addresses.create': address,
  'customers.addresses.update': address,
  'customers.chatHandles.create': entry,
  'customers.chatHandles.update': entry,
  'customers.emails.create': entry,
  'customers.emails.update': entry,
  'customers.phones.create': entry,
  'customers.phones.update': entry,
  'customers.socialProfiles.create': entry,
  'customers.socialProfiles.update': entry,
  'customers.websites.create': entry,
  'customers.websites.update': entry,
  'customers.properties.update': [{ op: 'replace', path: '/crm-id', value: 'x' }],
  'workflows.update': { op: 'replace', path: '/status', value: 'inactive' },
  'workflows.runManual': { conversationIds: [100_001] },
  'webhooks.create': webhook,
  'webhooks.update': webhook,
};

/** An account where every id parameter has something to point at, and those ids. */
async function fullAccount(t) {
  const { mock, call } = await startMock(t, {
    seed: {
      customers: [
        { emails: [entry], phones: [entry], chats: [entry], socialProfiles: [entry], websites: [entry], address },
      ],
      conversations: [
        { threads: [{ type: 'customer', text: 'Hi', attachments: [{ fileName: 'a', mimeType: 'b', data: 'YQ==' }] }] },
      ],
      webhooks: [webhook],
    },
  });
  const [conversation] = mock.state.conversations.values();
  const [customer] = mock.state.customers.values();
  const ids = {
    conversationId: conversation.id,
    threadId: conversation.threads[0].id,
    attachmentId: conversation.threads[0].attachments[0].id,
    customerId: customer.id,
    chatId: customer.chats[0].id,
    emailId: customer.emails[0].id,
    phoneId: customer.phones[0].id,
    socialProfileId: customer.socialProfiles[0].id,
    websiteId: customer.websites[0].id,
    mailboxId: 301,
    userId: 101,
    teamId: 201,
    workflowId: 501,
    webhookId: 601,
    ratingId: 701,
  };
  return { call, ids };
}

for (const row of offered) {
  const name = `${row.resource}.${row.operation}`;
  test(`${name} answers ${row.success} with its documented form`, async (t) => {
    const { call, ids } = await fullAccount(t);
    const path = row.path.replace('/v2/', '/').replace(/\{(\w+)\}/g, (_, parameter) => ids[parameter]);
    const query = row.path.includes('/reports/') ? `?${REPORT_QUERY}` : '';
    const answer = await call(`${row.method} ${path}${query}`, BODIES[name]);
    assert.equal(answer.status, row.success, JSON.stringify(answer.body));
    if (row.method === 'GET') assert.equal(typeof answer.body, 'object');
    else assert.equal(answer.body, '');
    for (const header of row.responseHeaders) assert.ok(answer.headers.get(header), `lacks ${header}`);
    if (typeof row.paginated === 'string' && row.method === 'GET') {
      assert.ok(Array.isArray(answer.body._embedded[row.paginated]), `lacks _embedded.${row.paginated}`);
    }
  });
}

test('the token operations answer 200', async (t) => {
  const { mock, tokens } = await startMock(t);
  const inputs = [
    { grant_type: 'client_credentials' },
    { grant_type: 'authorization_code', code: mock.issueCode() },
    { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
  ];
  for (const input of inputs) assert.equal((await requestToken(mock, input)).status, 200, input.grant_type);
});

test('each report refuses a request without its range', async (t) => {
  const { call } = await startMock(t);
  const answer = await call('GET reports/company');
  assert.equal(answer.status, 400);
  assert.deepEqual(
    answer.body._embedded.errors.map((error) => error.path),
    ['start', 'end'],
  );
});
