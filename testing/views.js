'use strict';

// Records as the API shows them. `href` makes an absolute URL of a path.

const { ENTRIES } = require('./model');

const link = (href, path) => ({ href: href(path) });

function userPerson(state, id) {
  const user = state.users.get(id) ?? state.teams.get(id);
  if (!user) return { id, type: 'user' };
  if (state.teams.has(id)) return { id, type: 'team', first: user.name };
  return { id, type: 'user', first: user.firstName, last: user.lastName, email: user.email };
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

const person = (state, { type, id }) => (type === 'customer' ? customerPerson(state, id) : userPerson(state, id));

function conversation(state, href, record, { threads = false } = {}) {
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
    ...(record.assigneeId ? { assignee: userPerson(state, record.assigneeId) } : {}),
    createdBy: person(state, record.createdBy),
    createdAt: record.createdAt,
    closedBy: record.closedBy,
    ...(record.closedBy ? { closedByUser: userPerson(state, record.closedBy) } : {}),
    ...(record.closedAt ? { closedAt: record.closedAt } : {}),
    userUpdatedAt: record.modifiedAt,
    customerWaitingSince: { time: record.createdAt, friendly: 'a moment ago' },
    source: record.source,
    tags: record.tags.map((id) => conversationTag(state, id)),
    cc: record.cc,
    bcc: record.bcc,
    primaryCustomer: customerPerson(state, record.customerId),
    customFields: record.fields.map((field) => customField(state, record.mailboxId, field)),
    _links: {
      self: link(href, path),
      mailbox: link(href, `/v2/mailboxes/${record.mailboxId}`),
      primaryCustomer: link(href, `/v2/customers/${record.customerId}`),
      threads: link(href, `${path}/threads/`),
      web: { href: `https://secure.helpscout.net/conversation/${record.id}/${record.number}` },
    },
  };
  if (threads)
    view._embedded = { threads: newestFirst(record.threads).map((each) => thread(state, href, record, each)) };
  return view;
}

// Of threads made in the same second the later one comes first.
const newestFirst = (threads) =>
  [...threads].reverse().sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));

function preview(record) {
  const spoken = record.threads.filter((each) => each.body !== undefined).at(-1);
  return (spoken?.body ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100);
}

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

function thread(state, href, parent, record) {
  return {
    id: record.id,
    type: record.type,
    status: record.status,
    state: record.state,
    action: record.action ?? { type: 'default', associatedEntities: {} },
    ...(record.type === 'lineitem' ? {} : { body: record.body }),
    source: record.source,
    customer: customerPerson(state, record.customerId),
    createdBy: person(state, record.createdBy),
    ...(record.assigneeId ? { assignedTo: userPerson(state, record.assigneeId) } : {}),
    ...(record.rating ? { rating: record.rating } : {}),
    ...(record.type === 'lineitem' ? {} : addressees(state, record)),
    createdAt: record.createdAt,
    _embedded: { attachments: record.attachments.map((each) => attachment(href, parent, each)) },
    _links: { customer: link(href, `/v2/customers/${record.customerId}`) },
  };
}

function addressees(state, record) {
  const to = record.type === 'message' ? [customerPerson(state, record.customerId).email] : [];
  return { savedReplyId: 0, to, cc: record.cc, bcc: record.bcc };
}

function attachment(href, parent, record) {
  const path = `/v2/conversations/${parent.id}/attachments/${record.id}`;
  return { ...omit(record, 'data'), _links: { self: link(href, path), data: link(href, `${path}/data`) } };
}

function customer(state, href, record) {
  const path = `/v2/customers/${record.id}`;
  const { emails, phones, chats, socialProfiles, websites, address, properties, ...fields } = record;
  const gender = record.gender ? record.gender[0].toUpperCase() + record.gender.slice(1).toLowerCase() : 'Unknown';
  return {
    ...fields,
    gender,
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

/** A record without the keys that the API does not show. */
const omit = (record, ...keys) => Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

/** A record with a link to itself. */
const linked = (href, path, record) => ({ ...record, _links: { self: link(href, path) } });

module.exports = { conversation, customer, folderType, link, linked, newestFirst, omit, thread, userPerson };
