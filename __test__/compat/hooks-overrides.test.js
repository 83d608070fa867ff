'use strict';

/*
 * What somebody overrides or spies on takes effect: a verb or handleRequest,
 * on an instance, in a subclass or on the prototype.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HelpScout } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');

const HREF = 'http://127.0.0.1:1/v2/things?page=2';

/** [verb, arguments, bottleneck options, request options] */
const VERBS = [
  ['get', ['things', { a: 1 }], { weight: 1 }, { url: 'things', method: 'GET', params: { a: 1 } }],
  ['get', ['things'], { weight: 1 }, { url: 'things', method: 'GET', params: {} }],
  ['get', ['things', null], { weight: 1 }, { url: 'things', method: 'GET', params: null }],
  ['post', ['things', { a: 1 }], { weight: 2 }, { url: 'things', method: 'POST', data: { a: 1 } }],
  ['post', ['things'], { weight: 2 }, { url: 'things', method: 'POST', data: {} }],
  ['put', ['things', 'text'], { weight: 2 }, { url: 'things', method: 'PUT', data: 'text' }],
  ['put', ['things'], { weight: 2 }, { url: 'things', method: 'PUT', data: {} }],
  ['patch', ['things', [1]], { weight: 2 }, { url: 'things', method: 'PATCH', data: [1] }],
  ['patch', ['things'], { weight: 2 }, { url: 'things', method: 'PATCH', data: {} }],
  ['delete', ['things'], { weight: 2 }, { url: 'things', method: 'DELETE' }],
  ['nextPage', [{ next: { href: HREF } }], { weight: 1 }, { url: HREF, method: 'GET' }]
];

for (const [verb, args, limits, request] of VERBS) {
  const given = JSON.stringify(args).slice(1, -1);

  test(`${verb}(${given}) passes its weight and request to handleRequest`, t => {
    const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });
    const answer = {};
    const { mock } = t.mock.method(client, 'handleRequest', () => answer);

    assert.equal(client[verb](...args), answer);
    assert.equal(mock.calls[0].this, client);
    assert.deepEqual(mock.calls[0].arguments, [limits, request]);
    assert.deepEqual(Object.keys(mock.calls[0].arguments[1]), Object.keys(request));
  });
}

test('a spied handleRequest still sends the request', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const { mock } = t.mock.method(client, 'handleRequest');

  server.reply({ body: { id: 1 } });

  const response = await client.conversations.get(1, { embed: 'threads' });

  assert.deepEqual(mock.calls[0].arguments, [
    { weight: 1 },
    { url: 'conversations/1', method: 'GET', params: { embed: 'threads' } }
  ]);
  assert.deepEqual(response.data, { id: 1 });
  assert.equal(server.request.target, '/v2/conversations/1?embed=threads');
});

test('a spied verb still sends the request', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const { mock } = t.mock.method(client, 'post');

  await client.conversations.threads.createNote(7, { text: 'hi' });

  assert.deepEqual(mock.calls[0].arguments, ['conversations/7/notes', { text: 'hi' }]);
  assert.deepEqual([server.request.method, server.request.target, server.request.text],
    ['POST', '/v2/conversations/7/notes', '{"text":"hi"}']);
});

test('an override lasts until it is removed', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.get = async () => 'stub';
  assert.equal(await client.tags.list(), 'stub');

  delete client.get;
  assert.equal((await client.tags.list()).status, 200);
  assert.equal(server.requests.length, 1);
});

test('an override on one client leaves another alone', async t => {
  const server = await startServer(t);
  const [stubbed, plain] = [makeClient(server), makeClient(server)];

  stubbed.handleRequest = async () => 'stub';

  assert.equal(await stubbed.users.me(), 'stub');
  assert.equal((await plain.users.me()).status, 200);
});

test('the rejection of an override is the rejection of the call', async t => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  const failure = new Error('no');

  t.mock.method(client, 'handleRequest', () => Promise.reject(failure));

  assert.equal(await rejection(client.customers.create({})), failure);
});

