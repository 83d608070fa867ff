'use strict';

/* Every verb under every fault: docs/RELIABILITY.md prints the table that this checks. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { makeClient, outcome } = require('../compat/support/client.js');
const { startServer } = require('../compat/support/server.js');
const { identity } = require('../compat/support/tls.js');
const table = require('./table/index.js');

/** A machine that is busy with other things may make a call slow, but not each of so many. */
const RUNS = 3;

const LARGE = { text: 'x'.repeat(4_000_000) };

function call(client, verb, { large }) {
  const body = large ? LARGE : { name: 'x' };
  return verb === 'GET' || verb === 'DELETE'
    ? client[verb.toLowerCase()]('things')
    : client[verb.toLowerCase()]('things', body);
}

/** What one call comes to under the fault of `row`. */
async function observe(t, row, verb) {
  const server = await startServer(t, row.tls ? { tls: { ...identity(row.tls), ...row.options } } : {});
  const client = makeClient(row.base ? { base: row.base(server) } : server, row.client);
  await row.prepare({ t, server, client });

  const start = performance.now();
  const { error } = await outcome(call(client, verb, row));
  return { error, elapsed: performance.now() - start, requests: server.requests, tokens: server.tokenRequests.length };
}

async function check(t, row, verb, cell) {
  for (let run = 1; ; run += 1) {
    const seen = await observe(t, row, verb);
    assertCell(seen, cell, row);
    assertPause(seen, row);
    const tokens = row.tokensOf?.[verb] ?? row.tokens ?? 0;
    assert.equal(seen.tokens, tokens, 'token requests');
    if (seen.elapsed <= row.within) return;
    assert.ok(run < RUNS, `took ${seen.elapsed} ms`);
  }
}

function assertCell({ error, requests }, cell, { code }) {
  assert.equal(requests.length, cell.sent, `requests; ${error}`);
  if (cell.outcome === 'resolves') {
    assert.equal(error, undefined);
    return;
  }

  const { constructor, attempts, retryable, mayHaveBeenApplied } = error;
  assert.deepEqual(
    { outcome: constructor.name, tries: attempts, retryable, maybe: mayHaveBeenApplied },
    { outcome: cell.outcome, tries: cell.tries, retryable: cell.retryable, maybe: cell.maybe },
  );
  if (code) assert.ok([code].flat().includes(error.code), error.code);
}

function assertPause({ requests: [first, second] }, { paused }) {
  if (paused && second) assert.ok(second.at - first.at >= paused - 1, 'sent again too early');
}

for (const [family, rows] of table) {
  describe(family, { concurrency: 12 }, () => {
    for (const row of rows) {
      for (const [verb, cell] of Object.entries(row.cells)) {
        test(`${verb}: ${row.fault}`, async (t) => check(t, row, verb, cell));
      }
    }
  });
}
