'use strict';

// The `rateLimit` of the constructor and of the client.

const assert = require('node:assert/strict');
const { test } = require('node:test');
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
