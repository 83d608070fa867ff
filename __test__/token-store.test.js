'use strict';

// Tokens that outlive the client: when the store is read and written, and what its failures lead to.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const HelpScout = require('..');
const { makeClient, rejection } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');
const { sleep, until } = require('./compat/support/time.js');

const token = (request) => request.header('authorization').replace('Bearer ', '');
const HOUR = 3600;

// A store in memory that writes down what is asked of it.
function memory(tokens = null) {
  const log = [];
  const store = {
    tokens,
    log,
    async load() {
      log.push('load');
      return store.tokens;
    },
    async save(saved) {
      log.push(`save ${saved.access_token}`);
      store.tokens = saved;
    },
  };
  return store;
}

function locking(store) {
  let last = Promise.resolve();
  store.lock = async (options) => {
    store.log.push(`lock ${JSON.stringify(options)}`);
    const before = last;
    let free;
    last = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    return async () => {
      store.log.push('unlock');
      free();
    };
  };
  return store;
}

// A server that takes fresh tokens only, and clients without credentials.
async function setUp(t, tokenStore, { flow = 'OAuth2', credentials = null } = {}) {
  const server = await startServer(t);
  server.fallback = (request) => (/^(fresh|kept)/.test(token(request)) ? { body: { ok: true } } : { status: 401 });
  return { server, client: makeClient(server, { flow, credentials, more: { tokenStore } }) };
}

function temporary(t) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'token-store-'));
  t.after(() => fs.rmSync(directory, { recursive: true }));
  return path.join(directory, 'tokens.json');
}

test('the first call loads what the store has, and asks for nothing', async (t) => {
  const store = memory({ access_token: 'kept', refresh_token: 'r1' });
  const { server, client } = await setUp(t, store);
  const heard = [];
  client.on('tokens', (tokens) => heard.push(tokens));

  assert.equal((await client.users.me()).status, 200);
  assert.deepEqual(server.requests.map(token), ['kept']);
  assert.deepEqual([server.tokenRequests.length, heard.length], [0, 0]);
  assert.deepEqual(client.credentials, { access_token: 'kept', refresh_token: 'r1' });
  assert.deepEqual(store.log, ['load']);
});

test('client credentials need neither getTokens() nor setCredentials(), and save what they fetch', async (t) => {
  const store = memory();
  const { server, client } = await setUp(t, store, { flow: 'clientCredentials' });

  await Promise.all([client.users.me(), client.users.me(), client.users.me()]);
  assert.equal(server.tokenRequests.length, 1);
  assert.equal(store.tokens.access_token, 'fresh-1');
});

test('a new token is saved before it is announced, set and used', async (t) => {
  const store = locking(memory({ access_token: 'old', refresh_token: 'r1' }));
  const { server, client } = await setUp(t, store);
  const { log } = store;
  server.fallback = (request) => {
    log.push(`call ${token(request)}`);
    return token(request) === 'old' ? { status: 401 } : { body: {} };
  };
  client.on('tokens', ({ access_token }) => log.push(`tokens ${access_token}, ${client.credentials.access_token} before`));
  const { setCredentials } = client;
  client.setCredentials = function set(tokens) {
    log.push(`set ${tokens.access_token}`);
    setCredentials.call(this, tokens);
  };

  await client.users.me();
  await until(() => log.includes('unlock'));
  assert.deepEqual(log.filter((line) => line !== 'unlock'), [
    'load', 'set old', 'call old', 'lock {"leaseMs":60000}', 'load', 'save fresh-1',
    'tokens fresh-1, old before', 'set fresh-1', 'call fresh-1',
  ]);
});

test('what is saved says when the token ends, and keeps the refresh token of an answer without one', async (t) => {
  const store = memory({ access_token: 'old', refresh_token: 'r1' });
  const { server, client } = await setUp(t, store);
  server.replyToken({ body: { access_token: 'fresh', expires_in: HOUR } });
  const before = Date.now();

  await client.users.me();
  const { expires_at: end, ...rest } = store.tokens;
  assert.deepEqual(rest, { access_token: 'fresh', refresh_token: 'r1', expires_in: HOUR });
  assert.ok(end >= before + HOUR * 1000 && end <= Date.now() + HOUR * 1000);
});

test('an answer without an access token is an error, and the store keeps what it has', async (t) => {
  const store = memory({ access_token: 'old', refresh_token: 'r1' });
  const { server, client } = await setUp(t, store);
  server.replyToken({ body: { refresh_token: 'r2' } });

  const error = await rejection(client.users.me());
  assert.equal(error.status, 401);
  assert.ok(error.cause instanceof HelpScout.AuthenticationError);
  assert.deepEqual(store.tokens, { access_token: 'old', refresh_token: 'r1' });
});

test('a stored token past its end is refreshed before it is used', async (t) => {
  const store = memory({ access_token: 'kept', refresh_token: 'r1', expires_in: HOUR, expires_at: Date.now() - 1000 });
  const { server, client } = await setUp(t, store);

  await client.users.me();
  assert.deepEqual(server.requests.map(token), ['fresh-1']);
  assert.equal(server.tokenRequests[0].json().refresh_token, 'r1');
});

