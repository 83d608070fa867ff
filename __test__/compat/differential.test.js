'use strict';

/*
 * Every call of support/scenarios.js on the original and on ours: what differs
 * must be in differences, and what is there must still differ.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { both } = require('./support/differential.js');
const { scenarios } = require('./support/scenarios.js');
const { differences } = require('./differences');

const seen = differences.filter(({ where }) => where instanceof RegExp);
const used = new Set();

/** The entry of the table that allows a difference. */
function allowing(name, { path }) {
  const entry = seen.find(({ where }) => where.test(`${name} | ${path}`));

  if (entry) {
    used.add(entry);
  }

  return entry;
}

test('every scenario has a name of its own', () => {
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
});

for (const scenario of scenarios) {
  test(`${scenario.name}: the same but for the listed differences`, onlyOurs, async () => {
    const found = await both(scenario);

    assert.deepEqual(found.filter(difference => !allowing(scenario.name, difference)), []);
  });

  test(`${scenario.name}: the original does not differ from itself`, onlyOriginal, async () => {
    assert.deepEqual(await both(scenario, ['original', 'original']), []);
  });
}

for (const entry of seen) {
  test(`the difference ${entry.id} still exists`, onlyOurs, () => {
    assert.ok(used.has(entry));
  });
}
