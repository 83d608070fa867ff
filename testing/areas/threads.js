'use strict';

const check = require('../check');
const hal = require('../hal');
const { invalidProperty, notFound } = require('../problem');
const { appendThread, byCustomer, newAttachment, setStatus, touch } = require('../model');
const views = require('../views');
const { STATUSES, attachmentInput, newThread } = require('./thread-rules');

function list(context) {
  const { state, params, href } = context;
  const record = state.conversations.need(params.conversationId);
  return hal.page(context, 'threads', views.newestFirst(record.threads), (thread) =>
    views.thread(state, href, record, thread),
  );
}

/** Handler for POST of one kind of thread. */
const create =
  (kind) =>
  ({ state, params, body, href }) => {
    const record = state.conversations.need(params.conversationId);
    check.validate(body, newThread[kind]);
    if (body.user !== undefined && !state.users.has(body.user))
      throw invalidProperty('user', 'does not exist', body.user);
    const thread = appendThread(state, record, kind, { ...body, id: undefined });
    if (!body.draft && !body.imported) takeEffect(state, record, kind, body);
    return hal.created(thread.id, href(`/v2/conversations/${record.id}/threads/${thread.id}`));
  };

// Only a note leaves the status as it is; whatever else is said re-opens the conversation unless it says otherwise.
function takeEffect(state, record, kind, { status, assignTo }) {
  const next = STATUSES.includes(status) ? status : 'active';
  if (kind !== 'note' || STATUSES.includes(status)) setStatus(state, record, byCustomer(kind) ? 'active' : next);
  if (kind === 'reply' && assignTo !== undefined) record.assigneeId = assignTo;
}

function needThread(record, id) {
  const thread = record.threads.find((each) => String(each.id) === id);
  if (!thread) throw notFound('Thread');
  return thread;
}

function update({ state, params, body }) {
  const record = state.conversations.need(params.conversationId);
  const thread = needThread(record, params.threadId);
  const pair = check.validatePatch(body, { 'replace /text': check.string, 'replace /hidden': check.boolean });
  if (pair === 'replace /text') thread.body = body.value;
  else thread.state = body.value ? 'hidden' : 'published';
  touch(state, record);
  return hal.noContent();
}

function source({ state, params }) {
  const record = state.conversations.need(params.conversationId);
  const thread = needThread(record, params.threadId);
  const headers = [
    `Subject: ${record.subject}`,
    `Message-ID: <thread-${thread.id}@mock.invalid>`,
    'Content-Type: text/html',
  ];
  return hal.json({ original: `${headers.join('\r\n')}\r\n\r\n${thread.body ?? ''}` });
}

function upload({ state, params, body }) {
  const record = state.conversations.need(params.conversationId);
  const thread = needThread(record, params.threadId);
  check.validate(body, attachmentInput);
  const attachment = newAttachment(state, body);
  thread.attachments.push(attachment);
  return hal.created(attachment.id);
}

module.exports = {
  'GET /v2/conversations/:conversationId/threads': list,
  'POST /v2/conversations/:conversationId/chats': create('chat'),
  'POST /v2/conversations/:conversationId/customer': create('customer'),
  'POST /v2/conversations/:conversationId/notes': create('note'),
  'POST /v2/conversations/:conversationId/phones': create('phone'),
  'POST /v2/conversations/:conversationId/reply': create('reply'),
  'PATCH /v2/conversations/:conversationId/threads/:threadId': update,
  'GET /v2/conversations/:conversationId/threads/:threadId/original-source': source,
  'POST /v2/conversations/:conversationId/threads/:threadId/attachments': upload,
};
