'use strict';

// Definitions of customer properties, and the values that customers have.

const { randomUUID } = require('node:crypto');

const check = require('../check');
const hal = require('../hal');
const { invalidProperty } = require('../problem');
const { TYPES, define, needDefinition, needFittingValue, optionsRule } = require('../property-rules');

const RESERVED = ['email', 'name', 'company', 'jobTitle'];

const newDefinition = check.object({
  type: check.required(check.oneOf(...TYPES)),
  slug: check.required(check.slug(100, RESERVED)),
  name: check.required(check.string),
  options: optionsRule({ id: check.optional(check.string), label: check.required(check.sized(1, 255)) }),
});

const list = (context) => hal.collection(context, 'customer-properties', context.state.customerProperties);

function create({ state, body }) {
  const input = check.validate(body, newDefinition);
  const options = input.options?.map((option) => ({ id: option.id ?? randomUUID(), label: option.label }));
  define(state.customerProperties, { ...input, options });
  return hal.created();
}

function remove({ state, params }) {
  const definition = needDefinition(state.customerProperties, params.slug);
  state.customerProperties = state.customerProperties.filter((each) => each !== definition);
  for (const customer of state.customers.values()) delete customer.properties[definition.slug];
  return hal.noContent();
}

const patchRule = check.listOf(
  check.object({
    op: check.required(check.oneOf('replace', 'remove')),
    path: check.required(check.string),
    value: check.optional(check.anything),
  }),
);

function updateValues({ state, params, body }) {
  const record = state.customers.need(params.customerId);
  const operations = check.validate(body, patchRule);
  operations.forEach(({ op, path, value }, index) => {
    const definition = state.customerProperties.find(({ slug }) => `/${slug}` === path);
    if (!definition) throw invalidProperty(`[${index}].path`, 'does not exist', path);
    if (op === 'replace') needFittingValue(definition, value, `[${index}].value`);
  });
  for (const { op, path, value } of operations) {
    if (op === 'remove') delete record.properties[path.slice(1)];
    else record.properties[path.slice(1)] = value;
  }
  record.updatedAt = state.time();
  return hal.noContent();
}

module.exports = {
  'GET /v2/customer-properties': list,
  'POST /v2/customer-properties': create,
  'DELETE /v2/customer-properties/:slug': remove,
  'PATCH /v2/customers/:customerId/properties': updateValues,
};
