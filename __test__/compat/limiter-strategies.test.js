'use strict';

/*
 * highWater and the strategies: who is dropped when the queue is full.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { makeClient, outcome } = require('./support/client.js');
const { startServer } = require('./support/server.js');
const { sleep, until } = require('./support/time.js');

const OFFLINE = { base: 'http://127.0.0.1:1/v2/' };
const DROPPED = 'This job has been dropped by Bottleneck';
const { LEAK, OVERFLOW, OVERFLOW_PRIORITY, BLOCK } = { LEAK: 1, OVERFLOW: 2, BLOCK: 3, OVERFLOW_PRIORITY: 4 };

/** A limiter of one job at a time that is busy for `busy` ms. */
async function busyLimiter(settings, busy = 150) {
  const { bottleneck } = makeClient(OFFLINE);

  await bottleneck.updateSettings({ maxConcurrent: 1, ...settings });

  const first = bottleneck.schedule({ priority: 0 }, () => sleep(busy));

  await until(() => bottleneck.counts().EXECUTING === 1);

  return { bottleneck, first };
}

/** What becomes of jobs submitted in this order with these priorities: 'ran' or the message. */
async function fates({ bottleneck, first }, priorities) {
  const results = await Promise.all(priorities.map(priority =>
    outcome(bottleneck.schedule({ priority }, async () => 'ran'))));

  await first;

  return results.map(({ value, error }) => value || error.message);
}

test('LEAK drops the oldest of the least important', async () => {
  assert.deepEqual(await fates(await busyLimiter({ highWater: 2, strategy: LEAK }), [5, 5, 5, 5]),
    [DROPPED, DROPPED, 'ran', 'ran']);
});

test('LEAK spares the important', async () => {
  assert.deepEqual(await fates(await busyLimiter({ highWater: 2, strategy: LEAK }), [1, 9, 1]),
    ['ran', DROPPED, 'ran']);
});

test('LEAK is the strategy if none is set', async () => {
  assert.deepEqual(await fates(await busyLimiter({ highWater: 1 }), [5, 5]), [DROPPED, 'ran']);
});

test('OVERFLOW drops the new one', async () => {
  assert.deepEqual(await fates(await busyLimiter({ highWater: 2, strategy: OVERFLOW }), [5, 5, 0, 5]),
    ['ran', 'ran', DROPPED, DROPPED]);
});

test('OVERFLOW_PRIORITY drops only what is less important than the new one', async () => {
  assert.deepEqual(await fates(await busyLimiter({ highWater: 2, strategy: OVERFLOW_PRIORITY }), [9, 5, 5, 9]),
    [DROPPED, 'ran', 'ran', DROPPED]);
});

test('BLOCK drops all that waits and refuses until the penalty is over', async () => {
  const { bottleneck, first } = await busyLimiter({ highWater: 1, strategy: BLOCK, penalty: 300 });

  assert.deepEqual(await fates({ bottleneck, first }, [5, 5, 5]), [DROPPED, DROPPED, DROPPED]);
  assert.equal((await outcome(bottleneck.schedule(() => 'ran'))).error.message, DROPPED);
  await sleep(450);
  assert.deepEqual(await outcome(bottleneck.schedule(() => 'ran')), { value: 'ran' });
});

test('a highWater of null is unlimited', async () => {
  assert.deepEqual(await fates(await busyLimiter({ highWater: null }), [5, 5, 5]), ['ran', 'ran', 'ran']);
});

test('a highWater of 0 drops what cannot start at once', async () => {
  assert.deepEqual(await fates(await busyLimiter({ highWater: 0, strategy: OVERFLOW }), [5]), [DROPPED]);
});

test('highWater counts what waits, not what runs', async () => {
  const { bottleneck } = makeClient(OFFLINE);

  await bottleneck.updateSettings({ highWater: 0, strategy: OVERFLOW });

  assert.deepEqual(await Promise.all([1, 2, 3].map(n => bottleneck.schedule(async () => n))), [1, 2, 3]);
});

test('a dropped request rejects with a BottleneckError and sends nothing', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { delay: 100, body: {} };
  client.updateBottleneckOptions({ maxConcurrent: 1, highWater: 0, strategy: OVERFLOW });

  const first = client.users.get(1);
  const { error } = await outcome(client.users.get(2));

  assert.equal(error.message, DROPPED);
  assert.equal(error.constructor.name, 'BottleneckError');
  await first;
  assert.equal(server.requests.length, 1);
});

test('with rejectOnDrop false a dropped job never settles', async () => {
  const { bottleneck, first } = await busyLimiter({ highWater: 0, strategy: OVERFLOW, rejectOnDrop: false });
  let dropped = 0;

  bottleneck.on('dropped', () => { dropped += 1; });

  const job = bottleneck.schedule(() => 1);

  await first;
  assert.equal(await Promise.race([job, sleep(80).then(() => 'pending')]), 'pending');
  assert.equal(dropped, 1);
});

test('a queued event tells that the high-water mark is reached', async () => {
  const { bottleneck, first } = await busyLimiter({ highWater: 1, strategy: LEAK });
  const reached = [];

  bottleneck.on('queued', ({ reachedHWM }) => { reached.push(reachedHWM); });
  await fates({ bottleneck, first }, [5, 5]);

  assert.deepEqual(reached, [false, true]);
});
