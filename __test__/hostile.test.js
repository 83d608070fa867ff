'use strict';

/* What callers' own objects do in the middle of a call: throw, call back, abort, vanish. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { PassThrough, Readable, Stream } = require('node:stream');
const { test } = require('node:test');
const { startServer } = require('./compat/support/server.js');
const { makeClient, rejection } = require('./compat/support/client.js');

async function pair(t) {
  const server = await startServer(t);
  const client = makeClient(server);
  client.updateBottleneckOptions({ minTime: 0, maxConcurrent: null });
  return { server, client };
}

test('a getter that throws when it is read again rejects its call and no other', async t => {
  const { server, client } = await pair(t);
  const wrong = new Error('read twice');
  let reads = 0;
  const request = {
    method: 'GET',
    get url() {
      reads += 1;
      if (reads > 1) throw wrong;
      return 'things';
    }
  };

  assert.equal(await rejection(client.handleRequest({}, request)), wrong);
  assert.equal(server.requests.length, 0);
  assert.equal((await client.get('things')).status, 200);
});

test('a signal that throws rejects its call and no other', async t => {
  const { server, client } = await pair(t);
  const wrong = new Error('no listeners');
  const signal = {
    addEventListener() {
      throw wrong;
    }
  };

  assert.equal(await rejection(client.get('things', {}, { signal })), wrong);
  assert.equal(server.requests.length, 0);
  assert.equal((await client.get('things')).status, 200);
});

test('a signal aborted by a callback of the call itself sends nothing', async t => {
  const { server, client } = await pair(t);
  const controller = new AbortController();
  client.updateRequestOptions({
    paramsSerializer() {
      controller.abort(new Error('changed my mind'));
      return '';
    }
  });

  const error = await rejection(client.get('things', {}, { signal: controller.signal }));

  assert.equal(error.message, 'changed my mind');
  assert.equal(server.requests.length, 0);
});

test('what a listener of a stream throws holds up no other answer', async t => {
  const { client } = await pair(t);
  const wrong = new Error('from a listener');
  const heard = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  t.after(() => heard.forEach(listener => process.on('uncaughtException', listener)));
  const caught = once(process, 'uncaughtException');

  const { data } = await client.handleRequest({}, { url: 'things', method: 'GET', responseType: 'stream' });
  t.after(() => data.destroy());
  data.on('data', () => {
    throw wrong;
  });

  assert.deepEqual(await caught, [wrong, 'uncaughtException']);
  assert.equal((await client.get('things')).status, 200);
});

test('an adapter whose status is no number rejects', async t => {
  const { client } = await pair(t);
  client.updateRequestOptions({ adapter: async () => ({ status: Symbol('status') }) });

  assert.ok((await rejection(client.get('things'))) instanceof TypeError);
});

test('a call made while credentials are read is sent', async t => {
  const { server, client } = await pair(t);
  const other = makeClient(server);
  let inner;
  other.credentials = {
    get access_token() {
      inner = client.get('inner');
      return 'token';
    }
  };

  await Promise.all([client.get('first'), other.get('second')]);

  assert.equal((await inner).status, 200);
});

test('a call that ends while it waits for a chained limiter takes no place in it', async t => {
  const { server, client } = await pair(t);
  const waiting = [];
  let free = true;
  const next = () => {
    const run = free && waiting.shift();
    if (!run) return;
    free = false;
    run().finally(() => {
      free = true;
      next();
    });
  };
  client.bottleneck.chain({
    schedule: (options, run) =>
      new Promise((resolve, reject) => {
        waiting.push(() => run().then(resolve, reject));
        next();
      })
  });
  server.reply({ delay: 100 });
  const controller = new AbortController();

  const first = client.get('first');
  const second = client.get('second', {}, { signal: controller.signal });
  await new Promise(resolve => setTimeout(resolve, 50));
  controller.abort(new Error('aborted in the queue'));

  assert.equal((await rejection(second)).message, 'aborted in the queue');
  await first;
  assert.equal((await client.get('third')).status, 200);
});

test('a source that gives nothing more is destroyed with its call', async t => {
  const { server, client } = await pair(t);
  server.reply({ hang: true });
  const source = new PassThrough();
  const controller = new AbortController();
  const call = client.post('things', source, { signal: controller.signal });
  source.write('a');
  setTimeout(() => controller.abort(new Error('enough')), 50);

  await rejection(call);
  if (!source.destroyed) await once(source, 'close');
});

test('a stream of other things than text and bytes rejects', async t => {
  const { client } = await pair(t);

  assert.match((await rejection(client.post('things', Readable.from([{ a: 1 }])))).message, /stream of object/);
});

test('a stream without async iteration is sent', async t => {
  const { server, client } = await pair(t);
  const source = Object.assign(new Stream(), { pause() {}, resume() {} });
  const call = client.post('things', source);
  setImmediate(() => {
    source.emit('data', Buffer.from('old'));
    source.emit('end');
  });

  await call;
  assert.equal(server.requests[0].text, 'old');
});

for (const [option, value] of [['auth', 'user:password'], ['proxy', 'http://user:password@host']]) {
  test(`a text as ${option} is refused without being quoted`, async t => {
    const { client } = await pair(t);
    client.updateRequestOptions({ [option]: value });
    const { message } = await rejection(client.get('things'));

    assert.match(message, new RegExp(`"${option}".*a string`));
    assert.doesNotMatch(message, /password@|user:/);
  });
}

test('credentials for the API go to no other origin', async t => {
  const { client } = await pair(t);
  const stranger = await startServer(t);
  const link = { next: { href: `${stranger.origin}/v2/things` } };

  client.updateRequestOptions({ headers: { authorization: 'Basic own', Cookie: 'a=b', 'X-Mine': 'c' } });
  await client.nextPage(link);
  client.updateRequestOptions({ auth: { username: 'user', password: 'pw' } });
  await client.nextPage(link);
  await client.get('things');
  for (const { header } of stranger.requests) {
    assert.deepEqual(['authorization', 'cookie', 'x-mine'].map(header), [undefined, undefined, 'c']);
  }

  await client.handleRequest({}, { url: link.next.href, auth: { username: 'their', password: 'own' } });
  assert.match(stranger.requests.at(-1).header('authorization'), /^Basic /);
});

test('options of a call reach a verb or handleRequest that somebody put in place', async t => {
  const { client } = await pair(t);
  const options = { timeout: 5000 };
  const seen = [];
  client.get = (...args) => seen.push(args);
  client.users.me(options);
  client.tags.list({ page: 1 }, options);
  client.tags.list({ page: 1 }, 7);
  delete client.get;
  client.handleRequest = (...args) => seen.push(args);
  client.tags.list({ page: 1 }, options);

  assert.deepEqual(seen.slice(0, 3), [
    ['users/me', undefined, options],
    ['tags', { page: 1 }, options],
    ['tags', { page: 1 }]
  ]);
  assert.equal(seen[3][2], options);
});
