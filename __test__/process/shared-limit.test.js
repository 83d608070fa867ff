'use strict';

// Processes of one machine that keep the limit of one account together, through a file.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const { mockHelpScout } = require('../../testing');
const { until } = require('../compat/support/time.js');
const { resultOf, runProgram } = require('./support/program');

const LIMIT_MS = 30_000;
const SHARED = { account: 'acme', shared: 'machine', windowMs: 2000 };

// Where the processes keep their file.
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'shared-limit-'));
process.env.TMPDIR = directory;
after(() => fs.rmSync(directory, { recursive: true }));

async function startMock(t, limit) {
  const mock = await mockHelpScout({ rateLimit: { limit, windowMs: SHARED.windowMs, kind: 'sliding' } });
  t.after(() => mock.close());
  const { access_token } = mock.issueTokens();
  const args = (calls, rateLimit) => [mock.url, calls, access_token, JSON.stringify(rateLimit)];
  const refused = () => mock.requests.filter(({ status }) => status !== 200);
  return { mock, args, refused };
}

test('two processes never have more than the limit counted', async (t) => {
  const { args, refused } = await startMock(t, 40);
  const rateLimit = { ...SHARED, account: 'two' };
  // A limit that nobody knows yet is assumed to be 400: the first call learns it, for all.
  await resultOf('shared-limit', { args: args(1, rateLimit), limitMs: LIMIT_MS });

  const results = await Promise.all(
    [1, 2].map(() => resultOf('shared-limit', { args: args(60, rateLimit), limitMs: LIMIT_MS })),
  );

  assert.deepEqual(results, Array(2).fill({ answered: 60, outages: [] }));
  assert.deepEqual(refused(), []);
});

test('a process killed amid its calls holds the others up for its lease and a window only', async (t) => {
  const { mock, args, refused } = await startMock(t, 10);
  const rateLimit = { ...SHARED, account: 'killed' };
  await resultOf('shared-limit', { args: args(1, rateLimit), limitMs: LIMIT_MS });
  const stalled = mock.fail('GET /v2/tags', { stall: 'headers', times: 5 });
  const program = path.join(__dirname, 'programs', 'shared-limit.js');
  const holder = spawn(process.execPath, [program, ...args(5, rateLimit).map(String)], { stdio: 'ignore' });
  t.after(() => holder.kill('SIGKILL'));
  await until(() => stalled.hits === 5);
  holder.kill('SIGKILL');
  await once(holder, 'exit');

  const result = await resultOf('shared-limit', { args: args(30, rateLimit), limitMs: LIMIT_MS });

  assert.deepEqual(result, { answered: 30, outages: [] });
  assert.deepEqual(refused().filter(({ status }) => status === 429), []);
});

test('a file that cannot be used is told of once, and calls go on', async (t) => {
  const { args, refused } = await startMock(t, 40);
  const rateLimit = { ...SHARED, account: 'refused' };
  const [own] = fs.readdirSync(directory).filter((name) => name.startsWith('helpscout-native'));
  fs.chmodSync(path.join(directory, own), 0o755);
  t.after(() => fs.chmodSync(path.join(directory, own), 0o700));

  const { answered, outages } = await resultOf('shared-limit', { args: args(30, rateLimit), limitMs: LIMIT_MS });

  assert.equal(answered, 30);
  assert.equal(outages.length, 1);
  assert.match(outages[0], /its directory is open to others/);
  assert.deepEqual(refused(), []);
});

test('without a listener the process is warned', async (t) => {
  const { args } = await startMock(t, 40);
  process.env.TMPDIR = path.join(directory, 'missing');
  t.after(() => {
    process.env.TMPDIR = directory;
  });

  const { stderr, result } = await runProgram('shared-limit', {
    args: [...args(1, { ...SHARED, account: 'warned' }), '{}', 'silent'],
    limitMs: LIMIT_MS,
  });

  assert.equal(result.answered, 1);
  assert.match(stderr, /HELPSCOUT_RATE_LIMIT_STORE/);
});
