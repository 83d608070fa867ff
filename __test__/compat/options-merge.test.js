'use strict';

/* COMPAT d: how options are kept and merged, and those that only change the request. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { startServer } = require('./support/server.js');
const { makeClient, outcome, rejection } = require('./support/client.js');
const { differs, isOriginal, onlyOriginal, onlyOurs } = require('./support/subject.js');

/** A server and a client with these request options. */
async function setUp(t, options = {}) {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateRequestOptions(options);
  return { server, client };
}

describe('updateRequestOptions', () => {
  test('adds to requestOptions, the same object, and returns undefined', async t => {
    const { client } = await setUp(t);
    const before = client.requestOptions;

    assert.equal(client.updateRequestOptions({ timeout: 5 }), undefined);
    client.updateRequestOptions({ maxRedirects: 3 });

    assert.equal(client.requestOptions, before);
    assert.equal(client.requestOptions.timeout, 5);
    assert.equal(client.requestOptions.maxRedirects, 3);
  });

  test('without an argument, with undefined and with {} changes nothing', async t => {
    const { client } = await setUp(t);
    const before = { ...client.requestOptions };

    client.updateRequestOptions();
    client.updateRequestOptions(undefined);
    client.updateRequestOptions({});

    assert.deepEqual({ ...client.requestOptions }, before);
  });

  test('starts with a baseURL only', async t => {
    const { server } = await setUp(t);
    const client = makeClient(server);

    assert.deepEqual(Object.keys(client.requestOptions), ['baseURL']);
    assert.equal(client.requestOptions.baseURL, server.base);
  });

  test('ignores baseUrl', async t => {
    const { server, client } = await setUp(t, { baseUrl: 'http://127.0.0.1:1/', timeout: 5000 });

    await client.get('things');

    assert.equal(server.requests.length, 1);
    assert.equal('baseUrl' in client.requestOptions, false);
    assert.equal(client.requestOptions.timeout, 5000);
  });

  test('leaves the object of its caller alone', onlyOurs, async t => {
    const { client } = await setUp(t);
    const mine = Object.freeze({ baseUrl: 'http://127.0.0.1:1/', timeout: 5 });

    client.updateRequestOptions(mine);

    assert.deepEqual(mine, { baseUrl: 'http://127.0.0.1:1/', timeout: 5 });
  });

  test('of the original deletes baseUrl from the object of its caller', onlyOriginal, async t => {
    const { client } = await setUp(t);
    const mine = { baseUrl: 'x', timeout: 5 };

    client.updateRequestOptions(mine);

    assert.deepEqual(mine, { timeout: 5 });
  });

  test('keeps unknown keys, which show in response.config and do nothing', async t => {
    const { client } = await setUp(t, { myOwnKey: { a: 1 } });
    const { config } = await client.get('things');

    assert.deepEqual(config.myOwnKey, { a: 1 });
  });

  test('shows known options in response.config', async t => {
    const { client } = await setUp(t, { timeout: 5000, maxRedirects: 3, responseType: 'json' });
    const { config } = await client.get('things');

    assert.equal(config.timeout, 5000);
    assert.equal(config.maxRedirects, 3);
    assert.equal(config.responseType, 'json');
  });

  test('counts for the next call; requestOptions may be changed or replaced directly too', async t => {
    const { server, client } = await setUp(t);
    const other = await startServer(t);

    await client.get('one');
    client.requestOptions.baseURL = other.base;
    await client.get('two');
    client.requestOptions = { baseURL: server.base };
    await client.get('three');

    assert.deepEqual(server.requests.map(request => request.target), ['/v2/one', '/v2/three']);
    assert.deepEqual(other.requests.map(request => request.target), ['/v2/two']);
  });

  test('is per client', async t => {
    const { server, client } = await setUp(t, { params: { a: 1 } });

    await makeClient(server).post('things');
    await client.post('things');

    assert.deepEqual(server.requests.map(request => request.target), ['/v2/things', '/v2/things?a=1']);
  });
});

describe('precedence', () => {
  test('the method and URL of a call beat the options', async t => {
    const { server, client } = await setUp(t, { method: 'DELETE', url: 'elsewhere' });

    await client.get('things');
    await client.post('things');

    assert.deepEqual(server.requests.map(({ method, target }) => `${method} ${target}`), [
      'GET /v2/things',
      'POST /v2/things'
    ]);
  });

  test('what handleRequest is given beats the options', async t => {
    const { server, client } = await setUp(t, { params: { a: 1 }, validateStatus: null });

    server.fallback = { status: 404 };

    const error = await rejection(client.handleRequest({ weight: 1 }, {
      url: 'things',
      params: { b: 2 },
      validateStatus: status => status < 300
    }));

    assert.equal(error.response.status, 404);
    assert.equal(server.request.target, '/v2/things?b=2');
  });

  test('the bearer token beats an Authorization in the headers option', async t => {
    const { server, client } = await setUp(t, { headers: { Authorization: 'Bearer mine' } });

    await client.get('things');

    assert.equal(server.request.header('authorization'), 'Bearer token');
  });
});

test('baseURL moves the API, with or without a slash at its end', async t => {
  const { server, client } = await setUp(t);

  for (const path of ['/elsewhere', '/elsewhere/', '/elsewhere//']) {
    client.updateRequestOptions({ baseURL: server.origin + path });
    await client.get('things');
  }

  assert.deepEqual(server.requests.map(({ target }) => target), Array(3).fill('/elsewhere/things'));
});

