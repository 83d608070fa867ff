'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startServer } = require('./server.js');
const { makeClient, rejection } = require('./client.js');

test('the server keeps a request as it was sent and answers as told', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  server.reply({ status: 201, reason: 'Made', body: { a: 1 } }, { status: 404 });

  const made = await client.post('things?x=1', { b: 'é' });
  const lost = await rejection(client.get('things'));

  assert.deepEqual([made.status, made.statusText, made.data], [201, 'Made', { a: 1 }]);
  assert.equal(lost.response.status, 404);
  assert.equal(server.requests[0].target, '/v2/things?x=1');
  assert.deepEqual(server.requests[0].json(), { b: 'é' });
  assert.equal(server.requests[0].header('authorization'), 'Bearer token');
});

test('token requests go to the same server and are kept apart', async t => {
  const server = await startServer(t);
  const tokens = await makeClient(server, { credentials: null }).getTokens();

  assert.equal(tokens.access_token, 'fresh-1');
  assert.equal(server.tokenRequests[0].json().client_id, 'id');
  assert.equal(server.requests.length, 0);
});

test('a chunked body is put together', async t => {
  const server = await startServer(t);
  const { Readable } = require('stream');

  await makeClient(server).post('things', Readable.from([Buffer.from('ab'), Buffer.from('cd')]));

  assert.equal(server.request.text, 'abcd');
});
