'use strict';

/* COMPAT d: timeout, redirects, sizes and response types. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { describe, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Readable } = require('node:stream');
const zlib = require('node:zlib');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');

/** A server and a client with these request options. */
async function setUp(t, options = {}) {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateRequestOptions(options);
  return { server, client };
}

/** All bytes of a stream. */
async function collect(stream) {
  const chunks = [];

  for await (const chunk of stream) {
    chunks.push(chunk);
  }

  return Buffer.concat(chunks);
}

describe('timeout', { concurrency: 4 }, () => {
  test('lets a call through that is quick enough', async t => {
    const { server, client } = await setUp(t, { timeout: 5000 });

    server.reply({ delay: 50, body: { ok: true } });

    assert.deepEqual((await client.get('things')).data, { ok: true });
  });

  test('of 0, null or undefined is none of its own', async t => {
    for (const timeout of [0, null, undefined]) {
      const { server, client } = await setUp(t, { timeout });

      server.reply({ delay: 60 });
      assert.equal((await client.get('things')).status, 200);
    }
  });

  test('spans the redirects', async t => {
    const { server, client } = await setUp(t, { timeout: 400 });

    server.fallback = { delay: 150, status: 302, headers: { Location: '/v2/again' } };

    assert.equal((await rejection(client.get('things'))).message, 'timeout of 400ms exceeded');
    assert.ok(server.requests.length > 1);
  });

  test('counts for each attempt alone', async t => {
    const { server, client } = await setUp(t, { timeout: 600 });

    server.reply({ delay: 350, status: 503 }, { delay: 350, status: 503 }, { body: { ok: true } });

    assert.deepEqual((await client.get('things')).data, { ok: true });
  });

  test('does not count the wait for a turn', async t => {
    const { server, client } = await setUp(t, { timeout: 500 });

    client.updateBottleneckOptions({ maxConcurrent: 1 });
    server.fallback = { delay: 200 };

    const responses = await Promise.all([1, 2, 3, 4].map(() => client.get('things')));

    assert.equal(responses.length, 4);
  });

  test('holds for token requests too', onlyOurs, async t => {
    const { server, client } = await setUp(t, { timeout: 150 });

    server.replyToken({ hang: true }, { hang: true });
    server.reply({ status: 401 });

    assert.equal((await rejection(client.getTokens())).message, 'timeout of 150ms exceeded');

    const error = await rejection(client.get('things'));

    assert.equal(error.message, 'Request failed with status code 401');
    assert.equal(error.cause.message, 'timeout of 150ms exceeded');
  });

  test('frees the slot of the call', async t => {
    const { server, client } = await setUp(t, { timeout: 100 });

    client.updateBottleneckOptions({ maxConcurrent: 1 });
    server.reply({ hang: true });

    const [first, second] = await Promise.allSettled([client.get('one'), client.get('two')]);

    assert.equal(first.reason.code, 'ECONNABORTED');
    assert.equal(second.value.status, 200);
  });
});

describe('maxRedirects', () => {
  test('of 0 rejects with the redirect itself', async t => {
    const { server, client } = await setUp(t, { maxRedirects: 0 });

    server.reply({ status: 302, headers: { Location: '/v2/again' } });

    const error = await rejection(client.get('things'));

    assert.equal(error.message, 'Request failed with status code 302');
    assert.equal(error.response.headers.location, '/v2/again');
    assert.equal(server.requests.length, 1);
  });

  test('of n follows n of them', async t => {
    const { server, client } = await setUp(t, { maxRedirects: 2 });
    const redirect = { status: 302, headers: { Location: '/v2/again' } };

    server.reply(redirect, redirect, { body: { ok: true } });
    assert.deepEqual((await client.get('things')).data, { ok: true });

    server.reply(redirect, redirect, redirect);
    assert.equal((await rejection(client.get('things'))).message, 'Max redirects exceeded.');
    assert.equal(server.requests.length, 6);
  });

  test('left alone follows 21', async t => {
    const { server, client } = await setUp(t);

    server.reply(...Array(21).fill({ status: 302, headers: { Location: '/v2/again' } }), { body: { ok: true } });

    assert.deepEqual((await client.get('things')).data, { ok: true });
    assert.equal(server.requests.length, 22);
  });
});

describe('maxContentLength', () => {
  test('lets an answer of just that length through', async t => {
    const { server, client } = await setUp(t, { maxContentLength: 10 });

    server.reply({ body: '1234567890' });

    assert.equal((await client.get('things')).data, 1234567890);
  });

  test('of -1 is none', async t => {
    const { server, client } = await setUp(t, { maxContentLength: -1 });

    server.reply({ body: 'x'.repeat(100_000) });

    assert.equal((await client.get('things')).data.length, 100_000);
  });

  test('counts what comes out of a gzip, not what came in', async t => {
    const { server, client } = await setUp(t, { maxContentLength: 1000 });

    server.reply({ headers: { 'Content-Encoding': 'gzip' }, body: zlib.gzipSync('x'.repeat(100_000)) });

    assert.equal((await rejection(client.get('things'))).message, 'maxContentLength size of 1000 exceeded');
  });

  test('counts for error bodies too', async t => {
    const { server, client } = await setUp(t, { maxContentLength: 10 });

    server.reply({ status: 404, body: 'x'.repeat(100) });

    assert.equal((await rejection(client.get('things'))).message, 'maxContentLength size of 10 exceeded');
  });

  test('does not wait for the end of an answer', async t => {
    const { server, client } = await setUp(t, { maxContentLength: 10 });

    server.reply({ raw: `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(100)}` });

    assert.equal((await rejection(client.get('things'))).message, 'maxContentLength size of 10 exceeded');
  });
});

