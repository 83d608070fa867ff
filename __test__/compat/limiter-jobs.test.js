'use strict';

/*
 * helpscout.bottleneck as a limiter of the caller's own jobs: submitting,
 * options, states and figures.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');

const OFFLINE = { base: 'http://127.0.0.1:1/v2/' };
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** The limiter of a client with these settings on top of none at all. */
function limiter(settings = {}) {
  const client = makeClient(OFFLINE);

  client.updateBottleneckOptions(settings);

  return client.bottleneck;
}

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

test('schedule passes arguments on and resolves to the result', async () => {
  assert.equal(await limiter().schedule(async (a, b) => a + b, 1, 2), 3);
  assert.equal(await limiter().schedule({ priority: 1 }, async (a, b) => a * b, 3, 4), 12);
});

test('schedule takes a task that returns no promise', async () => {
  assert.equal(await limiter().schedule(() => 5), 5);
});

test('schedule rejects with what its task throws or rejects with', async () => {
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];

  assert.equal(await rejection(limiter().schedule(() => { throw thrown; })), thrown);
  assert.equal(await rejection(limiter().schedule(async () => { throw rejected; })), rejected);
});

test('schedule resolves to the very value', async () => {
  const value = { circular: null };

  value.circular = value;
  assert.equal(await limiter().schedule(() => value), value);
});

test('schedule returns a native promise', async () => {
  const call = limiter().schedule(() => 1);

  assert.ok(call instanceof Promise);
  await call;
});

test('submit calls back with the result or the error', async () => {
  const bottleneck = limiter();
  const submit = (...args) => new Promise(resolve =>
    bottleneck.submit(...args, (error, value) => resolve([error && error.message, value])));

  assert.deepEqual(await submit((a, b, done) => done(null, a + b), 1, 2), [null, 3]);
  assert.deepEqual(await submit({ priority: 2 }, (a, done) => done(new Error('no')), 1), ['no', undefined]);
});

test('wrap makes a function that runs through the limiter', async () => {
  const bottleneck = limiter({ reservoir: 10 });
  const wrapped = bottleneck.wrap(async (a, b) => a - b);

  assert.equal(await wrapped(5, 3), 2);
  assert.equal(await wrapped.withOptions({ weight: 4 }, 5, 1), 4);
  assert.equal(await bottleneck.currentReservoir(), 5);
});

test('own jobs share the limits with requests', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const own = gate();

  client.updateBottleneckOptions({ maxConcurrent: 1 });

  const job = client.bottleneck.schedule(own);
  const call = client.users.me();

  await sleep(60);
  assert.equal(server.requests.length, 0);
  own.open();
  await Promise.all([job, call]);
  assert.equal(server.requests.length, 1);
});

test('jobs of one priority run in the order they came', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const ran = [];

  await Promise.all([1, 2, 3, 4, 5].map(n => bottleneck.schedule(async () => ran.push(n))));

  assert.deepEqual(ran, [1, 2, 3, 4, 5]);
});

test('a lower priority number runs first; odd ones are clamped or count as 5', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const first = gate();
  const ran = [];
  const jobs = [bottleneck.schedule({ priority: 0 }, first)];

  for (const [name, priority] of [['nine', 9], ['text', 'high'], ['five', 5], ['zero', 0], ['one', 1],
    ['far', 99], ['minus', -4], ['six', 6]]) {
    jobs.push(bottleneck.schedule({ priority }, async () => ran.push(name)));
  }

  await sleep(30);
  first.open();
  await Promise.all(jobs);

  assert.deepEqual(ran, ['zero', 'minus', 'one', 'text', 'five', 'six', 'nine', 'far']);
});

test('maxConcurrent counts weight', async () => {
  const bottleneck = limiter({ maxConcurrent: 3 });
  const [two, one, other] = [gate(), gate(), gate()];
  const jobs = [
    bottleneck.schedule({ weight: 2 }, two),
    bottleneck.schedule({ weight: 1 }, one),
    bottleneck.schedule({ weight: 1 }, other)
  ];

  await sleep(40);
  assert.deepEqual([two.started, one.started, other.started], [true, true, undefined]);
  assert.equal(await bottleneck.running(), 3);
  [two, one, other].forEach(task => task.open());
  await Promise.all(jobs);
});

test('nothing overtakes the head of the queue, even if it would fit', async () => {
  const bottleneck = limiter({ maxConcurrent: 2 });
  const [first, heavy, light] = [gate(), gate(), gate()];
  const jobs = [
    bottleneck.schedule({ weight: 1 }, first),
    bottleneck.schedule({ weight: 2 }, heavy),
    bottleneck.schedule({ weight: 1 }, light)
  ];

  await sleep(40);
  assert.deepEqual([heavy.started, light.started], [undefined, undefined]);
  [first, heavy, light].forEach(task => task.open());
  await Promise.all(jobs);
});

