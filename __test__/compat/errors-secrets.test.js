'use strict';

/* No token and no secret in what gets logged; all of it still readable by name. */

const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const { format, inspect } = require('node:util');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { isOriginal, onlyOriginal } = require('./support/subject.js');

const SECRETS = ['tok-of-access', 'tok-of-refresh', 'very-secret', 'fresh-token'];
const DEPTHS = [{}, { depth: 0 }, { depth: 10 }, { depth: Infinity }, { depth: Infinity, showHidden: false, getters: true }];

/** A client whose every secret is one of SECRETS. */
function secretClient(server, options = {}) {
  const client = makeClient(server, {
    credentials: { access_token: 'tok-of-access', refresh_token: 'tok-of-refresh' },
    ...options
  });

  client.clientSecret = 'very-secret';
  return client;
}

/** Fails if any secret shows in what a logger would print of `value`. */
function assertDiscreet(value) {
  const printed = [
    String(value.message),
    String(value),
    format('%s %O %j', value, value, value),
    JSON.stringify(value),
    JSON.stringify({ nested: [value] }),
    value.stack || '',
    ...DEPTHS.map(options => inspect(value, options)),
    ...DEPTHS.map(options => inspect({ error: [value] }, options))
  ];

  for (const secret of SECRETS) {
    printed.forEach(text => assert.ok(!text.includes(secret), `${secret} in ${text}`));
  }
}

describe('secrets', { skip: isOriginal && 'the original prints them', concurrency: 4 }, () => {
  for (const [what, answer, options] of [
    ['an HTTP error', { status: 404, body: { message: 'no' } }, {}],
    ['a 401 after a refresh', { status: 401 }, {}],
    ['a timeout', { hang: true }, { timeout: 100 }],
    ['a network error', { reset: true }, {}]
  ]) {
    test(`do not show in ${what}`, async t => {
      const server = await startServer(t);
      const client = secretClient(server);

      server.fallback = answer;
      server.replyToken({ body: { access_token: 'fresh-token', refresh_token: 'fresh-token' } });
      client.updateRequestOptions(options);

      assertDiscreet(await rejection(client.get('things')));
    });
  }

  test('do not show in the unknown outcome of a write, nor in its cause', async t => {
    const server = await startServer(t);

    server.fallback = { status: 502 };

    const error = await rejection(secretClient(server).post('things', { a: 1 }));

    assertDiscreet(error);
    assertDiscreet(error.cause);
  });

  for (const flow of ['clientCredentials', 'OAuth2']) {
    test(`do not show in an error of getTokens, ${flow}`, async t => {
      const server = await startServer(t);

      server.replyToken({ status: 400, body: { error: 'invalid_request' } });

      assertDiscreet(await rejection(secretClient(server, { flow }).getTokens('very-secret')));
    });
  }

  test('do not show when a refresh failed, nor in that cause', async t => {
    const server = await startServer(t);

    server.fallback = { status: 401 };
    server.replyToken({ status: 400, body: { error: 'invalid_grant' } });

    const error = await rejection(secretClient(server, { flow: 'OAuth2' }).get('things'));

    assertDiscreet(error);
    assertDiscreet(error.cause);
  });

  test('do not show in an error of a redirect that took no token along', async t => {
    const server = await startServer(t);
    const stranger = await startServer(t);

    server.reply({ status: 302, headers: { Location: `${stranger.origin}/elsewhere` } });
    stranger.fallback = { status: 404 };

    assertDiscreet(await rejection(secretClient(server).get('things')));
  });

  test('do not show in a response, nor in the client', async t => {
    const server = await startServer(t);
    const client = secretClient(server);

    assertDiscreet(await client.get('things'));
    assertDiscreet(client);
    assertDiscreet(client.conversations);
  });

  test('do not show in a password of the URL, in errors, responses and the client', async t => {
    const server = await startServer(t);
    const client = secretClient(server);
    const { host } = new URL(server.base);

    server.reply({ status: 404 });
    client.updateRequestOptions({ baseURL: `http://user:very-secret@${host}/v2/` });

    const error = await rejection(client.get('things'));

    assertDiscreet(error);
    assertDiscreet(await client.get('things'));
    assert.ok(!JSON.stringify(client).includes('very-secret'));
    assert.equal(error.config.url, `http://user:very-secret@${host}/v2/things`);
  });

  test('do not show in the key of an agent', async t => {
    const server = await startServer(t);
    const client = secretClient(server);
    const httpAgent = new http.Agent({ passphrase: 'very-secret' });

    server.fallback = { status: 404 };
    client.updateRequestOptions({ httpAgent });

    const error = await rejection(client.get('things'));

    assertDiscreet(error);
    assert.equal(error.config.httpAgent, httpAgent);
  });

  test('do not show in a Basic password of a caller', async t => {
    const server = await startServer(t);
    const client = secretClient(server);

    server.fallback = { status: 404 };
    client.updateRequestOptions({ auth: { username: 'user', password: 'very-secret' } });

    const error = await rejection(client.get('things'));
    const header = Buffer.from('user:very-secret').toString('base64');

    assertDiscreet(error);
    assert.ok(!inspect(error, { depth: Infinity }).includes(header));
    assert.equal(error.config.auth.password, 'very-secret');
  });

  test('of the header are not enumerable, so that a spread or a copy has none', async t => {
    const server = await startServer(t);

    server.fallback = { status: 404 };

    const { config } = await rejection(secretClient(server).get('things'));

    assert.equal(config.headers.Authorization, 'Bearer tok-of-access');
    assert.equal(Object.prototype.propertyIsEnumerable.call(config.headers, 'Authorization'), false);
    assert.deepEqual(Object.keys({ ...config.headers }).includes('Authorization'), false);
  });

  test('of a token request are not enumerable', async t => {
    const server = await startServer(t);

    server.replyToken({ status: 400 });

    const { config } = await rejection(secretClient(server).getTokens());

    assert.equal(JSON.parse(config.data).client_secret, 'very-secret');
    assert.equal(Object.prototype.propertyIsEnumerable.call(config, 'data'), false);
  });

  test('leave an error useful: JSON has message, status, method, url and the body of the answer', async t => {
    const server = await startServer(t);

    server.fallback = { status: 404, body: { message: 'no such thing' } };

    const text = JSON.stringify(await rejection(secretClient(server).get('things')));

    assert.match(text, /Request failed with status code 404/);
    assert.match(text, /\/v2\/things/);
    assert.match(inspect(await rejection(secretClient(server).get('things'))), /status code 404/);
  });
});

test('Authorization is readable by name', async t => {
  const server = await startServer(t);

  server.fallback = { status: 404 };

  const error = await rejection(secretClient(server).get('things'));

  assert.equal(error.config.headers.Authorization, 'Bearer tok-of-access');
  assert.equal(error.response.config.headers.Authorization, 'Bearer tok-of-access');
});

test('the original prints tokens and secrets', onlyOriginal, async t => {
  const server = await startServer(t);

  server.fallback = { status: 404 };
  server.replyToken({ status: 400 });

  const client = secretClient(server);
  const error = await rejection(client.get('things'));

  assert.match(inspect(error), /tok-of-access/);
  assert.match(inspect(await rejection(client.getTokens())), /very-secret/);
  assert.match(inspect(client), /very-secret/);
  assert.throws(() => JSON.stringify(error), TypeError);
});
