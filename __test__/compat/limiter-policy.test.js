'use strict';

/*
 * The default policy on the wire: weights, order, spacing, and what a call
 * takes along at which moment.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

/** A server that answers after `delay` ms and knows how much ran at a time. */
async function slow(t, delay) {
  const server = await startServer(t);
  const running = { GET: 0, POST: 0, PATCH: 0, DELETE: 0, PUT: 0 };

  server.most = 0;
  server.fallback = async ({ method }) => {
    running[method] += 1;
    server.most = Math.max(server.most, running.GET + 2 * (running.POST + running.PUT + running.PATCH + running.DELETE));
    await sleep(delay);
    running[method] -= 1;
    return { body: {} };
  };

  return server;
}

const starts = ({ requests }) => requests.map(({ at }) => Math.round(at - requests[0].at));

test('starts are 125 ms apart', async t => {
  const server = await slow(t, 0);
  const client = makeClient(server, { limiter: 'default' });

  await client.users.me();
  server.requests.length = 0;
  await Promise.all([1, 2, 3, 4, 5].map(id => client.users.get(id)));

  const times = starts(server);

  assert.ok(times[4] >= 4 * 125 - 60 && times[4] < 4 * 125 + 1500, String(times));
  assert.ok(times.slice(1).every((time, index) => time - times[index] > 40), String(times));
});

test('two reads at a time, weight 2 in all', async t => {
  const server = await slow(t, 350);
  const client = makeClient(server, { limiter: 'default' });

  await Promise.all([1, 2, 3, 4].map(id => client.users.get(id)));

  assert.equal(server.most, 2);
});

test('one write at a time', async t => {
  const server = await slow(t, 200);
  const client = makeClient(server, { limiter: 'default' });

  await Promise.all([client.post('a'), client.put('b'), client.delete('c')]);

  assert.equal(server.most, 2);
});

test('a write waits for the reads before it and holds back those behind it', async t => {
  const server = await slow(t, 300);
  const client = makeClient(server, { limiter: 'default' });

  await Promise.all([client.get('1'), client.post('2'), client.get('3'), client.get('4')]);

  assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/1', '/v2/2', '/v2/3', '/v2/4']);

  const times = starts(server);

  assert.ok(times[1] >= 280 && times[2] - times[1] >= 280, String(times));
  assert.equal(server.most, 2);
});

test('calls start in the order they were made, whatever their resource', async t => {
  const server = await slow(t, 0);
  const client = makeClient(server);

  client.updateBottleneckOptions({ maxConcurrent: 2 });
  await Promise.all([
    client.post('1'), client.get('2'), client.delete('3'), client.users.get(4), client.patch('5'), client.tags.list()
  ]);

  assert.deepEqual(server.requests.map(({ target }) => target),
    ['/v2/1', '/v2/2', '/v2/3', '/v2/users/4', '/v2/5', '/v2/tags']);
});

test('the priority of handleRequest orders what waits', async t => {
  const server = await slow(t, 30);
  const client = makeClient(server);

  client.updateBottleneckOptions({ maxConcurrent: 1 });

  const first = client.get('first');

  await until(() => server.requests.length === 1);
  await Promise.all([first, ...[9, 5, 0].map(priority =>
    client.handleRequest({ weight: 1, priority }, { url: String(priority), method: 'GET' }))]);

  assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/first', '/v2/0', '/v2/5', '/v2/9']);
});

test('a call on an idle client starts at once', async t => {
  const server = await slow(t, 0);
  const client = makeClient(server, { limiter: 'default' });

  await client.users.me();
  await sleep(300);

  const begun = performance.now();

  await client.users.me();
  assert.ok(performance.now() - begun < 120);
});

test('an idle client gathers no burst', async t => {
  const server = await slow(t, 0);
  const client = makeClient(server, { limiter: 'default' });

  await client.users.me();
  await sleep(600);
  server.requests.length = 0;
  await Promise.all([1, 2, 3].map(id => client.users.get(id)));

  assert.ok(starts(server)[2] >= 190, String(starts(server)));
});

test('a call that fails frees its place', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateBottleneckOptions({ maxConcurrent: 1 });
  server.reply({ status: 404 }, { status: 400 });

  const results = await Promise.allSettled([1, 2, 3].map(id => client.users.get(id)));

  assert.deepEqual(results.map(({ status }) => status), ['rejected', 'rejected', 'fulfilled']);
});

test('the body and the parameters are those of when the call was made', onlyOurs, async t => {
  const server = await slow(t, 50);
  const client = makeClient(server);
  const [data, params] = [{ a: 1 }, { p: 1 }];

  client.updateBottleneckOptions({ maxConcurrent: 2 });

  const calls = [client.post('first'), client.post('second', data), client.get('third', params)];

  data.a = 2;
  params.p = 2;
  await Promise.all(calls);

  assert.equal(server.requests[1].text, '{"a":1}');
  assert.equal(server.requests[2].target, '/v2/third?p=1');
});

test('the original takes the body when the call runs', onlyOriginal, async t => {
  const server = await slow(t, 50);
  const client = makeClient(server);
  const data = { a: 1 };

  client.updateBottleneckOptions({ maxConcurrent: 2 });

  const calls = [client.post('first'), client.post('second', data)];

  data.a = 2;
  await Promise.all(calls);
  assert.equal(server.requests[1].text, '{"a":2}');
});

test('the token is that of when the call runs', async t => {
  const server = await slow(t, 100);
  const client = makeClient(server);

  client.updateBottleneckOptions({ maxConcurrent: 1 });

  const calls = [client.get('first'), client.get('second')];

  await until(() => server.requests.length === 1);
  client.setCredentials({ access_token: 'later' });
  await Promise.all(calls);

  assert.equal(server.requests[1].header('authorization'), 'Bearer later');
});

test('two hundred calls all come back', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateBottleneckOptions({ maxConcurrent: 20 });

  const responses = await Promise.all(Array.from({ length: 200 }, (_, id) => client.users.get(id + 1)));

  assert.equal(new Set(server.requests.map(({ target }) => target)).size, 200);
  assert.ok(responses.every(({ status }) => status === 200));
});
