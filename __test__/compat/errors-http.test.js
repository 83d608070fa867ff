'use strict';

/* COMPAT c: what a call rejects with when the server answered. */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');

const HTTP_KEYS = ['config', 'request', 'response'];

/** The error of a GET that `answer` answers. */
async function errorOf(t, answer) {
  const server = await startServer(t);
  server.fallback = answer;
  return rejection(makeClient(server).get('things', { a: 1 }));
}

test('a status that is not 2xx rejects with a plain Error naming the status', async t => {
  for (const status of [400, 403, 404, 409, 412, 418, 422, 300, 304, 305]) {
    const error = await errorOf(t, { status, body: '' });

    assert.ok(error instanceof Error);
    assert.equal(error.name, 'Error');
    assert.equal(error.message, `Request failed with status code ${error.response.status}`);
    assert.deepEqual(Object.keys(error).sort(), HTTP_KEYS);
  }
});

test('an HTTP error has no code property at all', async t => {
  const error = await errorOf(t, { status: 404 });

  assert.equal('code' in error, false);
});

test('String(error) and the stack begin with the name and the message', async t => {
  const error = await errorOf(t, { status: 404 });

  assert.equal(String(error), 'Error: Request failed with status code 404');
  assert.match(error.stack, /^Error: Request failed with status code 404\n/);
});

test('message and stack are own and not enumerable', async t => {
  const error = await errorOf(t, { status: 404 });

  for (const key of ['message', 'stack']) {
    assert.ok(Object.hasOwn(error, key), key);
    assert.equal(Object.prototype.propertyIsEnumerable.call(error, key), false, key);
  }
});

test('the response of an error is a response like any other', async t => {
  const error = await errorOf(t, {
    status: 404,
    reason: 'Nowhere',
    headers: { 'Content-Type': 'application/vnd.error+json', 'Correlation-Id': 'abc' },
    body: JSON.stringify({ logRef: 'abc#0', message: 'no such thing' })
  });
  const { response } = error;

  assert.deepEqual(Object.keys(response).sort(), ['config', 'data', 'headers', 'request', 'status', 'statusText']);
  assert.equal(response.status, 404);
  assert.equal(response.statusText, 'Nowhere');
  assert.equal(response.headers['correlation-id'], 'abc');
  assert.deepEqual(response.data, { logRef: 'abc#0', message: 'no such thing' });
});

test('error bodies are parsed like any body', async t => {
  for (const [body, data] of [
    ['', ''],
    ['<html>', '<html>'],
    ['"text"', 'text'],
    ['[1]', [1]],
    ['{"a":', '{"a":'],
    ['null', null]
  ]) {
    const error = await errorOf(t, { status: 400, headers: { 'Content-Type': 'text/html' }, body });

    assert.deepEqual(error.response.data, data, body);
  }
});

test('config and request are the same objects on the error and on its response', async t => {
  const error = await errorOf(t, { status: 404 });

  assert.equal(error.config, error.response.config);
  assert.equal(error.request, error.response.request);
});

test('config tells the call: url, method, params, base and headers', async t => {
  const error = await errorOf(t, { status: 404 });
  const { config } = error;

  assert.match(config.url, /^http:\/\/127\.0\.0\.1:\d+\/v2\/things$/);
  assert.equal(config.method, 'get');
  assert.deepEqual(config.params, { a: 1 });
  assert.match(config.baseURL, /\/v2\/$/);
  assert.equal(config.headers.Accept, 'application/json, text/plain, */*');
  assert.equal(config.headers.Authorization, 'Bearer token');
});

test('config.data is the text that was sent', async t => {
  const server = await startServer(t);

  server.reply({ status: 400 });

  const error = await rejection(makeClient(server).post('things', { b: [1, 'é'] }));

  assert.equal(error.config.data, '{"b":[1,"é"]}');
  assert.equal(error.config.headers['Content-Type'], 'application/json;charset=utf-8');
});

test('request tells where the answer came from', async t => {
  const error = await errorOf(t, { status: 404 });

  assert.equal(error.request.path, '/v2/things?a=1');
  assert.equal(error.request.method, 'GET');
  assert.match(error.request.res.responseUrl, /\/v2\/things\?a=1$/);
});

test('get, post, put, patch and delete reject; they never throw', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { status: 404 };

  for (const verb of ['get', 'post', 'put', 'patch', 'delete']) {
    const promise = client[verb]('things');

    assert.ok(promise instanceof Promise, verb);
    assert.equal((await rejection(promise)).response.status, 404, verb);
  }
});

test('a 4xx other than 401 and 429 is sent once', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { status: 403 };

  for (const verb of ['get', 'post', 'delete']) {
    await rejection(client[verb]('things'));
  }

  assert.equal(server.requests.length, 3);
  assert.equal(server.tokenRequests.length, 0);
});