test('a job of no weight waits for no capacity', async () => {
  const bottleneck = limiter({ maxConcurrent: 1, reservoir: 1 });
  const first = gate();
  const job = bottleneck.schedule(first);

  assert.equal(await bottleneck.schedule({ weight: 0 }, async () => 'through'), 'through');
  first.open();
  await job;
});

test('a job heavier than maxConcurrent is rejected', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const error = await rejection(bottleneck.schedule({ weight: 2 }, () => 1));

  assert.equal(error.message,
    'Impossible to add a job having a weight of 2 to a limiter having a maxConcurrent setting of 1');
  assert.equal(error.constructor.name, 'BottleneckError');
  assert.equal(error.name, 'Error');
  assert.deepEqual(Object.keys(error), []);
  assert.ok(error instanceof Error && error instanceof bottleneck.BottleneckError);
});

test('maxConcurrent 1 rejects every write', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateBottleneckOptions({ maxConcurrent: 1 });

  for (const verb of ['post', 'put', 'patch', 'delete']) {
    assert.equal((await rejection(client[verb]('things'))).message,
      'Impossible to add a job having a weight of 2 to a limiter having a maxConcurrent setting of 1');
  }

  assert.equal((await client.get('things')).status, 200);
  assert.equal(server.requests.length, 1);
});

test('an id cannot be used twice at a time', async () => {
  const bottleneck = limiter();
  const first = gate();
  const job = bottleneck.schedule({ id: 'x' }, first);

  await sleep(20);
  assert.equal((await rejection(bottleneck.schedule({ id: 'x' }, () => 1))).message,
    'A job with the same id already exists (id=x)');
  first.open();
  await job;
  assert.equal(await bottleneck.schedule({ id: 'x' }, () => 2), 2);
});

test('a job that expires is rejected and frees its slot', async () => {
  const bottleneck = limiter({ maxConcurrent: 1 });
  const endless = gate();
  const expiring = rejection(bottleneck.schedule({ expiration: 100 }, endless));
  const next = bottleneck.schedule(async () => 'next');
  const error = await expiring;

  assert.equal(error.message, 'This job timed out after 100 ms.');
  assert.equal(error.constructor.name, 'BottleneckError');
  assert.equal(await next, 'next');
});

test('the expiration of a request counts from its start', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { delay: 150, body: {} };
  client.updateBottleneckOptions({ maxConcurrent: 1 });

  const statuses = await Promise.all([1, 2, 3].map(() =>
    client.handleRequest({ weight: 1, expiration: 400 }, { url: 'x' }).then(({ status }) => status)));

  assert.deepEqual(statuses, [200, 200, 200]);

  server.reply({ hang: true });
  assert.equal((await rejection(client.handleRequest({ expiration: 50 }, { url: 'x' }))).message,
    'This job timed out after 50 ms.');
});

test('counts adds up to the jobs that are there', async () => {
  const bottleneck = limiter({ maxConcurrent: 2 });
  const sum = () => Object.values(bottleneck.counts()).reduce((a, b) => a + b);

  assert.deepEqual(bottleneck.counts(), { RECEIVED: 0, QUEUED: 0, RUNNING: 0, EXECUTING: 0 });

  const tasks = [gate(), gate(), gate(), gate()];
  const jobs = tasks.map(task => bottleneck.schedule(task));

  assert.equal(sum(), 4);
  await sleep(40);
  assert.deepEqual(bottleneck.counts(), { RECEIVED: 0, QUEUED: 2, RUNNING: 0, EXECUTING: 2 });
  tasks.forEach(task => task.open());
  await Promise.all(jobs);
  await sleep(20);
  assert.equal(sum(), 0);
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

  await sleep(60);
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

  await sleep(30);
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

  await sleep(20);
  assert.deepEqual([await bottleneck.running(), await bottleneck.done()], [3, 0]);
  task.open();
  await job;
  await sleep(20);
  assert.deepEqual([await bottleneck.running(), await bottleneck.done()], [0, 3]);
});

test('check tells whether a job of a weight could start now', async () => {
  const bottleneck = limiter({ maxConcurrent: 2 });

  assert.deepEqual(await Promise.all([bottleneck.check(), bottleneck.check(2), bottleneck.check(3)]),
    [true, true, false]);

  const task = gate();
  const job = bottleneck.schedule({ weight: 1 }, task);

  await sleep(20);
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

  await sleep(30);

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

  await sleep(20);

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

  await sleep(30);

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
