'use strict';

// Processes that keep the limit of one account together through a real Redis.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, test } = require('node:test');
const { mockHelpScout } = require('../../testing');
const { resultOf } = require('../process/support/program');
const { startRedis } = require('./support/redis');

const TLS = path.join(__dirname, '..', 'compat', 'fixtures', 'tls');
const WINDOW_MS = 2000;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A Redis, a mock that counts, and a way to have a process make calls. */
async function setUp(t, options, { limit = 40, keyPrefix } = {}) {
  const redis = await startRedis(options);
  const mock = await mockHelpScout({ rateLimit: { limit, windowMs: WINDOW_MS, kind: 'sliding' } });
  t.after(async () => {
    await mock.close();
    await redis.stop();
  });
  const { access_token } = mock.issueTokens();
  const shared = { redis: keyPrefix ? { url: redis.url, keyPrefix } : redis.url };
  const rateLimit = JSON.stringify({ account: 'acme', shared, windowMs: WINDOW_MS });
  const call = (calls) => resultOf('shared-limit', { args: [mock.url, calls, access_token, rateLimit], limitMs: 40_000 });
  const refused = () => mock.requests.filter(({ status }) => status === 429).length;
  return { redis, mock, call, refused };
}

test('two processes never have more than the limit counted, and leave a key that expires', async (t) => {
  const { redis, call, refused } = await setUp(t, { password: 'p@ss:wörd', database: 3 }, { keyPrefix: 'mine' });
  await call(1);

  const results = await Promise.all([call(60), call(60)]);

  assert.deepEqual(results, Array(2).fill({ answered: 60, outages: [] }));
  assert.equal(refused(), 0);
  const [key, ...others] = (await redis.cli('KEYS', '*')).split('\n');
  assert.deepEqual(others, []);
  assert.match(key, /^mine:limit:[0-9a-f]{40}$/);
  const left = Number(await redis.cli('PTTL', key));
  assert.ok(left > 0 && left <= 2 * WINDOW_MS, String(left));
});

test('TLS trusts whom the process trusts, and nobody else', async (t) => {
  const tls = { cert: path.join(TLS, 'server.pem'), key: path.join(TLS, 'server.key') };
  const { call } = await setUp(t, { tls, password: 'secret' });

  const { answered, outages } = await call(1);
  assert.deepEqual([answered, outages.length], [1, 1]);
  assert.match(outages[0], /Redis at localhost:\d+ could not be used: .*certificate/i);
  assert.ok(!outages[0].includes('secret'));

  process.env.NODE_EXTRA_CA_CERTS = path.join(TLS, 'ca.pem');
  after(() => delete process.env.NODE_EXTRA_CA_CERTS);
  assert.deepEqual(await call(1), { answered: 1, outages: [] });
});

// Each goes on by half of the limit, whatever it had of it before, so the server may refuse some; those are waited out.
test('killed and started again midway, it is told of once, and no call is lost', async (t) => {
  const { redis, call } = await setUp(t, {});
  await call(1);
  const calls = [call(80), call(80)];
  await sleep(2000);
  await redis.kill();
  await sleep(2000);
  await redis.start();

  const results = await Promise.all(calls);

  assert.deepEqual(results.map(({ answered, outages }) => [answered, outages.length]), [[80, 1], [80, 1]]);
  assert.equal((await redis.cli('KEYS', '*')).split('\n').length, 1);
});

test('flushed midway, the limit is kept all the same', async (t) => {
  const { redis, call, refused } = await setUp(t, {});
  await call(1);
  const calls = [call(80), call(80)];
  await sleep(2500);
  await redis.cli('FLUSHALL');

  assert.deepEqual(await Promise.all(calls), Array(2).fill({ answered: 80, outages: [] }));
  assert.equal(refused(), 0);
});

test('one that falls silent holds no call up, and is used again when it speaks', async (t) => {
  const { redis, call } = await setUp(t, {});
  await redis.kill('SIGSTOP');
  const calls = call(60);
  await sleep(2500);
  await redis.kill('SIGCONT');

  const { answered, outages } = await calls;

  assert.equal(answered, 60);
  assert.deepEqual(outages, ['The store of the rate limit did not answer within 1000 ms.']);
  assert.match(await redis.cli('KEYS', '*'), /^helpscout:limit:/);
});

test('one that is full is told of, and calls go on', async (t) => {
  const { call } = await setUp(t, { more: ['--maxmemory', '1mb', '--maxmemory-policy', 'noeviction'] });

  const { answered, outages } = await call(30);

  assert.equal(answered, 30);
  assert.equal(outages.length, 1);
  assert.match(outages[0], /OOM|maxmemory/);
});
