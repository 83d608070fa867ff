'use strict';

/*
 * Events of the limiter: which, in what order, with what.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, outcome, rejection } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

const EVENTS = ['received', 'queued', 'empty', 'depleted', 'scheduled', 'executing', 'failed', 'retry', 'done', 'idle',
  'dropped', 'error'];
const OFFLINE = { base: 'http://127.0.0.1:1/v2/' };

/** Everything a limiter emits from now on, as [name, ...arguments]. */
function record(bottleneck, names = EVENTS) {
  const heard = [];

  for (const name of names) {
    bottleneck.on(name, (...args) => { heard.push([name, ...args]); });
  }

  return heard;
}

const names = heard => heard.map(([name]) => name);
const find = (heard, wanted) => heard.filter(([name]) => name === wanted).map(([, ...args]) => args);

test('a call that succeeds emits its course in order', async t => {
  const client = makeClient(await startServer(t));
  const heard = record(client.bottleneck);

  await client.users.me();
  await until(() => names(heard).includes('idle'));

  assert.deepEqual(names(heard), ['received', 'queued', 'empty', 'scheduled', 'executing', 'done', 'idle']);
});

test('a job tells its options and, from its start on, its retry count', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  const heard = record(bottleneck);

  await bottleneck.schedule({ id: 'x', weight: 2 }, async () => 1, 'a', 'b');
  await until(() => names(heard).includes('idle'));

  const options = { priority: 5, weight: 2, expiration: null, id: 'x' };

  for (const name of ['received', 'queued', 'scheduled', 'executing', 'done']) {
    const [[info]] = find(heard, name);

    assert.deepEqual({ ...info.options }, options, name);
    assert.deepEqual([...info.args], ['a', 'b'], name);
  }

  assert.equal(find(heard, 'executing')[0][0].retryCount, 0);
  assert.equal(find(heard, 'done')[0][0].retryCount, 0);
  assert.deepEqual(find(heard, 'queued').map(([{ reachedHWM, blocked }]) => [reachedHWM, blocked]), [[false, false]]);
});

test('a job without an id gets one', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  const heard = record(bottleneck);

  await bottleneck.schedule(() => 1);
  await bottleneck.schedule(() => 1);

  const ids = find(heard, 'received').map(([{ options }]) => options.id);

  assert.equal(new Set(ids).size, 2);
  assert.ok(ids.every(id => typeof id === 'string' && id.length > 0));
});

test('a call that fails emits failed with the error, then settles', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const heard = record(client.bottleneck);

  server.reply({ status: 404 });

  const error = await rejection(client.users.me());

  await until(() => names(heard).includes('idle'));
  assert.deepEqual(names(heard),
    ['received', 'queued', 'empty', 'scheduled', 'executing', 'failed', 'done', 'idle']);

  const [[failure, info]] = find(heard, 'failed');

  assert.equal(failure, error);
  assert.equal(info.retryCount, 0);
  assert.equal(info.options.weight, 1);
});

test('failed is emitted before the promise settles', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  const order = [];

  bottleneck.on('failed', () => { order.push('failed'); });
  bottleneck.on('done', () => { order.push('done'); });
  await bottleneck.schedule(async () => { throw new Error('x'); }).catch(() => order.push('rejected'));

  assert.deepEqual(order, ['failed', 'done', 'rejected']);
});

test('a call that is tried again emits retry and executes once more', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const heard = record(client.bottleneck);

  server.reply({ status: 503 });
  await client.handleRequest({ id: 'mine' }, { url: 'things', method: 'GET' });
  await until(() => names(heard).includes('done'));

  const course = names(heard).filter(name => ['executing', 'failed', 'retry', 'done'].includes(name));

  assert.deepEqual(course, ['executing', 'failed', 'retry', 'executing', 'done']);
  assert.deepEqual(find(heard, 'executing').map(([{ retryCount }]) => retryCount), [0, 1]);

  const [[message, info]] = find(heard, 'retry');

  assert.match(message, /^Retrying mine after \d+ ms$/);
  assert.equal(info.options.id, 'mine');
});

test('depleted comes when the reservoir runs out', async () => {
  const { bottleneck } = makeClient(OFFLINE);

  await bottleneck.updateSettings({ reservoir: 2 });

  const heard = record(bottleneck, ['depleted']);

  await bottleneck.schedule(() => 1);
  assert.equal(heard.length, 0);
  await bottleneck.schedule(() => 1);
  await until(() => heard.length === 1);
});

test('idle comes once when everything is done', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  const heard = record(bottleneck, ['idle']);

  await Promise.all([1, 2, 3].map(() => bottleneck.schedule(() => sleep(20))));
  await sleep(30);

  assert.equal(heard.length, 1);
});

