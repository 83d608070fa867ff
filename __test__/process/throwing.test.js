'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { resultOf } = require('./support/program');
const { startServer } = require('./support/server');

test('answers keep their data while ticks of the program throw', async (t) => {
  const { base } = await startServer(t);
  const { lost, thrown } = await resultOf('throwing-ticks', { args: [base] });

  assert.ok(thrown > 100, `${thrown} were thrown`);
  assert.equal(lost, 0);
});
