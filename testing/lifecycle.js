'use strict';

// What happens to conversations and customers after they were made, at once or when a time has come.

const { byCustomer, setStatus, touch } = require('./model');

const MERGE_KEPT_MS = 60 * 24 * 3_600_000;

/**
 * What a thread that is out does to its conversation.
 * @param {string} kind reply, note, customer, chat or phone
 * @param {{ status?: string, assignTo?: number | null }} wanted what its author asked for
 */
function takeEffect(state, record, kind, { status, assignTo }) {
  // Only a note leaves the status as it is; whatever else is said re-opens the conversation unless it says otherwise.
  const asked = ['active', 'closed', 'pending', 'spam'].includes(status) ? status : undefined;
  if (byCustomer(kind)) customerWrote(state, record);
  else if (asked || kind === 'reply') setStatus(state, record, asked ?? 'active');
  if (kind === 'reply' && assignTo !== undefined) record.assigneeId = assignTo;
}

function customerWrote(state, record) {
  setStatus(state, record, 'active');
  if (record.snooze?.unsnoozeOnCustomerReply) unsnooze(state, record);
  for (const thread of record.threads) {
    if (thread.scheduled?.unscheduleOnCustomerReply) unschedule(state, thread);
  }
}

/** Snoozes a conversation, instead of an earlier snooze. */
function snooze(state, record, { snoozedUntil, unsnoozeOnCustomerReply }) {
  record.snooze = { snoozedBy: state.caller()?.id ?? 0, snoozedUntil, unsnoozeOnCustomerReply };
  state.plan(`snooze ${record.id}`, snoozedUntil, () => unsnooze(state, record));
}

function unsnooze(state, record) {
  delete record.snooze;
  state.cancel(`snooze ${record.id}`);
}

/** Has a draft sent at a time, instead of an earlier schedule. */
function schedule(state, record, thread, { scheduledFor, unscheduleOnCustomerReply, sendAsCreator = false }) {
  const scheduledBy = state.caller()?.id ?? 0;
  thread.scheduled = {
    scheduledBy,
    ...(sendAsCreator ? { sendAsId: thread.createdBy.id } : {}),
    createdAt: state.time(),
    scheduledFor,
    unscheduleOnCustomerReply,
  };
  state.plan(`thread ${thread.id}`, scheduledFor, () => publish(state, record, thread));
}

function unschedule(state, thread) {
  delete thread.scheduled;
  state.cancel(`thread ${thread.id}`);
}

/** Sends a draft. */
function publish(state, record, thread) {
  unschedule(state, thread);
  thread.state = 'published';
  record.state = 'published';
  takeEffect(state, record, 'reply', thread.onceSent ?? {});
  touch(state, record);
}

/** Moves the end of a conversation's life into another: reading it answers 301 for 60 days. */
function merge(state, fromId, intoId) {
  const survivor = state.conversations.need(intoId);
  removeConversation(state, state.conversations.need(fromId));
  state.merges.set(Number(fromId), { into: survivor.id, at: state.now() });
}

/** The id of the conversation that one was merged into; undefined if it was not, or too long ago. */
function survivorOf(state, id) {
  const merged = state.merges.get(Number(id));
  return merged && state.now() - merged.at < MERGE_KEPT_MS ? merged.into : undefined;
}

/** Takes a conversation away, and the ratings of its threads. */
function removeConversation(state, record) {
  state.conversations.delete(record.id);
  for (const thread of record.threads) state.cancel(`thread ${thread.id}`);
  state.cancel(`snooze ${record.id}`);
  for (const rating of state.ratings.where(({ conversationId }) => conversationId === record.id)) {
    state.ratings.delete(rating.id);
  }
}

/** Takes a customer away with all that there is of them. */
function removeCustomer(state, customer) {
  for (const record of state.conversations.where(({ customerId }) => customerId === customer.id)) {
    removeConversation(state, record);
  }
  for (const chat of state.chats.values()) {
    if (chat.customerId === customer.id) state.chats.delete(chat.id);
  }
  state.customers.delete(customer.id);
}

module.exports = {
  merge,
  publish,
  removeConversation,
  removeCustomer,
  schedule,
  snooze,
  survivorOf,
  takeEffect,
  unschedule,
  unsnooze,
};
