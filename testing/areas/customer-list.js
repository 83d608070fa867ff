'use strict';

// The lists of customers: by pages in version 2, by a cursor in version 3.

const check = require('../check');
const hal = require('../hal');
const { invalidQuery } = require('../problem');
const { compile, contains, equals, within } = require('../search');
const { sorted } = require('../sort');
const views = require('../views');

const PAGE_SIZE = 50;

function list(context) {
  const { state, query, href } = context;
  const keys = {
    createdAt: (record) => record.createdAt,
    score: (record) => record.createdAt,
    firstName: (record) => record.firstName ?? '',
    lastName: (record) => record.lastName ?? '',
    modifiedAt: (record) => record.updatedAt,
  };
  return hal.page(context, 'customers', sorted(filtered(state, query), query, keys, 'score'), (record) =>
    views.customer(state, href, record),
  );
}

function filtered(state, query) {
  const tests = filters(state, query);
  return state.customers.where((record) => tests.every((test) => test(record)));
}

function filters(state, query) {
  const tests = [];
  for (const name of ['firstName', 'lastName']) {
    const wanted = query.get(name);
    if (wanted) tests.push((record) => equals(() => record[name])(record, wanted));
  }
  if (query.get('mailbox')) tests.push(mailboxFilter(state, query.get('mailbox')));
  const modifiedSince = time(query, 'modifiedSince');
  if (modifiedSince) tests.push((record) => record.updatedAt >= modifiedSince);
  if (query.get('query')) tests.push(compile(query.get('query'), searchFields, state.now()));
  return tests;
}

function time(query, name) {
  const text = query.get(name);
  if (text && !check.isDateTime(text)) throw invalidQuery(name, 'must be a date as yyyy-MM-ddTHH:mm:ssZ', text);
  return text;
}

function mailboxFilter(state, mailbox) {
  const writers = new Set(
    state.conversations.where((each) => String(each.mailboxId) === mailbox).map((each) => each.customerId),
  );
  return (record) => writers.has(record.id);
}

const emailsOf = (record) => record.emails.map((email) => email.value);

const searchFields = {
  firstName: equals((record) => record.firstName),
  lastName: equals((record) => record.lastName),
  email: contains(emailsOf),
  emailDomain: equals((record) => emailsOf(record).map((value) => value.split('@')[1])),
  modifiedAt: within((record) => record.updatedAt),
};

// Newest first. The cursor names the last customer of a page, so that the next one goes on there whatever was made
// or deleted in between.
function listV3(context) {
  const { state, query, rawQuery, href, path } = context;
  const createdSince = time(query, 'createdSince');
  const email = query.get('email')?.toLowerCase();
  const after = query.has('cursor') ? decoded(query.get('cursor')) : undefined;
  const found = filtered(state, without(query, 'mailbox'))
    .filter((record) => !createdSince || record.createdAt >= createdSince)
    .filter((record) => !email || emailsOf(record).some((value) => value.toLowerCase() === email))
    .sort(newestFirst)
    .filter((record) => !after || newestFirst(after, record) < 0);
  const shown = found.slice(0, context.pageSize ?? PAGE_SIZE);
  const kept = rawQuery.split('&').filter((pair) => pair !== '' && !/^cursor(=|$)/.test(pair));
  const at = (...pairs) => ({ href: [href(path), [...kept, ...pairs].join('&')].filter(Boolean).join('?') });
  return hal.resource({
    ...hal.embedded(
      'customers',
      shown.map((record) => views.customer(state, href, record)),
    ),
    _links: {
      self: { href: href(path) + (rawQuery && `?${rawQuery}`) },
      first: at(),
      ...(found.length > shown.length ? { next: at(`cursor=${encoded(shown.at(-1))}`) } : {}),
    },
  });
}

const newestFirst = (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id;

const encoded = ({ createdAt, id }) => Buffer.from(JSON.stringify({ createdAt, id })).toString('base64url');

function decoded(text) {
  try {
    const { createdAt, id } = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (check.isDateTime(createdAt) && Number.isInteger(id)) return { createdAt, id };
  } catch {
    // Not even JSON: refused below like any other text that is no cursor.
  }
  throw invalidQuery('cursor', 'is not a cursor of this list', text);
}

function without(query, name) {
  const rest = new URLSearchParams(query);
  rest.delete(name);
  return rest;
}

module.exports = { 'GET /v2/customers': list, 'GET /v3/customers': listV3 };
