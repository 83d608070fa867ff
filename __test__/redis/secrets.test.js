'use strict';

// Whatever Redis or what is in its place does, nobody is shown its password, or the tokens that it keeps.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const path = require('node:path');
const { after, test } = require('node:test');
const { inspect } = require('node:util');
const HelpScout = require('../..');
const { mockHelpScout } = require('../../testing');
const { startRedis } = require('./support/redis');

const TLS = path.join(__dirname, '..', 'compat', 'fixtures', 'tls');
const CERTIFICATE = { cert: path.join(TLS, 'server.pem'), key: path.join(TLS, 'server.key') };
const PASSWORD = 'hunter2/p%41ss:';
const FORMS = [PASSWORD, encodeURIComponent(PASSWORD), JSON.stringify(PASSWORD).slice(1, -1), Buffer.from(PASSWORD).toString('base64')];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const warned = [];
process.on('warning', (warning) => warned.push(warning));

let mock;
test.before(async () => {
  mock = await mockHelpScout({ rateLimit: false });
});
after(() => mock.close());

let accounts = 0;

/** Every way to say where a Redis is, as what follows from it. */
const WAYS = {
  'rateLimit.shared': (url) => ({ options: { rateLimit: { account: `a${(accounts += 1)}`, shared: { redis: url.href } } } }),
  clientOptions: (url) => ({
    options: { rateLimit: { account: `a${(accounts += 1)}` } },
    limiter: {
      datastore: 'ioredis',
      clientOptions: { host: url.hostname, port: url.port, username: url.username, password: decodeURIComponent(url.password), tls: url.protocol === 'rediss:' },
    },
  }),
  tokenStore: (url) => ({ options: { tokenStore: { redis: url.href, key: 'tokens' } }, expired: true }),
};

/** A client that has met what there is at `url`, with all that it told of it, and its tokens. */
async function meet(url, way, { listens }) {
  const { options, limiter, expired } = WAYS[way](new URL(url));
  const client = new HelpScout({ clientId: mock.clientId, clientSecret: mock.clientSecret, authenticationFlow: 'OAuth2', baseUrl: mock.url, ...options });
  const told = [];
  warned.length = 0;
  if (listens) for (const event of ['ratelimitstoreerror', 'tokenstoreerror']) client.on(event, (error) => told.push(error));
  client.bottleneck.on('error', (error) => told.push(error));
  client.bottleneck.on('debug', (...debugged) => told.push(debugged));
  if (limiter) client.updateBottleneckOptions(limiter);
  const issued = mock.issueTokens();
  client.setCredentials(issued);
  if (expired) mock.expireTokens();
  await client.tags.list().catch((error) => told.push(error));
  while (![...told, ...warned].some((value) => value instanceof Error)) await sleep(10);
  const tokens = [issued, client.credentials].flatMap(({ access_token, refresh_token }) => [access_token, refresh_token]);
  return { values: [...told, ...warned, client, client.bottleneck, client.requestOptions], tokens };
}

/** All that can be seen of a value. */
function seen(value) {
  const hidden = value instanceof Error ? [value.message, value.stack, value.cause] : [];
  return [inspect(value, { depth: 12, showHidden: false }), JSON.stringify(value), ...hidden.map(String)].join('\n');
}

async function sweep(url, says) {
  for (const way of Object.keys(WAYS)) {
    for (const listens of [true, false]) {
      const { values, tokens } = await meet(url, way, { listens });
      const text = values.map(seen).join('\n');
      assert.match(text, says, way);
      assert.doesNotMatch(text, /args beginning/, way);
      for (const secret of [...FORMS, ...tokens]) assert.ok(!text.includes(secret), `${way}: ${text}`);
    }
  }
}

const at = (port, { tls = false, host = '127.0.0.1' } = {}) => `redis${tls ? 's' : ''}://default:${encodeURIComponent(PASSWORD)}@${host}:${port}/`;

/** What takes connections on a port of its own, and answers whatever it is sent by `answer`. */
async function startServer(t, answer) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => answer(socket, String(data)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return server.address().port;
}

async function startReal(t, options) {
  const redis = await startRedis(options);
  t.after(() => redis.stop());
  return redis.port;
}

test('a connection that is refused shows no password', async () => {
  await sweep(at(1), /Redis at 127.0.0.1:1 could not be used: .*refused/i);
});

test('a host that there is not shows no password', async () => {
  await sweep(at(1, { host: 'nowhere.invalid' }), /Redis at nowhere.invalid:1 could not be used/);
});

test('a password that is wrong is not shown', async (t) => {
  await sweep(at(await startReal(t, { password: 'another' })), /WRONGPASS|authentication failed/i);
});

test('a user without rights is told of without a password', async (t) => {
  const more = ['--user', 'default', 'on', `>${PASSWORD}`, '~*', '-@all', '+auth', '+ping'];
  await sweep(at(await startReal(t, { password: PASSWORD, more })), /NOPERM|no permissions|Password authentication/i);
});

test('a Redis without the command to log in shows no password', async (t) => {
  const more = ['--rename-command', 'AUTH', ''];
  await sweep(at(await startReal(t, { more })), /Password authentication failed/);
});

test('a Redis without other commands repeats their arguments, and they are not shown', async (t) => {
  const more = ['SET', 'EVALSHA'].flatMap((command) => ['--rename-command', command, '']);
  await sweep(at(await startReal(t, { password: PASSWORD, more })), /unknown command/i);
});

test('what repeats all that it is sent is told of without the password', async (t) => {
  const port = await startServer(t, (socket, text) => socket.write(`-ERR no: ${text.replace(/\r?\n/g, ' ')}\r\n`));
  await sweep(at(port), /Redis at .* could not be used/);
});

test('what is no Redis is told of without the password', async (t) => {
  const port = await startServer(t, (socket, text) => socket.end(text.split('').reverse().join('')));
  await sweep(at(port), /Redis at .* could not be used/);
});

test('TLS that nobody trusts, to no TLS and from none shows no password', async (t) => {
  const port = await startReal(t, { tls: CERTIFICATE });
  await sweep(at(port, { tls: true, host: 'localhost' }), /certificate/i);
  await sweep(at(port), /Redis at .* could not be used|did not answer/);
  await sweep(at(await startReal(t, {}), { tls: true }), /Redis at .* could not be used|did not answer/);
});
