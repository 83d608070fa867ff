'use strict';

// The `rateLimit` of the constructor and of the client.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');
const HelpScout = require('..');
const { makeClient } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');

const NOWHERE = { base: 'http://127.0.0.1:1/v2/' };

const make = (server, rateLimit, more) => makeClient(server, { limiter: 'default', more: { rateLimit, ...more } });

const REFUSED = [
  ['null', null, /"rateLimit" option is null: pass an object/],
  ['an array', [], /"rateLimit" option is an array/],
  ['a misspelt key', { maxConcurent: 4 }, /"maxConcurent" is no key of the "rateLimit" option: use account, shared, windowMs, headroom, maxConcurrent/],
  ['a key of updateBottleneckOptions alone', { highWater: 1 }, /"highWater" is no key/],
  ['an account without a name', { account: '' }, /"rateLimit.account" option is the string "".*non-empty/],
  ['a sharing that there is not', { shared: 'cluster' }, /"rateLimit.shared" option cannot be used: pass 'process', 'machine' or \{ redis: url \}/],
  ['a Redis of another scheme', { shared: { redis: 'http://user:hunter2@127.0.0.1' } }, /"rateLimit.shared.redis" option cannot be used: pass a URL such as/],
  ['a Redis whose database is no number', { shared: { redis: 'redis://:hunter2@127.0.0.1/main' } }, /"rateLimit.shared.redis"/],
  ['a Redis without its keyword', { shared: 'redis://:hunter2@127.0.0.1' }, /"rateLimit.shared"/],
  ['an empty prefix', { shared: { redis: { url: 'redis://:hunter2@127.0.0.1', keyPrefix: '' } } }, /keyPrefix/],
  ['a prefix beside the Redis', { shared: { redis: 'redis://:hunter2@127.0.0.1', keyPrefix: 'mine' } }, /"keyPrefix" is no key of the "rateLimit.shared" option: use redis\./],
  ['a misspelt prefix', { shared: { redis: { url: 'redis://:hunter2@127.0.0.1', keyprefix: 'mine' } } }, /"keyprefix" is no key of the "rateLimit.shared.redis" option: use url, keyPrefix\./],
  ['a windowMs of 0', { windowMs: 0 }, /"rateLimit.windowMs" option is the number 0.*at least 1/],
  ['a headroom of all', { headroom: 1 }, /"rateLimit.headroom" option is the number 1: pass .* from 0 to below 1/],
  ['a headroom below 0', { headroom: -0.1 }, /"rateLimit.headroom"/],
  ['a headroom of text', { headroom: '25%' }, /"rateLimit.headroom" option is the string "25%"/],
  ['a headroom that is no number', { headroom: NaN }, /"rateLimit.headroom"/],
  ['a maxConcurrent of text', { maxConcurrent: '4' }, /"rateLimit.maxConcurrent" option is the string "4": pass a number of at least 0, or null/],
  ['a minTime below 0', { minTime: -1 }, /"rateLimit.minTime" option is the number -1: pass a number of milliseconds/],
  ['a reservoirRefreshInterval of 0', { reservoirRefreshInterval: 0 }, /"rateLimit.reservoirRefreshInterval"/],
];

for (const [name, rateLimit, message] of REFUSED) {
  test(`rateLimit refuses ${name}, and names what to pass`, () => {
    assert.throws(() => make(NOWHERE, rateLimit), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, message);
      assert.ok(!error.message.includes('hunter2'), 'no password in the message');
      return true;
    });
  });
}

test('with OAuth2, what processes share must be named', () => {
  const flow = { authenticationFlow: 'OAuth2' };

  assert.throws(() => make(NOWHERE, { shared: 'machine' }, flow), /pass a name of the Help Scout account/);
  make(NOWHERE, { shared: 'machine', account: 'acme' }, flow);
});

test('keys of rateLimit that are undefined say nothing', async () => {
  const client = make(NOWHERE, { headroom: undefined, minTime: undefined, reservoir: undefined });

  assert.equal(await client.bottleneck.currentReservoir(), 400);
});

