'use strict';

/*
 * What helpscout.bottleneck tells of its jobs, and how it is stopped.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

const OFFLINE = { base: 'http://127.0.0.1:1/v2/' };

/** The limiter of a client with these settings on top of none at all. */
function limiter(settings = {}) {
  const client = makeClient(OFFLINE);

  client.updateBottleneckOptions(settings);

  return client.bottleneck;
}

/** Waits until every job is where it has to wait or runs. */
const placed = bottleneck => until(() => {
  const { RECEIVED, RUNNING } = bottleneck.counts();
  return RECEIVED === 0 && RUNNING === 0;
});

/** A task that runs until it is told to end. */
function gate() {
  let open;
  const opened = new Promise(resolve => { open = resolve; });
  const task = value => {
    task.started = true;
    return opened.then(() => value);
  };

  task.open = () => open();

  return task;
}

test('counts adds up to the jobs that are there', async () => {
  const bottleneck = limiter({ maxConcurrent: 2 });
  const sum = () => Object.values(bottleneck.counts()).reduce((a, b) => a + b);

  assert.deepEqual(bottleneck.counts(), { RECEIVED: 0, QUEUED: 0, RUNNING: 0, EXECUTING: 0 });

  const tasks = [gate(), gate(), gate(), gate()];
  const jobs = tasks.map(task => bottleneck.schedule(task));

  assert.equal(sum(), 4);
  await placed(bottleneck);
  assert.deepEqual(bottleneck.counts(), { RECEIVED: 0, QUEUED: 2, RUNNING: 0, EXECUTING: 2 });
  tasks.forEach(task => task.open());
  await Promise.all(jobs);
  await until(() => sum() === 0);
});

test('calls are RECEIVED in the turn they were made in', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const calls = [1, 2, 3, 4].map(id => client.users.get(id));

  assert.deepEqual(client.bottleneck.counts(), { RECEIVED: 4, QUEUED: 0, RUNNING: 0, EXECUTING: 0 });
  await Promise.all(calls);
});

test('counts covers requests', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { delay: 150, body: {} };
  client.updateBottleneckOptions({ maxConcurrent: 2 });

  const calls = [1, 2, 3].map(id => client.users.get(id));

  await placed(client.bottleneck);
  assert.deepEqual(client.bottleneck.counts(), { RECEIVED: 0, QUEUED: 1, RUNNING: 0, EXECUTING: 2 });
  await Promise.all(calls);
});

test('jobs, jobStatus, queued and empty tell what is where', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const first = gate();

  assert.deepEqual([bottleneck.jobs(), bottleneck.queued(), bottleneck.empty()], [[], 0, true]);

  const jobs = [
    bottleneck.schedule({ id: 'a' }, first),
    bottleneck.schedule({ id: 'b', priority: 3 }, () => 1),
    bottleneck.schedule({ id: 'c' }, () => 1)
  ];

  await placed(bottleneck);
  assert.deepEqual(bottleneck.jobs().sort(), ['a', 'b', 'c']);
  assert.deepEqual(bottleneck.jobs('EXECUTING'), ['a']);
  assert.deepEqual(bottleneck.jobs('QUEUED').sort(), ['b', 'c']);
  assert.equal(bottleneck.jobStatus('a'), 'EXECUTING');
  assert.equal(bottleneck.jobStatus('b'), 'QUEUED');
  assert.equal(bottleneck.jobStatus('nobody'), null);
  assert.deepEqual([bottleneck.queued(), bottleneck.queued(3), bottleneck.queued(0)], [2, 1, 0]);
  assert.equal(bottleneck.empty(), false);
  first.open();
  await Promise.all(jobs);
});

test('an unknown status is refused', () => {
  assert.throws(() => limiter().jobs('ASLEEP'),
    { message: 'status must be one of RECEIVED, QUEUED, RUNNING, EXECUTING' });
});

test('running and done count weight', async () => {
  const bottleneck = limiter();
  const task = gate();
  const job = bottleneck.schedule({ weight: 3 }, task);

  await placed(bottleneck);
  assert.deepEqual([await bottleneck.running(), await bottleneck.done()], [3, 0]);
  task.open();
  await job;
  await until(async () => await bottleneck.done() === 3);
  assert.equal(await bottleneck.running(), 0);
});

