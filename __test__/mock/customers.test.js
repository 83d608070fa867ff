'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startMock } = require('./support');

const paths = (answer) => answer.body._embedded.errors.map((error) => error.path);

/** Follows next from a v3 path on; `between` runs after the first page. */
async function walk(call, mock, path, between = () => {}) {
  const pages = [];
  for (let next = path; next;) {
    const { body } = await call(`GET ${next}`);
    pages.push((body._embedded?.customers ?? []).map(({ id }) => id));
    next = body._links.next?.href.replace(mock.origin, '');
    if (pages.length === 1) await between();
  }
  return pages;
}

test('version 3 lists customers by a cursor, newest first, without pages', async (t) => {
  const { call, mock } = await startMock(t, { pageSize: 4, seed: { customers: 10 } });
  const { body } = await call('GET /v3/customers');
  assert.equal(body.page, undefined);
  const pages = await walk(call, mock, '/v3/customers');
  assert.deepEqual(
    pages.map(({ length }) => length),
    [4, 4, 2],
  );
  assert.deepEqual(pages.flat(), [...mock.state.customers.keys()].reverse());
});

test('a cursor goes on where it was, whatever was made and deleted meanwhile', async (t) => {
  const { call, mock } = await startMock(t, { pageSize: 4, seed: { customers: 10 } });
  const all = [...mock.state.customers.keys()].reverse();
  const pages = await walk(call, mock, '/v3/customers', async () => {
    await call('POST customers', { firstName: 'New' });
    await call(`DELETE customers/${all[3]}`);
  });
  assert.deepEqual(pages.flat(), all);
});

test('the cursor keeps the filters', async (t) => {
  const { call, mock } = await startMock(t, {
    pageSize: 1,
    seed: { customers: [{ firstName: 'Lee' }, { firstName: 'Lee' }, { firstName: 'Mia' }] },
  });
  assert.equal((await walk(call, mock, '/v3/customers?firstName=Lee')).flat().length, 2);
});

test('version 3 filters by e-mail and by times', async (t) => {
  const { call } = await startMock(t, {
    seed: {
      customers: [
        { firstName: 'Old', createdAt: '2020-01-01T00:00:00Z', emails: [{ type: 'work', value: 'Old@x.example' }] },
        { firstName: 'New', createdAt: '2024-01-01T00:00:00Z', emails: [{ type: 'work', value: 'new@x.example' }] },
      ],
    },
  });
  const names = async (query) =>
    ((await call(`GET /v3/customers?${query}`)).body._embedded?.customers ?? []).map(({ firstName }) => firstName);
  assert.deepEqual(await names('email=old@x.example'), ['Old']);
  assert.deepEqual(await names('email=old@x'), [], 'the whole address');
  assert.deepEqual(await names('createdSince=2022-01-01T00:00:00Z'), ['New']);
  assert.deepEqual(await names('modifiedSince=2022-01-01T00:00:00Z'), ['New']);
  assert.deepEqual(await names('query=(email:"x.example")'), ['New', 'Old']);
  for (const bad of ['cursor=nonsense', 'cursor=bnVsbA', 'createdSince=yesterday']) {
    assert.equal((await call(`GET /v3/customers?${bad}`)).status, 400, bad);
  }
});

test('a deleted customer takes conversations, ratings and chats along', async (t) => {
  const { call, mock } = await startMock(t);
  const id = [...mock.state.chats.values()][0].customerId;
  const own = [...mock.state.conversations.values()].filter(({ customerId }) => customerId === id);
  assert.ok(own.length > 0);
  assert.equal((await call(`DELETE customers/${id}`)).status, 204);
  assert.equal((await call(`GET customers/${id}`)).status, 404);
  for (const conversation of own) assert.equal((await call(`GET conversations/${conversation.id}`)).status, 404);
  assert.equal(mock.state.ratings.size, 0);
  assert.equal(mock.state.chats.size, 0);
});

test('a customer of more than 100 conversations is deleted in the background only', async (t) => {
  const { call, mock } = await startMock(t, { seed: { customers: 1, conversations: 101 } });
  const [id] = mock.state.customers.keys();
  assert.equal((await call(`DELETE customers/${id}`)).status, 403);
  assert.equal((await call(`DELETE customers/${id}?async=false`)).status, 403);
  assert.equal(mock.state.conversations.size, 101);
  const answer = await call(`DELETE customers/${id}?async=true`);
  assert.deepEqual([answer.status, answer.body], [202, '']);
  assert.deepEqual([mock.state.customers.size, mock.state.conversations.size], [0, 0]);
});

test('exactly 100 conversations can go at once', async (t) => {
  const { call, mock } = await startMock(t, { seed: { customers: 1, conversations: 100 } });
  const [id] = mock.state.customers.keys();
  assert.equal((await call(`DELETE customers/${id}`)).status, 204);
});

