'use strict';

/* Ours alone: options of one call, as the argument after the original's last one. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const { runInNewContext } = require('node:vm');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { isOriginal, onlyOurs } = require('./support/subject.js');

/** Every verb and kinds of resource methods, each called with `options` after the original's last argument. */
const CALLS = {
  get: (client, options) => client.get('things', {}, options),
  post: (client, options) => client.post('things', {}, options),
  put: (client, options) => client.put('things', {}, options),
  patch: (client, options) => client.patch('things', {}, options),
  delete: (client, options) => client.delete('things', undefined, options),
  nextPage: (client, options) => client.nextPage({ next: { href: `${client.requestOptions.baseURL}things` } }, options),
  'conversations.list': (client, options) => client.conversations.list({}, options),
  'conversations.get': (client, options) => client.conversations.get(1, {}, options),
  'conversations.create': (client, options) => client.conversations.create({}, options),
  'conversations.update': (client, options) => client.conversations.update(1, {}, options),
  'conversations.delete': (client, options) => client.conversations.delete(1, options),
  'threads.get': (client, options) => client.conversations.threads.get(1, 2, options),
  'threads.update': (client, options) => client.conversations.threads.update(1, 2, {}, options),
  'emails.delete': (client, options) => client.customers.emails.delete(1, 2, options),
  'webhooks.get': (client, options) => client.webhooks.get(1, options)
};

describe('options of a call', { skip: isOriginal && 'new in ours' }, () => {
  for (const [name, call] of Object.entries(CALLS)) {
    test(`of ${name}: headers, timeout and signal`, async t => {
      const server = await startServer(t);
      const client = makeClient(server);

      await call(client, { headers: { 'X-Mine': 'a' } });
      assert.equal(server.request.header('x-mine'), 'a');
      assert.equal(server.request.header('authorization'), 'Bearer token');

      server.fallback = { hang: true };

      assert.equal((await rejection(call(client, { timeout: 80 }))).message, 'timeout of 80ms exceeded');
      assert.equal(await rejection(call(client, { signal: AbortSignal.abort('mine') })), 'mine');
    });

    test(`of ${name}: a misspelt key rejects by name`, async t => {
      const server = await startServer(t);
      const error = await rejection(call(makeClient(server), { timeOut: 5 }));

      assert.match(error.message, /timeOut/);
      assert.equal(server.requests.length, 0);
    });
  }

  test('count for that call alone', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    await client.get('things', {}, { headers: { 'X-Mine': 'a' } });
    await client.get('things');

    assert.deepEqual(server.requests.map(request => request.header('x-mine')), ['a', undefined]);
    assert.deepEqual(Object.keys(client.requestOptions), ['baseURL']);
  });

  test('beat those of the client', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    client.updateRequestOptions({ headers: { 'X-Mine': 'client', 'X-Other': 'b' }, timeout: 50 });
    server.reply({ delay: 200 });
    await client.get('things', {}, { headers: { 'x-mine': 'call' }, timeout: 5000 });

    assert.equal(server.request.header('x-mine'), 'call');
    assert.equal(server.request.header('x-other'), 'b');
  });

  test('show in response.config', async t => {
    const client = makeClient(await startServer(t));
    const { config } = await client.get('things', {}, { headers: { 'X-Mine': 'a' }, timeout: 5000 });

    assert.equal(config.headers['X-Mine'], 'a');
    assert.equal(config.timeout, 5000);
  });

  test('of a header cannot take the token off a call, nor inject a line', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    await client.get('things', {}, { headers: { authorization: 'Bearer mine' } });
    assert.equal(server.request.header('authorization'), 'Bearer token');

    const broken = await rejection(client.get('things', {}, { headers: { 'X-Mine': 'a\r\nX-Evil: b' } }));

    assert.equal(broken.code, 'ERR_INVALID_CHAR');
    assert.equal(server.requests.length, 1);
  });

  test('of a signal take a waiting call out of the queue', async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    const controller = new AbortController();

    client.updateBottleneckOptions({ maxConcurrent: 1 });
    server.reply({ hang: true });
    client.get('one').catch(() => {});

    const queued = rejection(client.conversations.get(2, {}, { signal: controller.signal }));

    controller.abort('enough');

    assert.equal(await queued, 'enough');
    assert.ok(server.requests.every(({ target }) => target === '/v2/one'));
  });

  for (const [key, value] of [
    ['timeout', {}],
    ['timeout', NaN],
    ['signal', 'signal'],
    ['signal', {}],
    ['headers', 'X-Mine: a'],
    ['headers', 5]
  ]) {
    test(`${key}: ${inspect(value)} rejects by name`, async t => {
      const server = await startServer(t);
      const error = await rejection(makeClient(server).get('things', {}, { [key]: value }));

      assert.match(error.message, RegExp(key));
      assert.equal(server.requests.length, 0);
    });
  }

  test('of undefined or {} are none', async t => {
    const client = makeClient(await startServer(t));

    assert.equal((await client.get('things', {}, undefined)).status, 200);
    assert.equal((await client.get('things', {}, {})).status, 200);
    assert.equal((await client.get('things', {}, { timeout: undefined, headers: undefined, signal: undefined })).status, 200);
  });

  test('may be an object without a prototype, or of another realm', async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    const bare = Object.assign(Object.create(null), { headers: { 'X-Mine': 'a' } });
    const foreign = runInNewContext('({ headers: { "X-Mine": "b" } })');

    await client.get('things', {}, bare);
    await client.get('things', {}, foreign);

    assert.deepEqual(server.requests.map(request => request.header('x-mine')), ['a', 'b']);
  });

  test('are taken only from the argument after the original\'s last', async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    const options = { headers: { 'X-Mine': 'a' } };

    await client.get('things', { timeout: 5 });
    await client.post('things', options);
    await client.delete('things', options);
    await client.get('things', {}, undefined, options);

    assert.equal(server.requests[0].target, '/v2/things?timeout=5');
    assert.deepEqual(server.requests[1].json(), options);
    server.requests.forEach(request => assert.equal(request.header('x-mine'), undefined));
  });

  test('are read when the call is made', async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    const options = { headers: { 'X-Mine': 'a' } };
    const call = client.get('things', {}, options);

    options.headers['X-Mine'] = 'b';
    options.misspelt = true;
    await call;

    assert.equal(server.request.header('x-mine'), 'a');
  });
});