test('a read that keeps failing with 5xx ends with the last answer', async t => {
  const server = await startServer(t);

  server.fallback = () => ({ status: 503, body: { count: server.requests.length } });

  const error = await rejection(makeClient(server).get('things'));

  assert.equal(error.message, 'Request failed with status code 503');
  assert.ok(server.requests.length > 1, 'the read was tried again');
  assert.equal(error.response.data.count, server.requests.length);
  assert.deepEqual(Object.keys(error).sort(), HTTP_KEYS);
});

test('a failed call spoils neither the client nor the next call', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.reply({ status: 404 }, { body: { ok: true } });
  await rejection(client.get('things'));

  assert.deepEqual((await client.get('things')).data, { ok: true });
});

test('errors are fresh: two failures share no object', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { status: 404, body: { a: 1 } };

  const [one, two] = await Promise.all([rejection(client.get('a')), rejection(client.get('a'))]);

  assert.notEqual(one, two);
  assert.notEqual(one.config, two.config);
  assert.notEqual(one.response.data, two.response.data);
});

test('an error can be changed by who catches it', async t => {
  const error = await errorOf(t, { status: 404 });

  error.message = 'mine';
  error.code = 'MINE';
  error.response.data = 'other';

  assert.deepEqual([error.message, error.code, error.response.data], ['mine', 'MINE', 'other']);
});

test('the error reaches a callback style, allSettled and a rethrow unchanged', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { status: 404 };

  const [settled] = await Promise.allSettled([client.get('things')]);
  const caught = await new Promise(resolve => { client.get('things').then(null, resolve); });

  assert.equal(settled.reason.response.status, 404);
  assert.equal(caught.response.status, 404);
});

test('the stack names the functions that awaited the call', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { status: 404 };

  async function theCallersOwnFunction() {
    await client.conversations.get(1);
  }

  assert.match((await rejection(theCallersOwnFunction())).stack, /theCallersOwnFunction/);
});

test('the original has no caller frames in a stack', onlyOriginal, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = { status: 404 };

  async function theCallersOwnFunction() {
    await client.conversations.get(1);
  }

  assert.doesNotMatch((await rejection(theCallersOwnFunction())).stack, /theCallersOwnFunction/);
});

test('getTokens rejects like any call', async t => {
  const server = await startServer(t);

  server.replyToken({ status: 400, body: { error: 'invalid_request' } });

  const error = await rejection(makeClient(server, { credentials: null }).getTokens());

  assert.equal(error.message, 'Request failed with status code 400');
  assert.deepEqual(Object.keys(error).sort(), HTTP_KEYS);
  assert.deepEqual(error.response.data, { error: 'invalid_request' });
  assert.match(error.config.url, /\/v2\/oauth2\/token$/);
  assert.equal(error.config.method, 'post');
  assert.deepEqual(JSON.parse(error.config.data), {
    client_id: 'id',
    client_secret: 'secret',
    grant_type: 'client_credentials'
  });
});

test('getTokens of the OAuth2 flow needs a code, and says so by a rejection', async t => {
  const server = await startServer(t);
  const error = await rejection(makeClient(server, { flow: 'OAuth2', credentials: null }).getTokens());

  assert.equal(error.message, 'The "code" parameter must be passed when "OAuth2" authentication flow is set!');
  assert.equal(error.name, 'Error');
  assert.deepEqual(Object.keys(error), []);
  assert.equal(server.tokenRequests.length, 0);
});

test('a 401 that stays after a refresh is the error of the call', onlyOurs, async t => {
  const server = await startServer(t);

  server.fallback = { status: 401, body: { error: 'invalid_token' } };

  const error = await rejection(makeClient(server).get('things'));

  assert.equal(error.message, 'Request failed with status code 401');
  assert.deepEqual(error.response.data, { error: 'invalid_token' });
  assert.equal(server.requests.length, 2);
  assert.equal(server.tokenRequests.length, 1);
});

test('a refresh that fails leaves the 401 as the error of the call', async t => {
  const server = await startServer(t);

  server.fallback = { status: 401, body: { error: 'invalid_token' } };
  server.replyToken({ status: 400, body: { error: 'invalid_grant' } });

  const client = makeClient(server, { flow: 'OAuth2' });
  const error = await rejection(client.get('things'));

  assert.equal(error.message, 'Request failed with status code 401');
  assert.equal(error.response.status, 401);
  assert.deepEqual(Object.keys(error).sort(), HTTP_KEYS);
});

test('the failure of the refresh is the cause of the 401', onlyOurs, async t => {
  const server = await startServer(t);

  server.fallback = { status: 401 };
  server.replyToken({ status: 400, body: { error: 'invalid_grant' } });

  const { cause } = await rejection(makeClient(server, { flow: 'OAuth2' }).get('things'));

  assert.equal(cause.message, 'Request failed with status code 400');
  assert.deepEqual(cause.response.data, { error: 'invalid_grant' });
});