test('baseURL does not move the token endpoint', onlyOurs, async t => {
  const { server, client } = await setUp(t);
  const other = await startServer(t);

  client.updateRequestOptions({ baseURL: other.base });
  other.reply({ status: 401 });
  await client.get('things');

  assert.equal(other.requests.length, 2);
  assert.deepEqual([other.tokenRequests.length, server.tokenRequests.length], [0, 1]);
});

test('headers', async t => {
  const { server, client } = await setUp(t, { headers: { 'X-Mine': 'a', accept: 'text/plain' } });

  await client.get('things');
  await client.post('things', { a: 1 });

  for (const request of server.requests) {
    assert.equal(request.header('x-mine'), differs({ original: undefined, ours: 'a' }));
    assert.equal(request.header('accept'), differs({
      original: 'application/json, text/plain, */*',
      ours: 'text/plain'
    }));
    assert.equal(request.header('authorization'), 'Bearer token');
  }

  assert.equal(server.requests[1].header('content-type'), 'application/json;charset=utf-8');
});

test('headers are copied, not kept: the object of the caller stays as it was', onlyOurs, async t => {
  const headers = Object.freeze({ 'X-Mine': 'a' });
  const { client } = await setUp(t, { headers });
  const { config } = await client.get('things');

  assert.notEqual(config.headers, headers);
  assert.equal(config.headers['X-Mine'], 'a');
  assert.deepEqual(headers, { 'X-Mine': 'a' });
});

test('params count for every verb but get, whose own are there even when empty', async t => {
  const { server, client } = await setUp(t, { params: { a: 1 } });

  await client.get('things');
  await client.get('things', { b: 2 });
  await client.post('things');
  await client.put('things');
  await client.patch('things');
  await client.delete('things');
  await client.nextPage({ next: { href: `${server.base}things?page=2` } });

  assert.deepEqual(server.requests.map(({ target }) => target.slice('/v2/things'.length)), [
    '', '?b=2', '?a=1', '?a=1', '?a=1', '?a=1', '?page=2&a=1'
  ]);
});

test('auth replaces the bearer token by Basic', async t => {
  for (const [auth, credentials] of [
    [{ username: 'user', password: 'pässword' }, 'user:pässword'],
    [{ username: 'user' }, 'user:'],
    [{ password: 'only' }, ':only'],
    [{}, ':']
  ]) {
    const { server, client } = await setUp(t, { auth });

    await client.get('things');

    assert.equal(server.request.header('authorization'), `Basic ${Buffer.from(credentials).toString('base64')}`);
  }
});

test('data becomes the body of get, delete and nextPage, or is refused by name', async t => {
  const { server, client } = await setUp(t);
  const mine = { mine: true };

  for (const call of [
    () => client.get('things'),
    () => client.delete('things'),
    () => client.nextPage({ next: { href: `${server.base}things` } })
  ]) {
    server.requests.length = 0;

    const { error } = await outcome((async () => {
      client.updateRequestOptions({ data: mine });
      await call();
    })());

    if (error) {
      assert.ok(!isOriginal);
      assert.match(error.message, /\bdata\b/);
    } else {
      assert.deepEqual(server.request.json(), mine);
    }
  }
});

test('data is beaten by the body of post, put and patch', async t => {
  const { server, client } = await setUp(t);

  client.requestOptions.data = { mine: true };

  for (const verb of ['post', 'put', 'patch']) {
    const { error } = await outcome(client[verb]('things', { a: 1 }));

    if (error) {
      assert.ok(!isOriginal);
      assert.match(error.message, /\bdata\b/);
    }
  }

  server.requests.forEach(request => assert.deepEqual(request.json(), { a: 1 }));
});

test('options without an effect in Node are taken and do nothing', async t => {
  const { server, client } = await setUp(t, {
    withCredentials: true,
    xsrfCookieName: 'XSRF',
    xsrfHeaderName: 'X-XSRF',
    onUploadProgress: () => assert.fail('called'),
    onDownloadProgress: () => assert.fail('called'),
    decompress: true
  });

  const { config } = await client.post('things', { a: 1 });

  assert.equal(config.withCredentials, true);
  assert.equal(config.xsrfCookieName, 'XSRF');
  assert.equal(server.request.header('x-xsrf'), undefined);
});

test('transport', async t => {
  const { server, client } = await setUp(t);
  const transport = { request: (...args) => require('node:http').request(...args) };

  if (isOriginal) {
    client.updateRequestOptions({ transport });
    await client.get('things');
    assert.equal(server.requests.length, 1);
  } else {
    assert.throws(() => client.updateRequestOptions({ transport }), /transport/);
    client.requestOptions.transport = transport;
    assert.match((await rejection(client.get('things'))).message, /transport/);
    assert.equal(server.requests.length, 0);
  }
});

test('the options are those at the time of the call, not of its start', onlyOurs, async t => {
  const { server, client } = await setUp(t);

  client.updateBottleneckOptions({ maxConcurrent: 1 });

  const first = client.get('one');
  const second = client.get('two');

  client.updateRequestOptions({ baseURL: `${server.origin}/later/` });
  await Promise.all([first, second]);

  assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/one', '/v2/two']);
});
