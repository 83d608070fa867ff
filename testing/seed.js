'use strict';

const { createChat } = require('./chat');
const model = require('./model');
const { createOrganization } = require('./organization');
const { createSystemUser, createUser } = require('./people');
const { timestamp } = require('./state');

const MINUTE = 60_000;

const FIRST_NAMES = ['Lee', 'Mara', 'Ivo', 'Noor', 'Pia', 'Sam', 'Tove', 'Yan'];
const LAST_NAMES = ['Ong', 'Haas', 'Petrov', 'Aziz', 'Lund'];
const SUBJECTS = ['Invoice copy', 'Cannot log in', 'Where is my parcel?', 'Refund request', 'Question about plans'];

/** What an account holds unless the caller says otherwise; each key can be replaced by `options.seed`. */
const DEFAULT_SEED = {
  users: [
    { firstName: 'Ada', lastName: 'Ruiz', email: 'ada@mock.example', role: 'owner' },
    { firstName: 'Ben', lastName: 'Okafor', email: 'ben@mock.example', role: 'admin' },
    { firstName: 'Cleo', lastName: 'Weiss', email: 'cleo@mock.example', role: 'user' },
  ],
  systemUsers: [{ firstName: 'AI Agent' }],
  teams: [{ name: 'Support' }],
  mailboxes: [{ name: 'Support' }, { name: 'Billing' }],
  tags: ['billing', 'urgent', 'vip'],
  customerProperties: [
    { type: 'text', slug: 'crm-id', name: 'CRM id' },
    {
      type: 'dropdown',
      slug: 'plan',
      name: 'Plan',
      options: [
        { id: '0f3c2a10-0000-4000-8000-000000000001', label: 'Free' },
        { id: '0f3c2a10-0000-4000-8000-000000000002', label: 'Plus' },
      ],
    },
  ],
  organizationProperties: [
    { type: 'text', slug: 'account-no', name: 'Account number' },
    { type: 'dropdown', slug: 'tier', name: 'Tier', options: [{ label: 'Basic' }, { label: 'Premium' }] },
  ],
  organizations: [{ name: 'Orbit', domains: ['customers.example'] }],
  savedReplies: [{ name: 'Refund policy', text: '<p>You have 30 days.</p>', chatText: 'You have 30 days.' }],
  customers: 10,
  conversations: 30,
  chats: [{ events: [{ body: 'Hello?' }, { author: 'user', body: 'How can I help?' }] }],
  ratings: [{ rating: 'great', comments: 'Quick answer' }],
  workflows: [
    { name: 'Escalate', type: 'manual' },
    { name: 'Auto-close', type: 'automatic' },
  ],
  webhooks: [],
};

// Kinds that are not made by default where there are none of another.
const NEEDED = { chats: 'customers', ratings: 'conversations', savedReplies: 'mailboxes' };

// Each maker takes one element of a seed's list. The order matters: later kinds refer to earlier ones.
const MAKERS = {
  users: createUser,
  systemUsers: createSystemUser,
  teams: makeTeam,
  mailboxes: makeMailbox,
  tags: (state, input) => model.createTag(state, typeof input === 'string' ? { name: input } : input),
  customerProperties: (state, input) => {
    state.customerProperties.push(input);
    return input;
  },
  organizationProperties: (state, input) => {
    state.organizationProperties.push(input);
    return input;
  },
  organizations: createOrganization,
  savedReplies: (state, input) => state.savedReplies.insert({ mailboxId: firstMailboxId(state), ...input }),
  customers: (state, input) => model.createCustomer(state, input),
  conversations: makeConversation,
  chats: (state, input) =>
    createChat(state, { mailboxId: firstMailboxId(state), customer: someCustomer(state, 0), ...input }),
  ratings: makeRating,
  workflows: makeWorkflow,
  webhooks: (state, input) =>
    state.webhooks.insert({
      state: 'enabled',
      events: ['convo.created'],
      notification: false,
      payloadVersion: 'V2',
      mailboxIds: [],
      ...input,
    }),
};

const GENERATORS = { customers: generatedCustomer, conversations: generatedConversation };

/**
 * Adds records to an account.
 * @param {import('./state').State} state
 * @param {object} seed lists of records by kind; customers and conversations can be a number of generated ones
 * @returns {object} the stored records by kind
 */
function plant(state, seed) {
  const unknown = Object.keys(seed).filter((kind) => !Object.hasOwn(MAKERS, kind));
  if (unknown.length > 0)
    throw new TypeError(`Unknown seed: ${unknown.join(', ')}. Known: ${Object.keys(MAKERS).join(', ')}`);
  const planted = {};
  for (const kind of Object.keys(MAKERS)) {
    if (seed[kind] !== undefined) planted[kind] = plantKind(state, kind, seed[kind]);
  }
  return planted;
}

function plantKind(state, kind, wanted) {
  if (Array.isArray(wanted)) return wanted.map((input) => MAKERS[kind](state, input));
  const generate = GENERATORS[kind];
  if (!generate || !Number.isInteger(wanted) || wanted < 0) {
    throw new TypeError(`seed.${kind} must be an array${generate ? ' or a number' : ''}`);
  }
  return Array.from({ length: wanted }, (_, index) => MAKERS[kind](state, generate(state, index, wanted)));
}

