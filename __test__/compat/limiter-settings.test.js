'use strict';

/*
 * updateBottleneckOptions: every setting at run time, the reservoir, what is
 * ignored and what throws.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, outcome, rejection } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

const OFFLINE = { base: 'http://127.0.0.1:1/v2/' };

/** A client, its server and a way to see how many calls have started. */
async function setUp(t, settings, options = {}) {
  const server = await startServer(t);
  const client = makeClient(server, options);

  client.updateBottleneckOptions(settings);

  return { server, client, started: () => server.requests.length };
}

test('updateBottleneckOptions returns nothing, with or without options', () => {
  const client = makeClient(OFFLINE);

  assert.equal(client.updateBottleneckOptions({ minTime: 5 }), undefined);
  assert.equal(client.updateBottleneckOptions(), undefined);
  assert.equal(client.updateBottleneckOptions({}), undefined);
});

for (const options of [null, 'text', 5, true]) {
  test(`updateBottleneckOptions(${JSON.stringify(options)}) is ignored`, async () => {
    const client = makeClient(OFFLINE);

    client.updateBottleneckOptions(options);
    assert.equal(await client.bottleneck.schedule(() => 1), 1);
  });
}

test('updateBottleneckOptions leaves the options alone', () => {
  const options = Object.freeze({ minTime: 5, maxConcurrent: 2 });

  makeClient(OFFLINE).updateBottleneckOptions(options);
  assert.deepEqual(options, { minTime: 5, maxConcurrent: 2 });
});

test('settings count for every call made after them', async t => {
  const { client, started } = await setUp(t, {});

  client.updateBottleneckOptions({ reservoir: 1 });

  const calls = [1, 2].map(id => outcome(client.users.get(id)));

  await until(() => started() === 1);
  await sleep(60);
  assert.equal(started(), 1);
  client.updateBottleneckOptions({ reservoir: null });
  await Promise.all(calls);
});

test('raising maxConcurrent starts calls that wait', async t => {
  const { server, client, started } = await setUp(t, { maxConcurrent: 1 });
  const held = [];

  server.fallback = () => new Promise(resolve => held.push(() => resolve({ body: {} })));

  const calls = [1, 2, 3, 4].map(id => client.users.get(id));

  await until(() => started() === 1);
  await sleep(50);
  assert.equal(started(), 1);
  client.updateBottleneckOptions({ maxConcurrent: 3 });
  await until(() => started() === 3);
  client.updateBottleneckOptions({ maxConcurrent: null });
  await until(() => started() === 4);
  held.forEach(release => release());
  await Promise.all(calls);
});

test('lowering maxConcurrent holds back what has not started', async t => {
  const { server, client, started } = await setUp(t, { maxConcurrent: 2 });
  const held = [];

  server.fallback = () => new Promise(resolve => held.push(() => resolve({ body: {} })));

  const calls = [1, 2, 3].map(id => client.users.get(id));

  await until(() => started() === 2);
  client.updateBottleneckOptions({ maxConcurrent: 1 });
  held[0]();
  await sleep(80);
  assert.equal(started(), 2, 'one is still running');
  held[1]();
  await until(() => started() === 3);
  held[2]();
  await Promise.all(calls);
});

test('no limits at all let everything start at once', async t => {
  const { server, client, started } = await setUp(t, {});
  const held = [];

  server.fallback = () => new Promise(resolve => held.push(() => resolve({ body: {} })));

  const calls = Array.from({ length: 30 }, (_, id) => id % 2 ? client.users.get(id + 1) : client.post('things'));

  await until(() => started() === 30);
  held.forEach(release => release());
  await Promise.all(calls);
});

test('minTime spaces the starts', async t => {
  const { server, client } = await setUp(t, { minTime: 100 });

  await Promise.all([1, 2, 3, 4].map(id => client.users.get(id)));

  const times = server.requests.map(({ at }) => at);

  assert.ok(times[3] - times[0] >= 250, `${times[3] - times[0]} ms`);
});

test('minTime 0 ends the spacing at once', onlyOurs, async t => {
  const { client } = await setUp(t, { minTime: 60000 });

  await client.users.get(1);
  client.updateBottleneckOptions({ minTime: 0 });
  await Promise.all([2, 3, 4].map(id => client.users.get(id)));
});

