'use strict';

/*
 * Every resource method makes one call of one verb of the client, with the
 * arguments the original passes, whether that verb is the class's own or the
 * caller's.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { differs, onlyOurs } = require('./support/subject.js');
const { makeClient } = require('./support/client.js');

/** A client that has nowhere to send anything. */
const offline = options => makeClient({ base: 'http://127.0.0.1:1/v2/' }, options);

test('a method without its client throws, and says what a getter in its place says', () => {
  const { get } = offline().conversations;
  const mine = new Error('mine');

  for (const resource of [undefined, null, {}, { client: null }, { client: {} }]) {
    assert.throws(() => get.call(resource, 1), TypeError);
  }
  assert.throws(() => get.call({ get client() { throw mine; } }, 1), mine);
});

test('a method without its client says what to do', onlyOurs, () => {
  const { get } = offline().conversations;

  assert.throws(() => get(1), { message: /^get\(\) was called on what is no resource of a client: call it as a method/ });
});

const at = (object, path) => path.split('.').reduce((value, key) => value[key], object);

/** Splits `conversations.threads.list` into the resource and the method's name. */
function locate(client, path) {
  const dot = path.lastIndexOf('.');
  return [at(client, path.slice(0, dot)), path.slice(dot + 1)];
}

/** [method, verb, endpoint with :1 and :2 for the ids, name of the last argument if it has one] */
const METHODS = [
  ['conversations.attachments.delete', 'delete', 'conversations/:1/attachments/:2'],
  ['conversations.attachments.getData', 'get', 'conversations/:1/attachments/:2/data'],
  ['conversations.attachments.upload', 'post', 'conversations/:1/threads/:2/attachments', 'data'],
  ['conversations.customFields.update', 'put', 'conversations/:1/fields', 'data'],
  ['conversations.tags.update', 'put', 'conversations/:1/tags', 'data'],
  ['conversations.threads.createChat', 'post', 'conversations/:1/chats', 'data'],
  ['conversations.threads.createCustomer', 'post', 'conversations/:1/customer', 'data'],
  ['conversations.threads.createNote', 'post', 'conversations/:1/notes', 'data'],
  ['conversations.threads.createPhone', 'post', 'conversations/:1/phones', 'data'],
  ['conversations.threads.createReply', 'post', 'conversations/:1/reply', 'data'],
  ['conversations.threads.get', 'get', 'conversations/:1/threads/:2/original-source'],
  ['conversations.threads.list', 'get', 'conversations/:1/threads', 'params'],
  ['conversations.threads.update', 'patch', 'conversations/:1/threads/:2', 'data'],
  ['conversations.create', 'post', 'conversations', 'data'],
  ['conversations.delete', 'delete', 'conversations/:1'],
  ['conversations.get', 'get', 'conversations/:1', 'params'],
  ['conversations.list', 'get', 'conversations', 'params'],
  ['conversations.update', 'patch', 'conversations/:1', 'data'],
  ['customerProperties.list', 'get', 'customer-properties', 'params'],
  ['customers.addresses.create', 'post', 'customers/:1/address', 'data'],
  ['customers.addresses.delete', 'delete', 'customers/:1/address'],
  ['customers.addresses.get', 'get', 'customers/:1/address'],
  ['customers.addresses.update', 'put', 'customers/:1/address', 'data'],
  ['customers.chatHandles.create', 'post', 'customers/:1/chats', 'data'],
  ['customers.chatHandles.delete', 'delete', 'customers/:1/chats/:2'],
  ['customers.chatHandles.list', 'get', 'customers/:1/chats', 'params'],
  ['customers.chatHandles.update', 'put', 'customers/:1/chats/:2', 'data'],
  ['customers.emails.create', 'post', 'customers/:1/emails', 'data'],
  ['customers.emails.delete', 'delete', 'customers/:1/emails/:2'],
  ['customers.emails.list', 'get', 'customers/:1/emails', 'params'],
  ['customers.emails.update', 'put', 'customers/:1/emails/:2', 'data'],
  ['customers.phones.create', 'post', 'customers/:1/phones', 'data'],
  ['customers.phones.delete', 'delete', 'customers/:1/phones/:2'],
  ['customers.phones.list', 'get', 'customers/:1/phones', 'params'],
  ['customers.phones.update', 'put', 'customers/:1/phones/:2', 'data'],
  ['customers.properties.update', differs({ original: 'put', ours: 'patch' }), 'customers/:1/properties', 'data'],
  ['customers.socialProfiles.create', 'post', 'customers/:1/social-profiles', 'data'],
  ['customers.socialProfiles.delete', 'delete', 'customers/:1/social-profiles/:2'],
  ['customers.socialProfiles.list', 'get', 'customers/:1/social-profiles', 'params'],
  ['customers.socialProfiles.update', 'put', 'customers/:1/social-profiles/:2', 'data'],
  ['customers.websites.create', 'post', 'customers/:1/websites', 'data'],
  ['customers.websites.delete', 'delete', 'customers/:1/websites/:2'],
  ['customers.websites.list', 'get', 'customers/:1/websites', 'params'],
  ['customers.websites.update', 'put', 'customers/:1/websites/:2', 'data'],
  ['customers.create', 'post', 'customers', 'data'],
  ['customers.get', 'get', 'customers/:1', 'params'],
  ['customers.list', 'get', 'customers', 'params'],
  ['customers.overwrite', 'put', 'customers/:1', 'data'],
  ['customers.update', 'patch', 'customers/:1', 'data'],
  ['mailboxes.customFields.list', 'get', 'mailboxes/:1/fields', 'params'],
  ['mailboxes.folders.list', 'get', 'mailboxes/:1/folders', 'params'],
  ['mailboxes.get', 'get', 'mailboxes/:1'],
  ['mailboxes.list', 'get', 'mailboxes', 'params'],
  ['ratings.get', 'get', 'ratings/:1'],
  ['reports.company.getOverallReport', 'get', 'reports/company', 'params'],
  ['reports.company.getCustomersHelpedReport', 'get', 'reports/company/customers-helped', 'params'],
  ['reports.company.getDrilldownReport', 'get', 'reports/company/drilldown', 'params'],
  ['reports.conversation.getOverallReport', 'get', 'reports/conversations', 'params'],
  ['reports.conversation.getVolumesByChannelReport', 'get', 'reports/conversations/volume-by-channel', 'params'],
  ['reports.conversation.getBusiesTimeOfDayReport', 'get', 'reports/conversations/busy-times', 'params'],
  ['reports.conversation.getDrilldownReport', 'get', 'reports/conversations/drilldown', 'params'],
  ['reports.conversation.getDrilldownByFieldReport', 'get', 'reports/conversations/fields-drilldown', 'params'],
  ['reports.conversation.getNewConversationsReport', 'get', 'reports/conversations/new', 'params'],
  ['reports.conversation.getNewConversationsDrilldownReport', 'get', 'reports/conversations/new-drilldown', 'params'],
  ['reports.conversation.getReceivedMessagesReport', 'get', 'reports/conversations/received-messages', 'params'],
  ['reports.docs.getOverallReport', 'get', 'reports/docs', 'params'],
  ['reports.happiness.getOverallReport', 'get', 'reports/happiness', 'params'],
  ['reports.happiness.getRatingsReport', 'get', 'reports/happiness/ratings', 'params'],
  ['reports.productivity.getOverallReport', 'get', 'reports/productivity', 'params'],
  ['reports.productivity.getFirstResponseTimeReport', 'get', 'reports/productivity/first-response-time', 'params'],
  ['reports.productivity.getRepliesSentReport', 'get', 'reports/productivity/replies-sent', 'params'],
  ['reports.productivity.getResolutionTimeReport', 'get', 'reports/productivity/resolution-time', 'params'],
  ['reports.productivity.getResolvedReport', 'get', 'reports/productivity/resolved', 'params'],
  ['reports.productivity.getResponseTimeReport', 'get', 'reports/productivity/response-time', 'params'],
  ['reports.user.getOverallReport', 'get', 'reports/user', 'params'],
  ['reports.user.getConversationHistoryReport', 'get', 'reports/user/conversation-history', 'params'],
  ['reports.user.getCustomersHelpedReport', 'get', 'reports/user/customers-helped', 'params'],
  ['reports.user.getDrilldownReport', 'get', 'reports/user/drilldown', 'params'],
  ['reports.user.getHappinessReport', 'get', 'reports/user/happiness', 'params'],
  ['reports.user.getHappinessDrilldownReport', 'get', 'reports/user/ratings', 'params'],
  ['reports.user.getRepliesReport', 'get', 'reports/user/replies', 'params'],
  ['reports.user.getResolutionsReport', 'get', 'reports/user/resolutions', 'params'],
  ['reports.getChatReport', 'get', 'reports/chat', 'params'],
  ['reports.getEmailReport', 'get', 'reports/email', 'params'],
  ['reports.getPhoneReport', 'get', 'reports/phone', 'params'],
  ['tags.list', 'get', 'tags', 'params'],
  ['teams.teamMembers.list', 'get', 'teams/:1/members', 'params'],
  ['teams.list', 'get', 'teams', 'params'],
  ['users.get', 'get', 'users/:1'],
  ['users.list', 'get', 'users', 'params'],
  ['users.me', 'get', 'users/me'],
  ['webhooks.create', 'post', 'webhooks', 'data'],
  ['webhooks.delete', 'delete', 'webhooks/:1'],
  ['webhooks.get', 'get', 'webhooks/:1'],
  ['webhooks.list', 'get', 'webhooks', 'params'],
  ['webhooks.update', 'put', 'webhooks/:1', 'data'],
  ['workflows.list', 'get', 'workflows', 'params'],
  ['workflows.runManual', 'post', 'workflows/:1/run', 'data'],
  ['workflows.update', 'patch', 'workflows/:1', 'data'],
];

