'use strict';

/* What the mock answers to every read is what its type says: members, and what they hold. */

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { declarations } = require('../../scripts/declarations');
const HelpScout = require('../..');
const { mockHelpScout } = require('../../testing');
const { compile } = require('./support/compile.js');

const RANGE = {
  start: '2020-01-01T00:00:00Z',
  end: '2030-01-01T00:00:00Z',
  previousStart: '2010-01-01T00:00:00Z',
  previousEnd: '2020-01-01T00:00:00Z',
};

const reads = declarations().flatMap((resource) =>
  resource.endpoints
    .filter(({ verb, returns }) => verb === 'GET' && returns !== 'Buffer')
    .map((endpoint) => ({ ...endpoint, keys: [...resource.path.split('.'), endpoint.method] })));

let mock;
let helpscout;
let wrong;

/** Parameters that a read cannot do without. */
function paramsOf({ keys }, { userId }) {
  const report = keys[0] === 'reports' ? RANGE : {};
  const user = keys[1] === 'user' ? { user: userId } : {};
  const field = keys.includes('getDrilldownByFieldReport') ? { field: 'tagid', fieldid: 1 } : {};
  return { ...report, ...user, ...field };
}

/** Adds what the account lacks, and tells an id of each kind. */
async function prepare() {
  const first = (records) => [...records.keys()][0];
  const { state } = mock;
  const conversationId = first(state.conversations);
  const customerId = first(state.customers);
  const threads = await helpscout.conversations.threads.list(conversationId);
  const threadId = threads._embedded.threads.find(({ type }) => type === 'customer').id;
  const file = { fileName: 'a.txt', mimeType: 'text/plain', data: 'YQ==' };
  const attachment = await helpscout.conversations.attachments.upload(conversationId, threadId, file);
  await helpscout.customers.addresses.create(customerId, { city: 'Lyon', state: 'ARA', postalCode: '69001', country: 'FR' });
  await helpscout.webhooks.create({ url: 'https://example.org', events: ['convo.created'], secret: 'x' });
  await helpscout.organizationProperties.create({ type: 'text', slug: 'sector', name: 'Sector' });
  return {
    conversationId,
    threadId,
    attachmentId: attachment.headers['resource-id'],
    customerId,
    mailboxId: first(state.mailboxes),
    savedReplyId: first(state.savedReplies),
    userId: first(state.users),
    systemUserId: first(state.systemUsers),
    teamId: first(state.teams),
    tagId: first(state.tags),
    webhookId: first(state.webhooks),
    ratingId: first(state.ratings),
    organizationId: first(state.organizations),
    slug: 'sector',
    chatId: first(state.chats),
  };
}

before(async () => {
  mock = await mockHelpScout({ pageSize: 5, rateLimit: false });
  helpscout = new HelpScout({
    clientId: mock.clientId,
    clientSecret: mock.clientSecret,
    authenticationFlow: 'clientCredentials',
    baseUrl: mock.url,
  });
  helpscout.updateBottleneckOptions({ maxConcurrent: null, minTime: 0, reservoir: null });
  const ids = await prepare();
  const lines = await Promise.all(reads.map(async (read) => {
    const method = read.keys.at(-1);
    const resource = read.keys.slice(0, -1).reduce((parent, key) => parent[key], helpscout);
    const args = read.ids.map((id) => ids[id]);
    const { data } = await resource[method](...args, ...(read.argument ? [paramsOf(read, ids)] : []));
    const type = `Awaited<ReturnType<HelpScout${read.keys.map((key) => `['${key}']`).join('')}>>['data']`;
    // By way of a constant, for members that no type has may come.
    const name = read.keys.join('_');
    return `const ${name}$ = ${JSON.stringify(data)}; const ${name}: ${type} = ${name}$;`;
  }));
  wrong = compile('export {};', [...lines, "const wrong_answer$ = [{ id: '1' }]; const wrong_answer: HelpScout.Tag[] = wrong_answer$;"]);
});

after(() => mock.close());

const isWrong = (name) => wrong.some((line) => line.startsWith(`const ${name}$`));

describe('the answer of the mock has the type of', () => {
  for (const { keys } of reads) {
    test(keys.join('.'), () => assert.equal(isWrong(keys.join('_')), false));
  }
});

test('an answer of another type would be seen, and nothing else is wrong', () => {
  assert.ok(isWrong('wrong_answer'));
  assert.deepEqual(wrong.filter((line) => !line.startsWith('const ')), []);
});
