'use strict';

/* The options of one call: the argument after the original's last one. */

const assert = require('node:assert/strict');
const { getEventListeners } = require('node:events');
const { test } = require('node:test');
const { onlyOurs } = require('./support/subject.js');
const { exchange, makeClient, rejection } = require('./support/client.js');
const { startServer } = require('./support/server.js');

const methods = {
  get: (client, options) => client.get('things', {}, options),
  post: (client, options) => client.post('things', {}, options),
  put: (client, options) => client.put('things', {}, options),
  patch: (client, options) => client.patch('things', {}, options),
  delete: (client, options) => client.delete('things', undefined, options),
  nextPage: (client, options) => client.nextPage({ next: { href: 'things?page=2' } }, options),
  handleRequest: (client, options) => client.handleRequest({}, { url: 'things' }, options),
  'conversations.get (id, params)': (client, options) => client.conversations.get(1, {}, options),
  'conversations.list (params)': (client, options) => client.conversations.list({}, options),
  'mailboxes.get (id)': (client, options) => client.mailboxes.get(1, options),
  'users.me ()': (client, options) => client.users.me(options),
  'attachments.delete (id, id)': (client, options) => client.conversations.attachments.delete(1, 2, options),
  'attachments.upload (id, id, data)': (client, options) => client.conversations.attachments.upload(1, 2, {}, options)
};

for (const [name, call] of Object.entries(methods)) {
  test(`${name} takes headers`, onlyOurs, async t => {
    const { server, error } = await exchange(t, client => call(client, { headers: { 'X-A': '1' } }));

    assert.ifError(error);
    assert.equal(server.request.header('x-a'), '1');
    assert.equal(server.request.header('authorization'), 'Bearer token');
  });

  test(`${name} takes a timeout`, onlyOurs, async t => {
    const { error } = await exchange(t, client => call(client, { timeout: 60 }), { hang: true });

    assert.equal(error.message, 'timeout of 60ms exceeded');
    assert.equal(error.code, 'ECONNABORTED');
  });

  test(`${name} takes a signal`, onlyOurs, async t => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { error } = await exchange(t, client => call(client, { signal: controller.signal }), () => {
      controller.abort(reason);
      return { hang: true };
    });

    assert.equal(error, reason);
  });

  test(`${name} rejects a misspelt option, by name, and sends nothing`, onlyOurs, async t => {
    const { server, error } = await exchange(t, client => call(client, { timeOut: 60 }));

    assert.match(error.message, /timeOut/);
    assert.equal(server.requests.length, 0);
  });

  for (const extra of [null, 5, 'text', [{ timeOut: 1 }], () => {}]) {
    test(`${name} ignores a further argument that is no plain object: ${JSON.stringify(extra) || 'a function'}`, async t => {
      const { server, error } = await exchange(t, client => call(client, extra));

      assert.ifError(error);
      assert.equal(server.requests.length, 1);
    });
  }
}

test('a signal that is aborted already rejects with its reason and sends nothing', onlyOurs, async t => {
  const reason = { any: 'value' };
  const { server, error } = await exchange(t, client => client.get('things', {}, { signal: AbortSignal.abort(reason) }));

  assert.equal(error, reason);
  assert.equal(server.requests.length, 0);
});

test('a signal ends the wait for the limiter: no call starts in the place of another', onlyOurs, async t => {
  for (let i = 0; i < 20; i += 1) await abortBoth(t);
});

async function abortBoth(t) {
  const server = await startServer(t);
  const client = makeClient(server);
  const controller = new AbortController();

  client.updateBottleneckOptions({ maxConcurrent: 1 });
  server.reply({ hang: true });

  const first = client.get('first', {}, { signal: controller.signal }).catch(error => error);
  const second = client.get('second', {}, { signal: controller.signal });

  const refused = rejection(second);
  while (server.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
  controller.abort();

  const error = await refused;

  assert.equal(error, controller.signal.reason);
  assert.equal(error.name, 'AbortError');
  assert.equal(await first, controller.signal.reason);
  assert.equal(server.requests.length, 1);
}

test('a call whose signal is aborted as it is made is never sent', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  for (let i = 0; i < 50; i += 1) {
    await client.get('first');
    const controller = new AbortController();
    const call = client.post('things', {}, { signal: controller.signal });
    controller.abort();

    assert.equal(await rejection(call), controller.signal.reason);
  }

  await client.get('last');
  assert.deepEqual(server.requests.filter(({ method }) => method === 'POST'), []);
});

test('a call that waits does not start once its signal is aborted, however busy the program is', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const controller = new AbortController();

  client.updateBottleneckOptions({ minTime: 50 });
  await client.get('first');
  const call = client.post('things', {}, { signal: controller.signal });
  await new Promise(setImmediate);
  controller.abort();
  const until = Date.now() + 100;
  while (Date.now() < until);

  assert.equal(await rejection(call), controller.signal.reason);
  await client.get('last');
  assert.deepEqual(server.requests.map(({ method }) => method), ['GET', 'GET']);
});

test('a signal has no listener more when its calls have ended, and one while there are some', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const { signal } = new AbortController();

  const calls = [1, 2, 3].map(() => client.get('things', {}, { signal }));
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  await Promise.all(calls);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  assert.equal((await client.get('things', {}, { signal })).status, 200);
});

test('a signal aborted after the answer does nothing', onlyOurs, async t => {
  const controller = new AbortController();
  const { value } = await exchange(t, client => client.get('things', {}, { signal: controller.signal }), { body: { a: 1 } });

  controller.abort();
  assert.deepEqual(value.data, { a: 1 });
});

test('a signal that is none rejects', onlyOurs, async t => {
  const { server, error } = await exchange(t, client => client.get('things', {}, { signal: {} }));

  assert.match(error.message, /signal/);
  assert.equal(server.requests.length, 0);
});

for (const timeout of [-1, NaN, 'soon', {}]) {
  test(`a timeout of ${String(timeout)} rejects, naming it`, onlyOurs, async t => {
    const { server, error } = await exchange(t, client => client.get('things', {}, { timeout }));

    assert.match(error.message, /timeout/);
    assert.equal(server.requests.length, 0);
  });
}

test('the options of a call win over the request options', onlyOurs, async t => {
  const { error } = await exchange(t, client => {
    client.updateRequestOptions({ timeout: 5000 });
    return client.get('things', {}, { timeout: 60 });
  }, { hang: true });

  assert.equal(error.message, 'timeout of 60ms exceeded');
});

test('ids.map with a method in place is harmless', async t => {
  const { server, error } = await exchange(
    t,
    client => Promise.all([1, 2].map((...args) => client.mailboxes.get(...args)))
  );

  assert.ifError(error);
  assert.deepEqual(server.requests.map(({ target }) => target).sort(), ['/v2/mailboxes/1', '/v2/mailboxes/2']);
});
