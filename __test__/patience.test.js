'use strict';

// How long a call waits for the limiter, and how often it is tried: options of the
// client, and of each call over those.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const HelpScout = require('..');
const { makeClient, rejection } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');

const NOWHERE = { base: 'http://127.0.0.1:1/v2/' };
const BROKEN = { status: 503 };

const WRONG = [
  ['queueTimeout', '5s', /the string "5s": pass milliseconds as a number, or 0 for no limit/],
  ['queueTimeout', -1, /the number -1/],
  ['queueTimeout', Infinity, /the number Infinity/],
  ['queueTimeout', NaN, /the number NaN/],
  ['retries', 1.5, /the number 1.5: pass a whole number, 0 for none/],
  ['retries', -1, /the number -1/],
  ['retries', Infinity, /the number Infinity/],
  ['retries', false, /the boolean false/],
  ['retries', '2', /the string "2"/],
];

for (const [name, value, message] of WRONG) {
  test(`${name}: ${value} throws in the constructor and rejects in a call, by name`, async () => {
    const refused = (error, where) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, new RegExp(`^The "${name}" option${where} is `));
      assert.match(error.message, message);
      return true;
    };
    assert.throws(() => makeClient(NOWHERE, { more: { [name]: value } }), (error) => refused(error, ''));
    refused(await rejection(makeClient(NOWHERE).get('things', {}, { [name]: value })), ' of the call');
  });
}

test('retries: 0 means one attempt, of the client or of a call', async (t) => {
  const server = await startServer(t);
  server.fallback = BROKEN;
  const once = makeClient(server, { more: { retries: 0 } });
  const usual = makeClient(server);

  assert.equal((await rejection(once.users.me())).attempts, 1);
  assert.equal((await rejection(usual.get('users/me', {}, { retries: 0 }))).attempts, 1);
  assert.equal((await rejection(once.get('things', {}, { retries: 2 }))).attempts, 3);
  assert.equal(server.requests.length, 5);
});

test('a call that waits longer than its queueTimeout rejects with a TimeoutError and is not sent', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server, { limiter: 'default', more: { queueTimeout: 30, rateLimit: { maxConcurrent: 1 } } });
  const held = [];
  server.reply(() => new Promise((answer) => held.push(answer)));
  const first = client.get('first');
  const error = await rejection(client.get('second'));
  const third = client.get('third', {}, { queueTimeout: 0 });

  assert.ok(error instanceof HelpScout.TimeoutError);
  assert.match(error.message, /queueTimeout of 30 ms/);
  assert.deepEqual([error.attempts, error.mayHaveBeenApplied, error.retryable], [0, false, true]);
  held[0]({});
  await Promise.all([first, third]);
  assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/first', '/v2/third']);
});

test('a signal takes a call out of the queue, and the next one keeps its turn', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server, { limiter: 'default', more: { rateLimit: { maxConcurrent: 1, minTime: 0 } } });
  const held = [];
  server.reply(() => new Promise((answer) => held.push(answer)));
  const controller = new AbortController();
  const first = client.get('first');
  const second = rejection(client.get('second', {}, { signal: controller.signal }));
  const third = client.get('third');
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const reason = new Error('enough');
  controller.abort(reason);

  assert.equal(await second, reason);
  assert.equal(client.rateLimit.queued, 1);
  held[0]({});
  await Promise.all([first, third]);
  assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/first', '/v2/third']);
});

test('a 429 that lasts longer than the queueTimeout rejects when that is over', async (t) => {
  const server = await startServer(t);
  server.fallback = { status: 429, headers: { 'Retry-After': '60' } };
  const error = await rejection(makeClient(server).get('things', {}, { queueTimeout: 50 }));

  assert.ok(error instanceof HelpScout.TimeoutError);
  assert.equal(error.attempts, 1);
});
