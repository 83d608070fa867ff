'use strict';

/*
 * Resource objects: classes, own keys, identity, detached methods, promises.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { differs, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');

const offline = () => makeClient({ base: 'http://127.0.0.1:1/v2/' });
const at = (object, path) => path.split('.').reduce((value, key) => value[key], object);

/** Path of a resource: its class name. */
const RESOURCES = {
  conversations: 'Conversation',
  'conversations.attachments': 'Attachment',
  'conversations.customFields': 'CustomField',
  'conversations.tags': 'Tag',
  'conversations.threads': 'Thread',
  customerProperties: 'CustomerProperty',
  customers: 'Customer',
  'customers.addresses': 'Address',
  'customers.chatHandles': 'ChatHandle',
  'customers.emails': 'Email',
  'customers.phones': 'Phone',
  'customers.properties': 'Property',
  'customers.socialProfiles': 'SocialProfile',
  'customers.websites': 'Website',
  mailboxes: 'Mailbox',
  'mailboxes.customFields': 'CustomField',
  'mailboxes.folders': 'Folder',
  ratings: 'Rating',
  reports: 'Report',
  'reports.company': 'Company',
  'reports.conversation': 'Conversation',
  'reports.docs': 'Docs',
  'reports.happiness': 'Happiness',
  'reports.productivity': 'Productivity',
  'reports.user': 'User',
  tags: 'Tag',
  teams: 'Team',
  'teams.teamMembers': 'TeamMember',
  users: 'User',
  webhooks: 'Webhook',
  workflows: 'Workflow'
};

/** Those that the original lacks, after its own. */
const FURTHER = differs({
  original: {},
  ours: {
    'conversations.threads.schedule': 'Schedule',
    'conversations.snooze': 'Snooze',
    'mailboxes.routing': 'Routing',
    'mailboxes.savedReplies': 'SavedReply',
    'users.status': 'Status',
    'users.conversationReassignment': 'ConversationReassignment',
    organizations: 'Organization',
    'organizations.conversations': 'Conversation',
    'organizations.customers': 'Customer',
    'organizations.properties': 'Property',
    organizationProperties: 'OrganizationProperty',
    systemUsers: 'SystemUser',
    chats: 'Chat',
    'chats.events': 'Event'
  }
});
const ALL = { ...RESOURCES, ...FURTHER };

for (const [path, name] of Object.entries(ALL)) {
  test(`${path} is a ${name} with the client and its own resources`, () => {
    const client = offline();
    const resource = at(client, path);
    const children = Object.keys(ALL)
      .filter(other => other.startsWith(`${path}.`) && !other.slice(path.length + 1).includes('.'))
      .map(other => other.slice(path.length + 1));

    assert.equal(resource.constructor.name, name);
    assert.deepEqual(Object.keys(resource), ['client', ...children]);
    assert.equal(resource.client, client);
    assert.equal(at(client, path), resource, 'the same object each time');
  });

  test(`${path} has its methods on its prototype, out of enumeration`, () => {
    const prototype = Object.getPrototypeOf(at(offline(), path));
    const methods = Object.getOwnPropertyNames(prototype).filter(key => typeof prototype[key] === 'function');

    assert.ok(methods.includes('constructor') && methods.length > 1);
    assert.deepEqual(Object.keys(prototype), []);
    assert.equal(Object.getPrototypeOf(prototype), Object.prototype);
  });
}

test('every resource has a class of its own', () => {
  const client = offline();
  const classes = Object.keys(ALL).map(path => at(client, path).constructor);

  assert.equal(new Set(classes).size, classes.length);
});

test('a resource compares deeply equal to itself and its client to the client', () => {
  const client = offline();

  assert.deepStrictEqual(client.conversations, client.conversations);
  assert.deepStrictEqual(client.conversations.threads.client, client);
});

