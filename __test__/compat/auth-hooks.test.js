'use strict';

/*
 * The members a refresh goes through, overridden or spied on.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HelpScout } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

const token = request => request.header('authorization').replace('Bearer ', '');

async function expired(t, options = {}) {
  const server = await startServer(t);

  server.fallback = request => token(request) === 'old' ? { status: 401 } : { body: { ok: true } };

  return { server, client: makeClient(server, { credentials: { access_token: 'old', refresh_token: 'r1' }, ...options }) };
}

/** Records the calls of these members of a client, in order, as [name, arguments]. */
function record(t, client, names) {
  const calls = [];

  for (const name of names) {
    const original = client[name];

    t.mock.method(client, name, function spy(...args) {
      calls.push([name, args, this]);
      return original.apply(this, args);
    });
  }

  return calls;
}

const STEPS = ['startRefreshingAccessToken', 'emit', 'setCredentials', 'finishRefreshingAccessToken'];

for (const [what, act] of [
  ['refreshAccessToken', client => client.refreshAccessToken()],
  ['a refused call', client => client.users.me()]
]) {
  test(`${what} goes through start, emit, setCredentials and finish, once each`, async t => {
    const { server, client } = await expired(t);
    const calls = record(t, client, STEPS);

    await act(client);

    const { body } = server.freshToken();

    assert.deepEqual(calls.map(([name, args]) => [name, args]), [
      ['startRefreshingAccessToken', []],
      ['emit', ['tokens', body]],
      ['setCredentials', [body]],
      ['finishRefreshingAccessToken', []]
    ]);
    assert.equal(calls[1][1][1], calls[2][1][0], 'one and the same body');
    assert.ok(calls.every(([, , self]) => self === client));
  });
}

test('a refresh that fails starts and finishes, no more', async t => {
  const { server, client } = await expired(t);
  const calls = record(t, client, STEPS);

  server.replyToken({ status: 400 });
  await rejection(client.refreshAccessToken());

  assert.deepEqual(calls.map(([name]) => name), ['startRefreshingAccessToken', 'finishRefreshingAccessToken']);
});

test('a refused call goes through refreshAccessToken of the client', async t => {
  const { server, client } = await expired(t);
  const [[name, args, self]] = await (async () => {
    const calls = record(t, client, ['refreshAccessToken']);
    await client.users.me();
    return calls;
  })();

  assert.deepEqual([name, args], ['refreshAccessToken', []]);
  assert.equal(self, client);
  assert.equal(server.tokenRequests.length, 1);
});

test('an own refreshAccessToken replaces the refresh', async t => {
  const { server, client } = await expired(t);

  client.refreshAccessToken = async function refresh() {
    this.setCredentials({ access_token: 'mine' });
  };

  assert.equal((await client.users.me()).status, 200);
  assert.deepEqual(server.requests.map(token), ['old', 'mine']);
  assert.equal(server.tokenRequests.length, 0);
});

test('a refreshAccessToken of a subclass may do more', async t => {
  class Stored extends HelpScout {
    async refreshAccessToken() {
      this.trace = ['before'];
      await super.refreshAccessToken();
      this.trace.push(this.credentials.access_token);
    }
  }

  const { client } = await expired(t, { Class: Stored });

  await client.users.me();
  assert.deepEqual(client.trace, ['before', 'fresh-1']);
});

test('an own refreshAccessToken that rejects leaves the call its 401', async t => {
  const { client } = await expired(t);
  const errors = [];

  client.bottleneck.on('error', error => errors.push(error.message));
  client.refreshAccessToken = async () => { throw new Error('no'); };

  assert.equal((await rejection(client.users.me())).response.status, 401);
  await until(() => errors.length > 0);
  assert.deepEqual(errors, ['no']);
});

for (const name of ['refreshAccessToken', 'setCredentials', 'emit']) {
  test(`patching ${name} on the prototype takes effect`, async t => {
    const { client } = await expired(t);
    const original = HelpScout.prototype[name];
    const { mock } = t.mock.method(HelpScout.prototype, name, function patched(...args) {
      return original.apply(this, args);
    });

    await client.users.me();
    assert.equal(mock.callCount(), 1);
    assert.equal(mock.calls[0].this, client);
  });
}

test('a setCredentials of a subclass may change what is stored and used', async t => {
  class Prefixed extends HelpScout {
    setCredentials(tokens) {
      super.setCredentials({ ...tokens, access_token: tokens.access_token.replace('fresh', 'kept') });
    }
  }

  const { server, client } = await expired(t, { Class: Prefixed });

  await client.users.me();
  assert.deepEqual(server.requests.map(token), ['old', 'kept-1']);
});

test('an emit of a subclass hears the tokens', async t => {
  class Loud extends HelpScout {
    emit(event, ...args) {
      (this.heard = this.heard || []).push([event, args.length]);
      return super.emit(event, ...args);
    }
  }

  const { client } = await expired(t, { Class: Loud });

  await client.users.me();
  assert.deepEqual(client.heard, [['tokens', 1]]);
});

test('start and finish set the flag', async t => {
  const { client } = await expired(t);

  assert.equal(client.startRefreshingAccessToken(), undefined);
  assert.equal(client.isRefreshingAccessTokenInProgress, true);
  assert.equal(client.finishRefreshingAccessToken(), undefined);
  assert.equal(client.isRefreshingAccessTokenInProgress, false);
});

test('waitForRefreshingAccessTokenToBeFinished resolves when the flag falls', async t => {
  const { client } = await expired(t);
  let done = false;

  client.startRefreshingAccessToken();

  const wait = client.waitForRefreshingAccessTokenToBeFinished().then(value => {
    done = true;
    return value;
  });

  await sleep(120);
  assert.equal(done, false);
  client.finishRefreshingAccessToken();
  assert.equal(await wait, undefined);
});

test('refreshAccessToken waits for a refresh that somebody else has under way', async t => {
  const { server, client } = await expired(t);
  const calls = record(t, client, ['waitForRefreshingAccessTokenToBeFinished']);

  client.startRefreshingAccessToken();
  setTimeout(() => client.finishRefreshingAccessToken(), 50);

  assert.equal(await client.refreshAccessToken(), undefined);
  assert.equal(calls.length, 1);
  assert.equal(server.tokenRequests.length, 0);
});

test('an assigned flag is believed', async t => {
  const { server, client } = await expired(t);

  client.isRefreshingAccessTokenInProgress = true;
  client.waitForRefreshingAccessTokenToBeFinished = async () => {};
  await client.refreshAccessToken();

  assert.equal(server.tokenRequests.length, 0);
});
