'use strict';

// Walks through a day with the Help Scout API against the mock that comes with the package: npm run demo

const assert = require('node:assert/strict');

const HelpScout = require('..');
const { mockHelpScout } = require('../testing');

const CONVERSATIONS = 60;

const say = (text) => process.stdout.write(`${text}\n`);

let steps = 0;

/** Runs one step and prints what it returns; what went wrong ends the demo. */
async function step(title, run) {
  steps += 1;
  say(`\n${steps}. ${title}`);
  const startedAt = Date.now();
  const lines = await run();
  for (const line of [lines].flat()) say(`   ${line}`);
  say(`   (${Date.now() - startedAt} ms)`);
}

/** Statuses that the mock answered to a method and path since the last step cleared its log. */
const answers = (mock, method, path) =>
  mock.requests.filter((request) => request.method === method && request.path === path).map(({ status }) => status);

async function walk(helpscout) {
  const pages = [await helpscout.conversations.list({ status: 'all' })];
  while (pages.at(-1)._links.next) pages.push(await helpscout.nextPage(pages.at(-1)._links));
  return pages;
}

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
    conversations = pages.flatMap(({ _embedded }) => _embedded.conversations);
    assert.equal(new Set(conversations.map(({ id }) => id)).size, CONVERSATIONS);
    return pages.map(
      ({ page, _embedded }) =>
        `page ${page.number} of ${page.totalPages}: ${_embedded.conversations.length} conversations`,
    );
  });
  settle();

  const [conversation] = conversations;

  await step('Read the threads of the newest one', async () => {
    const { _embedded } = await helpscout.conversations.threads.list(conversation.id);
    assert.equal(_embedded.threads.length, conversation.threads);
    return [
      `conversation ${conversation.number}: "${conversation.subject}"`,
      ..._embedded.threads.map(({ type, body }) => `${type}: ${body}`),
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
    assert.equal(String(_embedded.threads[0].id), headers['resource-id']);
    return `${status}, thread ${headers['resource-id']}; the newest thread reads ${_embedded.threads[0].body}`;
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
    return `answers were ${statuses.join(', ')}; mailboxes: ${_embedded.mailboxes.map(({ name }) => name).join(', ')}`;
  });
  settle();

  await step('Never send a reply twice when its outcome is unknown', async () => {
    const path = `/v2/conversations/${conversation.id}/reply`;
    const { threads } = mock.state.conversations.get(conversation.id);
    const before = threads.length;
    mock.fail(`POST ${path}`, { status: 502, afterApply: true, times: 1 });
    const reply = { customer: { id: conversation.primaryCustomer.id }, text: '<p>Once.</p>' };
    const error = await helpscout.conversations.threads.createReply(conversation.id, reply).catch((reason) => reason);
    assert.ok(error instanceof HelpScout.IndeterminateWriteError, `got ${error}`);
    assert.deepEqual(answers(mock, 'POST', path), [502]);
    assert.equal(threads.length, before + 1);
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
