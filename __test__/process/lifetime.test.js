'use strict';

// What holds a process open and how it may end, each shown in a process of its own.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { resultOf, runProgram } = require('./support/program');
const { startServer } = require('./support/server');

const LIMIT_MS = 20_000;

test('a process with an idle client ends by itself', async (t) => {
  const { base } = await startServer(t);

  for (const [how, settled] of [
    ['constructed', []],
    ['after a call', [200]],
    ['with listeners', [200]],
    ['after an abort', ['enough']],
  ]) {
    assert.deepEqual(await resultOf('exits', { args: [base, how], limitMs: LIMIT_MS }), settled, how);
  }
});

test('a process lives until its calls are settled', async (t) => {
  const { base } = await startServer(t);

  for (const [how, settled] of [
    ['amid a call', [200]],
    ['amid a retry', [200]],
    ['waiting for the limiter', [200, 200, 200]],
  ]) {
    assert.deepEqual(await resultOf('exits', { args: [base, how], limitMs: LIMIT_MS }), settled, how);
  }
});

test('process.exit() with 50 calls in flight leaves with its code, 200 times', async (t) => {
  const { base } = await startServer(t);
  const delays = Array.from({ length: 200 }, (_, n) => (n % 10 === 9 ? 'answer' : n % 10 * 4));
  const ends = [];

  await Promise.all(
    Array.from({ length: 3 }, async () => {
      while (delays.length > 0) {
        const delay = delays.pop();
        const { code, signal, stderr } = await runProgram('exit-in-flight', { args: [base, delay], limitMs: LIMIT_MS });
        ends.push({ code, signal, stderr });
      }
    }),
  );

  assert.equal(ends.length, 200);
  for (const end of ends) assert.deepEqual(end, { code: 7, signal: null, stderr: '' });
});

test('destroying a streamed answer aborts its transfer and leaves the client usable', async (t) => {
  const { base } = await startServer(t);

  assert.deepEqual(await resultOf('destroyed-stream', { args: [base], limitMs: LIMIT_MS }), { aborted: 1 });
});

test('an answer that cannot be built rejects its call and ends no process', async (t) => {
  const { base } = await startServer(t);

  assert.equal(await resultOf('changed-prototype', { args: [base], limitMs: LIMIT_MS }), 'no Accept here');
});
