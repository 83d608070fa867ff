'use strict';

// Snoozed conversations and scheduled drafts: what waits for a time.

const { needConversation } = require('../access');
const check = require('../check');
const hal = require('../hal');
const lifecycle = require('../lifecycle');
const { invalidProperty, notFound } = require('../problem');
const { touch } = require('../model');
const { needThread } = require('./thread-rules');

const LAST_YEAR = 2100;

/** Checks a body that names a time, which must be yet to come. */
function withFuture(state, body, key, rules) {
  const input = check.validate(body, check.object({ [key]: check.required(check.dateTime), ...rules }));
  const at = new Date(input[key]);
  if (at <= state.now() || at.getUTCFullYear() > LAST_YEAR) {
    throw invalidProperty(key, `must be in the future and not after ${LAST_YEAR}`, input[key], 'Future');
  }
  return input;
}

function snooze({ state, params, body }) {
  const record = needConversation(state, params.conversationId);
  lifecycle.snooze(
    state,
    record,
    withFuture(state, body, 'snoozedUntil', { unsnoozeOnCustomerReply: check.required(check.boolean) }),
  );
  touch(state, record);
  return hal.noContent();
}

function unsnooze({ state, params }) {
  const record = needConversation(state, params.conversationId);
  if (!record.snooze) throw notFound('Snooze');
  lifecycle.unsnooze(state, record);
  touch(state, record);
  return hal.noContent();
}

function schedule({ state, params, body }) {
  const record = needConversation(state, params.conversationId);
  const thread = needThread(record, params.threadId);
  const input = withFuture(state, body, 'scheduledFor', {
    unscheduleOnCustomerReply: check.required(check.boolean),
    sendAsCreator: check.optional(check.boolean),
  });
  if (thread.state !== 'draft') throw invalidProperty('threadId', 'must be a draft', thread.id);
  lifecycle.schedule(state, record, thread, input);
  touch(state, record);
  return hal.noContent();
}

function needScheduled({ state, params }) {
  const record = needConversation(state, params.conversationId);
  const thread = needThread(record, params.threadId);
  if (!thread.scheduled) throw notFound('Schedule');
  return { record, thread };
}

function publish(context) {
  const { record, thread } = needScheduled(context);
  check.validatePatch(context.body, { 'replace /state': check.oneOf('published') });
  lifecycle.publish(context.state, record, thread);
  return hal.noContent();
}

function unschedule(context) {
  const { record, thread } = needScheduled(context);
  lifecycle.unschedule(context.state, thread);
  touch(context.state, record);
  return hal.noContent();
}

module.exports = {
  'PUT /v2/conversations/:conversationId/snooze': snooze,
  'DELETE /v2/conversations/:conversationId/snooze': unsnooze,
  'PUT /v2/conversations/:conversationId/threads/:threadId/schedule': schedule,
  'PATCH /v2/conversations/:conversationId/threads/:threadId/schedule': publish,
  'DELETE /v2/conversations/:conversationId/threads/:threadId/schedule': unschedule,
};
