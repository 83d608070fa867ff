'use strict';

/*
 * Help Scout ignores a query parameter that it does not know, and answers with
 * everything: the program is told, once for each operation and name.
 */

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');

const { makeClient } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');

/** What `call` has emitted as warnings, and what it sent. */
async function during(t, call) {
  const server = await startServer(t);
  const { mock } = t.mock.method(process, 'emitWarning', () => {});

  await call(makeClient(server));

  const warnings = mock.calls.map(({ arguments: [message, { type, code }] }) => ({ message, type, code }));
  return { warnings, targets: server.requests.map(({ target }) => target) };
}

test('an unknown parameter is sent, and warned of once with the nearest known name', async t => {
  const { warnings, targets } = await during(t, async client => {
    await client.conversations.list({ mailboxId: 1 });
    await client.conversations.list({ mailboxId: 2, page: 1 });
  });

  assert.deepEqual(warnings, [{
    message: 'conversations.list has no parameter "mailboxId", which Help Scout ignores: did you mean "mailbox"?',
    type: 'HelpScoutWarning',
    code: 'HELPSCOUT_UNKNOWN_PARAM'
  }]);
  assert.deepEqual(targets, ['/v2/conversations?mailboxId=1', '/v2/conversations?mailboxId=2&page=1']);
});

test('each operation and name is warned of on its own', async t => {
  const { warnings } = await during(t, async client => {
    await client.workflows.list({ mailbox: 1 });
    await client.tags.list({ mailbox: 1, size: 50 });
  });

  assert.deepEqual(warnings.map(({ message }) => message.split(',')[0]), [
    'workflows.list has no parameter "mailbox"',
    'tags.list has no parameter "mailbox"',
    'tags.list has no parameter "size"'
  ]);
});

test('an operation without parameters says so, one whose names are all different lists them', async t => {
  const { warnings } = await during(t, async client => {
    await client.customers.emails.list(1, { page: 2 });
    await client.users.list({ xyz: 2 });
  });

  assert.deepEqual(warnings.map(({ message }) => message.split(': ')[1]), ['it has none.', 'it has email, mailbox, page.']);
});

test('a name in URLSearchParams is warned of too', async t => {
  const { warnings } = await during(t, client => client.webhooks.list(new URLSearchParams('pages=2')));

  assert.match(warnings[0].message, /^webhooks\.list has no parameter "pages".*"page"\?$/);
});

test('what is documented, null, undefined or of no operation is not warned of', async t => {
  const { warnings } = await during(t, async client => {
    await client.conversations.list({ assigned_to: 1, assignedTo: 2, mailboxid: null, inbox: undefined });
    await client.get('conversations', { mailboxId: 1 });
    client.updateRequestOptions({ params: { key: 1 } });
    await client.conversations.delete(1);
    await client.tags.list();
  });

  assert.deepEqual(warnings, []);
});

test('a process.emitWarning that throws fails no call', async t => {
  const server = await startServer(t);
  t.mock.method(process, 'emitWarning', () => { throw new Error('mine'); });

  assert.equal((await makeClient(server).teams.list({ pages: 1 })).status, 200);
});

test('a verb of the caller\'s own and another limiter leave the warning in place', async t => {
  const { warnings } = await during(t, async client => {
    client.get = () => 'mine';
    assert.equal(client.ratings.get(1), 'mine');
    client.teams.teamMembers.list(1, { pages: 1 });
  });

  assert.match(warnings[0].message, /^teams\.teamMembers\.list has no parameter "pages"/);
  assert.equal(warnings.length, 1);
});

test('a name from outside cannot write lines or pages into a log', async t => {
  const { warnings } = await during(t, async client => {
    await client.mailboxes.folders.list(1, { 'a\nb\u001b[31m': 1 });
    await client.mailboxes.folders.list(1, { ['x'.repeat(5000)]: 1 });
  });

  assert.equal(warnings.length, 2);
  assert.match(warnings[0].message, /^mailboxes\.folders\.list has no parameter "a\\nb\\u\{1b\}\[31m", which [ -~]*$/);
  assert.ok(warnings[1].message.length < 300);
});

test('names of an object\'s own members are parameters like others', async t => {
  const { warnings, targets } = await during(t, client =>
    client.mailboxes.customFields.list(1, JSON.parse('{"__proto__":"a","constructor":"b","page":1}')));

  assert.deepEqual(warnings.map(({ message }) => /parameter "(\w+)"/.exec(message)[1]), ['__proto__', 'constructor']);
  assert.deepEqual(targets, ['/v2/mailboxes/1/fields?__proto__=a&constructor=b&page=1']);
});

test('names without end do not fill the memory', async t => {
  const { warnings } = await during(t, async client => {
    await client.mailboxes.list(Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`key${n}`, n])));
  });

  assert.ok(warnings.length > 0 && warnings.length < 300);
});

test('the warning reaches stderr of a program', () => {
  const program = `
    const HelpScout = require(${JSON.stringify(require.resolve('..'))});
    const helpscout = new HelpScout({ clientId: 'a', clientSecret: 'b', authenticationFlow: 'OAuth2', baseUrl: 'http://127.0.0.1:1/' });
    helpscout.setCredentials({ access_token: 'c' });
    helpscout.tags.list({ pages: 2 }, { signal: AbortSignal.abort() }).catch(() => {});
  `;
  const { stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });

  assert.match(stderr, /\[HELPSCOUT_UNKNOWN_PARAM\] HelpScoutWarning: tags\.list/);
});
