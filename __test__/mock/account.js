'use strict';

const { startMock } = require('./support');

const entry = { type: 'other', value: 'someone@elsewhere.example' };
const address = { city: 'Lyon', state: 'ARA', postalCode: '69001', country: 'FR', lines: ['1 rue A'] };
const thread = { customer: { id: 10_001 }, text: 'Hello' };
const webhook = { url: 'https://example.org/hook', events: ['convo.created'], secret: 'shh', label: 'Ours' };
const organization = {
  name: 'Parts',
  website: 'https://parts.example',
  description: 'Parts of things',
  location: 'FR',
  note: 'Pays late',
  domains: ['parts.example'],
  phones: ['+33 1 00'],
  brandColor: '#12AB9F',
};
const savedReply = { name: 'Refund', text: '<p>You have 30 days.</p>', chatText: 'You have 30 days.' };
const upload = { fileName: 'bill.txt', mimeType: 'text/plain', data: Buffer.from('bill').toString('base64') };

/** A valid body of each operation that takes one. */
const BODIES = {
  'conversations.create': {
    subject: 'S',
    type: 'email',
    mailboxId: 301,
    status: 'active',
    customer: { id: 10_001 },
    threads: [{ type: 'customer', text: 'Hello' }],
  },
  'conversations.update': { op: 'replace', path: '/subject', value: 'New' },
  'conversations.attachments.upload': upload,
  'conversations.customFields.update': { fields: [] },
  'conversations.tags.update': { tags: ['billing'] },
  'conversations.snooze.update': { snoozedUntil: '2090-01-01T00:00:00Z', unsnoozeOnCustomerReply: true },
  'conversations.threads.update': { op: 'replace', path: '/text', value: 'Other' },
  'conversations.threads.createChat': thread,
  'conversations.threads.createCustomer': thread,
  'conversations.threads.createNote': { text: 'Hello' },
  'conversations.threads.createPhone': thread,
  'conversations.threads.createReply': thread,
  'conversations.threads.schedule.update': { scheduledFor: '2090-01-01T00:00:00Z', unscheduleOnCustomerReply: false },
  'conversations.threads.schedule.publish': { op: 'replace', path: '/state', value: 'published' },
  'customers.create': { firstName: 'Lee' },
  'customers.update': [{ op: 'replace', path: '/firstName', value: 'Lia' }],
  'customers.overwrite': { firstName: 'Lee' },
  'customers.addresses.create': address,
  'customers.addresses.update': address,
  'customers.chatHandles.create': entry,
  'customers.chatHandles.update': entry,
  'customers.emails.create': entry,
  'customers.emails.update': entry,
  'customers.phones.create': entry,
  'customers.phones.update': entry,
  'customers.socialProfiles.create': entry,
  'customers.socialProfiles.update': entry,
  'customers.websites.create': entry,
  'customers.websites.update': entry,
  'customers.properties.update': [{ op: 'replace', path: '/crm-id', value: 'x' }],
  'customerProperties.create': { type: 'number', slug: 'seats', name: 'Seats' },
  'organizations.create': { ...organization, name: 'More parts', domains: ['more.example'] },
  'organizations.update': organization,
  'organizations.properties.update': { value: 'Premium' },
  'organizationProperties.create': { type: 'date', slug: 'since', name: 'Since' },
  'organizationProperties.update': { name: 'Level', options: [{ label: 'Basic' }] },
  'mailboxes.routing.update': {
    state: 'enabled',
    assignmentLimit: 5,
    assignmentMethod: 'balanced',
    userIds: [101, 102],
  },
  'mailboxes.savedReplies.create': savedReply,
  'mailboxes.savedReplies.update': savedReply,
  'users.create': { firstName: 'Dee', lastName: 'Ray', email: 'dee@mock.example', role: 'user' },
  'users.status.update': { status: 'away', customStatus: { text: 'Lunch', emoji: '🍜', emojiName: ':ramen:' } },
  'users.conversationReassignment.update': { enabled: true, awayDuration: { hours: 2, minutes: 30 } },
  'teams.teamMembers.update': { addedUserIds: [101], deletedUserIds: [103] },
  'workflows.update': { op: 'replace', path: '/status', value: 'inactive' },
  'workflows.runManual': { conversationIds: [100_001] },
  'webhooks.create': webhook,
  'webhooks.update': webhook,
};

const REPORT_QUERY = [
  'start=2020-01-01T00:00:00Z&end=2099-01-01T00:00:00Z',
  'previousStart=2010-01-01T00:00:00Z&previousEnd=2019-01-01T00:00:00Z',
  'user=101&field=tagid&fieldid=401&tags=401&viewBy=month',
].join('&');

/** The query that each operation needs, or that shows most of it. */
function queryOf({ resource, operation, path }) {
  if (path.includes('/reports/')) return `?${REPORT_QUERY}`;
  return (
    {
      'conversations.list': '?embed=threads&status=all',
      'conversations.get': '?embed=threads',
      'conversations.getV3': '?embed=threads',
      'customers.deleteAsync': '?async=true',
      'organizations.get': '?includeCounts=true&includeProperties=true',
      'mailboxes.savedReplies.list': '?includeChatReplies=true',
    }[`${resource}.${operation}`] ?? ''
  );
}

