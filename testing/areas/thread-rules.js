'use strict';

const check = require('../check');
const { STATUSES } = require('../model');
const { notFound } = require('../problem');
const { fieldRules } = require('./customer-rules');

/** A customer by id or e-mail, with the fields that make a new one of an unknown e-mail. */
const customerInput = check.object({
  ...fieldRules,
  id: check.optional(check.integer),
  email: check.optional(check.email),
  phone: check.optional(check.string),
});

const attachmentInput = check.object({
  fileName: check.required(check.string),
  mimeType: check.required(check.string),
  data: check.required(check.string),
});

const addresses = check.optional(check.listOf(check.email));

const shared = {
  text: check.required(check.string),
  imported: check.optional(check.boolean),
  createdAt: check.optional(check.dateTime),
  attachments: check.optional(check.listOf(attachmentInput)),
};

const byUser = {
  ...shared,
  user: check.optional(check.integer),
  status: check.optional(check.oneOf(...STATUSES, 'all', 'open')),
};

const byCustomer = { ...shared, customer: check.required(customerInput) };

/** Rule for the body of each kind of new thread. */
const newThread = {
  note: check.object(byUser),
  chat: check.object(byCustomer),
  phone: check.object(byCustomer),
  customer: check.object({ ...byCustomer, cc: addresses, bcc: addresses }),
  reply: check.object({
    ...byUser,
    ...byCustomer,
    draft: check.optional(check.boolean),
    assignTo: check.optional(check.integer),
    cc: addresses,
    bcc: addresses,
  }),
};

/** Rule for a thread inside a new conversation. */
const threadInput = check.object({
  ...shared,
  type: check.required(check.oneOf('chat', 'customer', 'note', 'phone', 'reply')),
  customer: check.optional(customerInput),
  user: check.optional(check.integer),
  draft: check.optional(check.boolean),
  cc: addresses,
  bcc: addresses,
});

/** The thread of an id as it stands in a path, or a 404. */
function needThread(conversation, id) {
  const thread = conversation.threads.find((each) => String(each.id) === id);
  if (!thread) throw notFound('Thread');
  return thread;
}

module.exports = { attachmentInput, customerInput, needThread, newThread, threadInput };
