'use strict';

/* What hostile servers and careless callers put into requests and answers. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const zlib = require('node:zlib');
const { exchange, makeClient, outcome, rejection } = require('../compat/support/client.js');
const { startServer } = require('../compat/support/server.js');

const EVIL = '1\r\nX-Evil: 1';
const names = ({ rawHeaders }) => rawHeaders.map(([name]) => name.toLowerCase());

describe('header injection', () => {
  for (const [where, call] of [
    ['a path', (client) => client.get(`things/${EVIL}`)],
    ['the name and value of a parameter', (client) => client.get('things', { [EVIL]: EVIL })],
    ['a link', (client, { base }) => client.nextPage({ next: { href: `${base}things?page=${EVIL}` } })],
    ['user and password', (client) => client.handleRequest({}, { url: 'things', auth: { username: EVIL, password: EVIL } })],
    ['a body', (client) => client.post('things', { name: EVIL })],
  ]) {
    test(`${where} with a line break is encoded`, async (t) => {
      const { server, error } = await exchange(t, call);
      assert.equal(error, undefined);
      assert.ok(!names(server.request).includes('x-evil'));
    });
  }

  for (const [where, call] of [
    ['an id', (client) => client.customers.get(EVIL)],
    ['a header of a call', (client) => client.get('things', {}, { headers: { 'X-Mine': EVIL } })],
    ['the name of a header', (client) => client.get('things', {}, { headers: { [`X-Mine: ${EVIL}`]: 'a' } })],
    ['a header of the request options', (client) => {
      client.updateRequestOptions({ headers: { 'X-Mine': EVIL } });
      return client.get('things');
    }],
    ['a method', (client) => client.handleRequest({}, { url: 'things', method: `GET / HTTP/1.1\r\n${EVIL}\r\n\r\nGET` })],
    ['an access token', (client) => {
      client.setCredentials({ access_token: EVIL });
      return client.get('things');
    }],
  ]) {
    test(`${where} with a line break is refused, and nothing is sent`, async (t) => {
      const { server, error } = await exchange(t, call);
      assert.ok(error);
      assert.equal(server.requests.length, 0);
    });
  }

  test('an access token with a line break, given by the server, is refused', async (t) => {
    const server = await startServer(t);
    server.replyToken({ body: { access_token: EVIL, expires_in: 7200 } });
    await rejection(makeClient(server, { credentials: null }).get('things'));
    assert.equal(server.requests.length, 0);
  });

  test('a redirect to an address with an encoded line break asks for just that', async (t) => {
    const { server } = await exchange(t, (client) => client.get('things'), {
      status: 302,
      headers: { Location: '/v2/a%0d%0aX-Evil:%201' },
    });
    assert.equal(server.requests[1].target, '/v2/a%0d%0aX-Evil:%201');
  });
});

describe('answers', () => {
  const answer = (text) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

  test('an answer that nobody asked for is given to no later call', async (t) => {
    const server = await startServer(t);
    const client = makeClient(server);
    server.reply({ raw: answer('{"mine":1}') + answer('{"smuggled":1}') });
    server.fallback = { body: { mine: 2 } };

    assert.deepEqual((await client.get('first')).data, { mine: 1 });
    assert.deepEqual((await client.get('second')).data, { mine: 2 });
  });

  for (const [what, first, behind] of [
    ['behind a 204', 'HTTP/1.1 204 No Content\r\n\r\n', answer('{"smuggled":1}')],
    ['behind a 204 that tells a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n', answer('{"smuggled":1}')],
    ['behind a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n', answer('{"smuggled":1}')],
    ['behind the trailers of chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-A: 1\r\n\r\n', answer('{"smuggled":1}')],
    ['as text that is no answer', answer('{}'), 'surplus'],
  ]) {
    test(`what comes ${what} is given to no later call`, async (t) => {
      const server = await startServer(t);
      const client = makeClient(server);
      server.reply({ raw: first + behind });
      server.fallback = { body: { mine: 2 } };

      await outcome(client.get('first'));
      assert.deepEqual((await client.get('second')).data, { mine: 2 });
    });
  }

  test('an answer that nobody asked for, sent while its connection rests, is given to no later call', async (t) => {
    const server = await startServer(t);
    const client = makeClient(server);
    let rest;
    server.reply((request, socket) => {
      rest = socket;
      return { body: { mine: 1 } };
    });
    server.fallback = { body: { mine: 2 } };

    await client.get('first');
    rest.write(answer('{"smuggled":1}'));
    assert.deepEqual((await client.get('second')).data, { mine: 2 });
  });

  for (const [what, raw] of [
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n{}  '],
    ['a length below 0', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX-A: 1\r\n  X-B: 2\r\nContent-Length: 2\r\n\r\n{}'],
    ['a length and chunks at once', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a length larger than numbers go', `HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n{}`],
    ['a reason of 20 KB', `HTTP/1.1 200 ${'x'.repeat(20_000)}\r\nContent-Length: 2\r\n\r\n{}`],
    ['a NUL in a header', 'HTTP/1.1 200 OK\r\nX-A: 1\0\r\nContent-Length: 2\r\n\r\n{}'],
  ]) {
    test(`an answer with ${what} is refused`, async (t) => {
      const { error } = await exchange(t, (client) => client.get('things', {}, { timeout: 5000 }), { raw, end: true });
      assert.match(error.code, /^HPE_/);
    });
  }

  test('headers named like members of objects change no object', async (t) => {
    const headers = [['__proto__', 'a'], ['__proto__', 'b'], ['constructor', 'c'], ['tostring', 'd']];
    const { value } = await exchange(t, (client) => client.get('things'), { headers, body: '{"__proto__":{"polluted":1}}' });

    assert.equal({}.polluted, undefined);
    assert.equal(value.data.polluted, undefined);
    assert.equal(value.headers.constructor, 'c');
  });

  test('a gzip larger than text can be is broken off', async (t) => {
    const member = zlib.gzipSync(Buffer.alloc(32 * 1024 * 1024, ' '));
    const bomb = Buffer.concat(Array(20).fill(member));
    const { error } = await exchange(t, (client) => client.get('things'), { headers: { 'Content-Encoding': 'gzip' }, body: bomb });

    assert.match(error.message, /larger than 536870888 bytes.*responseType/);
  });
});

describe('secrets', () => {
  test('a redirect of the token endpoint takes them nowhere', async (t) => {
    const [server, other] = [await startServer(t), await startServer(t)];
    server.replyToken({ status: 307, headers: { Location: `${other.origin}/oauth2/token` } });

    assert.ok((await outcome(makeClient(server, { credentials: null }).get('things'))).error);
    assert.equal(other.requests.length + other.tokenRequests.length, 0);
  });

  test('a redirect away and back leaves the token where it was dropped', async (t) => {
    const [server, other] = [await startServer(t), await startServer(t)];
    other.fallback = { status: 302, headers: { Location: `${server.origin}/v2/back` } };
    const { error } = await outcome((async () => {
      server.reply({ status: 302, headers: { Location: `${other.origin}/away` } });
      return makeClient(server).get('things');
    })());

    assert.equal(error, undefined);
    assert.deepEqual(server.requests.map(({ header }) => header('authorization')), ['Bearer token', undefined]);
  });
});
