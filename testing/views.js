'use strict';

// Records as the API shows them. `href` makes an absolute URL of a path.

const { ENTRIES } = require('./model');
const { organizationOf } = require('./organization');

const PREVIEW_LENGTH = 100;

const link = (href, path) => ({ href: href(path) });

/** A user, team or system user; version 2 shows a system user as a user. */
function userPerson(state, id, v3) {
  const team = state.teams.get(id);
  if (team) return { id, type: 'team', first: team.name };
  const systemUser = state.systemUsers.get(id);
  const user = systemUser ?? state.users.get(id);
  const type = systemUser && v3 ? 'system_user' : 'user';
  if (!user) return { id, type };
  return { id, type, first: user.firstName, last: user.lastName, ...present({ email: user.email }) };
}

function customerPerson(state, id) {
  const customer = state.customers.get(id);
  return {
    id,
    type: 'customer',
    first: customer?.firstName ?? '',
    last: customer?.lastName ?? '',
    photoUrl: customer?.photoUrl ?? '',
    email: customer?.emails[0]?.value ?? '',
  };
}

const person = (state, { type, id }, v3) =>
  type === 'customer' ? customerPerson(state, id) : userPerson(state, id, v3);

/** What there is of some fields. */
const present = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

const userLink = (state, href, id) => {
  const [kind] = ['teams', 'users'].filter((each) => state[each].has(id));
  return link(href, kind ? `/v2/${kind}/${id}` : `/v3/system-users/${id}`);
};

/** The link to whoever made something, under its relation. */
const authorLink = (state, href, { type, id }) =>
  type === 'customer'
    ? { createdByCustomer: link(href, `/v2/customers/${id}`) }
    : { createdByUser: userLink(state, href, id) };

/**
 * @param {{ threads?: boolean, v3?: boolean }} [options] with the threads; with system users shown as such
 */
function conversation(state, href, record, { threads = false, v3 = false } = {}) {
  const path = `/v2/conversations/${record.id}`;
  const view = {
    id: record.id,
    number: record.number,
    threads: record.threads.length,
    type: record.type,
    folderId: folderOf(state, record)?.id,
    status: record.status,
    state: record.state,
    subject: record.subject,
    preview: preview(record),
    mailboxId: record.mailboxId,
    ...(record.assigneeId ? { assignee: userPerson(state, record.assigneeId, v3) } : {}),
    createdBy: person(state, record.createdBy, v3),
    createdAt: record.createdAt,
    closedBy: record.closedBy,
    ...(record.closedBy ? { closedByUser: userPerson(state, record.closedBy, v3) } : {}),
    ...present({ closedAt: record.closedAt }),
    userUpdatedAt: record.modifiedAt,
    customerWaitingSince: waitingSince(record),
    source: record.source,
    tags: record.tags.map((id) => conversationTag(state, id)),
    cc: record.cc,
    bcc: record.bcc,
    primaryCustomer: customerPerson(state, record.customerId),
    customFields: record.fields.map((field) => customField(state, record.mailboxId, field)),
    ...present({ snooze: record.snooze, nextEvent: nextEvent(record) }),
    _links: {
      self: link(href, path),
      mailbox: link(href, `/v2/mailboxes/${record.mailboxId}`),
      primaryCustomer: link(href, `/v2/customers/${record.customerId}`),
      ...authorLink(state, href, record.createdBy),
      ...(record.closedBy ? { closedBy: userLink(state, href, record.closedBy) } : {}),
      threads: link(href, `${path}/threads/`),
      ...(record.assigneeId ? { assignee: userLink(state, href, record.assigneeId) } : {}),
      web: { href: `https://secure.helpscout.net/conversation/${record.id}/${record.number}` },
    },
  };
  if (threads) {
    view._embedded = { threads: newestFirst(record.threads).map((each) => thread(state, href, record, each, { v3 })) };
  }
  return view;
}

function waitingSince(record) {
  const spoken = record.threads.filter((each) => each.type === 'message' || each.createdBy.type === 'customer');
  const asked = spoken.filter((each) => each.createdBy.type === 'customer').at(-1);
  return {
    time: asked?.createdAt ?? record.createdAt,
    friendly: 'a moment ago',
    latestReplyFrom: spoken.at(-1)?.type === 'message' ? 'user' : 'customer',
  };
}

/** The nearest of what waits for a time. */
function nextEvent({ snooze, threads }) {
  const drafts = threads.map((each) => each.scheduled).filter(Boolean);
  const events = drafts.map((each) => ({
    time: each.scheduledFor,
    eventType: 'scheduled',
    userId: each.scheduledBy,
    cancelOnCustomerReply: each.unscheduleOnCustomerReply,
  }));
  if (snooze) {
    events.push({
      time: snooze.snoozedUntil,
      eventType: 'snooze',
      userId: snooze.snoozedBy,
      cancelOnCustomerReply: snooze.unsnoozeOnCustomerReply,
    });
  }
  return events.sort((a, b) => Date.parse(a.time) - Date.parse(b.time))[0];
}

// Of threads made in the same second the later one comes first.
const newestFirst = (threads) =>
  [...threads].reverse().sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));