test('getTokens() saves the first tokens before it resolves', async (t) => {
  const store = memory();
  const { client } = await setUp(t, store);

  const tokens = await client.getTokens('code');
  assert.deepEqual(store.tokens, tokens);
  assert.equal((await client.users.me()).status, 200);
});

test('OAuth2 with an empty store says what to do, and asks for nothing', async (t) => {
  const { server, client } = await setUp(t, memory());

  const error = await rejection(client.users.me());
  assert.ok(error instanceof HelpScout.AuthenticationError);
  assert.match(error.message, /token store is empty.*getTokens\(code\)/);
  assert.deepEqual([server.requests.length, server.tokenRequests.length], [0, 0]);
});

test('two clients of one store refresh once', async (t) => {
  const store = locking(memory({ access_token: 'old', refresh_token: 'r1' }));
  const { server, client } = await setUp(t, store);
  const other = makeClient(server, { flow: 'OAuth2', credentials: null, more: { tokenStore: store } });
  const heard = [];
  for (const each of [client, other]) each.on('tokens', ({ access_token }) => heard.push(access_token));

  await Promise.all([client.users.me(), other.users.me(), client.users.me(), other.users.me()]);
  assert.equal(server.tokenRequests.length, 1);
  assert.deepEqual(heard, ['fresh-1']);
  assert.equal(other.credentials.refresh_token, client.credentials.refresh_token);
});

test('a refused refresh token has the store read again before giving up', async (t) => {
  const store = memory({ access_token: 'old', refresh_token: 'spent' });
  const { server, client } = await setUp(t, store);
  server.replyToken(() => {
    store.tokens = { access_token: 'fresh-elsewhere', refresh_token: 'r2' };
    return { status: 400, body: { error: 'invalid_grant' } };
  });

  assert.equal((await client.users.me()).status, 200);
  assert.deepEqual([server.requests.map(token), server.tokenRequests.length], [['old', 'fresh-elsewhere'], 1]);
});

test('tokens that could not be saved are used, said of, and saved before the next refresh', async (t) => {
  const store = memory({ access_token: 'old', refresh_token: 'r1' });
  const { server, client } = await setUp(t, store);
  const { save } = store;
  const full = new Error('disk full');
  const errors = [];
  client.on('tokenstoreerror', (error) => errors.push(error));
  store.save = async () => {
    throw full;
  };

  assert.equal((await client.users.me()).status, 200);
  await until(() => errors.length > 0);
  assert.deepEqual(errors, [full]);

  store.save = save;
  await client.refreshAccessToken();
  assert.deepEqual(store.log.filter((line) => line.startsWith('save')), ['save fresh-1', 'save fresh-2']);
  assert.equal(server.tokenRequests[1].json().refresh_token, 'refresh-1');
  assert.equal(errors.length, 1);
});

test('listeners that throw lose neither the tokens nor the call', async (t) => {
  const store = memory({ access_token: 'old', refresh_token: 'r1' });
  const { client } = await setUp(t, store);
  const boom = () => {
    throw new Error('listener');
  };
  client.on('tokens', boom).on('tokenstoreerror', boom);
  const { save } = store;
  store.save = async () => boom();

  assert.equal((await client.users.me()).status, 200);
  assert.equal(client.credentials.refresh_token, 'refresh-1');
  store.save = save;
  await rejection(client.refreshAccessToken());
  assert.equal(store.tokens.access_token, 'fresh-2');
});

test('a store that fails warns the process if nobody listens', async (t) => {
  const store = memory();
  const { client } = await setUp(t, store, { flow: 'clientCredentials' });
  const warnings = [];
  const listen = (warning) => warnings.push(warning);
  process.on('warning', listen);
  t.after(() => process.off('warning', listen));
  store.load = () => {
    throw new Error('no connection');
  };

  assert.equal((await client.users.me()).status, 200);
  await until(() => warnings.some(({ code }) => code === 'HELPSCOUT_TOKEN_STORE'));
  assert.match(warnings[0].message, /The token store failed: no connection/);
});

test('OAuth2 rejects with what load() threw, if it has nothing else', async (t) => {
  const store = memory();
  const { client } = await setUp(t, store);
  const broken = new Error('no connection');
  client.on('tokenstoreerror', () => {});
  store.load = async () => {
    throw broken;
  };

  assert.equal(await rejection(client.users.me()), broken);
});

test('a lock that cannot be had does not stop a refresh', async (t) => {
  const store = memory({ access_token: 'old', refresh_token: 'r1' });
  const { client } = await setUp(t, store);
  const errors = [];
  client.on('tokenstoreerror', ({ message }) => errors.push(message));
  store.lock = async () => {
    throw new Error('no lock');
  };

  assert.equal((await client.users.me()).status, 200);
  assert.deepEqual(errors, ['no lock']);
});