test('arguments that a map adds are harmless', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const ids = [11, 12, 13];

  await Promise.all(ids.map((...args) => client.webhooks.get(...args)));
  await Promise.all(ids.map((...args) => client.conversations.delete(...args)));
  await Promise.all([[11, 0, ids]].map(args => client.conversations.get(...args)));

  assert.deepEqual(server.requests.map(({ method, target }) => `${method} ${target}`).sort(), [
    'DELETE /v2/conversations/11',
    'DELETE /v2/conversations/12',
    'DELETE /v2/conversations/13',
    'GET /v2/conversations/11',
    'GET /v2/webhooks/11',
    'GET /v2/webhooks/12',
    'GET /v2/webhooks/13'
  ]);
});

for (const [name, extra] of [
  ['a function', () => {}],
  ['a number', 5],
  ['a string', 'x'],
  ['null', null],
  ['an array', [{ timeOut: 1 }]],
  ['a Date', new Date(0)],
  ['a Map', new Map([['timeOut', 1]])],
  ['an instance of a class', new (class Mine { timeOut = 1; })()]
]) {
  test(`${name} as an extra argument is harmless`, async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    await client.get('things', {}, extra);
    await client.post('things', {}, extra);
    await client.delete('things', undefined, extra);
    await client.conversations.get(1, {}, extra);
    await client.webhooks.get(1, extra);

    assert.equal(server.requests.length, 5);
    server.requests.forEach(({ target }) => assert.doesNotMatch(target, /\?/));
  });
}

test('the length of methods does not count the options', onlyOurs, async t => {
  const client = makeClient(await startServer(t));

  assert.deepEqual(
    [client.get.length, client.delete.length, client.conversations.get.length, client.conversations.threads.get.length],
    [1, 1, 1, 2]
  );
});
