'use strict';

/*
 * Refreshing tokens when all goes well: bytes, order, single flight.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { differs, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, outcome, rejection } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

const token = request => request.header('authorization').replace('Bearer ', '');

/** Answers 401 to the token `old` and 200 to any other. */
function refuseOld(request) {
  return token(request) === 'old' ? { status: 401, body: { message: 'expired' } } : { body: { ok: true } };
}

/** A server that knows `old` as expired, and a client that holds it. */
async function expired(t, options = {}) {
  const server = await startServer(t);

  server.fallback = refuseOld;

  const client = makeClient(server, { credentials: { access_token: 'old', refresh_token: 'r1' }, ...options });

  return { server, client };
}

test('a 401 is followed by a refresh and a second attempt with the new token', async t => {
  const { server, client } = await expired(t);

  assert.deepEqual((await client.conversations.get(1)).data, { ok: true });
  assert.deepEqual(server.requests.map(token), ['old', 'fresh-1']);
  assert.equal(server.tokenRequests.length, 1);
  assert.equal(client.credentials.access_token, 'fresh-1');
});

test('client credentials refresh with the client credentials grant', async t => {
  const { server, client } = await expired(t);

  await client.users.me();
  assert.equal(server.tokenRequests[0].text,
    '{"client_id":"id","client_secret":"secret","grant_type":"client_credentials"}');
});

test('OAuth2 refreshes with the refresh token, keys in this order', async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  await client.users.me();
  assert.equal(server.tokenRequests[0].text,
    '{"client_id":"id","client_secret":"secret","grant_type":"refresh_token","refresh_token":"r1"}');
});

test('every verb is tried again after a refresh, with its body', async t => {
  const { server, client } = await expired(t);

  for (const verb of ['get', 'post', 'put', 'patch', 'delete']) {
    client.setCredentials({ access_token: 'old' });
    server.requests.length = 0;
    await client[verb]('things', { a: 1 });

    const [first, second] = server.requests;

    assert.equal(server.requests.length, 2, verb);
    assert.deepEqual([second.method, second.target, second.text], [first.method, first.target, first.text]);
  }
});

test('tokens is emitted before the credentials change, with the object they become', async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });
  const heard = [];

  client.on('tokens', function listener(...args) {
    heard.push({ self: this, args, held: this.credentials.access_token, apiRequests: server.requests.length });
  });
  await client.users.me();

  const [{ self, args, held, apiRequests }] = heard;

  assert.equal(heard.length, 1);
  assert.equal(self, client);
  assert.equal(args.length, 1);
  assert.deepEqual(args[0], server.freshToken().body);
  assert.equal(held, 'old');
  assert.equal(apiRequests, 1);
  assert.equal(client.credentials, args[0]);
});

test('the credentials are replaced wholly', async t => {
  const { client } = await expired(t);
  const given = client.credentials;

  given.note = 'mine';
  await client.users.me();

  assert.notEqual(client.credentials, given);
  assert.equal(given.access_token, 'old');
  assert.equal(client.credentials.note, undefined);
});

test('a listener may change the tokens before they are used', async t => {
  const { server, client } = await expired(t);

  client.on('tokens', tokens => { tokens.access_token = 'changed'; });
  await client.users.me();

  assert.deepEqual(server.requests.map(token), ['old', 'changed']);
});

test('a listener is not awaited', async t => {
  const { client } = await expired(t);
  let release;

  client.on('tokens', () => new Promise(resolve => { release = resolve; }));

  assert.equal((await client.users.me()).status, 200);
  release();
});

test('an OAuth2 answer without a refresh token becomes the credentials as it is', async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });
  let emitted;

  client.on('tokens', tokens => { emitted = tokens; });
  server.replyToken({ body: { access_token: 'fresh' } });
  await client.users.me();

  assert.equal(client.credentials, emitted);
  assert.deepEqual(emitted, { access_token: 'fresh' });
});

test('an answer without a refresh token keeps the old one for the next refresh', onlyOurs, async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  server.replyToken({ body: { access_token: 'old' } }, { body: { access_token: 'fresh' } });
  await client.refreshAccessToken();
  await client.refreshAccessToken();

  assert.deepEqual(server.tokenRequests.map(request => request.json().refresh_token), ['r1', 'r1']);
});

test('credentials of somebody else are never renewed with the refresh token before them', async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  await client.refreshAccessToken();
  client.setCredentials({ access_token: 'of another user' });
  await client.refreshAccessToken();

  assert.ok(!('refresh_token' in server.tokenRequests[1].json()));
});

test('the original forgets the refresh token when an answer has none', onlyOriginal, async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  server.replyToken({ body: { access_token: 'fresh' } });
  await client.refreshAccessToken();
  await client.refreshAccessToken();

  assert.ok(!('refresh_token' in server.tokenRequests[1].json()));
});

