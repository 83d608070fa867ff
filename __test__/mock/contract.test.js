'use strict';

// The documented examples: the mock takes the requests, and its answers have the form of the documented ones.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const reference = require('../fixtures/endpoints.json');
const examples = require('../fixtures/examples.json');
const shapes = require('../fixtures/shapes');
const { fullAccount, queryOf } = require('./account');
const { documentedFields, lacks, misfits } = require('./shape');
const { requestToken, startMock } = require('./support');

const operations = Object.fromEntries(reference.map((row) => [`${row.resource}.${row.operation}`, row]));

const upload = { id: 501, fileName: 'bill.pdf', mimeType: 'application/pdf', data: 'ZmlsZQ==' };

const SEED = {
  users: [{ id: 40, firstName: 'Ana', lastName: 'Ruiz', email: 'ana@example.com', role: 'owner' }],
  mailboxes: [
    {
      id: 12,
      name: 'Billing',
      fields: [
        {
          id: 8,
          name: 'Plan',
          type: 'dropdown',
          order: 1,
          required: false,
          options: [{ id: 8518, order: 1, label: 'Pro' }],
        },
      ],
    },
  ],
  tags: [{ id: 3, name: 'billing', color: 'green' }, ...Array.from({ length: 60 }, (_, index) => `later ${index}`)],
  customerProperties: [
    {
      type: 'dropdown',
      slug: 'plan',
      name: 'Plan',
      options: [{ id: '0f3c2a10-0000-4000-8000-000000000001', label: 'Plus' }],
    },
    { type: 'text', slug: 'revenue', name: 'Revenue' },
  ],
  organizationProperties: [{ type: 'number', slug: 'seats', name: 'Seats' }],
  organizations: [
    {
      id: 77,
      name: 'Orbit',
      website: 'orbit.example',
      description: 'Parts',
      location: 'FR',
      note: '',
      logoUrl: null,
      domains: ['orbit.example'],
      phones: ['+33 1 00'],
      brandColor: '#12AB9F',
    },
  ],
  savedReplies: [{ id: 31, name: 'Refund policy', text: 'Hello,<br />see below.', chatText: 'Hello, see below.' }],
  customers: [
    {
      id: 900,
      firstName: 'Lee',
      lastName: 'Ong',
      jobTitle: 'Buyer',
      location: 'Lyon',
      organizationId: 77,
      photoType: 'unknown',
      photoUrl: '',
      age: '',
      background: '',
      emails: [{ id: 1001, value: 'lee@example.org', type: 'work' }],
      chats: [{ id: 1002, value: 'lee', type: 'skype' }],
      socialProfiles: [{ id: 4, value: '@lee', type: 'twitter' }],
      websites: [{ id: 5, value: 'https://orbit.example' }],
      properties: [{ slug: 'plan', value: 'Plus' }],
      address: { city: 'Lyon', state: 'ARA', postalCode: '69001', country: 'FR', lines: ['1 rue A'] },
    },
  ],
  conversations: [
    {
      id: 7001,
      subject: 'Invoice copy',
      assignTo: 40,
      tags: ['billing'],
      fields: [{ id: 8, value: '8518' }],
      threads: [
        { id: 9001, type: 'customer', text: '<p>Hi</p>', attachments: [upload] },
        { id: 9002, type: 'reply', text: '<p>Later</p>', draft: true, attachments: [{ ...upload, id: 502 }] },
      ],
    },
  ],
};

const IDS = {
  conversationId: 7001,
  threadId: 9001,
  attachmentId: 501,
  customerId: 900,
  emailId: 1001,
  organizationId: 77,
  mailboxId: 12,
  savedReplyId: 31,
  slug: 'seats',
};