function makeTeam(state, input) {
  const now = state.time();
  const memberIds = [...state.users.keys()];
  return state.teams.insert({
    timezone: 'Etc/UTC',
    photoUrl: null,
    initials: input.name.slice(0, 1).toUpperCase(),
    mention: input.name.toLowerCase().replace(/\W+/g, ''),
    createdAt: now,
    updatedAt: now,
    memberIds,
    ...input,
  });
}

function makeMailbox(state, input) {
  const now = state.time();
  const slug = input.name.toLowerCase().replace(/\W+/g, '-');
  const folder = (type, name) => ({ id: state.subId(), name, type, userId: 0, updatedAt: now });
  const mailbox = state.mailboxes.insert({
    slug,
    email: `${slug}@mock.example`,
    createdAt: now,
    updatedAt: now,
    folders: [
      folder('unassigned', 'Unassigned'),
      folder('drafts', 'Drafts'),
      folder('assigned', 'Assigned'),
      folder('closed', 'Closed'),
      folder('spam', 'Spam'),
    ],
    fields: [
      { id: state.subId(), name: 'Order', type: 'singleline', order: 1, required: false },
      {
        id: state.subId(),
        name: 'Plan',
        type: 'dropdown',
        order: 2,
        required: false,
        options: ['Free', 'Plus'].map((label, index) => ({ id: state.subId(), order: index + 1, label })),
      },
    ],
    routing: { state: 'disabled', assignmentLimit: 10, assignmentMethod: 'round_robin', userIds: [] },
    ...input,
  });
  for (const user of state.users.values()) user.mailboxIds.push(mailbox.id);
  return mailbox;
}

function makeConversation(state, input) {
  const customer = input.customer ?? someCustomer(state, state.conversations.size);
  return model.createConversation(state, {
    subject: SUBJECTS[0],
    type: 'email',
    status: 'active',
    mailboxId: firstMailboxId(state),
    threads: [{ type: 'customer', text: '<p>Hello</p>' }],
    ...input,
    customer,
  });
}

const firstMailboxId = (state) => state.mailboxes.all()[0]?.id;

const someCustomer = (state, index) => {
  const all = [...state.customers.keys()];
  return all.length > 0 ? { id: all[index % all.length] } : { email: 'customer@mock.example' };
};

function makeRating(state, input) {
  const conversation = state.conversations.get(input.conversationId) ?? state.conversations.all()[0];
  if (!conversation) throw new TypeError('A rating needs a conversation: seed one first');
  const thread = conversation.threads.find(({ id }) => id === input.threadId) ?? conversation.threads[0];
  const rating = state.ratings.insert({
    rating: 'great',
    comments: '',
    createdAt: state.time(),
    modifiedAt: state.time(),
    userId: state.owner()?.id ?? 0,
    ...input,
    threadId: thread.id,
    customerId: conversation.customerId,
    conversationId: conversation.id,
    conversationNumber: conversation.number,
    mailboxId: conversation.mailboxId,
  });
  thread.rating = { customerId: rating.customerId, rating: rating.rating, comments: rating.comments };
  return rating;
}

function makeWorkflow(state, input) {
  const now = state.time();
  const order = state.workflows.size + 1;
  return state.workflows.insert({
    mailboxId: firstMailboxId(state),
    type: 'manual',
    status: 'active',
    order,
    createdAt: now,
    modifiedAt: now,
    ...input,
  });
}

function generatedCustomer(state, index) {
  const number = state.customers.size + 1;
  const firstName = FIRST_NAMES[index % FIRST_NAMES.length];
  const lastName = LAST_NAMES[index % LAST_NAMES.length];
  return {
    firstName,
    lastName,
    emails: [{ type: 'work', value: `${firstName}.${lastName}.${number}@customers.example`.toLowerCase() }],
  };
}

// A minute apart, the last one now, so that the order of the list is that of creation.
function generatedConversation(state, index, total) {
  const mailboxes = state.mailboxes.all();
  const subject = `${SUBJECTS[index % SUBJECTS.length]} (${state.conversations.size + 1})`;
  const createdAt = timestamp(state.now() - (total - 1 - index) * MINUTE);
  return {
    subject,
    mailboxId: mailboxes[index % mailboxes.length]?.id,
    customer: someCustomer(state, index),
    createdAt,
    threads: [
      { type: 'customer', text: `<p>${subject}, can you help?</p>` },
      { type: 'note', text: '<p>Looked up the account.</p>' },
    ],
  };
}

/** The seed of an `options.seed`: false for an account of one user, else the defaults with the given kinds replaced. */
function completed(seed) {
  if (seed === false) return { users: DEFAULT_SEED.users.slice(0, 1) };
  const whole = { ...DEFAULT_SEED, ...seed };
  for (const [kind, other] of Object.entries(NEEDED)) {
    if (!seed?.[kind] && (whole[other] === 0 || whole[other].length === 0)) whole[kind] = [];
  }
  return whole;
}

module.exports = { completed, plant };
