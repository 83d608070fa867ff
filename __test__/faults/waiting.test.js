'use strict';

/* What waits holds up nothing else: hung answers, a hung token endpoint, aborted calls. */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { makeClient, outcome, rejection } = require('../compat/support/client.js');
const { startServer } = require('../compat/support/server.js');
const { until } = require('../compat/support/time.js');

const HANG = { hang: true };
const targets = ({ requests }) => requests.map(({ target }) => target);

/** A server and a client with the limiter's own settings: two reads at once. */
async function pair(t, options = {}) {
  const server = await startServer(t);
  return { server, client: makeClient(server, { limiter: 'default', ...options }) };
}

test('two answers that hang hold the two slots until their time is up, and no longer', async (t) => {
  const { server, client } = await pair(t);
  client.updateRequestOptions({ timeout: 300 });
  server.reply(HANG, HANG);

  const calls = ['a', 'b', 'c', 'd'].map((url) => outcome(client.get(url)));
  const settled = await Promise.all(calls);

  assert.deepEqual(settled.map(({ error }) => error?.constructor.name), ['TimeoutError', 'TimeoutError', undefined, undefined]);
  assert.deepEqual(targets(server), ['/v2/a', '/v2/b', '/v2/c', '/v2/d']);
});

test('an aborted call leaves the queue: those behind it move up, and nothing of it is sent', async (t) => {
  const { server, client } = await pair(t);
  const controller = new AbortController();
  const { signal } = controller;
  client.updateRequestOptions({ timeout: 500 });
  server.reply(HANG, HANG);
  const running = ['a', 'b'].map((url) => outcome(client.get(url)));
  const aborted = Array.from({ length: 8 }, (_, n) => outcome(client.get(`aborted-${n}`, {}, { signal })));
  const last = client.get('last');
  await until(() => server.requests.length === 2 && client.bottleneck.counts().QUEUED === 9);

  controller.abort(new Error('enough'));

  for (const { error } of await Promise.all(aborted)) assert.equal(error.message, 'enough');
  assert.equal(client.bottleneck.counts().QUEUED, 1);
  assert.equal(server.requests.length, 2);
  await Promise.all([...running, last]);
  assert.deepEqual(targets(server), ['/v2/a', '/v2/b', '/v2/last']);
});

test('a token endpoint that hangs holds the calls that need it until its time is up, and no others', async (t) => {
  const { server, client } = await pair(t, { credentials: null });
  const other = makeClient(server, { limiter: 'default' });
  client.updateRequestOptions({ timeout: 300 });
  server.replyToken(HANG);

  const first = rejection(client.get('first'));
  await until(() => server.tokenRequests.length === 1);
  assert.equal((await other.get('other')).status, 200);
  assert.equal(server.tokenAnswers.length, 0);

  assert.equal((await first).code, 'ECONNABORTED');
  assert.equal((await client.get('later')).status, 200);
  assert.deepEqual(targets(server), ['/v2/other', '/v2/later']);
});
