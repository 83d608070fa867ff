'use strict';

/* COMPAT d: cancelToken and signal. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { describe, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { isOriginal, onlyOriginal, onlyOurs } = require('./support/subject.js');

/** The axios of the original, whose tokens callers have in hand. */
const axios = require(require.resolve('axios', { paths: [require.resolve('helpscout-mailbox-api')] }));

/** A server and a client with these request options. */
async function setUp(t, options = {}) {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateRequestOptions(options);
  return { server, client };
}

/** Resolves once the server has `count` requests. */
async function arrived(server, count = 1) {
  while (server.requests.length < count) {
    await sleep(5);
  }
}

/** Fails unless the connection of the first request closes. */
async function assertClosed(server) {
  const { socket } = server.requests[0];

  if (!socket.destroyed) {
    await Promise.race([once(socket, 'close'), sleep(5000).then(() => assert.fail('still open'))]);
  }
}

describe('cancelToken', () => {
  test('cancelled before rejects the Cancel and sends nothing', async t => {
    const source = axios.CancelToken.source();
    const { server, client } = await setUp(t, { cancelToken: source.token });

    source.cancel('enough');

    const cancel = await rejection(client.get('things'));

    assert.equal(cancel, source.token.reason);
    assert.equal(cancel instanceof Error, false);
    assert.equal(axios.isCancel(cancel), true);
    assert.equal(cancel.__CANCEL__, true);
    assert.equal(cancel.message, 'enough');
    assert.equal(String(cancel), 'Cancel: enough');
    assert.deepEqual(Object.keys(cancel), ['message']);
    assert.equal(server.requests.length, 0);
  });

  test('cancelled in flight rejects at once and closes the connection', async t => {
    const source = axios.CancelToken.source();
    const { server, client } = await setUp(t, { cancelToken: source.token });

    server.fallback = { hang: true };

    const cancelled = rejection(client.get('things'));

    await arrived(server);
    source.cancel('enough');

    assert.equal(await cancelled, source.token.reason);
    await assertClosed(server);
  });

  test('cancelled in flight does not retry, nor hold its slot', async t => {
    const source = axios.CancelToken.source();
    const { server, client } = await setUp(t, { cancelToken: source.token });

    client.updateBottleneckOptions({ maxConcurrent: 1 });
    server.reply({ hang: true });

    const cancelled = rejection(client.get('one'));

    await arrived(server);
    client.requestOptions.cancelToken = undefined;

    const next = client.get('two');

    source.cancel();
    await cancelled;
    assert.equal((await next).status, 200);
    assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/one', '/v2/two']);
  });

  test('cancelled in the queue rejects and is never sent', async t => {
    const source = axios.CancelToken.source();
    const { server, client } = await setUp(t);

    client.updateBottleneckOptions({ maxConcurrent: 1 });
    server.reply({ delay: 200 });

    const first = client.get('one');

    await arrived(server);

    const queued = rejection(client.handleRequest({ weight: 1 }, { url: 'two', cancelToken: source.token }));

    source.cancel('enough');
    assert.equal(await queued, source.token.reason);
    assert.equal((await first).status, 200);
    assert.equal(server.requests.length, 1);
  });

  test('cancelled after the answer changes nothing', async t => {
    const source = axios.CancelToken.source();
    const { client } = await setUp(t, { cancelToken: source.token });
    const response = await client.get('things');

    source.cancel();
    assert.equal(response.status, 200);
  });

  test('never cancelled keeps nothing and nobody waiting', async t => {
    const { client } = await setUp(t, { cancelToken: axios.CancelToken.source().token });

    assert.equal((await client.get('things')).status, 200);
  });

  test('ends a stream that is being read', async t => {
    const source = axios.CancelToken.source();
    const { server, client } = await setUp(t, { cancelToken: source.token, responseType: 'stream' });

    server.reply({ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345' });

    const { data } = await client.get('things');
    const failed = once(data, 'error');

    data.resume();
    source.cancel('enough');

    const [error] = await failed;

    assert.deepEqual([error.message, error.code], ['aborted', 'ECONNRESET']);
    await assertClosed(server);
  });

  test('ends all calls that share it', async t => {
    const source = axios.CancelToken.source();
    const { server, client } = await setUp(t, { cancelToken: source.token });

    server.fallback = { hang: true };

    const calls = [1, 2, 3].map(() => rejection(client.get('things')));

    await arrived(server, 3);
    source.cancel('all');

    for (const cancel of await Promise.all(calls)) {
      assert.equal(cancel, source.token.reason);
    }
  });
});

describe('signal', { skip: isOriginal && 'unknown to the original' }, () => {
  for (const [name, abort, check] of [
    ['its own reason', controller => controller.abort('mine'), reason => assert.equal(reason, 'mine')],
    ['an error as reason', controller => controller.abort(new RangeError('mine')), reason => assert.equal(reason.message, 'mine')],
    ['no reason', controller => controller.abort(), reason => assert.equal(reason.name, 'AbortError')]
  ]) {
    test(`aborted before with ${name} rejects with signal.reason and sends nothing`, async t => {
      const controller = new AbortController();
      const { server, client } = await setUp(t, { signal: controller.signal });

      abort(controller);

      const reason = await rejection(client.get('things'));

      assert.equal(reason, controller.signal.reason);
      check(reason);
      assert.equal(server.requests.length, 0);
    });
  }

  test('aborted in flight rejects at once and closes the connection', async t => {
    const controller = new AbortController();
    const { server, client } = await setUp(t, { signal: controller.signal });

    server.fallback = { hang: true };

    const aborted = rejection(client.get('things'));

    await arrived(server);
    controller.abort();

    assert.equal(await aborted, controller.signal.reason);
    await assertClosed(server);
  });

  test('aborted in the queue rejects at once and is never sent', async t => {
    const controller = new AbortController();
    const { server, client } = await setUp(t);

    client.updateBottleneckOptions({ maxConcurrent: 1 });
    server.reply({ hang: true });
    client.get('one').catch(() => {});
    await arrived(server);
    client.updateRequestOptions({ signal: controller.signal });

    const queued = rejection(client.get('two'));

    controller.abort('enough');

    assert.equal(await queued, 'enough');
    assert.equal(server.requests.length, 1);
  });

  test('aborted between attempts ends the retries', async t => {
    const controller = new AbortController();
    const { server, client } = await setUp(t, { signal: controller.signal });

    server.fallback = () => {
      setImmediate(() => controller.abort('enough'));
      return { status: 503, headers: { 'Retry-After': '30' } };
    };

    assert.equal(await rejection(client.get('things')), 'enough');
    assert.equal(server.requests.length, 1);
  });

  test('of AbortSignal.timeout rejects with its TimeoutError', async t => {
    const { server, client } = await setUp(t, { signal: AbortSignal.timeout(100) });

    server.fallback = { hang: true };

    assert.equal((await rejection(client.get('things'))).name, 'TimeoutError');
  });

  test('keeps its onabort, and no listener after the call', async t => {
    const controller = new AbortController();
    const { client } = await setUp(t, { signal: controller.signal });
    const listeners = new Set();
    const { addEventListener, removeEventListener } = controller.signal;
    let mine = 0;

    controller.signal.onabort = () => { mine += 1; };
    controller.signal.addEventListener = function add(type, listener, options) {
      listeners.add(listener);
      return addEventListener.call(this, type, listener, options);
    };
    controller.signal.removeEventListener = function remove(type, listener, options) {
      listeners.delete(listener);
      return removeEventListener.call(this, type, listener, options);
    };

    await Promise.all([client.get('one'), client.get('two')]);

    assert.equal(listeners.size, 0);
    controller.abort();
    assert.equal(mine, 1);
  });

  test('aborted after the answer changes nothing', async t => {
    const controller = new AbortController();
    const { client } = await setUp(t, { signal: controller.signal });
    const response = await client.get('things');

    controller.abort();
    assert.equal(response.status, 200);
  });

  test('ends a stream that is being read', async t => {
    const controller = new AbortController();
    const { server, client } = await setUp(t, { signal: controller.signal, responseType: 'stream' });

    server.reply({ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345' });

    const { data } = await client.get('things');
    const ended = once(data, 'close').catch(error => error);

    data.on('error', () => {});
    data.resume();
    controller.abort();

    await Promise.race([ended, sleep(5000).then(() => assert.fail('still open'))]);
    await assertClosed(server);
  });
});

test('signal is ignored by the original', onlyOriginal, async t => {
  const { client } = await setUp(t, { signal: AbortSignal.abort() });

  assert.equal((await client.get('things')).status, 200);
});

test('a cancelToken without anything of axios behind it works: a promise and throwIfRequested', onlyOurs, async t => {
  const reason = { message: 'mine' };
  let cancel;
  const cancelToken = {
    promise: new Promise(resolve => { cancel = () => resolve(reason); }),
    throwIfRequested() {}
  };
  const { server, client } = await setUp(t, { cancelToken });

  server.fallback = { hang: true };

  const cancelled = rejection(client.get('things'));

  await arrived(server);
  cancel();
  assert.equal(await cancelled, reason);
});
