'use strict';

// Worker threads: their ends, and what they share with the main thread.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { mockHelpScout } = require('../../testing');
const { resultOf } = require('./support/program');
const { startServer } = require('./support/server');

test('100 workers can be terminated amid their calls, which end with them', async (t) => {
  const { base } = await startServer(t);
  const result = await resultOf('terminated-workers', { args: [base, 100, 'main'] });

  assert.deepEqual(result, { terminated: 100, left: 0 });
});

test('so can they when the main thread never loads the package', async (t) => {
  const { base } = await startServer(t);

  assert.deepEqual(await resultOf('terminated-workers', { args: [base, 100, 'never'] }), { terminated: 100 });
});

test('main thread and workers of one account keep its limit together', async (t) => {
  const mock = await mockHelpScout({ rateLimit: { limit: 20, windowMs: 2000 } });
  t.after(() => mock.close());
  const { access_token } = mock.issueTokens();

  const { answered } = await resultOf('shared-account', { args: [mock.url, 12, access_token] });

  assert.deepEqual(answered, [12, 12, 12]);
  assert.deepEqual(new Set(mock.requests.map(({ status }) => status)), new Set([200]));
});
