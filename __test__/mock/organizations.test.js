'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startMock } = require('./support');

const paths = (answer) => answer.body._embedded.errors.map((error) => error.path);
const email = (value) => [{ type: 'work', value }];

test('an organization is made, read, overwritten whole and deleted', async (t) => {
  const { call, mock } = await startMock(t);
  const created = await call('POST organizations', { name: 'Parts', domain: 'parts.example', note: 'Pays late' });
  assert.equal(created.status, 201);
  assert.equal(created.headers.get('location'), `${mock.url}organizations/${created.id}`);
  const read = async () => (await call(`GET organizations/${created.id}`)).body;
  const made = await read();
  assert.deepEqual(
    [made.domains, made.note, made.phones, made.customerCount],
    [['parts.example'], 'Pays late', [], undefined],
  );
  assert.equal((await call(`PUT organizations/${created.id}`, { name: 'Better parts' })).status, 204);
  const overwritten = await read();
  assert.deepEqual([overwritten.name, overwritten.note, overwritten.domains], ['Better parts', null, []]);
  assert.equal((await call(`DELETE organizations/${created.id}`)).status, 204);
  assert.equal((await call(`GET organizations/${created.id}`)).status, 404);
});

test('customers belong to an organization by id or by the domain of an address', async (t) => {
  const { call } = await startMock(t, {
    seed: {
      organizations: [{ id: 801, name: 'Orbit', domains: ['ORBIT.example'] }],
      customers: [
        { id: 1, organizationId: 801 },
        { id: 2, emails: email('lee@Orbit.example') },
        { id: 3, emails: email('lee@elsewhere.example') },
      ],
      conversations: [1, 2, 2, 3].map((id) => ({ customer: { id } })),
    },
  });
  const ids = async (path, key) => (await call(`GET ${path}`)).body._embedded?.[key].map(({ id }) => id) ?? [];
  assert.deepEqual(await ids('organizations/801/customers', 'customers'), [1, 2]);
  assert.equal((await ids('organizations/801/conversations', 'conversations')).length, 3);
  const counts = (await call('GET organizations/801?includeCounts=true')).body;
  assert.deepEqual([counts.customerCount, counts.conversationCount], [2, 3]);
  const { organization, organizationId, _links } = (await call('GET customers/2')).body;
  assert.deepEqual([organization, organizationId], ['Orbit', 801]);
  assert.match(_links.organization.href, /\/v2\/organizations\/801$/);

  await call('DELETE organizations/801');
  const left = (await call('GET customers/1')).body;
  assert.deepEqual([left.organization, left.organizationId, left._links.organization], [null, null, undefined]);
});

test('a second organization of a name or domain is a conflict', async (t) => {
  const { call } = await startMock(t, { seed: { organizations: [{ name: 'Orbit', domains: ['orbit.example'] }] } });
  assert.equal((await call('POST organizations', { name: 'ORBIT' })).status, 409);
  assert.equal((await call('POST organizations', { name: 'Other', domains: ['Orbit.example'] })).status, 409);
  assert.equal((await call('PUT organizations/801', { name: 'Orbit', domains: ['orbit.example'] })).status, 204);
});

test('organizations are sorted by what is asked for', async (t) => {
  const { call } = await startMock(t, {
    seed: {
      organizations: [
        { id: 1, name: 'beta' },
        { id: 2, name: 'Alpha' },
        { id: 3, name: 'gamma' },
      ],
      customers: [
        { id: 11, organizationId: 1 },
        { id: 12, organizationId: 2 },
        { id: 13, organizationId: 2 },
      ],
      conversations: [
        { customer: { id: 11 }, createdAt: '2024-05-01T00:00:00Z' },
        { customer: { id: 11 }, createdAt: '2024-01-01T00:00:00Z' },
        { customer: { id: 12 }, createdAt: '2024-03-01T00:00:00Z' },
      ],
    },
  });
  const names = async (query) =>
    (await call(`GET organizations${query}`)).body._embedded.organizations.map(({ name }) => name);
  assert.deepEqual(await names(''), ['beta', 'Alpha', 'gamma'], 'the last interaction first');
  assert.deepEqual(await names('?sort=name,asc'), ['Alpha', 'beta', 'gamma']);
  assert.deepEqual(await names('?sort=name'), ['gamma', 'beta', 'Alpha']);
  assert.deepEqual(await names('?sort=customerCount'), ['Alpha', 'beta', 'gamma']);
  assert.deepEqual(await names('?sort=conversationCount,desc'), ['beta', 'Alpha', 'gamma']);
  for (const bad of ['size', 'name,up', 'name,asc,x']) {
    assert.equal((await call(`GET organizations?sort=${bad}`)).status, 400, bad);
  }
});

