'use strict';

/* What errors tell besides what axios's do: the members of the class tree. */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { makeClient, rejection } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');

const { HelpScoutError, IndeterminateWriteError, NetworkError, RateLimitError, ValidationError } = require('..');

/** The error of one call, made by `act`, that `answer` answers. */
async function errorOf(t, answer, act) {
  const server = await startServer(t);
  server.fallback = answer;
  return rejection(act(makeClient(server)));
}

const create = (client) => client.customers.create({ firstName: '' }, { timeout: 2000 });
const refusal = (body) => ({ status: 400, body });

test('an error tells what was asked, what came back and how often it was tried', async (t) => {
  const body = { message: 'Not found', logRef: 'a1#0' };
  const error = await errorOf(t, { status: 404, body }, (client) => client.users.get(7));

  const { status, code, method, path, correlationId, attempts, retryable, cause, response } = error;
  assert.deepEqual(
    { status, code, method, path, correlationId, attempts, retryable, cause },
    {
      status: 404,
      code: undefined,
      method: 'GET',
      path: '/v2/users/7',
      correlationId: 'a1#0',
      attempts: 1,
      retryable: false,
      cause: undefined,
    },
  );
  assert.deepEqual(response.data, body);
});

test('the correlation id of the header goes before that of the body', async (t) => {
  const answer = { status: 404, headers: { 'Correlation-ID': 'h1' }, body: { message: 'Not found', logRef: 'b1' } };
  assert.equal((await errorOf(t, answer, (client) => client.users.get(7))).correlationId, 'h1');
});

test('a lost connection has a code, but neither a status nor a response', async (t) => {
  const error = await errorOf(t, { reset: true }, (client) => client.users.get(7));

  assert.ok(error instanceof NetworkError);
  const { status, code, method, correlationId, retryable, response } = error;
  assert.deepEqual(
    { status, code, method, correlationId, retryable, response },
    {
      status: undefined,
      code: 'ECONNRESET',
      method: 'GET',
      correlationId: undefined,
      retryable: true,
      response: undefined,
    },
  );
});

test('a refused body names each member with its reason and value', async (t) => {
  const errors = [
    { path: 'firstName', message: 'must not be empty', rejectedValue: '', source: 'JSON' },
    { path: 'emails[0].value', message: 'must be an e-mail address' },
  ];
  const error = await errorOf(t, refusal({ message: 'Bad request', _embedded: { errors } }), create);

  assert.ok(error instanceof ValidationError);
  assert.deepEqual(error.fields, [
    { path: 'firstName', message: 'must not be empty', rejectedValue: '' },
    { path: 'emails[0].value', message: 'must be an e-mail address', rejectedValue: undefined },
  ]);
});

test('a refusal without a list names the member at fault', async (t) => {
  const error = await errorOf(t, refusal({ message: 'must be a number', path: 'page' }), create);
  assert.deepEqual(error.fields, [{ path: 'page', message: 'must be a number', rejectedValue: undefined }]);
});

for (const body of ['<html>', '', null, [], { message: 'Bad request' }, { _embedded: { errors: {} } }]) {
  test(`a refusal that says ${JSON.stringify(body)} names no member`, async (t) => {
    assert.deepEqual((await errorOf(t, refusal(body), create)).fields, []);
  });
}

test('what a refusal says is read where bytes were asked for, too', async (t) => {
  const getFile = (client) => client.conversations.attachments.getFile(1, 2);
  const error = await errorOf(t, refusal({ message: 'must be a number', path: 'attachmentId', logRef: 'ref-1' }), getFile);

  assert.deepEqual(error.fields.map(({ path }) => path), ['attachmentId']);
  assert.equal(error.correlationId, 'ref-1');
  assert.ok(Buffer.isBuffer(error.response.data));
  assert.deepEqual((await errorOf(t, refusal('<html>'), getFile)).fields, []);
});

test('an entry that is no object does not hide the others', async (t) => {
  const error = await errorOf(t, refusal({ _embedded: { errors: [null, { path: 'a', message: 'b' }] } }), create);
  assert.deepEqual(error.fields.map(({ path }) => path), [undefined, 'a']);
});

test('a rate limit says how many milliseconds to wait', async (t) => {
  const answer = { status: 429, headers: { 'X-RateLimit-Retry-After': '3600' } };
  const error = await errorOf(t, answer, (client) => client.tags.list());

  assert.ok(error instanceof RateLimitError);
  assert.equal(error.retryAfterMs, 3_600_000);
});

test('a write of unknown effect says that it may have been applied, and why that is unknown', async (t) => {
  const error = await errorOf(t, { status: 502 }, create);

  assert.ok(error instanceof IndeterminateWriteError);
  assert.equal(error.mayHaveBeenApplied, true);
  assert.equal(error.retryable, false);
  assert.ok(error.cause instanceof HelpScoutError);
});

test('a refused write has not been applied', async (t) => {
  assert.equal((await errorOf(t, refusal({ message: 'Bad request' }), create)).mayHaveBeenApplied, false);
});
