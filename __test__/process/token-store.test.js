'use strict';

// Processes that share single-use refresh tokens through a file.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { mockHelpScout } = require('../../testing');
const { until } = require('../compat/support/time.js');
const { resultOf } = require('./support/program');

const TOKEN = '/v2/oauth2/token';
const LIMIT_MS = 30_000;

// A mock with a user's tokens in a file.
async function setUp(t) {
  const mock = await mockHelpScout({ rateLimit: false });
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'token-store-'));
  const file = path.join(directory, 'tokens.json');
  t.after(async () => {
    await mock.close();
    fs.rmSync(directory, { recursive: true });
  });
  fs.writeFileSync(file, JSON.stringify(mock.issueTokens()), { mode: 0o600 });
  const refreshes = () => mock.requests.filter((request) => request.path === TOKEN);
  return { mock, directory, file, refreshes };
}

const call = ({ mock, file }, calls) => resultOf('shared-tokens', { args: [mock.url, file, calls], limitMs: LIMIT_MS });

test('processes whose token ends together refresh it once', async (t) => {
  const world = await setUp(t);
  world.mock.expireTokens();
  world.mock.fail(`POST ${TOKEN}`, { latencyMs: 300 });

  const results = await Promise.all(Array.from({ length: 4 }, () => call(world, 5)));

  assert.deepEqual(results, Array(4).fill({ 200: 5 }));
  assert.equal(world.refreshes().length, 1);
});

test('no token is lost, however often it is revoked under four processes', async (t) => {
  const world = await setUp(t);
  const revoking = setInterval(() => world.mock.expireTokens(), 100);
  t.after(() => clearInterval(revoking));

  const results = await Promise.all(Array.from({ length: 4 }, () => call(world, 150)));

  // A call whose new token is revoked at once as well has its 401; a spent refresh token would be a 400 or the end.
  const kinds = results.flatMap((statuses) => Object.keys(statuses));
  assert.deepEqual(kinds.filter((kind) => !/^200$|status code 401/.test(kind)), []);
  assert.ok(world.refreshes().length > 1);
  assert.deepEqual(world.refreshes().filter(({ status }) => status !== 200), []);
});

test('a process killed while it holds the lock of a refresh does not stop the others', async (t) => {
  const world = await setUp(t);
  world.mock.expireTokens();
  const stalled = world.mock.fail(`POST ${TOKEN}`, { stall: 'headers', times: 1 });
  const program = path.join(__dirname, 'programs', 'shared-tokens.js');
  const holder = spawn(process.execPath, [program, world.mock.url, world.file, '1'], { stdio: 'ignore' });
  t.after(() => holder.kill('SIGKILL'));
  await until(() => stalled.hits === 1);

  const waiting = call(world, 1);
  await until(() => world.mock.requests.filter(({ path: at }) => at === '/v2/tags').length === 2);
  holder.kill('SIGKILL');
  await once(holder, 'exit');

  assert.deepEqual(await waiting, { 200: 1 });
  assert.equal(world.refreshes().length, 2);
  assert.deepEqual(fs.readdirSync(world.directory).sort(), ['tokens.json', 'tokens.json.lock']);
});

test('whoever reads the file while it is replaced finds whole tokens', async (t) => {
  const world = await setUp(t);
  const revoking = setInterval(() => world.mock.expireTokens(), 20);
  t.after(() => clearInterval(revoking));
  const seen = new Set();
  const reading = setInterval(() => seen.add(JSON.parse(fs.readFileSync(world.file)).refresh_token), 2);
  t.after(() => clearInterval(reading));

  await call(world, 100);
  assert.ok(seen.size > 2, String(seen.size));
});
