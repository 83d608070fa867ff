'use strict';

/*
 * Getting tokens: what goes to the token endpoint, and the authorization URI.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HelpScout, differs, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');

const BOTH = ['clientCredentials', 'OAuth2'];

test('client credentials ask for a token with three keys in this order', async t => {
  const server = await startServer(t);

  await makeClient(server, { credentials: null }).getTokens();

  assert.equal(server.tokenRequests[0].text,
    '{"client_id":"id","client_secret":"secret","grant_type":"client_credentials"}');
});

test('client credentials ignore a code', async t => {
  const server = await startServer(t);

  await makeClient(server, { credentials: null }).getTokens('code');

  assert.equal(server.tokenRequests[0].json().code, undefined);
  assert.equal(server.tokenRequests[0].json().grant_type, 'client_credentials');
});

for (const code of ['c0de', '', null]) {
  test(`OAuth2 trades the code ${JSON.stringify(code)} with four keys in this order`, async t => {
    const server = await startServer(t);

    await makeClient(server, { flow: 'OAuth2', credentials: null }).getTokens(code);

    assert.equal(server.tokenRequests[0].text,
      `{"client_id":"id","client_secret":"secret","code":${JSON.stringify(code)},"grant_type":"authorization_code"}`);
  });
}

test('OAuth2 without a code rejects and sends nothing', async t => {
  const server = await startServer(t);
  const client = makeClient(server, { flow: 'OAuth2', credentials: null });

  for (const call of [client.getTokens(), client.getTokens(undefined)]) {
    const error = await rejection(call);

    assert.equal(error.message, 'The "code" parameter must be passed when "OAuth2" authentication flow is set!');
    assert.equal(error.name, 'Error');
    assert.equal(error.response, undefined);
  }

  assert.equal(server.tokenRequests.length, 0);
});

for (const flow of BOTH) {
  test(`${flow}: the token request is a POST of JSON without Authorization`, async t => {
    const server = await startServer(t);

    await makeClient(server, { flow }).getTokens('code');

    const { method, target, version, header, body } = server.tokenRequests[0];

    assert.deepEqual([method, target, version], ['POST', '/v2/oauth2/token', 'HTTP/1.1']);
    assert.equal(header('content-type'), 'application/json;charset=utf-8');
    assert.equal(header('accept'), 'application/json, text/plain, */*');
    assert.equal(header('content-length'), String(body.length));
    assert.equal(header('authorization'), undefined);
  });

  test(`${flow}: getTokens resolves to the parsed body, stores nothing and emits nothing`, async t => {
    const server = await startServer(t);
    const client = makeClient(server, { flow, credentials: null });
    const heard = [];

    client.on('tokens', tokens => heard.push(tokens));
    server.replyToken({ body: { access_token: 'a', more: [1] } });

    assert.deepEqual(await client.getTokens('code'), { access_token: 'a', more: [1] });
    assert.equal(client.credentials, undefined);
    assert.deepEqual(heard, []);
  });
}

test('getTokens rejects with the error of the token endpoint', async t => {
  const server = await startServer(t);

  server.replyToken({ status: 400, body: { error: 'invalid_grant' } });

  const error = await rejection(makeClient(server, { flow: 'OAuth2' }).getTokens('spent'));

  assert.equal(error.message, 'Request failed with status code 400');
  assert.equal(error.response.status, 400);
  assert.deepEqual(error.response.data, { error: 'invalid_grant' });
  assert.equal(error.config.method, 'post');
});

test('getTokens rejects with the network error', async t => {
  const server = await startServer(t);

  server.fallback = { reset: true };
  server.replyToken({ reset: true }, { reset: true }, { reset: true }, { reset: true }, { reset: true }, { reset: true });

  const error = await rejection(makeClient(server, { flow: 'OAuth2' }).getTokens('c'));

  assert.equal(error.code, 'ECONNRESET');
  assert.equal(error.response, undefined);
});

test('an authorization code is traded once only, whatever the answer', async t => {
  for (const answer of [{ status: 500 }, { status: 401 }, { close: true }]) {
    const server = await startServer(t);

    server.replyToken(answer);
    await rejection(makeClient(server, { flow: 'OAuth2' }).getTokens('once'));

    assert.equal(server.tokenRequests.length, 1);
  }
});

test('the id, secret and flow are read when the tokens are asked for', async t => {
  const server = await startServer(t);
  const client = makeClient(server, { flow: 'OAuth2', credentials: null });

  client.clientId = 'new id';
  client.clientSecret = 'new secret';
  client.authenticationFlow = 'clientCredentials';
  await client.getTokens();

  assert.equal(server.tokenRequests[0].text,
    '{"client_id":"new id","client_secret":"new secret","grant_type":"client_credentials"}');
});

test('a client that is given another flow fetches its token by that', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server, { flow: 'OAuth2', credentials: null });

  client.authenticationFlow = 'clientCredentials';
  await client.get('things');

  assert.equal(server.tokenRequests[0].json().grant_type, 'client_credentials');
});

test('request options do not apply to token requests', async t => {
  const server = await startServer(t);
  const client = makeClient(server, { credentials: null });

  client.updateRequestOptions({
    params: { p: 1 },
    headers: { 'X-Own': 'yes' },
    auth: { username: 'u', password: 'p' },
    validateStatus: () => false,
    transformResponse: () => 'changed'
  });

  assert.equal((await client.getTokens()).access_token, 'fresh-1');
  assert.equal(server.tokenRequests[0].target, '/v2/oauth2/token');
  assert.equal(server.tokenRequests[0].header('x-own'), undefined);
  assert.equal(server.tokenRequests[0].header('authorization'), undefined);
});

test('a new baseURL moves the API and leaves the token endpoint', async t => {
  const [server, moved] = [await startServer(t), await startServer(t)];
  const client = makeClient(server);

  client.updateRequestOptions({ baseURL: moved.base });
  await client.getTokens();
  await client.users.me();

  assert.deepEqual([server.tokenRequests.length, server.requests.length], [1, 0]);
  assert.deepEqual([moved.tokenRequests.length, moved.requests.length], [0, 1]);
});

test('getTokens does not wait for the limiter', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateBottleneckOptions({ reservoir: 0 });
  assert.equal((await client.getTokens()).access_token, 'fresh-1');
  assert.equal(await client.bottleneck.currentReservoir(), 0);
});

const AUTHORIZE = 'https://secure.helpscout.net/authentication/authorizeClientApplication?client_id=id';

const make = () => new HelpScout({ clientId: 'id', clientSecret: 's', authenticationFlow: 'OAuth2' });

for (const state of [undefined, null, '', 0, false]) {
  test(`the authorization URI leaves out the state ${JSON.stringify(state)}`, () => {
    assert.equal(make().generateAuthorizationUri(state), AUTHORIZE);
  });
}

for (const [state, ours] of [['your_secret', 'your_secret'], [5, '5'], ['a b&c=d', 'a%20b%26c%3Dd'], ['é#', '%C3%A9%23']]) {
  const expected = differs({ original: state, ours });

  test(`the authorization URI carries the state ${JSON.stringify(state)} as ${expected}`, () => {
    assert.equal(make().generateAuthorizationUri(state), `${AUTHORIZE}&state=${expected}`);
  });
}

test('the authorization URI has the current client id', () => {
  const client = make();

  client.clientId = 'other';
  assert.equal(client.generateAuthorizationUri(), AUTHORIZE.replace('=id', '=other'));
});