describe('maxBodyLength', () => {
  const big = { text: 'x'.repeat(1000) };

  test('caps the body of a request', onlyOurs, async t => {
    const { server, client } = await setUp(t, { maxBodyLength: 100 });
    const error = await rejection(client.post('things', big));

    assert.equal(error.message, 'Request body larger than maxBodyLength limit');
    assert.equal(server.requests.length, 0);
    await client.post('things', { a: 1 });
    assert.equal(server.requests.length, 1);
  });

  test('is unknown to the original', onlyOriginal, async t => {
    const { client } = await setUp(t, { maxBodyLength: 100 });

    assert.equal((await client.post('things', big)).status, 200);
  });

  test('left alone is no limit on an upload of 13 MB', onlyOurs, async t => {
    const { server, client } = await setUp(t);

    await client.post('things', Buffer.alloc(13_000_000, 'x'));

    assert.equal(server.request.body.length, 13_000_000);
  });

  test('is 10 MiB in the original unless maxContentLength is set', onlyOriginal, async t => {
    const { server, client } = await setUp(t);
    const body = Buffer.alloc(13_000_000, 'x');

    assert.match((await rejection(client.post('things', body))).message, /maxBodyLength/);
    client.updateRequestOptions({ maxContentLength: 20_000_000 });
    await client.post('things', body);
    assert.equal(server.request.body.length, 13_000_000);
  });
});

describe('responseType', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0xc3, 0x28]);

  test('arraybuffer gives a Buffer of the very bytes', async t => {
    const { server, client } = await setUp(t, { responseType: 'arraybuffer' });

    server.reply({ body: bytes }, { body: '{"a":1}' }, { status: 204 });

    const first = (await client.get('things')).data;

    assert.ok(Buffer.isBuffer(first));
    assert.deepEqual(first, bytes);
    assert.equal((await client.get('things')).data.toString(), '{"a":1}');
    assert.deepEqual((await client.get('things')).data, Buffer.alloc(0));
  });

  test('arraybuffer counts for errors and for gzip', async t => {
    const { server, client } = await setUp(t, { responseType: 'arraybuffer' });

    server.reply(
      { status: 404, body: bytes },
      { headers: { 'Content-Encoding': 'gzip' }, body: zlib.gzipSync(bytes) }
    );

    assert.deepEqual((await rejection(client.get('things'))).response.data, bytes);
    assert.deepEqual((await client.get('things')).data, bytes);
  });

  for (const responseType of ['json', 'text', 'blob', 'document', undefined, null, '']) {
    test(`${responseType} parses JSON all the same`, async t => {
      const { server, client } = await setUp(t, { responseType });

      server.reply({ headers: { 'Content-Type': 'text/plain' }, body: '{"a":1}' }, { body: 'no json' });

      assert.deepEqual((await client.get('things')).data, { a: 1 });
      assert.equal((await client.get('things')).data, 'no json');
    });
  }

  test('stream resolves on the headers and gives a Readable', async t => {
    const { server, client } = await setUp(t, { responseType: 'stream' });
    let socket;

    server.reply((request, connection) => {
      socket = connection;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-A: 1\r\n\r\n12345');
    });

    const response = await client.get('things');

    assert.equal(response.status, 200);
    assert.equal(response.headers['x-a'], '1');
    assert.ok(response.data instanceof Readable);

    const all = collect(response.data);

    socket.write('67890');
    assert.equal((await all).toString(), '1234567890');
  });

  test('stream inflates gzip', async t => {
    const { server, client } = await setUp(t, { responseType: 'stream' });

    server.reply({ headers: { 'Content-Encoding': 'gzip' }, body: zlib.gzipSync('x'.repeat(10_000)) });

    const { data, headers } = await client.get('things');

    assert.equal((await collect(data)).toString(), 'x'.repeat(10_000));
    assert.equal(headers['content-encoding'], undefined);
  });

  test('stream rejects for an error status, its body a stream too', async t => {
    const { server, client } = await setUp(t, { responseType: 'stream' });

    server.reply({ status: 404, body: 'no such thing' });

    const error = await rejection(client.get('things'));

    assert.equal(error.response.status, 404);
    assert.equal((await collect(error.response.data)).toString(), 'no such thing');
  });

  test('stream ends with an error where the connection is lost', async t => {
    const { server, client } = await setUp(t, { responseType: 'stream' });

    server.reply({ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345', end: true });

    const { data } = await client.get('things');

    await assert.rejects(collect(data), { code: 'ECONNRESET' });
  });

  test('stream can be destroyed, which closes the connection', async t => {
    const { server, client } = await setUp(t, { responseType: 'stream' });

    server.reply({ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n12345' });

    const { data } = await client.get('things');
    const closed = once(server.request.socket, 'close');

    await once(data, 'readable');
    data.destroy();
    await Promise.race([closed, sleep(5000).then(() => assert.fail('still open'))]);
  });

  test('stream is not parsed, and pipes', async t => {
    const { server, client } = await setUp(t, { responseType: 'stream' });
    const body = Buffer.alloc(1_000_000, 'abc');

    server.reply({ body });

    const { data } = await client.get('things');
    const inflated = data.pipe(zlib.createGzip()).pipe(zlib.createGunzip());

    assert.deepEqual(await collect(inflated), body);
  });
});

test('decompress: false is unknown to the original and ignored', async t => {
  const { server, client } = await setUp(t, { decompress: false });

  server.reply({ headers: { 'Content-Encoding': 'gzip' }, body: zlib.gzipSync('{"a":1}') });

  assert.deepEqual((await client.get('things')).data, { a: 1 });
});
