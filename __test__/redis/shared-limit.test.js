'use strict';

// Processes that keep the limit of one account together through a real Redis.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, test } = require('node:test');
const HelpScout = require('../..');
const { mockHelpScout } = require('../../testing');
const { resultOf } = require('../process/support/program');
const { startRedis } = require('./support/redis');

const TLS = path.join(__dirname, '..', 'compat', 'fixtures', 'tls');
const WINDOW_MS = 2000;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A Redis, a mock that counts, and a way to have a process make calls. */
async function setUp(t, options, { limit = 40, windowMs = WINDOW_MS, keyPrefix } = {}) {
  const redis = await startRedis(options);
  const mock = await mockHelpScout({ rateLimit: { limit, windowMs, kind: 'sliding' } });
  t.after(async () => {
    await mock.close();
    await redis.stop();
  });
  const { access_token } = mock.issueTokens();
  const shared = { redis: keyPrefix ? { url: redis.url, keyPrefix } : redis.url };
  const rateLimit = { account: 'acme', shared, windowMs };
  const call = (calls) => resultOf('shared-limit', { args: [mock.url, calls, access_token, JSON.stringify(rateLimit)], limitMs: 40_000 });
  const client = () => {
    const made = new HelpScout({ clientId: 'id', clientSecret: 'secret', authenticationFlow: 'OAuth2', baseUrl: mock.url, rateLimit });
    made.updateBottleneckOptions({ maxConcurrent: null, minTime: 0 });
    made.setCredentials({ access_token });
    return made;
  };
  const refused = () => mock.requests.filter(({ status }) => status === 429).length;
  return { redis, mock, call, client, refused };
}

/** The pool that counts for that many processes, by the time at which it was made. */
async function poolOf({ cli }, count) {
  for (const end = Date.now() + 5000; ;) {
    const pool = JSON.parse((await cli('GET', await cli('KEYS', '*'))) || '{}');
    const alive = Object.values(pool.holders ?? {}).filter(({ seen }) => seen > 0).length;
    if (alive === count) return pool.born;
    assert.ok(Date.now() < end, `${alive} of ${count} have reported`);
    await sleep(20);
  }
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

test('killed and started again, twice, each outage is told of once, no call is lost, and the limit is kept', async (t) => {
  const { redis, call, refused } = await setUp(t, {});
  await call(1);
  const calls = [call(140), call(140)];
  const pools = [await poolOf(redis, 2)];
  while (pools.length < 3) {
    await sleep(1500);
    await redis.kill();
    await sleep(1500);
    await redis.start();
    pools.push(await poolOf(redis, 2));
  }

  const results = await Promise.all(calls);

  assert.deepEqual(results.map(({ answered, outages }) => [answered, outages.length]), [[140, 2], [140, 2]]);
  assert.equal(new Set(pools).size, 3);
  assert.ok(refused() <= 0.01 * 280, `${refused()} of 280 refused`);
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

// Of a window that is used up, the newcomer may start one: its answer says so.
test('flushed and asked first by a process that is new, the limit is kept all the same', async (t) => {
  const { mock, redis, call, refused, client } = await setUp(t, {}, { windowMs: 8000 });
  const calls = call(45);
  while (mock.requests.length < 40) await sleep(10);
  await sleep(300);
  await redis.cli('FLUSHALL');
  const newcomer = client();

  const answers = await Promise.all(Array.from({ length: 30 }, () => newcomer.tags.list()));

  assert.deepEqual([answers.length, await calls], [30, { answered: 45, outages: [] }]);
  assert.ok(refused() <= 1, `${refused()} refused`);
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
