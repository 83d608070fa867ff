'use strict';

const check = require('../check');
const hal = require('../hal');
const { invalidProperty, invalidQuery, notFound } = require('../problem');
const { CUSTOMER_FIELDS, ENTRIES, createCustomer, needFreeEmail, pick } = require('../model');
const { compile, contains, equals, within } = require('../search');
const { sorted } = require('../sort');
const views = require('../views');
const { entryRules, addressRule } = require('./entry-rules');

const fieldRules = {
  firstName: check.optional(check.sized(1, 40)),
  lastName: check.optional(check.sized(1, 40)),
  jobTitle: check.optional(check.sized(0, 60)),
  location: check.optional(check.sized(0, 60)),
  organization: check.optional(check.sized(0, 60)),
  organizationId: check.optional(check.integer),
  photoUrl: check.optional(check.sized(0, 200)),
  photoType: check.optional(check.string),
  background: check.optional(check.sized(0, 200)),
  gender: check.optional(check.oneOf('male', 'female', 'unknown')),
  age: check.optional(check.string),
};

const newCustomer = check.object({
  ...fieldRules,
  phone: check.optional(check.string),
  ...Object.fromEntries(
    Object.entries(ENTRIES).map(([wire, key]) => [key, check.optional(check.listOf(entryRules[wire]))]),
  ),
  address: check.optional(addressRule),
  properties: check.optional(check.listOf(check.object({ slug: check.required(check.string) }))),
});

function list(context) {
  const { state, query, href } = context;
  const tests = filters(state, query);
  const found = state.customers.where((record) => tests.every((test) => test(record)));
  const keys = {
    createdAt: (record) => record.createdAt,
    score: (record) => record.createdAt,
    firstName: (record) => record.firstName ?? '',
    lastName: (record) => record.lastName ?? '',
    modifiedAt: (record) => record.updatedAt,
  };
  return hal.page(context, 'customers', sorted(found, query, keys, 'score'), (record) =>
    views.customer(state, href, record),
  );
}

