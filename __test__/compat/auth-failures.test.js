'use strict';

/*
 * Refreshing tokens when something fails: the caller gets the 401's own error,
 * nothing loops, nothing hangs and no token is lost.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, outcome, rejection } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

const token = request => request.header('authorization').replace('Bearer ', '');

/** A server that refuses the token `old`, and a client that holds it. */
async function expired(t, options = {}) {
  const server = await startServer(t);

  server.fallback = request => token(request) === 'old'
    ? { status: 401, body: { message: 'expired' } }
    : { body: { ok: true } };

  const credentials = { access_token: 'old', refresh_token: 'r1' };

  return { server, client: makeClient(server, { credentials, ...options }) };
}

const REFUSALS = {
  'a status': [{ status: 400, body: { error: 'invalid_grant' } }, error => error.response.status === 400],
  'a closed connection': [{ close: true }, error => error.code === 'ECONNRESET']
};

for (const [what, [answer, isIt]] of Object.entries(REFUSALS)) {
  test(`a refresh that fails by ${what} leaves the call its own 401`, async t => {
    const { server, client } = await expired(t, { flow: 'OAuth2' });
    const heard = [];

    client.on('tokens', tokens => heard.push(tokens));
    server.replyToken(answer);

    const error = await rejection(client.users.me());

    assert.equal(error.message, 'Request failed with status code 401');
    assert.deepEqual(error.response.data, { message: 'expired' });
    assert.deepEqual(heard, []);
    assert.deepEqual(client.credentials, { access_token: 'old', refresh_token: 'r1' });
    assert.equal(client.isRefreshingAccessTokenInProgress, false);
    assert.deepEqual([server.requests.length, server.tokenRequests.length], [1, 1]);
  });

  test(`the error of a refresh that fails by ${what} is an error event of the limiter`, async t => {
    const { server, client } = await expired(t, { flow: 'OAuth2' });
    const errors = [];

    client.bottleneck.on('error', error => errors.push(error));
    server.replyToken(answer);
    await rejection(client.users.me());
    await until(() => errors.length > 0);
    assert.equal(errors.length, 1);
    assert.ok(isIt(errors[0]));
  });

  test(`the 401 has the error of a refresh that fails by ${what} as its cause`, onlyOurs, async t => {
    const { server, client } = await expired(t, { flow: 'OAuth2' });

    server.replyToken(answer);
    assert.ok(isIt((await rejection(client.users.me())).cause));
  });

  test(`refreshAccessToken rejects with the error of a refresh that fails by ${what}`, async t => {
    const { server, client } = await expired(t, { flow: 'OAuth2' });

    server.replyToken(answer);
    assert.ok(isIt(await rejection(client.refreshAccessToken())));
    assert.equal(client.isRefreshingAccessTokenInProgress, false);
    assert.equal(client.credentials.access_token, 'old');
  });
}

test('after a failed refresh the next 401 tries again', async t => {
  const { server, client } = await expired(t);

  server.replyToken({ status: 400 });
  await rejection(client.users.me());

  assert.equal((await client.users.me()).status, 200);
  assert.equal(server.tokenRequests.length, 2);
});

test('a 401 for ever ends after one refresh and one more attempt', onlyOurs, async t => {
  const { server, client } = await expired(t);

  server.fallback = { status: 401, body: { message: 'never' } };

  const error = await rejection(client.users.me());

  assert.equal(error.message, 'Request failed with status code 401');
  assert.deepEqual(error.response.data, { message: 'never' });
  assert.deepEqual([server.requests.length, server.tokenRequests.length], [2, 1]);
});

test('the original refreshes for as long as it gets a 401', onlyOriginal, async t => {
  const { server, client } = await expired(t);

  server.reply(...Array(20).fill({ status: 401 }));
  await client.users.me();

  assert.equal(server.tokenRequests.length, 20);
});

test('parallel calls that are refused for ever all end', onlyOurs, async t => {
  const { server, client } = await expired(t);

  server.fallback = { status: 401 };

  const errors = await Promise.all([1, 2, 3, 4, 5].map(id => rejection(client.users.get(id))));

  assert.ok(errors.every(error => error.response.status === 401));
  assert.ok(server.requests.length <= 10 && server.tokenRequests.length <= 5);
});

test('a token endpoint that hangs ends with the timeout, and the 401 is the error', onlyOurs, async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  client.updateRequestOptions({ timeout: 200 });
  server.replyToken({ hang: true });

  const error = await rejection(client.users.me());

  assert.equal(error.response.status, 401);
  assert.equal(error.cause.code, 'ECONNABORTED');
  assert.equal((await client.users.me()).status, 200);
});

