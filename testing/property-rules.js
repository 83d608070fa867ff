'use strict';

// Definitions of the properties of customers and organizations, and the values that they allow.

const check = require('./check');
const { conflict, invalid, invalidProperty, notFound } = require('./problem');

const TYPES = ['text', 'number', 'url', 'date', 'dropdown'];
const MAX_DEFINITIONS = 50;
const MAX_OPTIONS = 100;
const MAX_TEXT = 255;
const MAX_INT64 = 2n ** 63n - 1n;

/** Rule for the options of a dropdown. */
const optionsRule = (option) => check.optional(check.listOf(check.object(option), { max: MAX_OPTIONS }));

/** A definition as it is stored: without the options of other types than dropdowns, which the API ignores. */
const definition = ({ options, ...rest }) => (rest.type === 'dropdown' ? { ...rest, options: options ?? [] } : rest);

/**
 * Stores a new definition.
 * @param {object[]} definitions those of the account
 * @param {object} input a checked body
 */
function define(definitions, input) {
  if (definitions.length >= MAX_DEFINITIONS)
    throw invalidProperty('slug', `there can be ${MAX_DEFINITIONS} properties`);
  if (definitions.some(({ slug }) => slug === input.slug)) throw conflict(`Property ${input.slug} exists already`);
  needUniqueLabels(input.options);
  definitions.push(definition(input));
}

function needUniqueLabels(options = []) {
  const labels = options.map(({ label }) => label);
  const errors = labels.flatMap((label, index) =>
    labels.indexOf(label) === index
      ? []
      : [{ path: `options[${index}].label`, message: 'must be unique', rejectedValue: label, kind: 'Unique' }],
  );
  if (errors.length > 0) throw invalid(errors);
}

/** The definition of a slug as it stands in a path, or a 404. */
function needDefinition(definitions, slug) {
  const found = definitions.find((each) => each.slug === slug);
  if (!found) throw notFound('Property');
  return found;
}

const valueRules = {
  text: (value) => !(typeof value === 'string' && value.length <= MAX_TEXT) && `must be a text of at most ${MAX_TEXT}`,
  number: (value) => !isInt64(value) && 'must be an integer of 64 bits',
  url: (value) => !check.isUrl(value) && 'must be a URL',
  date: (value) => !check.isDay(value) && 'must be a date as yyyy-MM-dd',
  dropdown: (value, { options = [] }) =>
    !options.some(({ id, label }) => value === label || (id !== undefined && value === id)) && 'must be an option',
};

/** Refuses a value that the definition does not allow. */
function needFittingValue(property, value, path) {
  const message = valueRules[property.type](value, property);
  if (message) throw invalidProperty(path, message, value);
}

function isInt64(value) {
  if (!/^-?\d+$/.test(String(value))) return false;
  const number = BigInt(value);
  return number <= MAX_INT64 && number >= -MAX_INT64 - 1n;
}

module.exports = { TYPES, define, needDefinition, needFittingValue, needUniqueLabels, optionsRule };
