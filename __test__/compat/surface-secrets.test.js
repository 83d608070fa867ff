'use strict';

/*
 * Inspection and JSON of a client, its resources and its errors.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');

const WHOLE = { depth: Infinity };
const DEEP = { ...WHOLE, showHidden: true };
const SECRETS = /s3cret|t0ken|r3fresh/;

/** A client whose secrets cannot be mistaken for anything else. */
function secretive(server = { base: 'http://127.0.0.1:1/v2/' }) {
  const client = makeClient(server, { credentials: { access_token: 't0ken', refresh_token: 'r3fresh' } });

  client.clientSecret = 's3cret';

  return client;
}

test('inspecting a client shows no secret, at any depth', onlyOurs, () => {
  const client = secretive();

  for (const options of [{}, { depth: 0 }, { depth: 10 }, DEEP]) {
    assert.doesNotMatch(inspect(client, options), SECRETS);
  }

  assert.match(inspect(client), /HelpScout/);
  assert.match(inspect(client), /clientId/);
});

test('inspecting a resource shows no secret', onlyOurs, () => {
  const client = secretive();

  for (const resource of [client.conversations, client.customers.emails, client.reports]) {
    assert.doesNotMatch(inspect(resource, DEEP), SECRETS);
  }
});

test('inspecting an object that holds a client shows no secret', onlyOurs, () => {
  assert.doesNotMatch(inspect({ desk: { client: secretive() } }, DEEP), SECRETS);
});

test('inspecting a client of a subclass names the subclass', onlyOurs, () => {
  const { HelpScout } = require('./support/subject.js');
  class Desk extends HelpScout {}

  assert.match(inspect(new Desk({ clientId: 'i', clientSecret: 's', authenticationFlow: 'OAuth2' })), /Desk/);
});

test('a client can be made JSON, without secrets', onlyOurs, () => {
  const client = secretive();

  assert.doesNotMatch(JSON.stringify(client), SECRETS);
  assert.doesNotMatch(JSON.stringify({ resource: client.conversations.threads }), SECRETS);
});

test('the original prints its secrets and cannot be made JSON', onlyOriginal, () => {
  const client = secretive();

  assert.match(inspect(client), /s3cret/);
  assert.throws(() => JSON.stringify(client), /circular/);
});

test('an error shows its token nowhere but by name', onlyOurs, async t => {
  const server = await startServer(t);

  server.reply({ status: 404 });

  const error = await rejection(secretive(server).conversations.get(1));

  assert.doesNotMatch(inspect(error, WHOLE), SECRETS);
  assert.doesNotMatch(JSON.stringify(error), SECRETS);
  assert.doesNotMatch(`${error.message} ${error.stack}`, SECRETS);
  assert.equal(error.config.headers.Authorization, 'Bearer t0ken');
});

test('a response shows its token nowhere but by name', onlyOurs, async t => {
  const response = await secretive(await startServer(t)).users.me();

  assert.doesNotMatch(inspect(response, WHOLE), SECRETS);
  assert.doesNotMatch(JSON.stringify(response), SECRETS);
  assert.equal(response.config.headers.Authorization, 'Bearer t0ken');
});

test('the original prints the token in its errors', onlyOriginal, async t => {
  const server = await startServer(t);

  server.reply({ status: 404 });

  const error = await rejection(secretive(server).conversations.get(1));

  assert.match(inspect(error, WHOLE), SECRETS);
  assert.throws(() => JSON.stringify(error), /circular/);
});

test('an error of getTokens keeps the client secret out of sight', onlyOurs, async t => {
  const server = await startServer(t);

  server.replyToken({ status: 400, body: { error: 'invalid_client' } });

  const error = await rejection(secretive(server).getTokens());

  assert.doesNotMatch(inspect(error, WHOLE), SECRETS);
  assert.doesNotMatch(JSON.stringify(error), SECRETS);
  assert.match(error.config.data, /s3cret/);
});

test('an error of getTokens names its URL and carries the body', async t => {
  const server = await startServer(t);

  server.replyToken({ status: 400, body: { error: 'invalid_client' } });

  const error = await rejection(secretive(server).getTokens());

  assert.equal(error.message, 'Request failed with status code 400');
  assert.deepEqual(error.response.data, { error: 'invalid_client' });
  assert.match(error.config.url, /\/v2\/oauth2\/token$/);
  assert.equal(JSON.parse(error.config.data).client_secret, 's3cret');
});

test('tokens stay out of what a rejected refresh shows', onlyOurs, async t => {
  const server = await startServer(t);

  server.reply({ status: 401 });
  server.replyToken({ status: 400, body: { error: 'invalid_grant' } });

  const error = await rejection(secretive(server).users.me());

  assert.doesNotMatch(inspect(error, WHOLE), SECRETS);
  assert.doesNotMatch(inspect(error.cause, WHOLE), SECRETS);
});
