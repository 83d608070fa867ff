'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { resultOf } = require('./support/program');
const { startServer } = require('./support/server');

for (const [kind, rounds, what] of [
  ['large', 10, 'large answers arrive, 32 at once'],
  ['small', 150, 'a small answer arrives whenever the program is busy with another'],
]) {
  test(`timers get their turns while ${what}`, async (t) => {
    const { base } = await startServer(t);
    const runs = [];

    // A busy machine makes gaps too, but not each time.
    while (runs.length < 3 && !runs.some(({ longest }) => longest < 100)) {
      runs.push(await resultOf('starvation', { args: [base, kind, rounds] }));
    }
    const [{ longest, total }] = runs.sort((one, other) => one.longest - other.longest);

    t.diagnostic(`longest gap of a 5 ms timer ${longest.toFixed(0)} ms, of ${total.toFixed(0)} ms`);
    assert.ok(longest < 250, `a gap of ${longest} ms`);
    assert.ok(longest < total / 4, `a gap of ${longest} ms in ${total} ms`);
  });
}