test('dropped comes with the job that was dropped', async () => {
  const { bottleneck } = makeClient(OFFLINE);

  await bottleneck.updateSettings({ maxConcurrent: 1, highWater: 0, strategy: bottleneck.strategy.OVERFLOW });

  const heard = record(bottleneck, ['dropped']);
  const first = bottleneck.schedule(() => sleep(60));
  const dropped = rejection(bottleneck.schedule({ id: 'late' }, () => 1, 'arg'));

  assert.equal((await dropped).message, 'This job has been dropped by Bottleneck');
  await first;

  const [[, job]] = heard;

  assert.equal(job.options.id, 'late');
  assert.deepEqual([...job.args], ['arg']);
});

test('on and once return the limiter, and once hears once', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  let heard = 0;

  assert.equal(bottleneck.on('nothing', () => {}), bottleneck);
  assert.equal(bottleneck.once('done', () => { heard += 1; }), bottleneck);
  await bottleneck.schedule(() => 1);
  await bottleneck.schedule(() => 1);
  await sleep(20);
  assert.equal(heard, 1);
});

test('the limiter has no off, no emit and is no EventEmitter', () => {
  const { bottleneck } = makeClient(OFFLINE);

  assert.deepEqual([bottleneck.off, bottleneck.emit, bottleneck.addListener], [undefined, undefined, undefined]);
  assert.ok(!(bottleneck instanceof require('node:events')));
});

test('removeAllListeners of one event leaves the others', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  const heard = record(bottleneck, ['done', 'executing']);

  bottleneck.removeAllListeners('executing');
  await bottleneck.schedule(() => 1);
  await sleep(20);
  assert.deepEqual(names(heard), ['done']);
});

for (const args of [['failed'], []]) {
  test(`removeAllListeners(${args}) switches retries and refreshes off`, async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    client.bottleneck.removeAllListeners(...args);
    server.reply({ status: 503 }, { status: 401 });

    assert.equal((await rejection(client.users.me())).response.status, 503);
    assert.equal((await rejection(client.users.me())).response.status, 401);
    assert.deepEqual([server.requests.length, server.tokenRequests.length], [2, 0]);
  });
}

test('a failed listener that answers a number of ms has the job tried again', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  let attempts = 0;

  bottleneck.on('failed', (error, { retryCount }) => retryCount < 2 ? 10 : undefined);

  assert.equal(await bottleneck.schedule(async () => {
    attempts += 1;
    if (attempts < 3) throw new Error('not yet');
    return attempts;
  }), 3);
});

test('a failed listener may have a read tried again that would not be', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck.on('failed', (error, { retryCount }) => retryCount === 0 ? 0 : undefined);
  server.reply({ status: 404 });

  assert.equal((await client.users.me()).status, 200);
  assert.equal(server.requests.length, 2);
});

test('a failed listener may answer by a promise', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck.once('failed', async () => 0);
  server.reply({ status: 404 });

  assert.equal((await client.users.me()).status, 200);
});

test('a failed listener that answers nothing changes nothing', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const seen = [];

  client.bottleneck.on('failed', (error, info) => { seen.push([error.response.status, info.retryCount]); });
  server.reply({ status: 404 });

  assert.equal((await rejection(client.users.me())).response.status, 404);
  assert.deepEqual(seen, [[404, 0]]);
});

test('a failed listener never replays a write whose effect is unknown', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck.on('failed', () => 0);
  server.reply({ status: 502 });

  await rejection(client.post('things', {}));
  assert.equal(server.requests.length, 1);
});

test('a failed listener of the original replays a write', onlyOriginal, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck.once('failed', () => 0);
  server.reply({ status: 502 });
  await client.post('things', {});
  assert.equal(server.requests.length, 2);
});

test('what a listener throws is an error event and stops nothing', async () => {
  const { bottleneck } = makeClient(OFFLINE);
  const errors = [];

  bottleneck.on('executing', () => { throw new Error('mine'); });
  bottleneck.on('error', error => { errors.push(error.message); });

  assert.equal(await bottleneck.schedule(() => 1), 1);
  await until(() => errors.length > 0);
  assert.deepEqual(errors, ['mine']);
});

test('without an error listener what a listener throws is lost', async () => {
  const { bottleneck } = makeClient(OFFLINE);

  bottleneck.on('done', () => { throw new Error('mine'); });

  assert.equal(await bottleneck.schedule(() => 1), 1);
  await sleep(20);
});

test('an error listener that throws is not called for ever', onlyOurs, async () => {
  const { bottleneck } = makeClient(OFFLINE);
  let calls = 0;

  bottleneck.on('executing', () => { throw new Error('mine'); });
  bottleneck.on('error', () => {
    calls += 1;
    throw new Error('again');
  });
  await bottleneck.schedule(() => 1);
  await sleep(50);

  assert.ok(calls >= 1 && calls <= 2, `${calls} calls`);
});

test('events of requests come as often as requests are made', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const heard = record(client.bottleneck, ['executing', 'done']);

  server.reply({ status: 404 });
  await Promise.all([1, 2, 3, 4, 5].map(id => outcome(client.users.get(id))));
  await until(() => find(heard, 'done').length === 5);

  assert.deepEqual([find(heard, 'executing').length, find(heard, 'done').length], [5, 5]);
});