test('a subclass that overrides a verb is called by the resources', async t => {
  class Traced extends HelpScout {
    get(endpoint, params) {
      this.trace = [endpoint, params];
      return super.get(`${endpoint}?traced=1`, params);
    }
  }

  const server = await startServer(t);
  const client = makeClient(server, { Class: Traced });

  await client.mailboxes.folders.list(3, { page: 2 });

  assert.deepEqual(client.trace, ['mailboxes/3/folders', { page: 2 }]);
  assert.equal(server.request.target, '/v2/mailboxes/3/folders?traced=1&page=2');
});

test('a subclass that overrides handleRequest sees every call and may change it', async t => {
  class Tagged extends HelpScout {
    handleRequest(limits, request) {
      return super.handleRequest({ ...limits, priority: 1 }, { ...request, params: { tagged: 1 } });
    }
  }

  const server = await startServer(t);
  const client = makeClient(server, { Class: Tagged });

  await client.conversations.list();
  await client.post('things', { a: 1 });

  assert.deepEqual(server.requests.map(({ method, target }) => `${method} ${target}`), [
    'GET /v2/conversations?tagged=1',
    'POST /v2/things?tagged=1'
  ]);
});

test('an override of handleRequest by an arrow property of a subclass counts', async () => {
  class Fixed extends HelpScout {
    handleRequest = async (limits, { url }) => url;
  }

  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' }, { Class: Fixed });

  assert.equal(await client.teams.teamMembers.list(4), 'teams/4/members');
  assert.equal(await client.nextPage({ next: { href: HREF } }), HREF);
});

for (const name of ['get', 'handleRequest']) {
  test(`patching ${name} on the prototype reaches clients made before and after`, async t => {
    const before = makeClient({ base: 'http://127.0.0.1:1/v2/' });

    t.mock.method(HelpScout.prototype, name, async () => 'patched');

    const after = makeClient({ base: 'http://127.0.0.1:1/v2/' });

    assert.equal(await before.ratings.get(1), 'patched');
    assert.equal(await after.ratings.get(1), 'patched');
  });
}

test('a method patched onto a resource class takes effect on every instance', async t => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });

  t.mock.method(Object.getPrototypeOf(client.tags), 'list', async () => 'patched');

  assert.equal(await makeClient({ base: 'http://127.0.0.1:1/v2/' }).tags.list(), 'patched');
});

test('a resource calls whatever client it is given', async () => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });

  client.users.client = { get: async endpoint => endpoint };

  assert.equal(await client.users.me(), 'users/me');
});

test('a resource can be replaced', async () => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  const stub = { list: async () => 'stub' };

  client.workflows = stub;

  assert.equal(client.workflows, stub);
});

test('handleRequest takes limiter options and any request options', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  await client.handleRequest({ weight: 5, priority: 0, id: 'a' }, {
    url: 'things',
    method: 'put',
    params: { p: 1 },
    data: { d: 1 },
    headers: { Authorization: 'Basic eDp5', 'X-Own': 'yes' }
  });

  const { method, target, text, header } = server.request;

  assert.deepEqual([method, target, text], ['PUT', '/v2/things?p=1', '{"d":1}']);
  assert.deepEqual([header('authorization'), header('x-own')], ['Basic eDp5', 'yes']);
});

test('handleRequest without limiter options rejects a TypeError', async t => {
  const client = makeClient(await startServer(t));

  for (const limits of [undefined, null]) {
    assert.ok(await rejection(client.handleRequest(limits, { url: 'x' })) instanceof TypeError);
  }
});

test('handleRequest tolerates limiter options of other kinds and unknown keys', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  for (const limits of [5, 'x', {}, { colour: 'red' }]) {
    assert.equal((await client.handleRequest(limits, { url: 'x' })).status, 200);
  }

  assert.equal(server.requests.length, 4);
});
