'use strict';

// What the user behind a request may do. The owner may do everything.

const { Problem } = require('./problem');

const ADMINS = ['owner', 'admin'];

const denied = (message) => new Problem(403, message);

/** Refuses what only administrators and account owners may do. */
function needAdmin(state) {
  const caller = state.caller();
  if (caller && !ADMINS.includes(caller.role)) throw denied('Only administrators and account owners may do this');
}

/** Whether the user has access to an inbox. */
function sees(state, mailboxId) {
  const caller = state.caller();
  return !caller || caller.role === 'owner' || caller.mailboxIds.includes(mailboxId);
}

/** The inbox of an id as it stands in a path, a 404 or a 403. */
function needMailbox(state, id) {
  const mailbox = state.mailboxes.need(id);
  if (!sees(state, mailbox.id)) throw denied('The user has no access to this inbox');
  return mailbox;
}

/** The conversation of an id as it stands in a path, a 404 or a 403. */
function needConversation(state, id) {
  const conversation = state.conversations.need(id);
  if (!sees(state, conversation.mailboxId)) throw denied("The user has no access to this conversation's inbox");
  return conversation;
}

module.exports = { denied, needAdmin, needConversation, needMailbox, sees };