test('members of a resource can be replaced', async () => {
  const client = offline();

  client.conversations.threads = { list: async () => 'stub' };
  client.tags.list = async () => 'stub';

  assert.equal(await client.conversations.threads.list(), 'stub');
  assert.equal(await client.tags.list(), 'stub');
});

test('methods return native promises', async t => {
  const client = makeClient(await startServer(t));
  const call = client.users.me();

  assert.equal(Object.getPrototypeOf(call), Promise.prototype);
  await call;
});

for (const path of ['conversations.list', 'users.get', 'reports.company.getOverallReport']) {
  test(`a detached ${path} fails`, async () => {
    const method = at(offline(), path);

    assert.ok(await rejection((async () => method(1))()) instanceof TypeError);
  });
}

test('a detached method fails synchronously', () => {
  const { list } = offline().tags;

  assert.throws(() => list(), TypeError);
});

test('a method bound to its resource works', async t => {
  const client = makeClient(await startServer(t));
  const get = client.conversations.get.bind(client.conversations);

  assert.deepEqual((await Promise.all([1, 2].map(id => get(id)))).map(({ status }) => status), [200, 200]);
});

test('a method takes ids from map with its index and array', async t => {
  const server = await startServer(t);
  const { users } = makeClient(server);

  await Promise.all([7, 8].map(users.get, users));

  assert.deepEqual(server.requests.map(({ target }) => target).sort(), ['/v2/users/7', '/v2/users/8']);
});

/** [what, id, path segment, or undefined if ours rejects it] */
const IDS = [
  ['a number', 5, '5', '5'],
  ['text', 'abc', 'abc', 'abc'],
  ['a bigint', 9007199254740993n, '9007199254740993', '9007199254740993'],
  ['text with a space', '1 2', '1%202', '1%202'],
  ['text with a percent sign', '100%', '100%', '100%25'],
  ['text with a hash', '1#x', '1', undefined],
  ['text with a query', '1?embed=threads', '1?embed=threads', undefined],
  ['text with a slash', '1/threads', '1/threads', undefined],
  ['a dot segment', '../users', '../users', undefined],
  ['two dots', '..', '..', undefined],
  ['undefined', undefined, 'undefined', undefined],
  ['null', null, 'null', undefined],
  ['an empty text', '', '', undefined],
  ['an array', [1, 2], '1,2', undefined],
  ['an object', {}, '[object%20Object]', undefined],
  ['a fraction', 1.5, '1.5', undefined],
  ['NaN', NaN, 'NaN', undefined]
];

for (const [what, id, original, ours] of IDS) {
  const expected = differs({ original, ours });

  if (expected === undefined) {
    test(`an id that is ${what} rejects, naming the argument, and sends nothing`, async t => {
      const server = await startServer(t);
      const error = await rejection(makeClient(server).conversations.get(id));

      assert.ok(error instanceof Error);
      assert.match(error.message, /conversationId/);
      assert.equal(server.requests.length, 0);
    });
  } else {
    test(`an id that is ${what} is sent as ${expected}`, async t => {
      const server = await startServer(t);

      await makeClient(server).conversations.get(id);
      assert.equal(server.request.target, `/v2/conversations/${expected}`);
    });
  }
}

test('a bad second id is named too', onlyOurs, async t => {
  const server = await startServer(t);
  const error = await rejection(makeClient(server).conversations.threads.update(1, '', {}));

  assert.match(error.message, /threadId/);
  assert.equal(server.requests.length, 0);
});

test('a Symbol as id rejects', onlyOurs, async t => {
  const error = await rejection(makeClient(await startServer(t)).users.get(Symbol('x')));

  assert.match(error.message, /userId/);
});

test('a Symbol as id makes the original throw', onlyOriginal, () => {
  assert.throws(() => offline().users.get(Symbol('x')), TypeError);
});

test('the busiest times are found under both spellings', onlyOurs, () => {
  const { conversation } = offline().reports;

  assert.equal(conversation.getBusiestTimeOfDayReport, conversation.getBusiesTimeOfDayReport);
});