test('load() that gives something else than tokens is a failure of the store', async (t) => {
  for (const [given, fits] of [[{}, false], ['text', false], [Symbol('x'), false], [undefined, true], [null, true]]) {
    const store = memory(given);
    const { client } = await setUp(t, store, { flow: 'clientCredentials' });
    const errors = [];
    client.on('tokenstoreerror', ({ message }) => errors.push(message));

    assert.equal((await client.users.me()).status, 200);
    assert.equal(errors.length > 0, !fits, String(given));
    assert.ok(errors.every((message) => /load\(\).*something else than tokens/.test(message)), errors[0]);
  }
});

test('an own refreshAccessToken goes before the store', async (t) => {
  const store = memory({ access_token: 'old', refresh_token: 'r1' });
  const { server, client } = await setUp(t, store);
  client.refreshAccessToken = async function refresh() {
    this.setCredentials({ access_token: 'fresh-own' });
  };

  await client.users.me();
  assert.deepEqual([server.requests.map(token), store.log, server.tokenRequests.length], [['fresh-own'], [], 0]);
});

test('a revoked user costs few token requests, however many calls there are', async (t) => {
  const { server, client } = await setUp(t, undefined, { credentials: { access_token: 'old', refresh_token: 'r1' } });
  server.replyToken(...Array(50).fill({ status: 400, body: { error: 'invalid_grant' } }));
  const CALLS = 200;
  let left = CALLS;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const error = await rejection(client.users.me());
      assert.equal(error.status, 401);
      assert.equal(error.cause.status, 400);
      await sleep(50);
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));

  t.diagnostic(`${server.requests.length} API requests, ${server.tokenRequests.length} token requests`);
  assert.equal(server.requests.length, CALLS, 'none is sent twice');
  // Pauses grow: these are enough for half a minute.
  assert.ok(server.tokenRequests.length <= 7, String(server.tokenRequests.length));
});

test('a file keeps the tokens for its owner alone, for the next client', async (t) => {
  const file = temporary(t);
  const { server, client } = await setUp(t, { file }, { flow: 'clientCredentials' });
  await client.users.me();
  assert.equal(JSON.parse(fs.readFileSync(file)).access_token, 'fresh-1');
  if (process.platform !== 'win32') assert.equal(fs.statSync(file).mode & 0o777, 0o600);

  const next = makeClient(server, { credentials: null, more: { tokenStore: { file } } });
  await next.users.me();
  assert.equal(server.tokenRequests.length, 1);
});

test('a file that others may read, or a link, is refused by name', { skip: process.platform === 'win32' }, async (t) => {
  const file = temporary(t);
  const open = { access_token: 'kept', refresh_token: 'r1' };
  const elsewhere = `${file}.elsewhere`;
  fs.writeFileSync(elsewhere, JSON.stringify(open), { mode: 0o600 });

  for (const [make, says] of [
    [() => fs.writeFileSync(file, JSON.stringify(open), { mode: 0o644 }), /tokens\.json is open to others \(mode 0644\)/],
    [() => fs.symlinkSync(elsewhere, file), /tokens\.json could not be read: it is a symbolic link/],
  ]) {
    fs.rmSync(file, { force: true });
    make();
    for (const flow of ['OAuth2', 'clientCredentials']) {
      const { server, client } = await setUp(t, { file }, { flow });
      const errors = [];
      client.on('tokenstoreerror', (error) => errors.push(error));
      const error = await rejection(client.users.me());
      assert.ok(error instanceof HelpScout.HelpScoutError);
      assert.match(error.message, says);
      assert.match(errors[0].message, says);
      assert.deepEqual([server.requests.length, server.tokenRequests.length], [0, 0]);
    }
  }
});

test('a wrong tokenStore throws when the client is made, and says what to pass', () => {
  const make = (tokenStore) => () =>
    new HelpScout({ clientId: 'id', clientSecret: 's', authenticationFlow: 'OAuth2', tokenStore });
  const run = () => {};

  for (const [wrong, says] of [
    [null, /"tokenStore" option is null: pass \{ file \}, \{ redis, key \} or \{ load, save, lock \}/],
    ['tokens.json', /"tokenStore" option is the string "tokens\.json"/],
    [{}, /"tokenStore\.load" option is undefined: pass a function/],
    [{ load: run }, /"tokenStore\.save"/],
    [{ load: run, save: run, lock: 1 }, /"tokenStore\.lock"/],
    [{ file: '' }, /"tokenStore\.file" option is .*: pass the path of a file/],
    [{ file: '/' }, /"tokenStore\.file"/],
    [{ file: 'a', load: run, save: run }, /"load" beside file/],
    [{ redis: 'http://:hunter2@127.0.0.1', key: 'k' }, /tokenStore.redis" option cannot be used: pass a URL such as/],
    [{ redis: 'redis://127.0.0.1' }, /tokenStore.key/],
    [{ redis: 'redis://127.0.0.1', key: 'k', file: 'f' }, /has "file" beside redis and key/],
  ]) {
    assert.throws(make(wrong), (error) => error instanceof TypeError && says.test(error.message) && !/hunter2/.test(error.message), says.source);
  }
  make(undefined)();
});