test('the original hangs with its token endpoint', onlyOriginal, async t => {
  const { server, client } = await expired(t);
  let settled = false;

  client.updateRequestOptions({ timeout: 100 });
  server.replyToken({ hang: true });

  const call = outcome(client.users.me()).then(() => { settled = true; });

  await sleep(400);
  assert.equal(settled, false);
  await server.close();
  await call;
});

const WITHOUT_TOKEN = [['a page of HTML', '<html>'], ['an object without a token', {}], ['null', null]];

for (const [what, body] of WITHOUT_TOKEN) {
  test(`a token answer that is ${what} is a failed refresh`, onlyOurs, async t => {
    const { server, client } = await expired(t, { flow: 'OAuth2' });
    const heard = [];

    client.on('tokens', tokens => heard.push(tokens));
    server.replyToken({ body }, { body });

    const error = await rejection(client.users.me());

    assert.equal(error.response.status, 401);
    assert.ok(error.cause instanceof Error);
    assert.deepEqual(heard, []);
    assert.equal(client.credentials.refresh_token, 'r1');
    assert.ok(await rejection(client.refreshAccessToken()) instanceof Error);
  });
}

test('a page of HTML becomes the credentials of the original', onlyOriginal, async t => {
  const { server, client } = await expired(t);

  server.replyToken({ body: '<html>' });
  await client.users.me();

  assert.equal(client.credentials, '<html>');
  assert.equal(token(server.requests[1]), 'undefined');
});

test('a listener that throws loses no token', onlyOurs, async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });
  const heard = [];

  client.on('tokens', () => { throw new Error('listener'); });
  client.on('tokens', tokens => heard.push(tokens));

  assert.equal((await client.users.me()).status, 200);
  assert.equal(client.credentials.refresh_token, 'refresh-1');
  assert.deepEqual(server.requests.map(token), ['old', 'fresh-1']);
});

test('a listener that throws makes the original lose the tokens', onlyOriginal, async t => {
  const { client } = await expired(t, { flow: 'OAuth2' });

  client.on('tokens', () => { throw new Error('listener'); });

  assert.equal((await rejection(client.users.me())).response.status, 401);
  assert.equal(client.credentials.refresh_token, 'r1');
});

test('parallel refreshes that fail all reject, after one token request', onlyOurs, async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  server.replyToken({ status: 400, delay: 100 });

  const errors = await Promise.all([1, 2, 3].map(() => rejection(client.refreshAccessToken())));

  assert.ok(errors.every(error => error.response.status === 400));
  assert.equal(server.tokenRequests.length, 1);
});

test('the waiters of a refresh that fails resolve in the original', onlyOriginal, async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  server.replyToken({ status: 400, delay: 100 });

  const [first, second] = await Promise.all([1, 2].map(() => outcome(client.refreshAccessToken())));

  assert.equal(first.error.response.status, 400);
  assert.deepEqual(second, { value: undefined });
});

test('parallel calls whose refresh fails share its failure', onlyOurs, async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  server.fallback = async () => {
    await until(() => server.requests.length >= 3);
    return { status: 401 };
  };
  server.replyToken({ status: 400, delay: 300 });

  const errors = await Promise.all([1, 2, 3].map(id => rejection(client.users.get(id))));

  assert.ok(errors.every(error => error.response.status === 401));
  assert.deepEqual([server.requests.length, server.tokenRequests.length], [3, 1]);
});

test('a single-use refresh token is not sent again when its fate is unknown', async t => {
  for (const answer of [{ status: 500 }, { reset: true }]) {
    const { server, client } = await expired(t, { flow: 'OAuth2' });

    server.replyToken(answer);
    await rejection(client.users.me());

    assert.equal(server.tokenRequests.length, 1);
  }
});

test('a 403 is an error like any other', async t => {
  const { server, client } = await expired(t);

  server.reply({ status: 403 });

  assert.equal((await rejection(client.users.me())).response.status, 403);
  assert.deepEqual([server.requests.length, server.tokenRequests.length], [1, 0]);
});

test('a call that fails otherwise after the refresh keeps that error', async t => {
  const { server, client } = await expired(t);

  server.reply({ status: 401 }, { status: 404, body: { message: 'gone' } });

  const error = await rejection(client.users.me());

  assert.deepEqual([error.response.status, error.response.data], [404, { message: 'gone' }]);
});
