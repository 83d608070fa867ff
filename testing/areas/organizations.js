'use strict';

const { sees } = require('../access');
const check = require('../check');
const hal = require('../hal');
const { conversationsOf, createOrganization, customersOf, organizationFields } = require('../organization');
const { conflict, invalidQuery, notFound } = require('../problem');
const { needDefinition, needFittingValue } = require('../property-rules');
const { comparing } = require('../sort');
const views = require('../views');

const text = check.optional(check.string);

const organizationRule = check.object({
  name: check.required(check.string),
  website: text,
  description: text,
  location: check.optional(check.sized(2, 2)),
  logoUrl: text,
  note: text,
  brandColor: check.optional(check.color),
  domains: check.optional(check.listOf(check.string)),
  domain: text,
  phones: check.optional(check.listOf(check.string)),
});

function needFree(state, { name, domains }, ownId) {
  const taken = (own, wanted) => own.toLowerCase() === wanted.toLowerCase();
  const holder = state.organizations.first(
    (each) =>
      each.id !== ownId &&
      (taken(each.name, name) || each.domains.some((own) => domains.some((wanted) => taken(own, wanted)))),
  );
  if (holder) throw conflict(`Organization ${holder.id} has this name or domain already`);
}

const sortKeys = {
  name: (state, record) => record.name.toLowerCase(),
  customerCount: (state, record) => customersOf(state, record).length,
  conversationCount: (state, record) => conversationsOf(state, record).length,
  lastInteractionAt: (state, record) =>
    conversationsOf(state, record).reduce((latest, each) => (each.modifiedAt > latest ? each.modifiedAt : latest), ''),
};

function list(context) {
  const { state, query, href } = context;
  const wanted = query.get('sort') ?? 'lastInteractionAt';
  const [, field, order = 'desc'] = /^(\w+)(?:,(asc|desc))?$/.exec(wanted) ?? [];
  if (!Object.hasOwn(sortKeys, field ?? '')) {
    throw invalidQuery('sort', `must be one of ${Object.keys(sortKeys).join(', ')}, with ,asc or ,desc`, wanted);
  }
  const found = state.organizations.all().sort(comparing((record) => sortKeys[field](state, record), order));
  return hal.page(context, 'organizations', found, (record) => view(href, record));
}

const view = (href, record, more = {}) => ({
  ...views.linked(href, `/v2/organizations/${record.id}`, { ...views.omit(record, 'properties'), ...more }),
});

function get({ state, params, query, href }) {
  const record = state.organizations.need(params.organizationId);
  const more = {};
  if (query.get('includeCounts') === 'true') {
    more.customerCount = customersOf(state, record).length;
    more.conversationCount = conversationsOf(state, record).length;
  }
  if (query.get('includeProperties') === 'true') more.properties = propertyValues(state, record);
  return hal.resource(view(href, record, more));
}

const propertyValues = (state, { properties }) =>
  state.organizationProperties
    .filter(({ slug }) => Object.hasOwn(properties, slug))
    .map(({ type, slug, name }) => ({ type, slug, name, value: properties[slug] }));

function create({ state, body, href }) {
  const input = organizationFields(check.validate(body, organizationRule));
  needFree(state, input);
  const { id } = createOrganization(state, input);
  return hal.created(id, href(`/v2/organizations/${id}`));
}

function update({ state, params, body }) {
  const record = state.organizations.need(params.organizationId);
  const input = organizationFields(check.validate(body, organizationRule));
  needFree(state, input, record.id);
  Object.assign(record, input, { updatedAt: state.time() });
  return hal.noContent();
}

function remove({ state, params }) {
  const { id } = state.organizations.need(params.organizationId);
  for (const customer of state.customers.values()) {
    if (customer.organizationId === id) customer.organizationId = null;
  }
  state.organizations.delete(id);
  return hal.noContent();
}

function listConversations(context) {
  const { state, params, href } = context;
  const found = conversationsOf(state, state.organizations.need(params.organizationId))
    .filter(({ mailboxId }) => sees(state, mailboxId))
    .sort(comparing(({ createdAt }) => createdAt, 'desc'));
  return hal.page(context, 'conversations', found, (record) => views.conversation(state, href, record));
}

function listCustomers(context) {
  const { state, params, href } = context;
  const found = customersOf(state, state.organizations.need(params.organizationId));
  return hal.page(context, 'customers', found, (record) => views.customer(state, href, record));
}

function setValue({ state, params, body }) {
  const record = state.organizations.need(params.organizationId);
  const definition = needDefinition(state.organizationProperties, params.slug);
  const { value } = check.validate(body, check.object({ value: check.required(check.string) }));
  needFittingValue(definition, value, 'value');
  record.properties[definition.slug] = value;
  return hal.noContent();
}

function removeValue({ state, params }) {
  const { properties } = state.organizations.need(params.organizationId);
  const { slug } = needDefinition(state.organizationProperties, params.slug);
  if (!Object.hasOwn(properties, slug)) throw notFound('Property value');
  delete properties[slug];
  return hal.noContent();
}

module.exports = {
  'GET /v2/organizations': list,
  'POST /v2/organizations': create,
  'GET /v2/organizations/:organizationId': get,
  'PUT /v2/organizations/:organizationId': update,
  'DELETE /v2/organizations/:organizationId': remove,
  'GET /v2/organizations/:organizationId/conversations': listConversations,
  'GET /v2/organizations/:organizationId/customers': listCustomers,
  'PUT /v2/organizations/:organizationId/properties/:slug': setValue,
  'DELETE /v2/organizations/:organizationId/properties/:slug': removeValue,
};