test('a pause that was begun is kept by the original', onlyOriginal, async t => {
  const { client } = await setUp(t, { minTime: 300 });

  await client.users.get(1);
  client.updateBottleneckOptions({ minTime: 0 });

  const call = client.users.get(2).then(() => 'done');

  assert.equal(await Promise.race([call, sleep(100).then(() => 'waiting')]), 'waiting');
  await call;
});

test('minTime can be lowered while calls wait', async t => {
  const { client, server } = await setUp(t, { minTime: 300 });
  const calls = [1, 2, 3, 4, 5, 6].map(id => client.users.get(id));

  client.updateBottleneckOptions({ minTime: 1 });
  await Promise.all(calls);

  const times = server.requests.map(({ at }) => at);

  assert.ok(times[5] - times[0] < 1200, `${times[5] - times[0]} ms`);
});

test('a reservoir is spent by weight and holds back what does not fit', async t => {
  const { client, started } = await setUp(t, { reservoir: 4 });

  await client.get('a');
  await client.post('b');
  assert.equal(await client.bottleneck.currentReservoir(), 1);

  const write = client.put('c');
  const read = client.get('d');

  await sleep(80);
  assert.equal(started(), 2, 'the read does not overtake the write');
  assert.equal(await client.bottleneck.incrementReservoir(1), 2);
  await write;
  assert.equal(started(), 3);
  assert.equal(await client.bottleneck.incrementReservoir(1), 1);
  await read;
});

test('setting the reservoir starts calls that wait', async t => {
  const { client } = await setUp(t, { reservoir: 0 });
  const calls = Promise.all([client.get('a'), client.post('b')]);

  await sleep(30);
  client.updateBottleneckOptions({ reservoir: 3 });
  await calls;
  assert.equal(await client.bottleneck.currentReservoir(), 0);
});

test('a reservoir of null is unlimited', async t => {
  const { client } = await setUp(t, { reservoir: 0 });
  const call = client.get('a');

  client.updateBottleneckOptions({ reservoir: null });
  await call;
});

test('incrementing an unlimited reservoir makes it limited', async () => {
  const { bottleneck } = makeClient(OFFLINE);

  assert.equal(await bottleneck.updateSettings({ reservoir: null }).then(() => bottleneck.currentReservoir()), null);
  assert.equal(await bottleneck.incrementReservoir(5), 5);
  assert.equal(await bottleneck.currentReservoir(), 5);
  assert.equal(await bottleneck.incrementReservoir(), 5);
});

test('the default reservoir is 400 and a call spends its weight', async t => {
  const { client } = await setUp(t, {}, { limiter: 'default' });

  assert.equal(await client.bottleneck.currentReservoir(), 400);
  await client.get('a');
  assert.equal(await client.bottleneck.currentReservoir(), 399);
  await client.post('b');
  assert.equal(await client.bottleneck.currentReservoir(), 397);
});

test('the reservoir is refilled at each interval, also after other updates', onlyOurs, async t => {
  const { client } = await setUp(t, { reservoir: 2, reservoirRefreshAmount: 2, reservoirRefreshInterval: 250 });

  client.updateBottleneckOptions({ maxConcurrent: 5 });
  client.updateBottleneckOptions({ minTime: 0 });

  const responses = await Promise.all([1, 2, 3, 4, 5, 6].map(id => client.users.get(id)));

  assert.equal(responses.length, 6);
});

test('a refresh sets the reservoir and does not add to it', onlyOurs, async t => {
  const { client } = await setUp(t, { reservoir: 5, reservoirRefreshAmount: 3, reservoirRefreshInterval: 250 });

  await sleep(700);
  assert.equal(await client.bottleneck.currentReservoir(), 3);
});

test('the reservoir grows at each interval, up to its maximum', onlyOurs, async t => {
  const { client } = await setUp(t, {
    reservoir: 0,
    reservoirIncreaseAmount: 2,
    reservoirIncreaseInterval: 250,
    reservoirIncreaseMaximum: 3
  });

  await client.get('a');
  await sleep(900);
  assert.equal(await client.bottleneck.currentReservoir(), 3);
});

