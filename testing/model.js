'use strict';

// What changes state in more than one place: the API's creates, and the seeds, which take the same input.

const { Problem, conflict, invalidProperty } = require('./problem');

const MAX_THREADS = 100;
const MAX_ATTACHMENT_BYTES = 10 * 2 ** 20;

/** Statuses that a conversation can have; `all` and `open` are words of filters. */
const STATUSES = ['active', 'closed', 'pending', 'spam'];

const CUSTOMER_FIELDS = [
  'firstName',
  'lastName',
  'gender',
  'jobTitle',
  'location',
  'organization',
  'organizationId',
  'photoType',
  'photoUrl',
  'age',
  'background',
];

/** Entry lists of a customer: wire name of its path to the property that holds them. */
const ENTRIES = {
  emails: 'emails',
  phones: 'phones',
  chats: 'chats',
  'social-profiles': 'socialProfiles',
  websites: 'websites',
};

const THREAD_TYPES = { reply: 'message', note: 'note', customer: 'customer', chat: 'chat', phone: 'phone' };

const byCustomer = (kind) => kind === 'customer' || kind === 'chat' || kind === 'phone';

const isDraft = (kind, input) => kind === 'reply' && Boolean(input.draft);

const pick = (input, keys) => Object.fromEntries(keys.map((key) => [key, input[key] ?? null]));

/** Refuses an e-mail address that another customer has. */
function needFreeEmail(state, value, customerId) {
  const holder = customerByEmail(state, value);
  if (holder && holder.id !== customerId) throw conflict(`Email ${value} is already used by customer ${holder.id}`);
}

function customerByEmail(state, value) {
  const wanted = String(value).toLowerCase();
  return state.customers.first((customer) => customer.emails.some((email) => email.value.toLowerCase() === wanted));
}

function createCustomer(state, input) {
  if (input.organizationId) needOrganization(state, input.organizationId);
  const now = state.time();
  const entries = Object.fromEntries(
    Object.values(ENTRIES).map((key) => [
      key,
      (input[key] ?? []).map((entry) => ({ ...entry, id: entry.id ?? state.subId() })),
    ]),
  );
  entries.websites = entries.websites.map(({ id, value }) => ({ id, value }));
  if (input.phone) entries.phones.push({ id: state.subId(), type: 'work', value: input.phone });
  return state.customers.insert({
    id: input.id,
    ...pick(input, CUSTOMER_FIELDS),
    ...entries,
    address: input.address ?? null,
    properties: Object.fromEntries((input.properties ?? []).map(({ slug, value }) => [slug, value])),
    createdAt: input.createdAt ?? now,
    updatedAt: input.updatedAt ?? input.createdAt ?? now,
  });
}

function needOrganization(state, id) {
  if (!state.organizations.has(id)) throw invalidProperty('organizationId', 'does not exist', id);
}

/** The customer that a body names by id or e-mail; an unknown e-mail makes a new one. */
function resolveCustomer(state, { id, email, ...rest }, path) {
  if (id !== undefined) {
    const customer = state.customers.get(id);
    if (!customer) throw invalidProperty(`${path}.id`, 'does not exist', id);
    return customer;
  }
  if (!email) throw invalidProperty(path, 'needs an id or an email', undefined, 'NotEmpty');
  return customerByEmail(state, email) ?? createCustomer(state, { ...rest, emails: [{ type: 'work', value: email }] });
}

/** Ids of tags by name; unknown names are created. */
function tagIds(state, names) {
  return [...new Set(names)].map((name) => (tagByName(state, name) ?? createTag(state, { name })).id);
}

function tagByName(state, name) {
  const wanted = name.toLowerCase();
  return state.tags.first((tag) => tag.name.toLowerCase() === wanted);
}

function createTag(state, { id, name, color = 'none' }) {
  const slug = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  const now = state.time();
  return state.tags.insert({ id, name, slug, color, createdAt: now, updatedAt: now });
}

