'use strict';

/* The class tree of errors, which the original does not have. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { HelpScout, isOriginal, onlyOriginal, onlyOurs } = require('./support/subject.js');

const NAMES = [
  'HelpScoutError',
  'ValidationError',
  'AuthenticationError',
  'PermissionError',
  'NotFoundError',
  'ConflictError',
  'RateLimitError',
  'ServerError',
  'NetworkError',
  'TimeoutError',
  'IndeterminateWriteError'
];

/** The error of one call that `answer` answers. */
async function errorOf(t, answer, { verb = 'get', timeout } = {}) {
  const server = await startServer(t);
  const client = makeClient(server);

  server.fallback = answer;
  client.updateRequestOptions({ timeout });
  return rejection(client[verb]('things'));
}

test('the original has neither statics nor classes', onlyOriginal, () => {
  assert.deepEqual(NAMES.filter(name => name in HelpScout), []);
});

describe('the class tree', { skip: isOriginal && 'new in ours', concurrency: 4 }, () => {
  test('is a set of non-enumerable statics', () => {
    for (const name of NAMES) {
      assert.equal(typeof HelpScout[name], 'function', name);
      assert.equal(HelpScout[name].name, name);
      assert.equal(Object.prototype.propertyIsEnumerable.call(HelpScout, name), false, name);
    }

    assert.deepEqual(Object.keys(HelpScout), []);
  });

  test('has HelpScoutError below Error and every other below HelpScoutError', () => {
    assert.ok(HelpScout.HelpScoutError.prototype instanceof Error);

    for (const name of NAMES.slice(1)) {
      assert.ok(HelpScout[name].prototype instanceof HelpScout.HelpScoutError, name);
    }
  });

  test('is exported by name to ES modules, the same objects', async () => {
    const module = await import('../../index.mjs');

    assert.equal(module.default, HelpScout);
    [...NAMES, 'BottleneckError'].forEach(name => assert.equal(module[name], HelpScout[name], name));
  });

  for (const [status, name] of [
    [400, 'ValidationError'],
    [403, 'PermissionError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [500, 'ServerError'],
    [503, 'ServerError'],
    [401, 'AuthenticationError']
  ]) {
    test(`gives a GET answered ${status} a ${name}`, async t => {
      const error = await errorOf(t, { status });

      assert.equal(error.constructor, HelpScout[name]);
      assert.equal(error.name, 'Error');
      assert.equal(error.message, `Request failed with status code ${status}`);
      assert.equal(error.status, status);
    });
  }

  for (const [what, verb, answer, retryable] of [
    ['a GET answered 503', 'get', { status: 503 }, true],
    ['a PUT whose connection is reset', 'put', { reset: true }, true],
    ['a GET whose connection is reset', 'get', { reset: true }, true],
    ['a 404', 'get', { status: 404 }, false],
    ['a 401', 'get', { status: 401 }, false],
    ['a POST of unknown outcome', 'post', { status: 503 }, false]
  ]) {
    test(`says whether ${what} may be tried again later: ${retryable}`, async t => {
      const server = await startServer(t);

      server.fallback = answer;
      assert.equal((await rejection(makeClient(server)[verb]('things'))).retryable, retryable);
    });
  }

  for (const status of [405, 412, 418, 423]) {
    test(`gives a GET answered ${status} some HelpScoutError`, async t => {
      const error = await errorOf(t, { status });

      assert.ok(error instanceof HelpScout.HelpScoutError);
      assert.equal(error.status, status);
    });
  }

  test('gives a 429 that waits too long a RateLimitError', async t => {
    const server = await startServer(t);

    server.fallback = { status: 429, headers: { 'X-RateLimit-Retry-After': '3600' } };

    const error = await rejection(makeClient(server).get('things'));

    assert.equal(error.constructor, HelpScout.RateLimitError);
    assert.equal(error.message, 'Request failed with status code 429');
    assert.equal(error.status, 429);
    assert.equal(server.requests.length, 1);
  });

  for (const [what, answer] of [['reset', { reset: true }], ['closed', { close: true }]]) {
    test(`gives a GET whose connection is ${what} a NetworkError`, async t => {
      const error = await errorOf(t, answer);

      assert.equal(error.constructor, HelpScout.NetworkError);
      assert.equal(error.status, undefined);
    });
  }

  test('gives a refused connection a NetworkError, of a POST too', async t => {
    const client = makeClient(await startServer(t));

    client.updateRequestOptions({ baseURL: 'http://127.0.0.1:1/v2/' });

    assert.equal((await rejection(client.post('things'))).constructor, HelpScout.NetworkError);
  });

  test('gives a read out of time a TimeoutError', async t => {
    const error = await errorOf(t, { hang: true }, { timeout: 100 });

    assert.equal(error.constructor, HelpScout.TimeoutError);
    assert.equal(error.code, 'ECONNABORTED');
  });

  for (const verb of ['post', 'patch']) {
    for (const [what, answer, cause] of [
      ['a 502', { status: 502, body: { message: 'bad' } }, 'ServerError'],
      ['a reset', { reset: true }, 'NetworkError'],
      ['silence', { hang: true }, 'TimeoutError']
    ]) {
      test(`gives a ${verb.toUpperCase()} that met ${what} an IndeterminateWriteError caused by a ${cause}`, async t => {
        const error = await errorOf(t, answer, { verb, timeout: 200 });

        assert.equal(error.constructor, HelpScout.IndeterminateWriteError);
        assert.equal(error.cause.constructor, HelpScout[cause]);
        assert.equal(error.message, error.cause.message);
        assert.equal(error.status, error.cause.status);
        assert.equal(error.code, error.cause.code);
        assert.equal(error.response, error.cause.response);
        assert.equal(Object.keys(error).includes('cause'), false);
      });
    }

    test(`gives a ${verb.toUpperCase()} that was refused its own class`, async t => {
      assert.equal((await errorOf(t, { status: 404 }, { verb })).constructor, HelpScout.NotFoundError);
    });
  }

  test('gives getTokens the class of its status', async t => {
    const server = await startServer(t);

    server.replyToken({ status: 401, body: { error: 'invalid_client' } });

    const error = await rejection(makeClient(server, { credentials: null }).getTokens());

    assert.equal(error.constructor, HelpScout.AuthenticationError);
  });

  test('has its members as accessors of prototypes, not as own keys', async t => {
    const error = await errorOf(t, { status: 404 });

    for (const member of ['isAxiosError', 'status', 'attempts', 'toJSON']) {
      assert.ok(member in error, member);
      assert.equal(Object.hasOwn(error, member), false, member);
    }

    const inherited = [];

    for (const key in error) {
      inherited.push(key);
    }

    assert.deepEqual(inherited.sort(), ['config', 'request', 'response']);
  });

  test('says that its errors are of axios\'s shape', async t => {
    assert.equal((await errorOf(t, { status: 404 })).isAxiosError, true);
    assert.equal((await errorOf(t, { hang: true }, { timeout: 50 })).isAxiosError, true);
  });

  test('counts the attempts', async t => {
    assert.equal((await errorOf(t, { status: 404 })).attempts, 1);

    const server = await startServer(t);

    server.reply({ status: 503 }, { status: 503 }, { status: 404 });

    assert.equal((await rejection(makeClient(server).get('things'))).attempts, 3);
  });

  test('lets a bare instance be inspected and its members read', () => {
    for (const name of NAMES) {
      const bare = Object.create(HelpScout[name].prototype);

      assert.doesNotThrow(() => inspect(bare), name);
      assert.doesNotThrow(() => [bare.status, bare.attempts, bare.isAxiosError], name);
    }
  });
});

test('an error of a call has the prototype of Error in the realm that loaded the package', onlyOurs, async t => {
  const error = await errorOf(t, { status: 404 });

  assert.ok(error instanceof Error);
  assert.ok(error.response.data === '' || error.response.data instanceof Object);
  assert.equal(Object.prototype.toString.call(error), '[object Error]');
});
