'use strict';

/* COMPAT c: what a call rejects with when there was no answer to use. */

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const { describe, test } = require('node:test');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { differs, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { identity } = require('./support/tls.js');

const KEYS = ['code', 'config', 'request', 'response'];
const CONNECT_KEYS = [...KEYS, 'address', 'errno', 'port', 'syscall'];
const PARSE_KEYS = [...KEYS, 'bytesParsed', 'rawPacket', 'reason'];

/** Asserts message, code and exactly these own enumerable keys, and that nothing answered. */
function assertFailure(error, { message, code, keys }) {
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'Error');
  assert.match(error.message, message);
  assert.equal(error.code, code);
  assert.deepEqual(Object.keys(error).sort(), [...keys].sort());
  assert.equal(error.response, undefined);
}

/** A port on which nobody listens. */
const CLOSED_PORT = 1;

/** A client of `baseURL` that no server of ours answers. */
async function clientFor(t, baseURL) {
  const client = makeClient(await startServer(t));
  client.updateRequestOptions({ baseURL });
  return client;
}

/** The error of a call that `answer` answers, always. */
async function errorOf(t, answer, { verb = 'get', options = {}, data } = {}) {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = answer;
  client.updateRequestOptions(options);
  return rejection(client[verb]('things', data));
}

