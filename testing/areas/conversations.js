'use strict';

const { needConversation, sees } = require('../access');
const check = require('../check');
const hal = require('../hal');
const lifecycle = require('../lifecycle');
const { Problem, invalid, invalidProperty } = require('../problem');
const { STATUSES, createConversation, setStatus, tagIds, touch } = require('../model');
const views = require('../views');
const { list } = require('./conversation-list');
const { customerInput, threadInput } = require('./thread-rules');

const fieldValues = check.listOf(
  check.object({ id: check.required(check.integer), value: check.required(check.anything) }),
);

const newConversation = check.object({
  subject: check.required(check.string),
  type: check.required(check.oneOf('chat', 'email', 'phone')),
  mailboxId: check.required(check.integer),
  status: check.required(check.oneOf('active', 'closed', 'pending')),
  customer: check.required(customerInput),
  threads: check.required(check.listOf(threadInput, { min: 1 })),
  assignTo: check.optional(check.integer),
  autoReply: check.optional(check.boolean),
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
    const drafts = value ? [] : record.threads.filter((thread) => thread.state === 'draft');
    for (const thread of drafts) lifecycle.publish(state, record, thread);
  },
  'move /mailboxId': (state, record, value) => {
    needAccess(state, value, 'value');
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

function needAccess(state, mailboxId, path) {
  needExisting(state.mailboxes, mailboxId, path);
  if (!sees(state, mailboxId)) throw invalidProperty(path, 'is an inbox that the user has no access to', mailboxId);
}

function needAssignee(state, id, path) {
  if (!state.teams.has(id) && !state.systemUsers.has(id)) needExisting(state.users, id, path);
}

/** Handler for one conversation, with the actors as a version of the API shows them. */
const get =
  (version) =>
  ({ state, params, query, href }) => {
    const survivor = lifecycle.survivorOf(state, params.conversationId);
    if (survivor !== undefined) {
      const Location = href(`/${version}/conversations/${survivor}`);
      throw new Problem(301, 'Conversation was merged', { headers: { Location } });
    }
    const record = needConversation(state, params.conversationId);
    const threads = query.get('embed') === 'threads';
    return hal.resource(views.conversation(state, href, record, { threads, v3: version === 'v3' }));
  };

function create({ state, body, href }) {
  const input = check.validate(body, newConversation);
  needAccess(state, input.mailboxId, 'mailboxId');
  if (input.assignTo) needAssignee(state, input.assignTo, 'assignTo');
  if (input.user !== undefined) needExisting(state.users, input.user, 'user');
  checkFields(state, input.mailboxId, input.fields ?? []);
  const { id } = createConversation(state, input);
  return hal.created(id, href(`/v2/conversations/${id}`));
}

function update({ state, params, body }) {
  const record = needConversation(state, params.conversationId);
  const pair = check.validatePatch(body, patchPairs);
  applyPatch[pair](state, record, body.value);
  touch(state, record);
  return hal.noContent();
}

function remove({ state, params }) {
  lifecycle.removeConversation(state, needConversation(state, params.conversationId));
  return hal.noContent();
}

function updateTags({ state, params, body }) {
  const record = needConversation(state, params.conversationId);
  check.validate(body, check.object({ tags: check.required(check.listOf(check.string)) }));
  record.tags = tagIds(state, body.tags);
  touch(state, record);
  return hal.noContent();
}

const MAX_LINE = 255;
const MAX_TEXT = 15_000;

/** What is wrong with the text of a field, by the field's type; other types take any text. */
const fieldRules = {
  singleline: (text) => text.length > MAX_LINE && `size must be between 0 and ${MAX_LINE}`,
  multiline: (text) => text.length > MAX_TEXT && `size must be between 0 and ${MAX_TEXT}`,
  number: (text) => !/^-?\d{1,255}$/.test(text) && 'must be an integer',
  date: (text) => !check.isDay(text) && 'must be a date as yyyy-MM-dd',
  dropdown: (text, { options = [] }) => !options.some(({ id }) => String(id) === text) && 'must be the id of an option',
};

function checkFields(state, mailboxId, values) {
  const known = state.mailboxes.get(mailboxId)?.fields ?? [];
  const errors = values.flatMap(({ id, value }, index) => {
    const field = known.find((each) => each.id === id);
    if (!field) return [{ path: `fields[${index}].id`, message: 'does not exist', rejectedValue: id, kind: 'Invalid' }];
    const message = fieldRules[field.type]?.(String(value), field);
    return message ? [{ path: `fields[${index}].value`, message, rejectedValue: value, kind: 'Invalid' }] : [];
  });
  if (errors.length > 0) throw invalid(errors);
}

function updateFields({ state, params, body }) {
  const record = needConversation(state, params.conversationId);
  check.validate(body, check.object({ fields: check.required(fieldValues) }));
  checkFields(state, record.mailboxId, body.fields);
  record.fields = body.fields.map(({ id, value }) => ({ id, value: String(value) }));
  touch(state, record);
  return hal.noContent();
}

module.exports = {
  'GET /v2/conversations': list,
  'GET /v2/conversations/:conversationId': get('v2'),
  'GET /v3/conversations/:conversationId': get('v3'),
  'POST /v2/conversations': create,
  'PATCH /v2/conversations/:conversationId': update,
  'DELETE /v2/conversations/:conversationId': remove,
  'PUT /v2/conversations/:conversationId/tags': updateTags,
  'PUT /v2/conversations/:conversationId/fields': updateFields,
};
