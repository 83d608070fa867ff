'use strict';

/* The short way of plain calls: whatever is changed after a call counts for the next. */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startServer } = require('./compat/support/server.js');
const { makeClient } = require('./compat/support/client.js');

async function afterTwoCalls(t) {
  const server = await startServer(t);
  const client = makeClient(server);
  client.updateBottleneckOptions({ minTime: 0, maxConcurrent: null });
  client.updateRequestOptions({ headers: { 'X-Team': 'one' } });
  await client.tags.list();
  await client.tags.list();
  server.requests.length = 0;
  return { server, client };
}

const changes = {
  'a header that is changed in place': [
    ({ requestOptions }) => { requestOptions.headers['X-Team'] = 'two'; },
    (request) => assert.equal(request.header('x-team'), 'two')
  ],
  'a header that is added': [
    ({ requestOptions }) => { requestOptions.headers['X-More'] = 'yes'; },
    (request) => assert.equal(request.header('x-more'), 'yes')
  ],
  'a header that is taken away': [
    ({ requestOptions }) => { delete requestOptions.headers['X-Team']; },
    (request) => assert.equal(request.header('x-team'), undefined)
  ],
  'headers by method': [
    ({ requestOptions }) => { requestOptions.headers.get = { 'X-Team': 'of get' }; delete requestOptions.headers['X-Team']; },
    (request) => assert.equal(request.header('x-team'), 'of get')
  ],
  'other request options': [
    (client) => { client.requestOptions = { ...client.requestOptions, headers: undefined, params: { page: 2 } }; },
    // The verb's own params win, as in axios.
    (request) => assert.equal(request.header('x-team'), undefined)
  ],
  'a base URL': [
    (client) => { client.requestOptions.baseURL = client.requestOptions.baseURL.replace('/v2/', '/other/'); },
    (request) => assert.equal(request.target, '/other/tags')
  ],
  'a token': [
    (client) => { client.setCredentials({ access_token: 'another' }); },
    (request) => assert.equal(request.header('authorization'), 'Bearer another')
  ],
  'a function that makes the request': [
    (client) => { client.requestOptions.transformRequest = [(data, headers) => { headers['X-Made'] = 'yes'; return data; }]; },
    (request) => assert.equal(request.header('x-made'), 'yes')
  ]
};

for (const [what, [change, check]] of Object.entries(changes)) {
  test(`${what} counts from the next call on`, async t => {
    const { server, client } = await afterTwoCalls(t);

    change(client);
    await client.tags.list();
    await client.tags.list();

    assert.equal(server.requests.length, 2);
    server.requests.forEach(check);
  });
}

for (const [what, replace] of Object.entries({
  'a verb': (client, replacement) => { client.get = replacement; },
  handleRequest: (client, replacement) => { client.handleRequest = replacement; },
  'the schedule of the limiter': (client, replacement) => { client.bottleneck.schedule = replacement; },
  'the limiter': (client, replacement) => { client.bottleneck = { schedule: replacement }; }
})) {
  test(`${what} that is replaced after calls is used by the next`, async t => {
    const { server, client } = await afterTwoCalls(t);
    let used = 0;

    replace(client, async () => { used += 1; });
    await client.tags.list();
    await client.tags.list();

    assert.deepEqual([used, server.requests.length], [2, 0]);
  });
}

test('a verb that is put back is ours again', async t => {
  const { server, client } = await afterTwoCalls(t);

  client.get = async () => {};
  await client.tags.list();
  delete client.get;
  const { status } = await client.tags.list();

  assert.deepEqual([status, server.requests.length], [200, 1]);
});

test('a listener of failures that comes after calls hears of the next', async t => {
  const { server, client } = await afterTwoCalls(t);
  const heard = [];
  server.reply({ status: 404 });

  client.bottleneck.on('failed', (error) => { heard.push(error.response.status); });
  await assert.rejects(client.tags.list());

  assert.deepEqual(heard, [404]);
});

test('each call has a config of its own that shows what it sent', async t => {
  const { client } = await afterTwoCalls(t);
  const [got, made] = await Promise.all([client.conversations.list({ page: 2 }), client.customers.create({ firstName: 'A' })]);

  assert.deepEqual(
    [got.config.method, got.config.params, got.config.data, got.request.path],
    ['get', { page: 2 }, undefined, '/v2/conversations?page=2']
  );
  assert.deepEqual([made.config.method, 'params' in made.config, made.config.data], ['post', false, '{"firstName":"A"}']);
  assert.notEqual(got.config.headers, made.config.headers);
  assert.ok(got.config.url.endsWith('/v2/conversations'));
});

test('three thousand calls at once are each given their own answer', async t => {
  const { server, client } = await afterTwoCalls(t);
  server.fallback = ({ target }) => ({ body: { target } });

  const answers = await Promise.all(Array.from({ length: 3000 }, (_, id) => client.conversations.get(id)));

  answers.forEach(({ data }, id) => assert.equal(data.target, `/v2/conversations/${id}`));
});
