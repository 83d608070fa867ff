'use strict';

// Workflows and webhooks.

const check = require('../check');
const hal = require('../hal');
const { invalidProperty } = require('../problem');
const { appendLineItem } = require('../model');
const views = require('../views');

const MAX_RUN = 50;
const MAX_SECRET = 40;

function listWorkflows(context) {
  const { state, query, href } = context;
  const mailboxId = query.get('mailboxId');
  const type = query.get('type');
  const found = state.workflows.where(
    (each) => (!mailboxId || String(each.mailboxId) === mailboxId) && (!type || each.type === type),
  );
  return hal.page(context, 'workflows', found, (each) => views.linked(href, `/v2/workflows/${each.id}`, each));
}

function updateWorkflow({ state, params, body }) {
  const workflow = state.workflows.need(params.workflowId);
  check.validatePatch(body, { 'replace /status': check.oneOf('active', 'inactive') });
  Object.assign(workflow, { status: body.value, modifiedAt: state.time() });
  return hal.noContent();
}

function runWorkflow({ state, params, body }) {
  const workflow = state.workflows.need(params.workflowId);
  const ids = check.required(check.listOf(check.integer, { min: 1, max: MAX_RUN }));
  check.validate(body, check.object({ conversationIds: ids }));
  if (workflow.type !== 'manual') throw invalidProperty('workflowId', 'must be a manual workflow', workflow.id);
  check.validateEach(
    body.conversationIds,
    (id) => state.conversations.get(id)?.mailboxId === workflow.mailboxId,
    "is not in the workflow's mailbox",
    (index) => `conversationIds[${index}]`,
  );
  for (const id of body.conversationIds) {
    appendLineItem(state, state.conversations.get(id), {
      type: 'manual-workflow',
      text: `Workflow ${workflow.name} was run`,
      associatedEntities: { workflow: workflow.id },
    });
  }
  return hal.noContent();
}

const EVENTS = [
  'beacon.chat.created',
  'beacon.chat.customer.replied',
  'convo.agent.reply.created',
  'convo.ai-answers-email.reply.created',
  'convo.ai-answers-email.resolution',
  'convo.assigned',
  'convo.created',
  'convo.custom-fields',
  'convo.customer.reply.created',
  'convo.deleted',
  'convo.merged',
  'convo.moved',
  'convo.note.created',
  'convo.status',
  'convo.tags',
  'customer.created',
  'customer.deleted',
  'customer.updated',
  'message.survey.response.received',
  'organization.created',
  'organization.deleted',
  'organization.updated',
  'satisfaction.ratings',
  'tag.created',
  'tag.deleted',
  'tag.updated',
  'user.status.changed',
];

const webhookRule = check.object({
  url: check.required(check.url),
  events: check.required(check.listOf(check.oneOf(...EVENTS), { min: 1 })),
  secret: check.required(check.sized(1, MAX_SECRET)),
  notification: check.optional(check.boolean),
  label: check.optional(check.string),
  payloadVersion: check.optional(check.oneOf('V2', 'V3')),
  mailboxIds: check.optional(check.listOf(check.integer)),
});

/** A webhook's record from a request body; it starts, and starts again after an update, enabled. */
function webhookRecord({ url, events, secret, notification = false, label, payloadVersion = 'V2', mailboxIds = [] }) {
  return { url, state: 'enabled', events, notification, payloadVersion, label, mailboxIds, secret };
}

// The API never gives the secret back.
const webhookView = (href, record) => views.linked(href, `/v2/webhooks/${record.id}`, views.omit(record, 'secret'));

const listWebhooks = (context) =>
  hal.page(context, 'webhooks', context.state.webhooks.all(), (record) => webhookView(context.href, record));

const getWebhook = ({ state, params, href }) => hal.resource(webhookView(href, state.webhooks.need(params.webhookId)));

function checkWebhook(state, body) {
  check.validate(body, webhookRule);
  check.validateEach(
    body.mailboxIds ?? [],
    (id) => state.mailboxes.has(id),
    'does not exist',
    (index) => `mailboxIds[${index}]`,
  );
}

function createWebhook({ state, body, href }) {
  checkWebhook(state, body);
  const { id } = state.webhooks.insert(webhookRecord(body));
  return hal.created(id, href(`/v2/webhooks/${id}`));
}

function updateWebhook({ state, params, body }) {
  const webhook = state.webhooks.need(params.webhookId);
  checkWebhook(state, body);
  Object.assign(webhook, webhookRecord(body));
  return hal.noContent();
}

function removeWebhook({ state, params }) {
  state.webhooks.delete(state.webhooks.need(params.webhookId).id);
  return hal.noContent();
}

module.exports = {
  'GET /v2/workflows': listWorkflows,
  'PATCH /v2/workflows/:workflowId': updateWorkflow,
  'POST /v2/workflows/:workflowId/run': runWorkflow,
  'GET /v2/webhooks': listWebhooks,
  'POST /v2/webhooks': createWebhook,
  'GET /v2/webhooks/:webhookId': getWebhook,
  'PUT /v2/webhooks/:webhookId': updateWebhook,
  'DELETE /v2/webhooks/:webhookId': removeWebhook,
};
