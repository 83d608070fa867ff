'use strict';

const { invalid } = require('./problem');

// A rule takes (value, path) and returns the errors it found, as entries of a vnd.error.

const error = (kind, message) => (value, path) => [{ path, kind, message, rejectedValue: value }];

const rule = (kind, message, holds) => (value, path) => (holds(value) ? [] : error(kind, message)(value, path));

const absent = (value) => value === undefined || value === null;

const required = (inner) => (value, path) =>
  absent(value) || value === '' ? error('NotEmpty', 'may not be empty')(value, path) : inner(value, path);

const optional = (inner) => (value, path) => (absent(value) ? [] : inner(value, path));

const string = rule('Type', 'must be a string', (value) => typeof value === 'string');

const boolean = rule('Type', 'must be true or false', (value) => typeof value === 'boolean');

const integer = rule('Number', 'must be an integer', Number.isInteger);

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const isDateTime = (value) => DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));

const dateTime = rule('DateTime', 'must be a date as yyyy-MM-ddTHH:mm:ssZ', isDateTime);

const email = rule(
  'Email',
  'must be a well-formed email address',
  (value) => typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value),
);

const oneOf = (...values) =>
  rule('EnumValue', `must be one of ${values.join(', ')}`, (value) => values.includes(value));

/** A string of min to max characters. */
const sized = (min, max) => (value, path) => {
  const wrongType = string(value, path);
  if (wrongType.length > 0) return wrongType;
  const fits = value.length >= min && value.length <= max;
  return fits ? [] : error('Size', `size must be between ${min} and ${max}`)(value, path);
};

const listOf =
  (item, { min = 0, max = Infinity } = {}) =>
  (value, path) => {
    if (!Array.isArray(value)) return error('Type', 'must be an array')(value, path);
    if (value.length < min || value.length > max) {
      return error('Size', `size must be between ${min} and ${max}`)(value.length, path);
    }
    return value.flatMap((entry, index) => item(entry, `${path}[${index}]`));
  };

/** An object whose known properties hold to their rules; unknown ones are ignored, as the API does. */
const object = (rules) => (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return error('Type', 'must be an object')(value, path);
  }
  const prefix = path ? `${path}.` : '';
  return Object.entries(rules).flatMap(([key, inner]) => inner(value[key], prefix + key));
};

/** All of several rules for one value. */
const all =
  (...rules) =>
  (value, path) =>
    rules.flatMap((inner) => inner(value, path));

/**
 * Throws the 400 that lists everything wrong with a body.
 * @param {unknown} body parsed request body
 * @param {Function} inner the rule for it
 */
function validate(body, inner) {
  const errors = inner(body, '');
  if (errors.length > 0) throw invalid(errors);
}

/**
 * Checks one JSON Patch operation against the documented pairs.
 * @param {unknown} operation the request body
 * @param {Record<string, Function | null>} pairs "op path" to the rule for its value; null where there is no value
 * @returns {string} the pair, such as "replace /subject"
 */
function validatePatch(operation, pairs) {
  validate(operation, object({ op: required(string), path: required(string) }));
  const pair = `${operation.op} ${operation.path}`;
  if (!Object.hasOwn(pairs, pair)) {
    throw invalid(error('Patch', `"${pair}" is not supported`)(operation.path, 'path'));
  }
  if (pairs[pair]) validate(operation, object({ value: required(pairs[pair]) }));
  return pair;
}

module.exports = {
  all,
  boolean,
  dateTime,
  email,
  integer,
  isDateTime,
  listOf,
  object,
  oneOf,
  optional,
  required,
  sized,
  string,
  validate,
  validatePatch,
};
