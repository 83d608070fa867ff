'use strict';

/*
 * helpscout.bottleneck as a limiter of the caller's own jobs: submitting them
 * and their options.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
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

/** A task that fails as a busy server has it, once. */
function busyOnce() {
  const task = async () => {
    task.runs += 1;
    if (task.runs === 1) throw Object.assign(new Error('busy'), { response: { status: 503 } });
    return task.runs;
  };

  return Object.assign(task, { runs: 0 });
}

test('a task that fails is not run again by itself', onlyOurs, async () => {
  const task = busyOnce();

  assert.equal((await rejection(limiter().schedule(task))).message, 'busy');
  assert.equal(task.runs, 1);
});

test('the original runs a task again that fails like a request', onlyOriginal, async () => {
  assert.equal(await limiter().schedule(busyOnce()), 2);
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

  await placed(bottleneck);
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

  await placed(bottleneck);
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

  await placed(bottleneck);
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

  await placed(bottleneck);
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
