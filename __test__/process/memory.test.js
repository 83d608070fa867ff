'use strict';

// Memory over many calls, clients and bytes, each measured in a process of its own.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { resultOf } = require('./support/program');
const { startServer } = require('./support/server');

const flags = ['--expose-gc'];
const MB = 2 ** 20;

test('300 dropped clients are collected', async (t) => {
  const { base } = await startServer(t);

  assert.deepEqual(await resultOf('collected-clients', { args: [base, 300], flags }), { collected: 300 });
});

test('memory stays flat over 100,000 calls', async (t) => {
  const { base, stats } = await startServer(t);
  const { answered, growth } = await resultOf('flat-memory', { args: [base, 100_000], flags, limitMs: 240_000 });

  t.diagnostic(`grew by ${growth.toFixed(1)} MB from call 20,000 to call 100,000`);
  assert.equal(answered, 100_000);
  assert.equal(stats.requests, 100_000);
  assert.ok(growth < 24, `grew by ${growth} MB`);
});

test('memory stays flat while 800 MB are read slowly', async (t) => {
  const { base } = await startServer(t);
  const { bytes, growth } = await resultOf('slow-reader', { args: [base, 800], flags, limitMs: 120_000 });

  t.diagnostic(`grew by ${growth.toFixed(1)} MB`);
  assert.equal(bytes, 800 * MB);
  // Some 64 MB are chunks that V8 has not collected yet.
  assert.ok(growth < 128, `grew by ${growth} MB`);
});

test('memory stays flat while 100 MB are sent from a stream', async (t) => {
  const { base } = await startServer(t);
  const { bytes, growth } = await resultOf('stream-body', { args: [base, 100], flags, limitMs: 120_000 });

  t.diagnostic(`grew by ${growth.toFixed(1)} MB`);
  assert.equal(bytes, 100 * MB);
  assert.ok(growth < 64, `grew by ${growth} MB`);
});
