'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { resultOf } = require('./support/program');
const { startServer } = require('./support/server');

test('timers get their turns while large answers arrive, 32 at once', async (t) => {
  const { base } = await startServer(t);
  const runs = [];

  // A busy machine makes gaps too, but not each time.
  while (runs.length < 3 && !runs.some(({ longest }) => longest < 100)) {
    runs.push(await resultOf('starvation', { args: [base, 10] }));
  }
  const [{ longest, total }] = runs.sort((one, other) => one.longest - other.longest);

  t.diagnostic(`longest gap of a 5 ms timer ${longest.toFixed(0)} ms, of ${total.toFixed(0)} ms`);
  assert.ok(longest < 250, `a gap of ${longest} ms`);
  assert.ok(longest < total / 4, `a gap of ${longest} ms in ${total} ms`);
});