for (const [path, verb, pattern, last] of METHODS) {
  const ids = [11, 22].slice(0, (pattern.match(/:/g) || []).length);
  const endpoint = pattern.replace(/:(\d)/g, (_, n) => ids[n - 1]);

  test(`${path} calls ${verb} with ${last ? `the endpoint and ${last}` : 'the endpoint only'}`, t => {
    const client = offline();
    const [resource, method] = locate(client, path);
    const answer = {};
    const { mock } = t.mock.method(client, verb, () => answer);
    const argument = { a: 1 };

    assert.equal(resource[method](...ids, ...(last ? [argument] : [])), answer, 'returns what the verb returns');
    assert.equal(mock.calls[0].this, client);
    assert.deepEqual(mock.calls[0].arguments, last ? [endpoint, argument] : [endpoint]);

    if (last) {
      assert.equal(mock.calls[0].arguments[1], argument, 'passes the very object');
      resource[method](...ids);
      assert.deepEqual(mock.calls[1].arguments, [endpoint, {}], 'the last argument defaults to {}');
    }
  });

  test(`${path} has the length ${ids.length}`, () => {
    const [resource, method] = locate(offline(), path);
    assert.equal(resource[method].length, ids.length);
    assert.equal(resource[method].name, method);
  });
}

test('there are 99 resource methods and the table has them all', () => {
  assert.equal(METHODS.length, 99);
  assert.equal(new Set(METHODS.map(([path]) => path)).size, 99);
});