test('the reservoir of the original is never refilled after an update', onlyOriginal, async t => {
  const { client } = await setUp(t, { reservoir: 1, reservoirRefreshAmount: 1, reservoirRefreshInterval: 250 });
  let settled = 0;
  const calls = [1, 2].map(id => client.users.get(id).then(() => { settled += 1; }));

  await sleep(800);
  assert.equal(settled, 1);
  await client.bottleneck.incrementReservoir(1);
  await Promise.all(calls);
});

test('an interval that is no multiple of 250 is accepted', () => {
  makeClient(OFFLINE).updateBottleneckOptions({ reservoirRefreshInterval: 333, reservoirRefreshAmount: 5 });
});

const WRONG = [
  { maxConcurrent: 'two' }, { maxConcurrent: -1 }, { maxConcurrent: NaN }, { maxConcurrent: {} },
  { minTime: 'soon' }, { minTime: -5 }, { minTime: NaN },
  { reservoir: 'full' }, { reservoir: {} },
  { reservoirRefreshInterval: 'often' }, { reservoirRefreshAmount: 'much' },
  { reservoirIncreaseAmount: 'more' }, { reservoirIncreaseInterval: {} }, { reservoirIncreaseMaximum: 'top' },
  { highWater: 'high' }, { highWater: -1 },
  { strategy: 9 }, { strategy: 'LEAK' },
  { penalty: 'harsh' }
];

for (const options of WRONG) {
  const [[key, value]] = Object.entries(options);
  const shown = `${key}: ${Number.isNaN(value) ? 'NaN' : JSON.stringify(value)}`;

  test(`{ ${shown} } throws and names the option`, onlyOurs, async () => {
    const client = makeClient(OFFLINE);

    assert.throws(() => client.updateBottleneckOptions(options), error => {
      assert.ok(error instanceof Error);
      assert.match(error.message, new RegExp(key));
      return true;
    });
    assert.equal(await client.bottleneck.schedule(() => 1), 1, 'the settings stay as they were');
  });

  test(`{ ${shown} } is swallowed by the original`, onlyOriginal, () => {
    makeClient(OFFLINE).updateBottleneckOptions(options);
  });
}

test('of a wrong and a right value none is taken', onlyOurs, async () => {
  const client = makeClient(OFFLINE);

  assert.throws(() => client.updateBottleneckOptions({ reservoir: 7, minTime: 'soon' }), /minTime/);
  assert.notEqual(await client.bottleneck.currentReservoir(), 7);
});

test('an unknown key is ignored, with one warning that names it', onlyOurs, async t => {
  const warnings = [];
  const listener = warning => warnings.push(warning.message);

  process.on('warning', listener);
  t.after(() => process.off('warning', listener));

  const client = makeClient(OFFLINE);

  client.updateBottleneckOptions({ colour: 'red' });
  client.updateBottleneckOptions({ colour: 'blue' });
  await sleep(20);

  assert.equal(warnings.filter(text => /colour/.test(text)).length, 1);
  assert.equal(await client.bottleneck.schedule(() => 1), 1);
});

for (const options of [{ timeout: 5 }, { heartbeatInterval: 10 }, { clientOptions: {} }, { clearDatastore: true },
  { Redis: null }, { datastore: 'local' }, { id: 'mine' }, { trackDoneStatus: true }]) {
  test(`${JSON.stringify(options)} changes nothing in how calls run`, async t => {
    const { client } = await setUp(t, options);

    assert.equal((await client.users.me()).status, 200);
  });
}

test('a datastore beside the process is used, or refused by what cannot be', onlyOurs, () => {
  const client = makeClient(OFFLINE);

  assert.throws(() => client.updateBottleneckOptions({ datastore: 'ioredis', clientOptions: { path: '/run/redis.sock' } }), /clientOptions.path/);
  client.updateBottleneckOptions({ datastore: 'ioredis', clientOptions: { port: 1 } });
  assert.equal(client.bottleneck.datastore, 'ioredis');
});

test('the datastore of the original is a label', onlyOriginal, async t => {
  const { client } = await setUp(t, { datastore: 'ioredis', clientOptions: { port: 1 } });

  assert.equal((await client.users.me()).status, 200);
});

test('the settings of one client leave another alone', async t => {
  const { server, client } = await setUp(t, { reservoir: 0 });
  const call = rejection(client.users.me());

  assert.equal((await makeClient(server).users.me()).status, 200);
  await sleep(20);
  await client.bottleneck.stop();
  assert.equal((await call).message, 'This limiter has been stopped.');
});