/** A new conversation from the body of POST /v2/conversations. */
function createConversation(state, input) {
  if (input.threads.length > MAX_THREADS) throw tooManyThreads();
  if (input.autoReply && !input.threads.some(({ type }) => type === 'customer')) {
    throw invalidProperty('autoReply', 'needs a thread of the customer', true);
  }
  const customer = resolveCustomer(state, input.customer, 'customer');
  const createdAt = input.createdAt ?? state.time();
  const first = input.threads[0];
  const conversation = state.conversations.insert({
    id: input.id,
    number: state.nextNumber(),
    type: input.type,
    status: input.status,
    state: isDraft(first?.type, first) ? 'draft' : 'published',
    subject: input.subject,
    mailboxId: input.mailboxId,
    assigneeId: input.assignTo ?? null,
    customerId: customer.id,
    createdBy: author(state, byCustomer(first?.type) ? first.type : 'note', {
      customer,
      user: input.user ?? first?.user,
    }),
    createdAt,
    modifiedAt: createdAt,
    closedAt: null,
    closedBy: 0,
    source: input.source ?? { type: 'api', via: byCustomer(first?.type) ? 'customer' : 'user' },
    tags: tagIds(state, input.tags ?? []),
    cc: first?.cc ?? [],
    bcc: first?.bcc ?? [],
    fields: (input.fields ?? []).map(({ id, value }) => ({ id, value: String(value) })),
    threads: [],
  });
  for (const thread of input.threads) {
    appendThread(state, conversation, thread.type, {
      createdAt,
      imported: true,
      customer: { id: customer.id },
      ...thread,
    });
  }
  setStatus(state, conversation, input.status, input.closedAt);
  conversation.modifiedAt = createdAt;
  return conversation;
}

/**
 * A new thread in a conversation, without its effects on the conversation's status.
 * @param {string} kind reply, note, customer, chat or phone
 */
function appendThread(state, conversation, kind, input) {
  needThreadRoom(conversation);
  const customer = input.customer
    ? resolveCustomer(state, input.customer, 'customer')
    : state.customers.get(conversation.customerId);
  const thread = {
    id: input.id ?? state.subId(),
    type: THREAD_TYPES[kind],
    status: input.status ?? 'nochange',
    state: isDraft(kind, input) ? 'draft' : 'published',
    body: input.text,
    source: { type: 'api', via: byCustomer(kind) ? 'customer' : 'user' },
    customerId: customer?.id ?? conversation.customerId,
    createdBy: author(state, kind, { customer, user: input.user }),
    assigneeId: conversation.assigneeId,
    savedReplyId: input.savedReplyId ?? 0,
    openedAt: input.openedAt,
    linkedConversationId: input.linkedConversationId,
    cc: input.cc ?? [],
    bcc: input.bcc ?? [],
    createdAt: input.imported && input.createdAt ? input.createdAt : state.time(),
    attachments: (input.attachments ?? []).map((upload) => newAttachment(state, upload)),
    onceSent: isDraft(kind, input) ? { status: input.status, assignTo: input.assignTo } : undefined,
  };
  conversation.threads.push(thread);
  touch(state, conversation);
  return thread;
}

/** A line of the conversation's history, such as a workflow's run. */
function appendLineItem(state, conversation, action) {
  const caller = state.caller();
  conversation.threads.push({
    id: state.subId(),
    type: 'lineitem',
    status: 'nochange',
    state: 'published',
    action,
    source: { type: 'api', via: 'user' },
    customerId: conversation.customerId,
    createdBy: { type: 'user', id: caller?.id ?? 0 },
    assigneeId: conversation.assigneeId,
    createdAt: state.time(),
    attachments: [],
  });
  touch(state, conversation);
}

function newAttachment(state, { id, fileName, mimeType, data, state: scanned = 'valid' }) {
  const size = Buffer.from(data, 'base64').length;
  if (size > MAX_ATTACHMENT_BYTES) throw new Problem(413, 'The attachment is too large');
  return { id: id ?? state.subId(), filename: fileName, mimeType, data, size, width: 0, height: 0, state: scanned };
}

function setStatus(state, conversation, status, closedAt) {
  conversation.status = status;
  const closed = status === 'closed';
  conversation.closedAt = closed ? (closedAt ?? state.time()) : null;
  conversation.closedBy = closed ? (state.caller()?.id ?? 0) : 0;
  touch(state, conversation);
}

function touch(state, conversation) {
  conversation.modifiedAt = state.time();
}

function author(state, kind, { customer, user }) {
  if (byCustomer(kind)) return { type: 'customer', id: customer.id };
  return { type: 'user', id: user ?? state.caller()?.id ?? 0 };
}

/** Refuses a conversation that holds as many threads as it can. */
function needThreadRoom(conversation) {
  if (conversation.threads.length >= MAX_THREADS) throw tooManyThreads();
}

const tooManyThreads = () => new Problem(412, `A conversation cannot have more than ${MAX_THREADS} threads`);

module.exports = {
  CUSTOMER_FIELDS,
  ENTRIES,
  STATUSES,
  appendLineItem,
  appendThread,
  byCustomer,
  createConversation,
  createCustomer,
  createTag,
  needFreeEmail,
  needOrganization,
  needThreadRoom,
  newAttachment,
  pick,
  resolveCustomer,
  setStatus,
  tagIds,
  touch,
};