const SEED = {
  users: [
    {
      firstName: 'Ada',
      lastName: 'Ruiz',
      email: 'ada@mock.example',
      role: 'owner',
      photoUrl: 'https://example.org/ada.png',
      alternateEmails: ['ruiz@mock.example'],
      status: { chat: { status: 'custom', mailboxStatuses: { 301: 'available' } } },
    },
    { firstName: 'Ben', lastName: 'Okafor', email: 'ben@mock.example', role: 'admin' },
    { firstName: 'Cleo', lastName: 'Weiss', email: 'cleo@mock.example', role: 'user' },
  ],
  organizations: [{ ...organization, properties: [{ slug: 'tier', value: 'Basic' }] }],
  savedReplies: [savedReply],
  customers: [
    {
      firstName: 'Lee',
      lastName: 'Ong',
      photoType: 'unknown',
      organizationId: 801,
      emails: [entry],
      phones: [entry],
      chats: [entry],
      socialProfiles: [entry],
      websites: [entry],
      address,
      properties: [{ slug: 'crm-id', value: 'x' }],
    },
  ],
  conversations: [
    {
      subject: 'Invoice',
      assignTo: 101,
      tags: ['billing'],
      threads: [
        { type: 'customer', text: 'Hi', cc: ['boss@elsewhere.example'], attachments: [upload] },
        {
          type: 'reply',
          text: 'Hello',
          savedReplyId: 901,
          openedAt: '2024-01-01T00:00:00Z',
          linkedConversationId: 100_002,
        },
        { type: 'note', text: 'By the machine', user: 3001 },
        { type: 'reply', text: 'Later', draft: true },
        { type: 'reply', text: 'Not yet', draft: true },
      ],
    },
    { status: 'closed', assignTo: 101, threads: [{ type: 'reply', text: 'Done' }] },
    { type: 'chat', createdAt: '2015-06-01T10:00:00Z', assignTo: 101, tags: ['billing'] },
    { type: 'chat', assignTo: 101, tags: ['billing'], threads: [{ type: 'chat', text: 'Hi' }] },
    { type: 'phone', assignTo: 3001, threads: [{ type: 'phone', text: 'Called' }] },
  ],
  chats: [
    {
      assignTo: 101,
      endedAt: '2090-01-01T00:00:00Z',
      tags: ['billing'],
      timeline: [
        { type: 'page-viewed', timestamp: '2024-01-01T00:00:00.000000Z', url: 'https://example.org', title: 'Home' },
      ],
      events: [
        { body: 'Hello?', params: { read: true } },
        { author: 'user', body: 'Hi' },
      ],
    },
  ],
  ratings: [{ rating: 'great', comments: 'Quick answer' }],
  webhooks: [webhook],
};

/** An account where every id parameter has something to point at and every documented field a value, and those ids. */
async function fullAccount(t) {
  const { mock, call, tokens } = await startMock(t, { seed: SEED, rateLimit: false });
  const [conversation] = mock.state.conversations.values();
  const [customer] = mock.state.customers.values();
  const [received, , , draft, later] = conversation.threads;
  const field = mock.state.mailboxes.get(301).fields[1];
  const at = `conversations/${conversation.id}`;
  for (const [request, body] of [
    [`PUT ${at}/fields`, { fields: [{ id: field.id, value: String(field.options[0].id) }] }],
    [`PUT ${at}/snooze`, { snoozedUntil: '2091-01-01T00:00:00Z', unsnoozeOnCustomerReply: false }],
    [
      `PUT ${at}/threads/${later.id}/schedule`,
      {
        scheduledFor: '2090-06-01T00:00:00Z',
        unscheduleOnCustomerReply: false,
        sendAsCreator: true,
      },
    ],
    ['PUT users/102/status', BODIES['users.status.update']],
    ['PUT mailboxes/301/routing', BODIES['mailboxes.routing.update']],
  ]) {
    const { status } = await call(request, body);
    if (status !== 204) throw new Error(`${request} answered ${status}`);
  }
  const ids = {
    conversationId: conversation.id,
    threadId: received.id,
    attachmentId: received.attachments[0].id,
    customerId: customer.id,
    chatId: customer.chats[0].id,
    emailId: customer.emails[0].id,
    phoneId: customer.phones[0].id,
    socialProfileId: customer.socialProfiles[0].id,
    websiteId: customer.websites[0].id,
    mailboxId: 301,
    savedReplyId: 901,
    userId: 102,
    systemUserId: 3001,
    teamId: 2001,
    workflowId: 501,
    webhookId: 601,
    ratingId: 701,
    tagId: 401,
    organizationId: 801,
    slug: 'tier',
  };
  /** The path of an operation in this account, from /v2 on or absolute. */
  const pathOf = ({ resource, operation, path }) => {
    const own = {
      'conversations.threads.schedule.update': { threadId: draft.id },
      'conversations.threads.schedule.publish': { threadId: later.id },
      'conversations.threads.schedule.delete': { threadId: later.id },
      'customerProperties.delete': { slug: 'plan' },
      'chats.get': { chatId: [...mock.state.chats.keys()][0] },
      'chats.events.list': { chatId: [...mock.state.chats.keys()][0] },
    }[`${resource}.${operation}`];
    return path.replace(/\{(\w+)\}/g, (_, name) => ({ ...ids, ...own })[name]);
  };
  return { mock, call, tokens, pathOf };
}

module.exports = { BODIES, fullAccount, queryOf };