test('the newest refresh token is used', async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2' });

  await client.refreshAccessToken();
  await client.refreshAccessToken();
  client.setCredentials({ access_token: 'x', refresh_token: 'mine' });
  await client.refreshAccessToken();

  assert.deepEqual(server.tokenRequests.map(request => request.json().refresh_token), ['r1', 'refresh-1', 'mine']);
});

test('eight parallel 401s make one token request', async t => {
  const { server, client } = await expired(t);
  const heard = [];

  client.on('tokens', tokens => heard.push(tokens));
  server.fallback = async request => {
    await until(() => server.requests.length >= 8);
    return refuseOld(request);
  };
  server.replyToken({ delay: 300, body: { access_token: 'fresh' } });

  const responses = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(id => client.conversations.get(id)));

  assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([200]));
  assert.equal(server.tokenRequests.length, 1);
  assert.equal(heard.length, 1);
});

test('parallel calls of refreshAccessToken make one token request', async t => {
  const { server, client } = await expired(t);

  server.replyToken({ delay: 100, body: { access_token: 'fresh' } });

  const results = await Promise.all([client.refreshAccessToken(), client.refreshAccessToken()]);

  assert.deepEqual(results, [undefined, undefined]);
  assert.equal(server.tokenRequests.length, 1);
});

const lateRequests = differs({ original: 2, ours: 1 });

test(`a 401 that comes after the refresh makes ${lateRequests} token request(s) in all`, async t => {
  const { server, client } = await expired(t);

  let renewed = false;

  server.fallback = async request => {
    if (token(request) === 'old') {
      await until(() => request.target.endsWith('/1') ? server.requests.length === 2 : renewed);
    } else {
      renewed = true;
    }

    return refuseOld(request);
  };

  const [first, late] = await Promise.all([client.users.get(1), client.users.get(2)]);

  assert.deepEqual([first.status, late.status], [200, 200]);
  assert.equal(server.tokenRequests.length, lateRequests);
});

test('isRefreshingAccessTokenInProgress is true while the token request runs', async t => {
  const { server, client } = await expired(t);
  let during;

  server.replyToken(() => {
    during = client.isRefreshingAccessTokenInProgress;
    return { body: { access_token: 'fresh' } };
  });
  await client.refreshAccessToken();

  assert.equal(during, true);
  assert.equal(client.isRefreshingAccessTokenInProgress, false);
});

test('refreshAccessToken resolves to undefined, emits and stores the tokens', async t => {
  const { server, client } = await expired(t);
  const heard = [];

  client.on('tokens', tokens => heard.push(tokens));

  assert.equal(await client.refreshAccessToken(), undefined);
  assert.deepEqual(heard, [server.freshToken().body]);
  assert.equal(client.credentials, heard[0]);
});

test('a mutation of the credentials counts from the next call', async t => {
  const { server, client } = await expired(t);

  client.credentials.access_token = 'mutated';
  await client.users.me();
  client.credentials = { access_token: 'assigned' };
  await client.users.me();

  assert.deepEqual(server.requests.map(token), ['mutated', 'assigned']);
});

test('calls that wait use the token of when they start', async t => {
  const { server, client } = await expired(t);

  client.updateBottleneckOptions({ maxConcurrent: 1 });
  await Promise.all([1, 2, 3].map(id => client.users.get(id)));

  assert.deepEqual(server.requests.map(token), ['old', 'fresh-1', 'fresh-1', 'fresh-1']);
});

test('a refreshed token does not replace an Authorization of the call', async t => {
  const { server, client } = await expired(t);

  server.reply({ status: 401 });
  await client.handleRequest({}, { url: 'things', method: 'GET', headers: { Authorization: 'Bearer own' } });

  assert.deepEqual(server.requests.map(token), ['own', 'own']);
});

test('a refresh does not wait for the limiter', async t => {
  const { client } = await expired(t);

  client.updateBottleneckOptions({ reservoir: 1, maxConcurrent: 1 });

  assert.equal((await client.users.me()).status, 200);
});

test('client credentials without a token fetch it with the first calls, once', onlyOurs, async t => {
  const { server, client } = await expired(t, { credentials: null });

  await Promise.all([client.users.me(), client.tags.list(), client.conversations.create({})]);

  assert.equal(server.tokenRequests.length, 1);
  assert.deepEqual(server.requests.map(token), ['fresh-1', 'fresh-1', 'fresh-1']);
  assert.equal(client.credentials.access_token, 'fresh-1');
});

test('the original rejects a TypeError without credentials', onlyOriginal, async t => {
  const { server, client } = await expired(t, { credentials: null });
  const error = await rejection(client.users.me());

  assert.equal(error.message, "Cannot read properties of undefined (reading 'access_token')");
  assert.equal(server.requests.length, 0);
});

test('OAuth2 without credentials rejects and sends nothing', async t => {
  const { server, client } = await expired(t, { flow: 'OAuth2', credentials: null });
  const { error } = await outcome(client.users.me());

  await sleep(20);
  assert.ok(error instanceof Error);
  assert.match(error.message, /access_token|credentials/i);
  assert.deepEqual([server.requests.length, server.tokenRequests.length], [0, 0]);
});
