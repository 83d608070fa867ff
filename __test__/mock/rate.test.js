'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { RatePolicy } = require('../../testing/rate');
const { startMock } = require('./support');

test('reads weigh 1 and writes 2, and the headers say what is left', async (t) => {
  const { call } = await startMock(t, { rateLimit: { limit: 10 } });
  const read = await call('GET users/me');
  assert.equal(read.headers.get('x-ratelimit-limit-minute'), '10');
  assert.equal(read.headers.get('x-ratelimit-remaining-minute'), '9');
  const write = await call('POST customers', {});
  assert.equal(write.status, 201);
  assert.equal(write.headers.get('x-ratelimit-remaining-minute'), '7');
});

test('past the limit the answer is 429 with the seconds to wait, and nothing changes', async (t) => {
  const { mock, call } = await startMock(t, { rateLimit: { limit: 3 } });
  assert.equal((await call('POST customers', {})).status, 201);
  const customers = mock.state.customers.size;
  const refused = await call('POST customers', {});
  assert.equal(refused.status, 429);
  assert.deepEqual(refused.body, { message: 'API rate limit exceeded' });
  const wait = Number(refused.headers.get('x-ratelimit-retry-after'));
  assert.ok(wait >= 1 && wait <= 60, `${wait} seconds`);
  assert.equal(mock.state.customers.size, customers);
  assert.equal((await call('GET users/me')).status, 200, 'a read still fits');
});

test('rateLimit: false neither limits nor sends headers', async (t) => {
  const { call } = await startMock(t, { rateLimit: false });
  assert.equal((await call('GET users/me')).headers.get('x-ratelimit-limit-minute'), null);
});

test('enforce: false counts without refusing', async (t) => {
  const { call } = await startMock(t, { rateLimit: { limit: 1, enforce: false } });
  await call('GET users/me');
  const answer = await call('GET users/me');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('x-ratelimit-remaining-minute'), '0');
});

test('what another application spends is gone for everyone', async (t) => {
  const { mock, call } = await startMock(t, { rateLimit: { limit: 5 } });
  mock.spend(5);
  assert.equal((await call('GET users/me')).status, 429);
});

test('a fixed window starts anew for all at its end', () => {
  let now = 1000;
  const policy = new RatePolicy({ limit: 2, windowMs: 100 }, () => now);
  now = 1090;
  assert.ok(policy.admit(2).admitted);
  assert.ok(!policy.admit(1).admitted);
  now = 1100;
  assert.ok(policy.admit(2).admitted);
});

test('a sliding window gives weight back as it ages', () => {
  let now = 1000;
  const policy = new RatePolicy({ limit: 2, windowMs: 10_000, kind: 'sliding' }, () => now);
  policy.admit(1);
  now = 7000;
  policy.admit(1);
  const refused = policy.admit(1);
  assert.ok(!refused.admitted);
  assert.equal(refused.headers['X-RateLimit-Retry-After'], '4');
  now = 10_999;
  assert.ok(!policy.admit(1).admitted);
  now = 11_000;
  assert.ok(policy.admit(1).admitted);
  assert.ok(!policy.admit(1).admitted, 'the second one still counts');
});

test('a policy that cannot be is refused by name', () => {
  assert.throws(() => new RatePolicy({ limit: 0 }), /rateLimit\.limit/);
  assert.throws(() => new RatePolicy({ kind: 'leaky' }), /rateLimit\.kind/);
});