test('check tells whether a job of a weight could start now', async () => {
  const bottleneck = limiter({ maxConcurrent: 2 });

  assert.deepEqual(await Promise.all([bottleneck.check(), bottleneck.check(2), bottleneck.check(3)]),
    [true, true, false]);

  const task = gate();
  const job = bottleneck.schedule({ weight: 1 }, task);

  await placed(bottleneck);
  assert.deepEqual(await Promise.all([bottleneck.check(1), bottleneck.check(2)]), [true, false]);
  task.open();
  await job;
});

test('running, done, check and the reservoir answer by promises', async () => {
  const bottleneck = limiter();

  for (const call of [bottleneck.running(), bottleneck.done(), bottleneck.check(), bottleneck.currentReservoir(),
    bottleneck.incrementReservoir(1), bottleneck.updateSettings({}), bottleneck.ready()]) {
    assert.equal(typeof call.then, 'function');
    await call;
  }
});

test('updateSettings resolves to the limiter and ready to nothing', async () => {
  const bottleneck = limiter();

  assert.equal(await bottleneck.updateSettings({ minTime: 0 }), bottleneck);
  assert.equal(await bottleneck.ready(), undefined);
});

test('the strategies, the version and the error class are at hand', () => {
  const bottleneck = limiter();

  assert.deepEqual(bottleneck.strategy, { LEAK: 1, OVERFLOW: 2, OVERFLOW_PRIORITY: 4, BLOCK: 3 });
  assert.equal(typeof bottleneck.version, 'string');
  assert.equal(bottleneck.BottleneckError.name, 'BottleneckError');
  assert.equal(bottleneck.id, '<no-id>');
  assert.equal(bottleneck.datastore, 'local');
  assert.equal(bottleneck.rejectOnDrop, true);
});

for (const name of ['Group', 'Batcher', 'clusterQueued', 'publish', 'clients', 'channel']) {
  test(`${name} is not offered and says so`, onlyOurs, async () => {
    const bottleneck = limiter();
    const use = async () => /^[A-Z]/.test(name) ? new bottleneck[name]() : bottleneck[name]('x');

    assert.match((await rejection(use())).message, /not offered/);
  });
}

test('stop lets executing jobs finish, rejects the queued and refuses new ones', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const running = gate();
  const job = bottleneck.schedule(running);
  const queued = rejection(bottleneck.schedule(() => 1));

  await placed(bottleneck);

  const stopped = bottleneck.stop();
  const refused = rejection(bottleneck.schedule(() => 1));

  running.open();
  assert.equal(await stopped, undefined);
  await job;
  assert.equal((await queued).message, 'This limiter has been stopped.');
  assert.equal((await refused).message, 'This limiter has been stopped and cannot accept new jobs.');
  assert.equal((await rejection(bottleneck.stop())).message, 'stop() has already been called');
});

test('stop resolves when nothing runs any more', async () => {
  const bottleneck = limiter();
  const running = gate();
  const job = bottleneck.schedule(running);
  let stopped = false;

  await until(() => bottleneck.counts().EXECUTING === 1);

  const stop = bottleneck.stop().then(() => { stopped = true; });

  await sleep(60);
  assert.equal(stopped, false);
  running.open();
  await Promise.all([job, stop]);
});

test('stop with dropWaitingJobs false runs what is queued', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const jobs = [1, 2, 3].map(n => bottleneck.schedule(async () => n));

  await bottleneck.stop({ dropWaitingJobs: false });

  assert.deepEqual(await Promise.all(jobs), [1, 2, 3]);
  assert.ok(await rejection(bottleneck.schedule(() => 1)));
});

test('calls after stop reject and send nothing', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  await client.bottleneck.stop();

  const error = await rejection(client.users.me());

  assert.equal(error.message, 'This limiter has been stopped and cannot accept new jobs.');
  assert.equal(error.constructor.name, 'BottleneckError');
  assert.equal(server.requests.length, 0);
});

test('stop takes its own messages', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const running = gate();
  const job = bottleneck.schedule(running);
  const queued = rejection(bottleneck.schedule(() => 1));

  await placed(bottleneck);

  const stopped = bottleneck.stop({ dropErrorMessage: 'dropped', enqueueErrorMessage: 'closed' });

  running.open();
  await Promise.all([job, stopped]);
  assert.equal((await queued).message, 'dropped');
  assert.equal((await rejection(bottleneck.schedule(() => 1))).message, 'closed');
});

test('a limiter works on after disconnect', async () => {
  const bottleneck = limiter();

  await bottleneck.disconnect();
  assert.equal(await bottleneck.schedule(() => 1), 1);
});
