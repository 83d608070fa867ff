'use strict';

const check = require('../check');
const hal = require('../hal');
const { denied, sees } = require('../access');
const { removeCustomer } = require('../lifecycle');
const { invalidProperty, notFound } = require('../problem');
const { CUSTOMER_FIELDS, ENTRIES, createCustomer, needFreeEmail, needOrganization, pick } = require('../model');
const { needFittingValue } = require('../property-rules');
const views = require('../views');
const { addressRule, entryRules, fieldRules } = require('./customer-rules');

const newCustomer = check.object({
  ...fieldRules,
  phone: check.optional(check.string),
  ...Object.fromEntries(
    Object.entries(ENTRIES).map(([wire, key]) => [key, check.optional(check.listOf(entryRules[wire]))]),
  ),
  address: check.optional(addressRule),
  properties: check.optional(
    check.listOf(check.object({ slug: check.required(check.string), value: check.required(check.anything) })),
  ),
});

function get({ state, params, href }) {
  const record = state.customers.need(params.customerId);
  const conversationCount = state.conversations.where((each) => each.customerId === record.id).length;
  return hal.resource({ ...views.customer(state, href, record), conversationCount });
}

function create({ state, body, href }) {
  const input = check.validate(body, newCustomer);
  for (const { value } of input.emails ?? []) needFreeEmail(state, value);
  (input.properties ?? []).forEach(({ slug, value }, index) => {
    const definition = state.customerProperties.find((each) => each.slug === slug);
    if (!definition) throw invalidProperty(`properties[${index}].slug`, 'does not exist', slug);
    needFittingValue(definition, value, `properties[${index}].value`);
  });
  const { id } = createCustomer(state, input);
  return hal.created(id, href(`/v2/customers/${id}`));
}

/** What keeps a customer from being deleted at once; in the background any number of conversations can go. */
const MAX_CONVERSATIONS = 100;

function remove({ state, params, query }) {
  const customer = state.customers.need(params.customerId);
  const conversations = state.conversations.where((each) => each.customerId === customer.id);
  const inBackground = query.get('async') === 'true';
  if (!conversations.every((each) => sees(state, each.mailboxId))) {
    throw denied("The user cannot see all of the customer's conversations");
  }
  if (!inBackground && conversations.length > MAX_CONVERSATIONS) {
    throw denied(`The customer has more than ${MAX_CONVERSATIONS} conversations`);
  }
  removeCustomer(state, customer);
  return inBackground ? hal.accepted() : hal.noContent();
}

function overwrite({ state, params, body }) {
  const record = state.customers.need(params.customerId);
  check.validate(body, check.object(fieldRules));
  if (body.organizationId) needOrganization(state, body.organizationId);
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
    check.validate(value, fieldRules[first], `${at}.value`);
    if (first === 'organizationId' && value) needOrganization(state, value);
    record[first] = value;
  }
}

function applyToAddress(record, op, value, at) {
  record.address = op === 'remove' ? null : check.validate(value, check.required(addressRule), `${at}.value`);
}

function applyToEntries(state, record, wire, { op, id, member, value }, at, refuse) {
  const key = ENTRIES[wire];
  if (op === 'add' && id === undefined) {
    const added = check.validate(value, entryRules[wire], `${at}.value`);
    if (key === 'emails') needFreeEmail(state, added.value, record.id);
    record[key].push({ ...added, id: state.subId() });
    return;
  }
  const entry = record[key].find((each) => String(each.id) === id);
  if (!entry) throw id === undefined ? refuse() : invalidProperty(`${at}.path`, 'does not exist', id);
  if (op === 'remove' && member === undefined) record[key] = record[key].filter((each) => each !== entry);
  else if (op === 'replace' && (member === 'value' || member === 'type')) {
    const changed = { ...entry, [member]: value };
    check.validate(changed, entryRules[wire], at);
    if (key === 'emails') needFreeEmail(state, changed.value, record.id);
    Object.assign(entry, changed);
  } else throw refuse();
}

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
  'POST /v2/customers': create,
  'GET /v2/customers/:customerId': get,
  'PUT /v2/customers/:customerId': overwrite,
  'PATCH /v2/customers/:customerId': update,
  'DELETE /v2/customers/:customerId': remove,
  'GET /v2/customers/:customerId/address': getAddress,
  'POST /v2/customers/:customerId/address': createAddress,
  'PUT /v2/customers/:customerId/address': updateAddress,
  'DELETE /v2/customers/:customerId/address': removeAddress,
};
