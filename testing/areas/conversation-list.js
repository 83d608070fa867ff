'use strict';

const { sees } = require('../access');
const check = require('../check');
const hal = require('../hal');
const { STATUSES } = require('../model');
const { invalidQuery } = require('../problem');
const { compile, contains, equals, within } = require('../search');
const { sorted } = require('../sort');
const views = require('../views');

function list(context) {
  const { state, query } = context;
  const matches = filters(context);
  const found = state.conversations.where((record) => matches.every((test) => test(record)));
  const threads = query.get('embed') === 'threads';
  return hal.page(
    context,
    'conversations',
    sort(state, found, query),
    (record) => views.conversation(state, context.href, record, { threads }),
    25,
  );
}

/** Tests that a conversation must pass to be on the list. */
function filters({ state, query }) {
  const tests = [(record) => sees(state, record.mailboxId), statusFilter(query.get('status') ?? 'active')];
  const among = (name, read) => {
    const text = query.get(name);
    if (text) tests.push((record) => text.split(',').includes(String(read(record))));
  };
  among('mailbox', (record) => record.mailboxId);
  among('assigned_to', (record) => record.assigneeId);
  among('number', (record) => record.number);
  if (query.get('folder')) tests.push(folderFilter(state, query.get('folder')));
  if (query.get('tag')) tests.push(tagFilter(state, query.get('tag')));
  if (query.get('modifiedSince')) tests.push(modifiedFilter(query.get('modifiedSince')));
  if (query.get('customFieldsByIds')) tests.push(...fieldFilters(query));
  if (query.get('query')) tests.push(compile(query.get('query'), searchFields(state), state.now()));
  return tests;
}

function statusFilter(status) {
  if (status === 'all') return () => true;
  if (status === 'open') return (record) => record.status === 'active' || record.status === 'pending';
  if (!STATUSES.includes(status))
    throw invalidQuery('status', `must be one of all, open, ${STATUSES.join(', ')}`, status);
  return (record) => record.status === status;
}

function folderFilter(state, folderId) {
  const folders = state.mailboxes
    .all()
    .flatMap(({ id, folders: own }) => own.map((folder) => ({ ...folder, mailboxId: id })));
  const folder = folders.find(({ id }) => String(id) === folderId);
  return (record) => folder?.mailboxId === record.mailboxId && folder.type === views.folderType(record);
}

function tagFilter(state, text) {
  const wanted = text.split(',').map((name) => name.trim().toLowerCase());
  return (record) => tagNames(state, record).some((name) => wanted.includes(name.toLowerCase()));
}

function modifiedFilter(text) {
  if (!check.isDateTime(text)) throw invalidQuery('modifiedSince', 'must be a date as yyyy-MM-ddTHH:mm:ssZ', text);
  return (record) => record.modifiedAt >= text;
}

function fieldFilters(query) {
  if (!query.get('mailbox')) throw invalidQuery('mailbox', 'is required with customFieldsByIds');
  const pairs = query.getAll('customFieldsByIds').flatMap((text) => text.split(','));
  return pairs.map((pair) => {
    const [id, ...rest] = pair.split(':');
    return (record) => record.fields.some((field) => String(field.id) === id && field.value === rest.join(':'));
  });
}

const tagNames = (state, record) => record.tags.map((id) => state.tags.get(id)?.name ?? '');

const emailsOf = (state, id) => state.customers.get(id)?.emails.map((email) => email.value) ?? [];

function assigneeName(state, record) {
  if (!record.assigneeId) return 'Unassigned';
  const { first, last = '' } = views.userPerson(state, record.assigneeId);
  return `${first} ${last}`.trim();
}

function searchFields(state) {
  return {
    subject: contains((record) => record.subject),
    body: contains((record) => record.threads.map((thread) => thread.body)),
    tag: equals((record) => tagNames(state, record)),
    mailbox: equals((record) => state.mailboxes.get(record.mailboxId)?.name),
    mailboxid: equals((record) => record.mailboxId),
    email: equals((record) => [...emailsOf(state, record.customerId), ...record.cc, ...record.bcc]),
    customerIds: equals((record) => record.customerId),
    number: equals((record) => record.number),
    id: equals((record) => record.id),
    assigned: contains((record) => assigneeName(state, record)),
    attachments: equals((record) => record.threads.some((thread) => thread.attachments.length > 0)),
    replyUserIds: equals((record) =>
      record.threads.filter(({ type }) => type === 'message').map((thread) => thread.createdBy.id),
    ),
    status: equals((record) => record.status),
    modifiedAt: within((record) => record.modifiedAt),
    createdAt: within((record) => record.createdAt),
  };
}

function sort(state, records, query) {
  const customer = (record) => state.customers.get(record.customerId);
  const keys = {
    createdAt: (record) => record.createdAt,
    customerEmail: (record) => customer(record)?.emails[0]?.value ?? '',
    customerName: (record) => `${customer(record)?.firstName} ${customer(record)?.lastName}`,
    mailboxid: (record) => record.mailboxId,
    modifiedAt: (record) => record.modifiedAt,
    number: (record) => record.number,
    score: (record) => record.number,
    status: (record) => record.status,
    subject: (record) => record.subject,
    waitingSince: (record) => record.createdAt,
  };
  return sorted(records, query, keys, 'createdAt');
}

module.exports = { list };
