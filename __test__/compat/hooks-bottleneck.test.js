'use strict';

/*
 * An assigned `bottleneck` and a chained limiter run the attempts.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const Bottleneck = require('bottleneck');
const { HelpScout, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');

/** A limiter that runs everything at once and keeps the options it was given. */
class Recorder {
  constructor() {
    this.seen = [];
  }

  schedule(options, task) {
    this.seen.push(options);
    return task();
  }
}

test('an assigned bottleneck schedules every call with its weight', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const recorder = client.bottleneck = new Recorder();

  assert.equal(client.bottleneck, recorder);
  await client.conversations.get(1);
  await client.conversations.create({ subject: 'x' });
  await client.handleRequest({ weight: 3, priority: 2 }, { url: 'things' });

  assert.deepEqual(recorder.seen, [{ weight: 1 }, { weight: 2 }, { weight: 3, priority: 2 }]);
  assert.deepEqual(server.requests.map(({ method }) => method), ['GET', 'POST', 'GET']);
});

test('what an assigned bottleneck resolves to is the result of the call', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck = {
    async schedule(options, task) {
      const response = await task();
      return { wrapped: response.data };
    }
  };
  server.reply({ body: { id: 1 } });

  assert.deepEqual(await client.users.me(), { wrapped: { id: 1 } });
});

test('an assigned bottleneck that never runs the task sends nothing', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const failure = new Error('closed');

  client.bottleneck = { schedule: () => Promise.reject(failure) };

  assert.equal(await rejection(client.users.me()), failure);
  assert.equal(server.requests.length, 0);
});

test('the token of a call is read when the assigned bottleneck runs it', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const tasks = [];

  client.bottleneck = { schedule: (options, task) => new Promise(resolve => tasks.push(() => resolve(task()))) };

  const call = client.users.me();

  await new Promise(setImmediate);
  client.setCredentials({ access_token: 'later' });
  tasks.forEach(run => run());
  await call;

  assert.equal(server.request.header('authorization'), 'Bearer later');
});

test('a Bottleneck of the caller bounds what runs', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  let running = 0;
  let most = 0;

  client.bottleneck = new Bottleneck({ maxConcurrent: 2 });
  server.fallback = async () => {
    most = Math.max(most, ++running);
    await new Promise(resolve => setTimeout(resolve, 20));
    running -= 1;
    return { body: {} };
  };

  await Promise.all([1, 2, 3, 4].map(id => client.conversations.get(id)));

  assert.equal(most, 2);
});

test('one Bottleneck may serve several clients', async t => {
  const server = await startServer(t);
  const shared = new Bottleneck({ reservoir: 3 });
  const clients = [makeClient(server), makeClient(server)];

  clients.forEach(client => { client.bottleneck = shared; });
  await clients[0].users.me();
  await clients[1].conversations.create({});

  assert.equal(await shared.currentReservoir(), 0);
});

test('an assigned Bottleneck retries by itself', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck = new Bottleneck();
  server.reply({ status: 503 }, { status: 401 });

  assert.equal((await client.users.me()).status, 200);
  assert.equal(server.requests.length, 3);
  assert.equal(server.tokenRequests.length, 1);
});

test('the original retries on an assigned Bottleneck only with its handler installed', onlyOriginal, async t => {
  const onFailed = require('helpscout-mailbox-api/src/utils/on-failed-handler');
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck = new Bottleneck();
  server.reply({ status: 503 }, { status: 503 });

  assert.equal((await rejection(client.users.me())).response.status, 503);

  client.bottleneck.on('failed', onFailed(client));
  assert.equal((await client.users.me()).status, 200);
});

test('updateBottleneckOptions updates the assigned bottleneck', t => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  const updateSettings = t.mock.fn();

  client.bottleneck = { updateSettings, schedule: (options, task) => task() };
  client.updateBottleneckOptions({ maxConcurrent: 1 });

  assert.deepEqual(updateSettings.mock.calls[0].arguments, [{ maxConcurrent: 1 }]);
});

test('a spied schedule sees the calls of the built-in limiter', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const { mock } = t.mock.method(client.bottleneck, 'schedule');

  assert.equal((await client.conversations.update(1, {})).status, 200);
  assert.deepEqual(mock.calls[0].arguments[0], { weight: 2 });
  assert.equal(typeof mock.calls[0].arguments[1], 'function');
});

test('a subclass may bring its own bottleneck', async t => {
  class Own extends HelpScout {
    constructor(options) {
      super(options);
      this.bottleneck = new Recorder();
      this.bottleneck.updateSettings = () => {};
    }
  }

  const server = await startServer(t);
  const client = makeClient(server, { Class: Own });

  await client.tags.list();

  assert.deepEqual(client.bottleneck.seen, [{ weight: 1 }]);
});

test('a chained limiter runs each attempt with the options of the job', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const recorder = new Recorder();

  assert.equal(client.bottleneck.chain(recorder), client.bottleneck);
  server.reply({ status: 503 });
  await client.handleRequest({ weight: 2, priority: 3, id: 'mine', expiration: 60000 }, { url: 'things' });

  const job = { weight: 2, priority: 3, id: 'mine', expiration: 60000 };

  assert.deepEqual(recorder.seen.map(({ weight, priority, id, expiration }) =>
    ({ weight, priority, id, expiration })), [job, job]);
  assert.equal(server.requests.length, 2);
});

test('the rejection of a chained limiter is the rejection of the call', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const failure = new Error('closed');

  client.bottleneck.chain({ schedule: () => Promise.reject(failure) });

  assert.equal(await rejection(client.users.me()), failure);
  assert.equal(server.requests.length, 0);
});

test('a Bottleneck can be chained and unchained', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const shared = new Bottleneck({ reservoir: 2 });

  client.bottleneck.chain(shared);
  await client.users.me();
  assert.equal(await shared.currentReservoir(), 1);

  client.bottleneck.chain(null);
  await client.users.me();
  assert.equal(await shared.currentReservoir(), 1);
});
