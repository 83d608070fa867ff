'use strict';

// Definitions of organization properties; the values are with the organizations.

const check = require('../check');
const hal = require('../hal');
const { TYPES, define, needDefinition, needUniqueLabels, optionsRule } = require('../property-rules');

const name = check.required(check.sized(1, 100));
const options = optionsRule({ label: check.required(check.sized(1, 100)) });

const newDefinition = check.object({
  type: check.required(check.oneOf(...TYPES)),
  slug: check.required(check.slug(120)),
  name,
  options,
});

const list = (context) => hal.collection(context, 'organization-properties', context.state.organizationProperties);

const get = ({ state, params }) => hal.resource(needDefinition(state.organizationProperties, params.slug));

function create({ state, body }) {
  define(state.organizationProperties, check.validate(body, newDefinition));
  return hal.created();
}

function update({ state, params, body }) {
  const definition = needDefinition(state.organizationProperties, params.slug);
  const input = check.validate(body, check.object({ name, options }));
  definition.name = input.name;
  if (definition.type === 'dropdown' && input.options) replaceOptions(state, definition, input.options);
  return hal.noContent();
}

// The values of options that are no more go with them.
function replaceOptions(state, definition, wanted) {
  needUniqueLabels(wanted);
  definition.options = wanted;
  const labels = wanted.map(({ label }) => label);
  for (const { properties } of state.organizations.values()) {
    if (!labels.includes(properties[definition.slug])) delete properties[definition.slug];
  }
}

function remove({ state, params }) {
  const definition = needDefinition(state.organizationProperties, params.slug);
  state.organizationProperties = state.organizationProperties.filter((each) => each !== definition);
  for (const { properties } of state.organizations.values()) delete properties[definition.slug];
  return hal.noContent();
}

module.exports = {
  'GET /v2/organizations/properties': list,
  'GET /v2/organizations/properties/:slug': get,
  'POST /v2/organizations/properties': create,
  'PUT /v2/organizations/properties/:slug': update,
  'DELETE /v2/organizations/properties/:slug': remove,
};