function filters(state, query) {
  const tests = [];
  for (const name of ['firstName', 'lastName']) {
    const wanted = query.get(name);
    if (wanted) tests.push((record) => equals(() => record[name])(record, wanted));
  }
  if (query.get('mailbox')) tests.push(mailboxFilter(state, query.get('mailbox')));
  const since = query.get('modifiedSince');
  if (since && !check.isDateTime(since)) {
    throw invalidQuery('modifiedSince', 'must be a date as yyyy-MM-ddTHH:mm:ssZ', since);
  }
  if (since) tests.push((record) => record.updatedAt >= since);
  if (query.get('query')) tests.push(compile(query.get('query'), searchFields, state.now()));
  return tests;
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

function get({ state, params, href }) {
  const record = state.customers.need(params.customerId);
  const conversationCount = state.conversations.where((each) => each.customerId === record.id).length;
  return hal.resource({ ...views.customer(state, href, record), conversationCount });
}

function create({ state, body, href }) {
  check.validate(body, newCustomer);
  for (const { value } of body.emails ?? []) needFreeEmail(state, value);
  const { id } = createCustomer(state, { ...body, id: undefined, createdAt: undefined, updatedAt: undefined });
  return hal.created(id, href(`/v2/customers/${id}`));
}

function overwrite({ state, params, body }) {
  const record = state.customers.need(params.customerId);
  check.validate(body, check.object(fieldRules));
  Object.assign(record, pick(body, CUSTOMER_FIELDS), { updatedAt: state.time() });
  return hal.noContent();
}

const patchRule = check.listOf(
  check.object({ op: check.required(check.oneOf('add', 'remove', 'replace')), path: check.required(check.string) }),
);

function update({ state, params, body }) {
  const record = state.customers.need(params.customerId);
  check.validate(body, patchRule);
  // All or nothing: the operations work on a copy that replaces the record's content at the end.
  const copy = structuredClone(record);
  body.forEach((operation, index) => applyOperation(state, copy, operation, `[${index}]`));
  Object.assign(record, copy, { updatedAt: state.time() });
  return hal.noContent();
}

function applyOperation(state, record, { op, path, value }, at) {
  const [, first, id, member, ...rest] = path.split('/');
  const wire = first === 'socialProfiles' ? 'social-profiles' : first;
  const refuse = () => invalidProperty(`${at}.path`, `"${op} ${path}" is not supported`, path);
  if (rest.length > 0) throw refuse();
  if (Object.hasOwn(ENTRIES, wire)) return applyToEntries(state, record, wire, { op, id, member, value }, at, refuse);
  if (id !== undefined) throw refuse();
  if (first === 'address') return applyToAddress(record, op, value, at);
  if (!CUSTOMER_FIELDS.includes(first)) throw refuse();
  if (op === 'remove') record[first] = null;
  else {
    check.validate({ [first]: value }, check.object({ [first]: fieldRules[first] }));
    record[first] = value;
  }
}

function applyToAddress(record, op, value, at) {
  if (op !== 'remove') check.validate({ [at]: value }, check.object({ [at]: check.required(addressRule) }));
  record.address = op === 'remove' ? null : value;
}

function applyToEntries(state, record, wire, { op, id, member, value }, at, refuse) {
  const key = ENTRIES[wire];
  if (op === 'add' && id === undefined) {
    check.validate(value, entryRules[wire]);
    if (key === 'emails') needFreeEmail(state, value.value, record.id);
    record[key].push({ ...value, id: state.subId() });
    return;
  }
  const entry = record[key].find((each) => String(each.id) === id);
  if (!entry) throw id === undefined ? refuse() : invalidProperty(`${at}.path`, 'does not exist', id);
  if (op === 'remove' && member === undefined) record[key] = record[key].filter((each) => each !== entry);
  else if (op === 'replace' && (member === 'value' || member === 'type')) {
    const changed = { ...entry, [member]: value };
    check.validate(changed, entryRules[wire]);
    if (key === 'emails') needFreeEmail(state, changed.value, record.id);
    Object.assign(entry, changed);
  } else throw refuse();
}

function updateProperties({ state, params, body }) {
  const record = state.customers.need(params.customerId);
  check.validate(
    body,
    check.listOf(
      check.object({ op: check.required(check.oneOf('replace', 'remove')), path: check.required(check.string) }),
    ),
  );
  body.forEach(({ path }, index) => {
    if (!state.customerProperties.some(({ slug }) => `/${slug}` === path)) {
      throw invalidProperty(`[${index}].path`, 'does not exist', path);
    }
  });
  for (const { op, path, value } of body) {
    if (op === 'remove') delete record.properties[path.slice(1)];
    else record.properties[path.slice(1)] = value;
  }
  record.updatedAt = state.time();
  return hal.noContent();
}

const listProperties = (context) => hal.collection(context, 'customer-properties', context.state.customerProperties);

function getAddress({ state, params }) {
  const { address } = state.customers.need(params.customerId);
  if (!address) throw notFound('Address');
  return hal.resource(address);
}

function createAddress(context) {
  setAddress(context);
  return hal.created(undefined, context.href(context.path));
}

function updateAddress(context) {
  setAddress(context);
  return hal.noContent();
}

function setAddress({ state, params, body }) {
  const record = state.customers.need(params.customerId);
  check.validate(body, addressRule);
  const { city, state: region, postalCode, country, lines = [] } = body;
  Object.assign(record, { address: { city, state: region, postalCode, country, lines }, updatedAt: state.time() });
}

function removeAddress({ state, params }) {
  const record = state.customers.need(params.customerId);
  if (!record.address) throw notFound('Address');
  record.address = null;
  return hal.noContent();
}

module.exports = {
  'GET /v2/customers': list,
  'POST /v2/customers': create,
  'GET /v2/customers/:customerId': get,
  'PUT /v2/customers/:customerId': overwrite,
  'PATCH /v2/customers/:customerId': update,
  'PATCH /v2/customers/:customerId/properties': updateProperties,
  'GET /v2/customer-properties': listProperties,
  'GET /v2/customers/:customerId/address': getAddress,
  'POST /v2/customers/:customerId/address': createAddress,
  'PUT /v2/customers/:customerId/address': updateAddress,
  'DELETE /v2/customers/:customerId/address': removeAddress,
};