function preview(record) {
  const spoken = record.threads.filter((each) => each.body !== undefined).at(-1);
  return plain(spoken?.body ?? '', PREVIEW_LENGTH);
}

/** The beginning of an HTML text without its tags. */
const plain = (html, length) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, length);

function conversationTag(state, id) {
  const tag = state.tags.get(id);
  return { id, color: tag?.color ?? 'none', tag: tag?.name ?? '' };
}

function customField(state, mailboxId, { id, value }) {
  const field = state.mailboxes.get(mailboxId)?.fields.find((each) => each.id === id);
  const option = field?.options?.find((each) => String(each.id) === value);
  return { id, name: field?.name ?? '', value, text: option?.label ?? value };
}

function folderOf(state, record) {
  const type = folderType(record);
  return state.mailboxes.get(record.mailboxId)?.folders.find((folder) => folder.type === type);
}

function folderType(record) {
  if (record.state === 'draft') return 'drafts';
  if (record.status === 'spam' || record.status === 'closed') return record.status;
  return record.assigneeId ? 'assigned' : 'unassigned';
}

/** @param {{ v3?: boolean }} [options] with system users shown as such */
function thread(state, href, parent, record, { v3 = false } = {}) {
  return {
    id: record.id,
    type: record.type,
    status: record.status,
    state: record.state,
    action: record.action ?? { type: 'default', associatedEntities: {} },
    ...(record.type === 'lineitem' ? {} : { body: record.body }),
    source: record.source,
    customer: customerPerson(state, record.customerId),
    createdBy: person(state, record.createdBy, v3),
    ...(record.assigneeId ? { assignedTo: userPerson(state, record.assigneeId, v3) } : {}),
    ...(record.type === 'lineitem' ? {} : addressees(state, record)),
    createdAt: record.createdAt,
    ...present({
      openedAt: record.openedAt,
      linkedConversationId: record.linkedConversationId,
      rating: record.rating,
      scheduled: record.scheduled,
    }),
    _embedded: { attachments: record.attachments.map((each) => attachment(href, parent, each)) },
    _links: {
      ...(record.assigneeId ? { assignedTo: userLink(state, href, record.assigneeId) } : {}),
      ...authorLink(state, href, record.createdBy),
      customer: link(href, `/v2/customers/${record.customerId}`),
    },
  };
}

function addressees(state, record) {
  const to = record.type === 'message' ? [customerPerson(state, record.customerId).email] : [];
  return { savedReplyId: record.savedReplyId, to, cc: record.cc, bcc: record.bcc };
}

function attachment(href, parent, record) {
  const path = `/v2/conversations/${parent.id}/attachments/${record.id}`;
  return {
    ...omit(record, 'data'),
    _links: {
      self: link(href, path),
      data: link(href, `${path}/data`),
      file: link(href, `${path}/file`),
      web: { href: `https://secure.helpscout.net/file/${record.id}/${encodeURIComponent(record.filename)}` },
    },
  };
}

function customer(state, href, record) {
  const path = `/v2/customers/${record.id}`;
  const { emails, phones, chats, socialProfiles, websites, address, properties, ...fields } = record;
  const organization = organizationOf(state, record);
  const gender = record.gender ? record.gender[0].toUpperCase() + record.gender.slice(1).toLowerCase() : 'Unknown';
  return {
    ...fields,
    organization: record.organization ?? organization?.name ?? null,
    organizationId: organization?.id ?? null,
    gender,
    photoType: record.photoType ?? 'unknown',
    draft: false,
    _embedded: {
      emails,
      phones,
      chats,
      social_profiles: socialProfiles,
      websites,
      properties: Object.entries(properties).map(([slug, value]) => propertyValue(state, slug, value)),
      ...(address ? { address } : {}),
    },
    _links: {
      self: link(href, path),
      address: link(href, `${path}/address`),
      ...Object.fromEntries(Object.keys(ENTRIES).map((key) => [key, link(href, `${path}/${key}`)])),
      ...(organization ? { organization: link(href, `/v2/organizations/${organization.id}`) } : {}),
    },
  };
}

function propertyValue(state, slug, value) {
  const definition = state.customerProperties.find((each) => each.slug === slug);
  const option = definition?.options?.find((each) => each.id === value || each.label === value);
  return {
    type: definition?.type ?? 'text',
    slug,
    name: definition?.name ?? slug,
    value: option?.id ?? value,
    text: option?.label ?? String(value),
    source: { name: 'api' },
  };
}

const user = (href, record) =>
  linked(href, `/v2/users/${record.id}`, omit(record, 'mailboxIds', 'status', 'reassignment'));

/** A record without the keys that the API does not show. */
const omit = (record, ...keys) => Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

/** A record with a link to itself. */
const linked = (href, path, record) => ({ ...record, _links: { self: link(href, path) } });

module.exports = {
  PREVIEW_LENGTH,
  conversation,
  customer,
  customerPerson,
  folderOf,
  folderType,
  link,
  linked,
  newestFirst,
  omit,
  plain,
  present,
  preview,
  thread,
  user,
  userPerson,
  waitingSince,
};
