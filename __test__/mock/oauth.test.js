'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { caller, requestToken, startMock } = require('./support');

test('client credentials give an access token that works, without a refresh token', async (t) => {
  const { mock } = await startMock(t);
  const { status, body } = await requestToken(mock, { grant_type: 'client_credentials' });
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ['token_type', 'access_token', 'expires_in']);
  assert.equal(body.expires_in, 172_800);
  assert.equal((await caller(mock, body.access_token)('GET users/me')).status, 200);
});

test('the token endpoint takes a form as well as JSON', async (t) => {
  const { mock } = await startMock(t, { clientId: 'my id', clientSecret: 'my secret' });
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'my id',
    client_secret: 'my secret',
  });
  assert.equal((await requestToken(mock, String(form))).status, 200);
});

test('a wrong secret gets no token', async (t) => {
  const { mock } = await startMock(t);
  const { status, body } = await requestToken(mock, { grant_type: 'client_credentials', client_secret: 'wrong' });
  assert.equal(status, 401);
  assert.equal(body.error, 'invalid_client');
});

test('an authorization code works once', async (t) => {
  const { mock } = await startMock(t);
  const input = { grant_type: 'authorization_code', code: mock.issueCode() };
  const first = await requestToken(mock, input);
  assert.equal(first.status, 200);
  assert.ok(first.body.refresh_token);
  assert.equal((await requestToken(mock, input)).status, 400);
});

test('a refresh token works once, gives a new pair and ends the access token it replaces', async (t) => {
  const { mock, tokens, call } = await startMock(t);
  const input = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  const { body } = await requestToken(mock, input);
  assert.notEqual(body.refresh_token, tokens.refresh_token);
  assert.equal((await caller(mock, body.access_token)('GET users/me')).status, 200);
  assert.equal((await call('GET users/me')).status, 401);

  const again = await requestToken(mock, input);
  assert.equal(again.status, 400);
  assert.deepEqual(again.body, { error: 'invalid_request', error_description: 'Invalid refresh_token' });
});

test('an access token ends after expiresIn seconds', async (t) => {
  let now = Date.now();
  const { call } = await startMock(t, { expiresIn: 60, now: () => now });
  now += 59_999;
  assert.equal((await call('GET users/me')).status, 200);
  now += 1;
  assert.equal((await call('GET users/me')).status, 401);
});

test('expireTokens ends access tokens and leaves refresh tokens, unless told otherwise', async (t) => {
  const { mock, tokens, call } = await startMock(t);
  mock.expireTokens();
  const refused = await call('GET users/me');
  assert.equal(refused.status, 401);
  assert.equal(refused.type, 'application/vnd.error+json');
  const { body } = await requestToken(mock, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
  mock.expireTokens({ refreshTokens: true });
  assert.equal(
    (await requestToken(mock, { grant_type: 'refresh_token', refresh_token: body.refresh_token })).status,
    400,
  );
});

test('a request without a token is refused', async (t) => {
  const { call } = await startMock(t);
  assert.equal((await call('GET users/me', undefined, { authorization: '' })).status, 401);
});
