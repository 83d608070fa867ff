'use strict';

const check = require('../check');
const hal = require('../hal');
const { Problem, invalidProperty, notFound } = require('../problem');
const { createConversation, setStatus, tagIds, touch } = require('../model');
const views = require('../views');
const { list } = require('./conversation-list');
const { STATUSES, customerInput, threadInput } = require('./thread-rules');

const fieldValues = check.listOf(check.object({ id: check.required(check.integer), value: check.required(() => []) }));

const newConversation = check.object({
  subject: check.required(check.string),
  type: check.required(check.oneOf('chat', 'email', 'phone')),
  mailboxId: check.required(check.integer),
  status: check.required(check.oneOf('active', 'closed', 'pending')),
  customer: check.required(customerInput),
  threads: check.required(check.listOf(threadInput, { min: 1 })),
  assignTo: check.optional(check.integer),
  imported: check.optional(check.boolean),
  createdAt: check.optional(check.dateTime),
  closedAt: check.optional(check.dateTime),
  user: check.optional(check.integer),
  tags: check.optional(check.listOf(check.string)),
  fields: check.optional(fieldValues),
});

const patchPairs = {
  'replace /subject': check.string,
  'replace /primaryCustomer.id': check.integer,
  'replace /draft': check.boolean,
  'move /mailboxId': check.integer,
  'replace /status': check.oneOf(...STATUSES),
  'replace /assignTo': check.integer,
  'remove /assignTo': null,
};

const applyPatch = {
  'replace /subject': (state, record, value) => {
    record.subject = value;
  },
  'replace /primaryCustomer.id': (state, record, value) => {
    needExisting(state.customers, value);
    record.customerId = value;
  },
  'replace /draft': (state, record, value) => {
    record.state = value ? 'draft' : 'published';
  },
  'move /mailboxId': (state, record, value) => {
    needExisting(state.mailboxes, value);
    record.mailboxId = value;
  },
  'replace /status': setStatus,
  'replace /assignTo': (state, record, value) => {
    needAssignee(state, value, 'value');
    record.assigneeId = value;
  },
  'remove /assignTo': (state, record) => {
    record.assigneeId = null;
  },
};

function needExisting(collection, id, path = 'value') {
  if (!collection.has(id)) throw invalidProperty(path, 'does not exist', id);
}

function needAssignee(state, id, path) {
  if (!state.teams.has(id)) needExisting(state.users, id, path);
}

function get({ state, params, query, href }) {
  const survivor = state.merges.get(Number(params.conversationId));
  if (survivor !== undefined) {
    throw new Problem(301, 'Conversation was merged', { headers: { Location: href(`/v2/conversations/${survivor}`) } });
  }
  const record = state.conversations.need(params.conversationId);
  return hal.resource(views.conversation(state, href, record, { threads: query.get('embed') === 'threads' }));
}

function create({ state, body, href }) {
  check.validate(body, newConversation);
  needExisting(state.mailboxes, body.mailboxId, 'mailboxId');
  if (body.assignTo) needAssignee(state, body.assignTo, 'assignTo');
  const { id } = createConversation(state, { ...body, id: undefined });
  return hal.created(id, href(`/v2/conversations/${id}`));
}

function update({ state, params, body }) {
  const record = state.conversations.need(params.conversationId);
  const pair = check.validatePatch(body, patchPairs);
  applyPatch[pair](state, record, body.value);
  touch(state, record);
  return hal.noContent();
}

function remove({ state, params }) {
  state.conversations.delete(state.conversations.need(params.conversationId).id);
  return hal.noContent();
}

function updateTags({ state, params, body }) {
  const record = state.conversations.need(params.conversationId);
  check.validate(body, check.object({ tags: check.required(check.listOf(check.string)) }));
  record.tags = tagIds(state, body.tags);
  touch(state, record);
  return hal.noContent();
}

function updateFields({ state, params, body }) {
  const record = state.conversations.need(params.conversationId);
  check.validate(body, check.object({ fields: check.required(fieldValues) }));
  const known = state.mailboxes.get(record.mailboxId)?.fields ?? [];
  body.fields.forEach(({ id }, index) => {
    if (!known.some((field) => field.id === id)) throw invalidProperty(`fields[${index}].id`, 'does not exist', id);
  });
  record.fields = body.fields.map(({ id, value }) => ({ id, value: String(value) }));
  touch(state, record);
  return hal.noContent();
}

function needAttachment(record, id) {
  const thread = record.threads.find((each) => each.attachments.some((attachment) => String(attachment.id) === id));
  if (!thread) throw notFound('Attachment');
  return { thread, attachment: thread.attachments.find((attachment) => String(attachment.id) === id) };
}

function getAttachment({ state, params }) {
  const record = state.conversations.need(params.conversationId);
  return hal.resource({ data: needAttachment(record, params.attachmentId).attachment.data });
}

function removeAttachment({ state, params }) {
  const record = state.conversations.need(params.conversationId);
  const { thread, attachment } = needAttachment(record, params.attachmentId);
  thread.attachments = thread.attachments.filter((each) => each !== attachment);
  return hal.noContent();
}

module.exports = {
  'GET /v2/conversations': list,
  'GET /v2/conversations/:conversationId': get,
  'POST /v2/conversations': create,
  'PATCH /v2/conversations/:conversationId': update,
  'DELETE /v2/conversations/:conversationId': remove,
  'PUT /v2/conversations/:conversationId/tags': updateTags,
  'PUT /v2/conversations/:conversationId/fields': updateFields,
  'GET /v2/conversations/:conversationId/attachments/:attachmentId/data': getAttachment,
  'DELETE /v2/conversations/:conversationId/attachments/:attachmentId': removeAttachment,
};
