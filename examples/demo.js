'use strict';

// Walks through a day with the Help Scout API against the mock that comes with the package: npm run demo

const assert = require('node:assert/strict');

const HelpScout = require('..');
const { mockHelpScout } = require('../testing');

/** @typedef {import('../testing').MockHelpScout} MockHelpScout */

const CONVERSATIONS = 60;

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

let steps = 0;

/**
 * Runs one step and prints what it returns; what went wrong ends the demo.
 *
 * @param {string} title
 * @param {() => Promise<string | string[]>} run
 */
async function step(title, run) {
  steps += 1;
  say(`\n${steps}. ${title}`);
  const startedAt = Date.now();
  const lines = await run();
  for (const line of [lines].flat()) say(`   ${line}`);
  say(`   (${Date.now() - startedAt} ms)`);
}

/**
 * Statuses that the mock answered to a method and path since the last step cleared its log.
 *
 * @param {MockHelpScout} mock
 * @param {string} method
 * @param {string} path
 */
const answers = (mock, method, path) =>
  mock.requests.filter((request) => request.method === method && request.path === path).map(({ status }) => status);

/** @param {HelpScout} helpscout */
async function walk(helpscout) {
  let page = await helpscout.conversations.list({ status: 'all' });
  const pages = [page];
  while (page._links.next) {
    page = await helpscout.nextPage(page._links);
    pages.push(page);
  }
  return pages;
}

/** @param {MockHelpScout} mock */
async function demo(mock) {
  const totals = new Map();
  const settle = () => {
    for (const { status } of mock.requests) totals.set(status, (totals.get(status) ?? 0) + 1);
    mock.clear();
  };

  const helpscout = new HelpScout({
    clientId: mock.clientId,
    clientSecret: mock.clientSecret,
    authenticationFlow: 'clientCredentials',
    baseUrl: mock.url,
  });
  // The mock is near and patient, so the demo need not keep the pace that suits the real API.
  helpscout.updateBottleneckOptions({ minTime: 5 });

  /** @type {HelpScout.Conversation[]} */
  let conversations = [];

  await step('Authenticate with client credentials', async () => {
    helpscout.setCredentials(await helpscout.getTokens());
    const { data: me } = await helpscout.users.me();
    assert.equal(me.role, 'owner');
    return `signed in as ${me.firstName} ${me.lastName} <${me.email}>`;
  });
  settle();

  await step('Walk all pages of the conversations', async () => {
    const pages = await walk(helpscout);
    conversations = pages.flatMap(({ _embedded }) => _embedded?.conversations ?? []);
    assert.equal(new Set(conversations.map(({ id }) => id)).size, CONVERSATIONS);
    return pages.map(
      ({ page, _embedded }) =>
        `page ${page?.number} of ${page?.totalPages}: ${_embedded?.conversations.length} conversations`,
    );
  });
  settle();

  const [conversation] = conversations;

  await step('Read the threads of the newest one', async () => {
    const { _embedded } = await helpscout.conversations.threads.list(conversation.id);
    const threads = _embedded?.threads ?? [];
    assert.equal(threads.length, conversation.threads);
    return [
      `conversation ${conversation.number}: "${conversation.subject}"`,
      ...threads.map(({ type, body }) => `${type}: ${body}`),
    ];
  });
  settle();

  await step('Reply, and find the reply among the threads', async () => {
    const { status, headers } = await helpscout.conversations.threads.createReply(conversation.id, {
      customer: { id: conversation.primaryCustomer.id },
      text: '<p>It is on its way.</p>',
    });
    const { _embedded } = await helpscout.conversations.threads.list(conversation.id);
    assert.equal(status, 201);
    const newest = _embedded?.threads[0];
    assert.equal(String(newest?.id), headers['resource-id']);
    return `${status}, thread ${headers['resource-id']}; the newest thread reads ${newest?.body}`;
  });
  settle();

  await step('Tag it, and read the tags back', async () => {
    await helpscout.conversations.tags.update(conversation.id, { tags: ['vip', 'parcel'] });
    const { data } = await helpscout.conversations.get(conversation.id);
    const names = data.tags.map(({ tag }) => tag);
    assert.deepEqual(names, ['vip', 'parcel']);
    return `tags are now ${names.join(', ')}`;
  });
  settle();

  await step('Go on when the access token has expired', async () => {
    mock.expireTokens();
    const found = await Promise.all(conversations.slice(0, 5).map(({ id }) => helpscout.conversations.get(id)));
    const refreshes = answers(mock, 'POST', '/v2/oauth2/token');
    assert.deepEqual(
      found.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    assert.deepEqual(refreshes, [200]);
    const refused = mock.requests.filter(({ status }) => status === 401).length;
    assert.ok(refused > 0);
    return `5 calls at once, ${refused} answered 401 first, 1 token refresh, 5 answered 200 in the end`;
  });
  settle();

  await step('Wait as long as a 429 says', async () => {
    mock.fail('GET /v2/tags', { status: 429, headers: { 'X-RateLimit-Retry-After': '1' }, times: 1 });
    await helpscout.tags.list();
    const statuses = answers(mock, 'GET', '/v2/tags');
    const [first, second] = mock.requests.filter(({ path }) => path === '/v2/tags');
    assert.deepEqual(statuses, [429, 200]);
    const waited = second.time - first.time;
    assert.ok(waited >= 950, `waited ${waited} ms`);
    return `answers were ${statuses.join(', ')}, ${Math.round(waited)} ms apart as "X-RateLimit-Retry-After: 1" asks`;
  });
  settle();

  await step('Read again after a 502', async () => {
    mock.fail('GET /v2/mailboxes', { status: 502, times: 1 });
    const { _embedded } = await helpscout.mailboxes.list();
    const statuses = answers(mock, 'GET', '/v2/mailboxes');
    assert.deepEqual(statuses, [502, 200]);
    const names = _embedded?.mailboxes.map(({ name }) => name).join(', ');
    return `answers were ${statuses.join(', ')}; mailboxes: ${names}`;
  });
  settle();

  await step('Never send a reply twice when its outcome is unknown', async () => {
    const path = `/v2/conversations/${conversation.id}/reply`;
    const stored = mock.state.conversations.get(conversation.id);
    assert.ok(stored);
    const before = stored.threads.length;
    mock.fail(`POST ${path}`, { status: 502, afterApply: true, times: 1 });
    const reply = { customer: { id: conversation.primaryCustomer.id }, text: '<p>Once.</p>' };
    const error = await helpscout.conversations.threads.createReply(conversation.id, reply).catch((reason) => reason);
    assert.ok(error instanceof HelpScout.IndeterminateWriteError, `got ${error}`);
    assert.deepEqual(answers(mock, 'POST', path), [502]);
    assert.equal(stored.threads.length, before + 1);
    return `rejected with ${error.constructor.name}: the customer has the reply once`;
  });
  settle();

  const total = [...totals.values()].reduce((sum, count) => sum + count, 0);
  const byStatus = [...totals].sort(([a], [b]) => a - b).map(([status, count]) => `${count} x ${status}`);
  say(`\nAll ${steps} steps went as they should: ${total} requests (${byStatus.join(', ')}).`);
}

async function main() {
  const mock = await mockHelpScout({ seed: { conversations: CONVERSATIONS } });
  say(`The mock Help Scout listens on ${mock.url}`);
  try {
    await demo(mock);
  } finally {
    await mock.close();
  }
}

main().catch((error) => {
  process.stderr.write(`\nThe demo failed: ${error.stack}\n`);
  process.exitCode = 1;
});
