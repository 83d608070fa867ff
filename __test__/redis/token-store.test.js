'use strict';

// Processes that share single-use refresh tokens through a real Redis.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { mockHelpScout } = require('../../testing');
const { resultOf } = require('../process/support/program');
const { startRedis } = require('./support/redis');

const TOKEN = '/v2/oauth2/token';

// A mock with a user's tokens in a Redis.
async function setUp(t) {
  const mock = await mockHelpScout({ rateLimit: false });
  const redis = await startRedis({ password: 'secret' });
  t.after(async () => {
    await mock.close();
    await redis.stop();
  });
  await redis.cli('SET', 'tokens', JSON.stringify(mock.issueTokens()));
  const refreshes = () => mock.requests.filter((request) => request.path === TOKEN);
  const call = (calls) => resultOf('shared-tokens', { args: [mock.url, redis.url, calls], limitMs: 30_000 });
  return { mock, redis, refreshes, call };
}

test('processes whose token ends together refresh it once, and give the lock back', async (t) => {
  const { mock, redis, refreshes, call } = await setUp(t);
  mock.expireTokens();
  mock.fail(`POST ${TOKEN}`, { latencyMs: 300 });

  const results = await Promise.all(Array.from({ length: 4 }, () => call(5)));

  assert.deepEqual(results, Array(4).fill({ 200: 5 }));
  assert.equal(refreshes().length, 1);
  assert.equal(await redis.cli('KEYS', '*'), 'tokens');
  assert.ok(JSON.parse(await redis.cli('GET', 'tokens')).expires_at > Date.now());
});

test('the lock of a holder that died frees itself', async (t) => {
  const { mock, redis, call } = await setUp(t);
  mock.expireTokens();
  await redis.cli('SET', '{tokens}:lock', 'of the dead', 'PX', 1500);

  assert.deepEqual(await call(1), { 200: 1 });
});

test('a lock that has become another\'s is left alone', async (t) => {
  const { mock, redis, call } = await setUp(t);
  mock.expireTokens();
  mock.fail(`POST ${TOKEN}`, { latencyMs: 1000, times: 1 });
  const calls = call(1);
  while ((await redis.cli('EXISTS', '{tokens}:lock')) !== '1') await new Promise((resolve) => setTimeout(resolve, 20));
  await redis.cli('SET', '{tokens}:lock', 'of another');

  assert.deepEqual(await calls, { 200: 1 });
  assert.equal(await redis.cli('GET', '{tokens}:lock'), 'of another');
});