test('a property is defined, given to customers, and taken away with its values', async (t) => {
  const { call } = await startMock(t, { seed: { customers: 1, customerProperties: [] } });
  const seats = { type: 'number', slug: 'seats', name: 'Seats', options: [{ label: 'ignored' }] };
  const tier = { type: 'dropdown', slug: 'tier', name: 'Tier', options: [{ label: 'Basic' }, { label: 'Pro' }] };
  for (const body of [seats, tier]) assert.equal((await call('POST customer-properties', body)).status, 201);
  const [first, second] = (await call('GET customer-properties')).body._embedded['customer-properties'];
  assert.equal(first.options, undefined);
  assert.match(second.options[1].id, /^[0-9a-f-]{36}$/);

  const values = [
    { op: 'replace', path: '/seats', value: 12 },
    { op: 'replace', path: '/tier', value: second.options[1].id },
  ];
  assert.equal((await call('PATCH customers/10001/properties', values)).status, 204);
  const properties = async () => (await call('GET customers/10001')).body._embedded.properties;
  assert.deepEqual(
    (await properties()).map(({ slug, text }) => [slug, text]),
    [
      ['seats', '12'],
      ['tier', 'Pro'],
    ],
  );
  assert.equal((await call('DELETE customer-properties/tier')).status, 204);
  assert.deepEqual(
    (await properties()).map(({ slug }) => slug),
    ['seats'],
  );
  assert.equal((await call('DELETE customer-properties/tier')).status, 404);
});

for (const [type, good, bad] of [
  ['text', 'x'.repeat(255), 'x'.repeat(256)],
  ['number', '9223372036854775807', '9223372036854775808'],
  ['number', 5, 1.5],
  ['url', 'https://example.org', 'example'],
  ['date', '2024-01-15', '15.01.2024'],
  ['dropdown', 'Pro', 'Gold'],
]) {
  test(`a value of type ${type} must fit: ${String(bad).slice(0, 20)} does not`, async (t) => {
    const property = {
      type,
      slug: 'p',
      name: 'P',
      options: [{ id: '0f3c2a10-0000-4000-8000-000000000009', label: 'Pro' }],
    };
    const { call } = await startMock(t, { seed: { customers: 1, customerProperties: [property] } });
    const set = (value) => call('PATCH customers/10001/properties', [{ op: 'replace', path: '/p', value }]);
    assert.equal((await set(good)).status, 204);
    assert.deepEqual(paths(await set(bad)), ['[0].value']);
  });
}

test('a definition that cannot be is refused', async (t) => {
  const { call } = await startMock(t, { seed: { customerProperties: [] } });
  const define = (over) => call('POST customer-properties', { type: 'text', slug: 'a', name: 'A', ...over });
  for (const slug of ['email', 'name', 'company', 'jobTitle', 'a b', 'ä', 'x'.repeat(101)]) {
    assert.deepEqual(paths(await define({ slug })), ['slug'], slug);
  }
  assert.deepEqual(paths(await define({ type: 'colour' })), ['type']);
  const dropdown = (options) => define({ type: 'dropdown', options });
  assert.deepEqual(paths(await dropdown([{ label: 'A' }, { label: 'A' }])), ['options[1].label']);
  assert.deepEqual(paths(await dropdown([{ label: 'x'.repeat(256) }])), ['options[0].label']);
  const many = Array.from({ length: 101 }, (_, index) => ({ label: String(index) }));
  assert.deepEqual(paths(await dropdown(many)), ['options']);
  assert.equal((await define()).status, 201);
  assert.equal((await define()).status, 409, 'the slug is taken');
  for (let n = 1; n < 50; n += 1) assert.equal((await define({ slug: `s${n}` })).status, 201);
  assert.deepEqual(paths(await define({ slug: 'one-too-many' })), ['slug']);
});

/** One value too long or too strange for each field of a customer, by its path in the error. */
const TOO_MUCH = {
  firstName: 'x'.repeat(41),
  lastName: 'x'.repeat(41),
  jobTitle: 'x'.repeat(61),
  location: 'x'.repeat(61),
  organization: 'x'.repeat(61),
  photoUrl: 'x'.repeat(201),
  photoType: 'polaroid',
  background: 'x'.repeat(201),
  gender: 'Female',
  age: 35,
  organizationId: 1,
};

for (const [field, value] of Object.entries(TOO_MUCH)) {
  test(`${field} of a customer keeps to its limits, in all three writes`, async (t) => {
    const { call } = await startMock(t);
    assert.deepEqual(paths(await call('POST customers', { [field]: value })), [field]);
    assert.deepEqual(paths(await call('PUT customers/10001', { [field]: value })), [field]);
    const patch = [{ op: 'replace', path: `/${field}`, value }];
    const expected = field === 'organizationId' ? [field] : ['[0].value'];
    assert.deepEqual(paths(await call('PATCH customers/10001', patch)), expected);
  });
}

test('values of unknown properties are refused when a customer is made', async (t) => {
  const { call, mock } = await startMock(t);
  const before = mock.state.customers.size;
  const properties = [
    { slug: 'crm-id', value: 'x' },
    { slug: 'nope', value: 'y' },
  ];
  assert.deepEqual(paths(await call('POST customers', { properties })), ['properties[1].slug']);
  assert.equal(mock.state.customers.size, before);
});