describe('a call without a usable answer', { concurrency: 4 }, () => {
  test('timeout', async t => {
    for (const [timeout, text] of [[120, '120'], ['99.5', '99.5'], ['abc', 'abc'], [-5, '-5']]) {
      const server = await startServer(t);
      const client = makeClient(server);

      server.fallback = { hang: true };
      client.updateRequestOptions({ timeout });

      const error = await rejection(client.get('things'));

      assertFailure(error, { message: RegExp(`^timeout of ${text}ms exceeded$`), code: 'ECONNABORTED', keys: KEYS });
      assert.ok(server.requests.length <= 1, 'a timeout is not retried');
    }
  });

  test('a body that stalls is a timeout too', onlyOurs, async t => {
    const error = await errorOf(
      t,
      { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345' },
      { options: { timeout: 150 } }
    );

    assertFailure(error, { message: /^timeout of 150ms exceeded$/, code: 'ECONNABORTED', keys: KEYS });
  });

  test('the original waits for a stalled body for ever', onlyOriginal, async t => {
    const stalled = errorOf(
      t,
      { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345' },
      { options: { timeout: 300 } }
    );
    const patience = new Promise(resolve => { setTimeout(resolve, 900, 'still waiting'); });

    assert.equal(await Promise.race([stalled, patience]), 'still waiting');
  });

  test('refused', async t => {
    const error = await rejection((await clientFor(t, `http://127.0.0.1:${CLOSED_PORT}/v2/`)).get('things'));

    assertFailure(error, {
      message: RegExp(`^connect ECONNREFUSED 127\\.0\\.0\\.1:${CLOSED_PORT}$`),
      code: 'ECONNREFUSED',
      keys: CONNECT_KEYS
    });
    assert.equal(error.syscall, 'connect');
    assert.equal(error.address, '127.0.0.1');
    assert.equal(error.port, CLOSED_PORT);
    assert.equal(typeof error.errno, 'number');
  });

  test('refused by every address of a name', async t => {
    const error = await rejection((await clientFor(t, `http://localhost:${CLOSED_PORT}/v2/`)).get('things'));

    assert.equal(error.code, 'ECONNREFUSED');
    assert.equal(error.response, undefined);
  });

  test('closed before an answer', async t => {
    assertFailure(await errorOf(t, { close: true }), { message: /^socket hang up$/, code: 'ECONNRESET', keys: KEYS });
  });

  test('reset', async t => {
    const error = await errorOf(t, { reset: true });

    assertFailure(error, { message: /^read ECONNRESET$/, code: 'ECONNRESET', keys: [...KEYS, 'errno', 'syscall'] });
    assert.equal(error.syscall, 'read');
    assert.equal(typeof error.errno, 'number');
  });

  for (const [name, raw] of [
    ['of a known length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345'],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n']
  ]) {
    test(`lost inside a body ${name}`, async t => {
      assertFailure(await errorOf(t, { raw, end: true }), { message: /^aborted$/, code: 'ECONNRESET', keys: KEYS });
    });
  }

  test('unknown host', async t => {
    const error = await rejection((await clientFor(t, 'https://no-such-host.invalid/v2/')).get('things'));

    assert.match(error.code, /^(ENOTFOUND|EAI_AGAIN)$/);
    assertFailure(error, {
      message: RegExp(`^getaddrinfo ${error.code} no-such-host\\.invalid$`),
      code: error.code,
      keys: [...KEYS, 'errno', 'hostname', 'syscall']
    });
    assert.equal(error.syscall, 'getaddrinfo');
    assert.equal(error.hostname, 'no-such-host.invalid');
  });

  test('an answer that is not HTTP', async t => {
    const error = await errorOf(t, { raw: 'SSH-2.0-OpenSSH\r\n\r\n', end: true });

    assertFailure(error, { message: /^Parse Error/, code: 'HPE_INVALID_CONSTANT', keys: PARSE_KEYS });
  });

  test('headers of more than 16 KiB', async t => {
    const error = await errorOf(t, { headers: { 'X-Long': 'x'.repeat(20_000) } });

    assertFailure(error, { message: /^Parse Error: Header overflow$/, code: 'HPE_HEADER_OVERFLOW', keys: PARSE_KEYS });
  });

  test('a self-signed certificate', async t => {
    const server = await startServer(t, { tls: identity('self-signed') });
    const error = await rejection(makeClient(server).get('things'));

    assertFailure(error, { message: /^self-signed certificate$/, code: 'DEPTH_ZERO_SELF_SIGNED_CERT', keys: KEYS });
    assert.equal(server.requests.length, 0);
  });

  test('a certificate of an unknown authority', async t => {
    const server = await startServer(t, { tls: identity('server') });
    const error = await rejection(makeClient(server).get('things'));

    assertFailure(error, { message: /certificate/, code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', keys: KEYS });
    assert.equal(server.requests.length, 0);
  });

  test('TLS to a port that hangs up on it', async t => {
    const listener = net.createServer(socket => socket.once('data', () => socket.end()).on('error', () => {}));
    await new Promise(resolve => listener.listen(0, '127.0.0.1', resolve));
    t.after(() => listener.close());

    const error = await rejection((await clientFor(t, `https://127.0.0.1:${listener.address().port}/v2/`)).get('things'));

    assertFailure(error, {
      message: /^Client network socket disconnected before secure TLS connection was established$/,
      code: 'ECONNRESET',
      keys: [...KEYS, 'host', 'localAddress', 'path', 'port']
    });
  });

  test('a port that cannot be', async t => {
    const error = await rejection((await clientFor(t, 'http://127.0.0.1:99999/v2/')).get('things'));

    assert.ok(error instanceof RangeError);
    assert.equal(error.code, 'ERR_SOCKET_BAD_PORT');
    assert.match(error.message, /port/i);
    assert.deepEqual(Object.keys(error), ['code']);
  });

  test('maxContentLength', async t => {
    const error = await errorOf(t, { body: '12345678901' }, { options: { maxContentLength: 10 } });

    assert.equal(error.message, 'maxContentLength size of 10 exceeded');
    assert.deepEqual(Object.keys(error).sort(), ['config', 'request', 'response']);
    assert.equal(error.response, undefined);
  });

  test('a request body above maxContentLength', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    client.updateRequestOptions({ maxContentLength: 10 });

    const error = await rejection(client.post('things', { text: '1234567890' }));

    assert.equal(error.message, 'Request body larger than maxBodyLength limit');
    assert.deepEqual(Object.keys(error).sort(), ['config', 'request', 'response']);
    assert.equal(error.response, undefined);
    assert.equal(server.requests.length, 0);
  });

  test('redirects without end', async t => {
    const server = await startServer(t);

    server.fallback = { status: 302, headers: { Location: '/v2/again' } };

    const error = await rejection(makeClient(server).get('things'));

    assert.equal(error.message, 'Max redirects exceeded.');
    assert.deepEqual(Object.keys(error).sort(), ['config', 'request', 'response']);
    assert.equal(error.response, undefined);
    assert.equal(server.requests.length, 22);
  });

  test('a redirect to a scheme nobody speaks', async t => {
    const error = await errorOf(t, { status: 302, headers: { Location: 'gopher://127.0.0.1/x' } });

    assert.equal(error.message, 'Unsupported protocol gopher:');
  });

  test('a write too many for the limiter', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    client.updateBottleneckOptions({ maxConcurrent: 1 });

    const error = await rejection(client.post('things'));

    assert.equal(error.message, 'Impossible to add a job having a weight of 2 to a limiter having a maxConcurrent setting of 1');
    assert.equal(error.constructor.name, 'BottleneckError');
    assert.equal(error.name, 'Error');
    assert.deepEqual(Object.keys(error), []);
    assert.equal(server.requests.length, 0);
  });

  test('reads are tried again after a lost connection', onlyOurs, async t => {
    const server = await startServer(t);

    server.reply({ reset: true }, { body: { ok: true } });

    assert.deepEqual((await makeClient(server).get('things')).data, { ok: true });
    assert.equal(server.requests.length, 2);
  });

  test('the original does not retry a lost connection', onlyOriginal, async t => {
    const server = await startServer(t);

    server.reply({ reset: true }, { body: { ok: true } });

    assert.equal((await rejection(makeClient(server).get('things'))).code, 'ECONNRESET');
    assert.equal(server.requests.length, 1);
  });

  for (const [name, answer, message] of [
    ['closed before an answer', { close: true }, 'socket hang up'],
    ['reset', { reset: true }, 'read ECONNRESET'],
    ['cut inside the answer', { raw: 'HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{', end: true }, 'aborted']
  ]) {
    test(`a POST ${name} is sent once and keeps message and code`, async t => {
      const server = await startServer(t);

      server.fallback = answer;

      const error = await rejection(makeClient(server).post('things', { a: 1 }));

      assert.equal(error.message, message);
      assert.equal(error.code, 'ECONNRESET');
      assert.equal(error.response, undefined);
      assert.equal(error.config.data, '{"a":1}');
      assert.equal(server.requests.length, 1);
    });
  }

  test('a POST answered 502 is sent again only by the original', async t => {
    const server = await startServer(t);

    server.fallback = { status: 502, body: { message: 'bad gateway' } };

    const error = await rejection(makeClient(server).post('things', { a: 1 }));

    assert.equal(error.message, 'Request failed with status code 502');
    assert.deepEqual(error.response.data, { message: 'bad gateway' });
    assert.deepEqual(Object.keys(error).sort(), ['config', 'request', 'response']);
    assert.equal(server.requests.length, differs({ original: 6, ours: 1 }));
  });

  test('config and request are there without an answer', async t => {
    const error = await errorOf(t, { hang: true }, { options: { timeout: 100 }, data: { a: 1 } });

    assert.deepEqual(error.config.params, { a: 1 });
    assert.match(error.config.url, /\/v2\/things$/);
    assert.equal(typeof error.request, 'object');
  });
});

test('a server that answers before the body is sent whole gives its answer', async t => {
  const listener = http.createServer((request, response) => {
    response.writeHead(413, { Connection: 'close' }).end('{"message":"too large"}');
    request.resume();
  });
  await new Promise(resolve => listener.listen(0, '127.0.0.1', resolve));
  t.after(() => { listener.closeAllConnections(); listener.close(); });

  const client = await clientFor(t, `http://127.0.0.1:${listener.address().port}/v2/`);
  const error = await rejection(client.post('things', { text: 'x'.repeat(1_000_000) }));

  assert.equal(error.response.status, 413);
  assert.deepEqual(error.response.data, { message: 'too large' });
});
