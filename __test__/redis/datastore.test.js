'use strict';

// A real Redis that is named in Bottleneck's words.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { mockHelpScout } = require('../../testing');
const { resultOf } = require('../process/support/program');
const { startRedis } = require('./support/redis');

const TLS = path.join(__dirname, '..', 'compat', 'fixtures', 'tls');
const WINDOW_MS = 2000;
const PASSWORD = 'p@ss:w%41rd';

/** A Redis, a mock that counts, and a way to have a process make calls with settings of its limiter. */
async function setUp(t, options) {
  const redis = await startRedis({ password: PASSWORD, ...options });
  const mock = await mockHelpScout({ rateLimit: { limit: 40, windowMs: WINDOW_MS, kind: 'sliding' } });
  t.after(async () => {
    await mock.close();
    await redis.stop();
  });
  const { access_token } = mock.issueTokens();
  const call = (calls, limiter, shared) => {
    const rateLimit = { account: 'acme', windowMs: WINDOW_MS, shared };
    return resultOf('shared-limit', { args: [mock.url, calls, access_token, JSON.stringify(rateLimit), JSON.stringify(limiter)], limitMs: 40_000 });
  };
  return { redis, mock, call };
}

test('clientOptions name the Redis that rateLimit.shared names, and the limit is kept together', async (t) => {
  const { redis, mock, call } = await setUp(t, { database: 3 });
  const { port } = redis;
  const byOptions = { datastore: 'ioredis', clientOptions: { host: '127.0.0.1', port, username: 'default', password: PASSWORD, db: '3', keyPrefix: 'mine' } };
  await call(1, byOptions);

  const results = await Promise.all([call(60, byOptions), call(60, {}, { redis: { url: redis.url, keyPrefix: 'mine' } })]);

  assert.deepEqual(results, Array(2).fill({ answered: 60, outages: [] }));
  assert.deepEqual(mock.requests.filter(({ status }) => status === 429), []);
  assert.match(await redis.cli('KEYS', '*'), /^mine:limit:[0-9a-f]{40}$/);
});

test('what a URL lacks comes from the other members', async (t) => {
  const { redis, call } = await setUp(t, { database: 2 });
  const clientOptions = { url: `redis://127.0.0.1:${redis.port}`, auth_pass: PASSWORD, db: 2 };

  assert.deepEqual(await call(1, { datastore: 'redis', clientOptions }), { answered: 1, outages: [] });
  assert.match(await redis.cli('KEYS', '*'), /^helpscout:limit:/);
});

test('tls is spoken with whom the process trusts, and nobody else', async (t) => {
  const tls = { cert: path.join(TLS, 'server.pem'), key: path.join(TLS, 'server.key') };
  const { redis, call } = await setUp(t, { tls });
  const limiter = { datastore: 'ioredis', clientOptions: { host: 'localhost', port: redis.port, password: PASSWORD, tls: {} } };

  const { answered, outages } = await call(1, limiter);
  assert.deepEqual([answered, outages.length], [1, 1]);
  assert.match(outages[0], /Redis at localhost:\d+ could not be used: .*certificate/i);

  process.env.NODE_EXTRA_CA_CERTS = path.join(TLS, 'ca.pem');
  t.after(() => delete process.env.NODE_EXTRA_CA_CERTS);
  assert.deepEqual(await call(1, limiter), { answered: 1, outages: [] });
});
