'use strict';

// What helpscout.bottleneck does beyond the comparison with the original: limiters
// of the user's own, listeners in the middle of a call, and the life of the process.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const Bottleneck = require('bottleneck');
const HelpScout = require('..');
const { runChild } = require('./compat/support/child.js');
const { makeClient, rejection } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');

const targets = ({ requests }) => requests.map(({ target }) => target);

test('a write whose effect is unknown is not sent again by the limiter of a user', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  const failures = [];

  client.bottleneck = new Bottleneck();
  client.bottleneck.on('failed', (error) => {
    failures.push(error);
    return failures.length < 3 ? 0 : undefined;
  });
  server.reply({ status: 502 });

  const error = await rejection(client.post('things', {}));

  assert.ok(error instanceof HelpScout.IndeterminateWriteError);
  assert.deepEqual(failures, [error, error, error]);
  assert.equal(server.requests.length, 1);
});

test('a read is sent again if the limiter of a user says so', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.bottleneck = new Bottleneck();
  client.bottleneck.on('failed', (error, { retryCount }) => (retryCount === 0 ? 0 : undefined));
  server.reply({ status: 404 });

  assert.equal((await client.get('things')).status, 200);
  assert.equal(server.requests.length, 2);
});

test('the limiter of one client may serve another', async (t) => {
  const server = await startServer(t);
  const [one, other] = [makeClient(server), makeClient(server)];

  other.bottleneck = one.bottleneck;
  await one.bottleneck.updateSettings({ reservoir: 5 });
  await other.post('things');
  await one.get('things');

  assert.equal(await one.bottleneck.currentReservoir(), 2);
});

test('the own limiter is back when it is assigned again', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  const own = client.bottleneck;

  client.bottleneck = { schedule: () => Promise.reject(new Error('closed')) };
  await rejection(client.get('first'));
  client.bottleneck = own;
  await client.get('second');

  assert.deepEqual(targets(server), ['/v2/second']);
});

for (const value of [null, undefined, 5]) {
  test(`a bottleneck of ${value} is refused by name`, async () => {
    const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });

    client.bottleneck = value;
    assert.match((await rejection(client.get('things'))).message, /"bottleneck" property.*schedule\(options, fn\)/);
    assert.match((await rejection(client.handleRequest({}, { url: 'things' }))).message, /"bottleneck" property/);
  });
}

test('what a wrapped schedule starts counts once in the account', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server, { limiter: 'default' });

  t.mock.method(client.bottleneck, 'schedule');
  await client.get('things');
  await client.post('things');

  assert.equal(await client.bottleneck.currentReservoir(), 397);
});

test('a call of the limiter of a user counts in the account', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server, { limiter: 'default' });
  const { bottleneck } = client;

  client.bottleneck = { schedule: (options, task) => task() };
  await client.post('things');

  assert.equal(await bottleneck.currentReservoir(), 398);
});

test('listeners of failed see the request that was made, and keep the error', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  const seen = [];

  client.bottleneck.on('failed', (error, info) => {
    seen.push([error, info]);
    error.noted = true;
  });
  server.reply({ status: 404, body: { message: 'gone' } });

  const error = await rejection(client.handleRequest({ id: 'x', weight: 2 }, { url: 'things' }));
  const [[heard, info]] = seen;

  assert.equal(heard, error);
  assert.equal(error.noted, true);
  assert.deepEqual(error.response.data, { message: 'gone' });
  assert.equal(error.config.headers.Accept, 'application/json, text/plain, */*');
  assert.deepEqual(info, { args: [], options: { id: 'x', weight: 2, priority: 5, expiration: null }, retryCount: 0 });
});

test('an indeterminate write is caused by the error that listeners were given', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  const heard = [];

  client.bottleneck.on('failed', (error) => {
    heard.push(error);
  });
  server.reply({ status: 502 });

  const error = await rejection(client.post('things', {}));

  assert.ok(error instanceof HelpScout.IndeterminateWriteError);
  assert.deepEqual(heard, [error.cause]);
});

test('bytes are bytes for listeners of failed too', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  let data;

  client.updateRequestOptions({ responseType: 'arraybuffer' });
  client.bottleneck.on('failed', ({ response }) => {
    data = response.data;
  });
  server.reply({ status: 404, body: Buffer.from([0xff, 0x00]) });

  const error = await rejection(client.get('things'));

  assert.ok(Buffer.isBuffer(data));
  assert.deepEqual([...error.response.data], [0xff, 0x00]);
});

test('a refresh is heard as a retry', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  const messages = [];

  client.bottleneck.on('retry', (message) => {
    messages.push(message);
  });
  server.reply({ status: 401 });
  await client.handleRequest({ id: 'x' }, { url: 'things' });

  assert.deepEqual(messages, ['Retrying x after 0 ms']);
});

test('a job that expires may be tried again by a listener', async () => {
  const { bottleneck } = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  let runs = 0;

  bottleneck.once('failed', (error) => (/timed out after 30 ms/.test(error.message) ? 0 : undefined));

  const task = () => {
    runs += 1;
    return runs === 1 ? new Promise(() => {}) : runs;
  };

  assert.equal(await bottleneck.schedule({ expiration: 30 }, task), 2);
});

test('debug hears of every event', async () => {
  const { bottleneck } = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  const messages = [];

  bottleneck.on('debug', (message) => {
    messages.push(message);
  });
  await bottleneck.schedule({ id: 'x' }, () => 1);

  for (const expected of ['Event triggered: received', 'Drained x', 'Event triggered: executing', 'Event triggered: done']) {
    assert.ok(messages.includes(expected), expected);
  }
});

const PROGRAMS = {
  'an own job that waits keeps the process alive': [
    `const { bottleneck } = makeClient(server);
     bottleneck.updateSettings({ maxConcurrent: 1, minTime: 100 });
     for (const n of [1, 2, 3]) bottleneck.schedule(() => console.log(n));`,
    '1\n2\n3',
  ],
  'an own job whose function never ends does not': [
    `const { bottleneck } = makeClient(server);
     bottleneck.schedule(() => { console.log('started'); return new Promise(() => {}); });`,
    'started',
  ],
  'listeners do not': [
    `const { bottleneck } = makeClient(server);
     for (const name of ['done', 'failed', 'debug']) bottleneck.on(name, () => {});
     await bottleneck.schedule(() => 1);
     console.log('done');`,
    'done',
  ],
  'stop resolves before the process ends': [
    `const { bottleneck } = makeClient(server);
     await bottleneck.stop();
     console.log('stopped');`,
    'stopped',
  ],
};

for (const [claim, [program, printed]] of Object.entries(PROGRAMS)) {
  test(claim, async (t) => {
    const { code, stdout } = await runChild(await startServer(t), program);

    assert.deepEqual([code, stdout], [0, printed]);
  });
}