test('property values are set, shown when asked for, and removed', async (t) => {
  const { call } = await startMock(t);
  assert.equal((await call('PUT organizations/801/properties/tier', { value: 'Premium' })).status, 204);
  const shown = async (query) => (await call(`GET organizations/801${query}`)).body.properties;
  assert.deepEqual(await shown('?includeProperties=true'), [
    { type: 'dropdown', slug: 'tier', name: 'Tier', value: 'Premium' },
  ]);
  assert.equal(await shown(''), undefined);
  assert.deepEqual(paths(await call('PUT organizations/801/properties/tier', { value: 'Gold' })), ['value']);
  assert.deepEqual(paths(await call('PUT organizations/801/properties/tier', { value: 5 })), ['value']);
  assert.equal((await call('PUT organizations/801/properties/nope', { value: 'x' })).status, 404);
  assert.equal((await call('DELETE organizations/801/properties/tier')).status, 204);
  assert.deepEqual(await shown('?includeProperties=true'), []);
  assert.equal((await call('DELETE organizations/801/properties/tier')).status, 404);
});

test('dropped options and definitions take their values along', async (t) => {
  const { call } = await startMock(t, {
    seed: {
      organizations: [
        { id: 1, name: 'A', properties: [{ slug: 'tier', value: 'Basic' }] },
        {
          id: 2,
          name: 'B',
          properties: [
            { slug: 'tier', value: 'Premium' },
            { slug: 'account-no', value: '7' },
          ],
        },
      ],
    },
  });
  const values = async (id) =>
    (await call(`GET organizations/${id}?includeProperties=true`)).body.properties.map(({ value }) => value);
  const options = [{ label: 'Premium' }, { label: 'Gold' }];
  assert.equal((await call('PUT organizations/properties/tier', { name: 'Level', options })).status, 204);
  assert.deepEqual((await call('GET organizations/properties/tier')).body, {
    type: 'dropdown',
    slug: 'tier',
    name: 'Level',
    options,
  });
  assert.deepEqual([await values(1), await values(2)], [[], ['7', 'Premium']]);
  assert.equal((await call('DELETE organizations/properties/tier')).status, 204);
  assert.deepEqual(await values(2), ['7']);
  assert.equal((await call('GET organizations/properties/tier')).status, 404);
});

test('a definition or an organization that cannot be is refused by its paths', async (t) => {
  const { call } = await startMock(t);
  const wrong = { type: 'x', slug: 'x'.repeat(121), name: 'x'.repeat(101), options: [{ label: 'x'.repeat(101) }] };
  assert.deepEqual(paths(await call('POST organizations/properties', wrong)), [
    'type',
    'slug',
    'name',
    'options[0].label',
  ]);
  assert.equal((await call('POST organizations/properties', { type: 'text', slug: 'tier', name: 'T' })).status, 409);
  const organization = { name: '', location: 'FRA', brandColor: 'red', domains: 'x.example', phones: [5] };
  assert.deepEqual(paths(await call('POST organizations', organization)), [
    'name',
    'location',
    'brandColor',
    'domains',
    'phones[0]',
  ]);
});

test('the word properties is no organization', async (t) => {
  const { call } = await startMock(t);
  for (const method of ['PUT', 'DELETE']) {
    const answer = await call(`${method} organizations/properties`, {});
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, POST']);
  }
});