/** The account that the examples speak of, on a day before all their dates. */
async function exampleAccount(t) {
  const now = () => Date.parse('2025-03-01T11:00:00Z');
  const account = await startMock(t, { seed: SEED, now });
  const { call } = account;
  const snooze = { snoozedUntil: '2025-03-02T09:00:00Z', unsnoozeOnCustomerReply: true };
  const schedule = { scheduledFor: '2025-03-02T08:00:00Z', unscheduleOnCustomerReply: true };
  assert.equal((await call('PUT conversations/7001/snooze', snooze)).status, 204);
  assert.equal((await call('PUT conversations/7001/threads/9002/schedule', schedule)).status, 204);
  const ids = (name) => ({ ...IDS, ...(name.includes('.schedule.') ? { threadId: 9002 } : {}) });
  const send = (name, body) => {
    const { method, path } = operations[name];
    return call(
      `${method} ${path.replace(/\{(\w+)\}/g, (_, key) => ids(name)[key])}${queryOf(operations[name])}`,
      body,
    );
  };
  return { ...account, send };
}

/** Answers of the token operations, which need no token. */
const tokenInputs = {
  'oauth2.getTokenByAuthorizationCode': ({ mock }) => ({ grant_type: 'authorization_code', code: mock.issueCode() }),
  'oauth2.refreshToken': ({ tokens }) => ({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token }),
};

const part = (body, path) => (path ? path.split('.').reduce((at, key) => at[key], body) : body);

for (const { name, operations: names, at, body: example } of examples.responses) {
  for (const operation of names) {
    test(`${operation} answers in the form of the example "${name}"`, async (t) => {
      const account = await exampleAccount(t);
      const { status, body } = tokenInputs[operation]
        ? await requestToken(account.mock, tokenInputs[operation](account))
        : await account.send(operation);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(lacks(part(body, at), example), []);
      assert.deepEqual(misfits(body, operations[operation].response), []);
    });
  }
}

for (const { name, operations: names, body: example } of examples.requests) {
  for (const operation of names) {
    test(`${operation} takes the example "${name}"`, async (t) => {
      const { call, send } = await exampleAccount(t);
      // The definition of the example is in the account already.
      if (operation === 'customerProperties.create') await call('DELETE customer-properties/plan');
      const { status, body } = await send(operation, example);
      assert.equal(status, operations[operation].success, JSON.stringify(body));
    });
  }
}

const provoke = {
  'Validation error': ({ call }) => call('POST customers/900/emails', { type: 'work', value: 'x@' }),
  'Refresh token that is spent': ({ mock }) =>
    requestToken(mock, { grant_type: 'refresh_token', refresh_token: 'spent' }),
  'Rate limit': ({ mock, call }) => {
    mock.spend(400);
    return call('GET users/me');
  },
};

for (const { name, status, type, body: example } of examples.errors) {
  test(`the error of the example "${name}" has its form`, async (t) => {
    const answer = await provoke[name](await exampleAccount(t));
    assert.equal(answer.status, status);
    assert.equal(answer.type, type);
    assert.deepEqual(lacks(answer.body, example), []);
    if (type.includes('vnd.error')) assert.deepEqual(misfits(answer.body, 'VndError'), []);
  });
}

/** What the mock has no use for. */
const NEVER_SHOWN = new Set(['Link.templated', 'RatingsReport.facets']);

test('every documented field of an answer is shown where there is something to show', async (t) => {
  const { mock, call, pathOf } = await fullAccount(t);
  const seen = new Set();
  const note = (body, shape) => assert.deepEqual(misfits(body, shape, { seen }), []);
  const reads = Object.values(operations).filter(({ method, response }) => method === 'GET' && /^[A-Z]/.test(response));
  for (const row of reads) note((await call(`GET ${pathOf(row)}${queryOf(row)}`)).body, row.response);
  note((await call('GET /v3/conversations/100002')).body, 'ConversationV3');
  await call('POST workflows/501/run', { conversationIds: [100_001] });
  note((await call('GET conversations/100001/threads')).body, 'ThreadList');
  note((await call('POST customers', { gender: 'none' })).body, 'VndError');
  note(mock.issueTokens(), 'OAuthToken');
  mock.seed({ customers: 120 });
  note((await call('GET customers?page=2')).body, 'CustomerList');
  note((await call('GET /v3/customers')).body, 'CustomerListV3');
  const missing = documentedFields(Object.keys(shapes)).filter((field) => !seen.has(field) && !NEVER_SHOWN.has(field));
  assert.deepEqual(missing, []);
});
