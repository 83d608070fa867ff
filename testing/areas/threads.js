'use strict';

const { needAdmin, needConversation } = require('../access');
const check = require('../check');
const hal = require('../hal');
const { takeEffect } = require('../lifecycle');
const { invalidProperty, notFound } = require('../problem');
const { appendThread, needThreadRoom, touch } = require('../model');
const views = require('../views');
const { needThread, newThread } = require('./thread-rules');

/** Handler for the threads, with the actors as a version of the API shows them. */
const list = (version) => (context) => {
  const { state, params, href } = context;
  const record = needConversation(state, params.conversationId);
  return hal.page(context, 'threads', views.newestFirst(record.threads), (thread) =>
    views.thread(state, href, record, thread, { v3: version === 'v3' }),
  );
};

/** Handler for POST of one kind of thread. */
const create =
  (kind) =>
  ({ state, params, body, href }) => {
    const record = needConversation(state, params.conversationId);
    const input = check.validate(body, newThread[kind]);
    if (input.user !== undefined && !state.users.has(input.user))
      throw invalidProperty('user', 'does not exist', input.user);
    const thread = appendThread(state, record, kind, input);
    if (!input.draft && !input.imported) takeEffect(state, record, kind, input);
    return hal.created(thread.id, href(`/v2/conversations/${record.id}/threads/${thread.id}`));
  };

function update({ state, params, body }) {
  needAdmin(state);
  const record = needConversation(state, params.conversationId);
  const thread = needThread(record, params.threadId);
  const pair = check.validatePatch(body, { 'replace /text': check.string, 'replace /hidden': check.boolean });
  needThreadRoom(record);
  if (pair === 'replace /text') thread.body = body.value;
  else hide(thread, body.value);
  touch(state, record);
  return hal.noContent();
}

function hide(thread, hidden) {
  if (thread.state === 'draft' || !['customer', 'message'].includes(thread.type)) {
    throw invalidProperty('path', 'needs a thread of the customer or a reply that is no draft', '/hidden');
  }
  thread.state = hidden ? 'hidden' : 'published';
}

// Only what came or went by mail has a source.
const MAILED = ['customer', 'message'];

function source({ state, params, accept }) {
  const record = needConversation(state, params.conversationId);
  const thread = needThread(record, params.threadId);
  if (!MAILED.includes(thread.type)) throw notFound('Original source');
  const headers = [
    `Subject: ${record.subject}`,
    `Message-ID: <thread-${thread.id}@mock.invalid>`,
    'Content-Type: text/html',
  ];
  const original = `${headers.join('\r\n')}\r\n\r\n${thread.body ?? ''}`;
  return accept.includes('message/rfc822') ? hal.text(original, 'message/rfc822') : hal.json({ original });
}

module.exports = {
  'GET /v2/conversations/:conversationId/threads': list('v2'),
  'GET /v3/conversations/:conversationId/threads': list('v3'),
  'POST /v2/conversations/:conversationId/chats': create('chat'),
  'POST /v2/conversations/:conversationId/customer': create('customer'),
  'POST /v2/conversations/:conversationId/notes': create('note'),
  'POST /v2/conversations/:conversationId/phones': create('phone'),
  'POST /v2/conversations/:conversationId/reply': create('reply'),
  'PATCH /v2/conversations/:conversationId/threads/:threadId': update,
  'GET /v2/conversations/:conversationId/threads/:threadId/original-source': source,
};