test('maxConcurrent and minTime hold from the first call on', async (t) => {
  const server = await startServer(t);
  const held = [];
  server.reply(...Array.from({ length: 6 }, () => () => new Promise((answer) => held.push(() => answer({})))));
  const client = make(server, { maxConcurrent: 5, minTime: 0 });
  const calls = Array.from({ length: 6 }, () => client.get('things'));

  while (held.length < 5) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(client.bottleneck.counts().QUEUED, 1);
  while (held.length > 0 || client.bottleneck.counts().EXECUTING > 0) {
    held.pop()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(calls);
});

test('a reservoir of the constructor is one of updateBottleneckOptions', async (t) => {
  const server = await startServer(t);
  const client = make(server, { reservoir: 3, reservoirRefreshAmount: 50, reservoirRefreshInterval: 60_000 });

  await client.post('things', {});
  assert.equal(await client.bottleneck.currentReservoir(), 1);
  assert.equal(await make(NOWHERE, { reservoir: null }).bottleneck.currentReservoir(), null);
});

test('headroom leaves a part of the limit and of what remains by the server', async (t) => {
  const server = await startServer(t);
  const client = make(server, { headroom: 0.25 });
  const figures = (limit, remaining) => ({ headers: { 'X-RateLimit-Limit-Minute': limit, 'X-RateLimit-Remaining-Minute': remaining } });

  assert.equal(await client.bottleneck.currentReservoir(), 300);
  server.reply(figures(200, 199), figures(200, 60));
  await client.get('things');
  assert.equal(await client.bottleneck.currentReservoir(), 149);
  await client.get('things');
  assert.equal(await client.bottleneck.currentReservoir(), 10);
});

test('adaptive takes true or false', () => {
  assert.throws(() => make(NOWHERE, { adaptive: 64 }), /"rateLimit.adaptive" option is the number 64: pass true or false/);
});

test('adaptive runs more at once when answers are slow, and less time passes between starts', async (t) => {
  const server = await startServer(t);
  let most = 0;
  const slow = () => {
    most = Math.max(most, client.bottleneck.counts().EXECUTING);
    return { delay: 400, headers: { 'X-RateLimit-Limit-Minute': 1500 } };
  };
  const client = make(server, { adaptive: true });
  server.reply(...Array.from({ length: 40 }, () => slow));
  await Promise.all(Array.from({ length: 40 }, () => client.get('things')));
  assert.ok(most > 4, `${most} at once`);
});

test('the rate limit is told by a fresh plain object, not by a property of the client', async () => {
  const client = make(NOWHERE);

  assert.deepEqual(client.rateLimit, { limit: 400, remaining: 400, resetsInMs: 0, queued: 0, running: 0, throttled: false });
  assert.notEqual(client.rateLimit, client.rateLimit);
  assert.equal(Object.getPrototypeOf(client.rateLimit), Object.prototype);
  assert.ok(!Object.hasOwn(client, 'rateLimit') && !('rateLimit' in { ...client }));
  assert.ok(!Object.keys(client).includes('rateLimit') && !/rateLimit/.test(inspect(client) + JSON.stringify(client)));
});

test('a subclass may have a rateLimit of its own', () => {
  class Own extends HelpScout {
    constructor(options) {
      super(options);
      this.rateLimit = 7;
    }
  }

  assert.equal(makeClient(NOWHERE, { Class: Own }).rateLimit, 7);
});

test('without a limit there is none to tell', () => {
  const { limit, remaining } = make(NOWHERE, { reservoir: null }).rateLimit;

  assert.deepEqual([limit, remaining], [null, null]);
});

test('the rate limit is what the server said last, and what has not started is queued', async (t) => {
  const server = await startServer(t);
  const client = make(server, { maxConcurrent: 1 });
  server.reply({ headers: { 'X-RateLimit-Limit-Minute': 200, 'X-RateLimit-Remaining-Minute': 199 } });
  await client.get('things');
  assert.deepEqual({ ...client.rateLimit, remaining: 0 }, { limit: 200, remaining: 0, resetsInMs: 0, queued: 0, running: 0, throttled: false });
  assert.equal(client.rateLimit.remaining, 199);

  const held = [];
  server.reply(() => new Promise((answer) => held.push(answer)));
  const calls = [client.get('things'), client.get('things')];
  assert.equal(client.rateLimit.queued, 2);
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const { queued, running, throttled } = client.rateLimit;
  assert.deepEqual([queued, running, throttled], [1, 1, false]);
  held[0]({});
  await Promise.all(calls);
});

test('a 429 is told by ratelimited, and the rate limit shows the pause and who waits', async (t) => {
  const server = await startServer(t);
  const client = make(server, { account: 'acme' });
  const heard = [];
  client.on('ratelimited', (pause) => setTimeout(() => heard.push({ pause, meanwhile: client.rateLimit }), 50));
  server.reply({ status: 429, headers: { 'X-RateLimit-Retry-After': '1' } });
  await client.get('things');

  const [{ pause, meanwhile }] = heard;
  assert.equal(heard.length, 1);
  assert.deepEqual(pause, { retryAfterMs: 1000, account: 'acme' });
  assert.deepEqual([meanwhile.remaining, meanwhile.queued, meanwhile.throttled], [0, 1, true]);
  assert.ok(meanwhile.resetsInMs > 500 && meanwhile.resetsInMs <= 1000, `${meanwhile.resetsInMs} ms`);
});

test('an account without a name is null, and what a listener throws is told and does no harm', async (t) => {
  const server = await startServer(t);
  const client = make(server, {});
  const accounts = [];
  const errors = [];
  client.bottleneck.on('error', ({ message }) => errors.push(message));
  client.on('ratelimited', ({ account }) => {
    accounts.push(account);
    throw new Error('boom');
  });
  server.reply({ status: 429, headers: { 'Retry-After': '1' } });

  assert.equal((await client.get('things')).status, 200);
  assert.deepEqual(accounts, [null]);
  assert.deepEqual(errors, ['boom']);
});

test('what remains is told in whole numbers', () => {
  assert.equal(make(NOWHERE, { account: 'whole', headroom: 0.001 }).rateLimit.remaining, 399);
});
