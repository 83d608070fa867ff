'use strict';

const { invalid } = require('./problem');

// A rule takes (value, path) and returns the errors it found, as entries of a vnd.error. A rule that looks into a
// value has `known`, which gives the value without the properties that the rule does not name.

const error = (kind, message) => (value, path) => [{ path, kind, message, rejectedValue: value }];

const rule = (kind, message, holds) => (value, path) => (holds(value) ? [] : error(kind, message)(value, path));

const looksInto = (inner, known) => Object.assign(inner, { known });

const knownOf = (inner, value) => (inner.known && !absent(value) ? inner.known(value) : value);

const absent = (value) => value === undefined || value === null;

const required = (inner) =>
  looksInto(
    (value, path) =>
      absent(value) || value === '' ? error('NotEmpty', 'may not be empty')(value, path) : inner(value, path),
    (value) => knownOf(inner, value),
  );

const optional = (inner) =>
  looksInto(
    (value, path) => (absent(value) ? [] : inner(value, path)),
    (value) => knownOf(inner, value),
  );

/** Any value. */
const anything = () => [];

const string = rule('Type', 'must be a string', (value) => typeof value === 'string');

const boolean = rule('Type', 'must be true or false', (value) => typeof value === 'boolean');

const integer = rule('Number', 'must be an integer', Number.isInteger);

/** An integer from min to max. */
const within = (min, max) =>
  rule(
    'Size',
    `must be an integer from ${min} to ${max}`,
    (value) => Number.isInteger(value) && value >= min && value <= max,
  );

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const isDateTime = (value) => DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));

const isDay = (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));

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

const isUrl = (value) => /^https?:\/\/[^\s/]+\S*$/i.test(value);

const url = rule('URL', 'must be a well-formed URL', isUrl);

const color = rule('Color', 'must be a colour such as #12AB9F', (value) => /^#([0-9a-f]{3}){1,2}$/i.test(value));

/** A key of at most `max` letters, digits, - and _ that is none of the reserved ones. */
const slug = (max, reserved = []) =>
  rule(
    'Slug',
    `must be 1 to ${max} letters, digits, - or _${reserved.length > 0 ? ` and none of ${reserved.join(', ')}` : ''}`,
    (value) => /^[\w-]+$/.test(value) && value.length <= max && !reserved.includes(value),
  );

const listOf = (item, { min = 0, max = Infinity } = {}) =>
  looksInto(
    (value, path) => {
      if (!Array.isArray(value)) return error('Type', 'must be an array')(value, path);
      if (value.length < min || value.length > max) {
        return error('Size', `size must be between ${min} and ${max}`)(value.length, path);
      }
      return value.flatMap((entry, index) => item(entry, `${path}[${index}]`));
    },
    (value) => value.map((entry) => knownOf(item, entry)),
  );

/** An object whose known properties hold to their rules; unknown ones are ignored, as the API does. */
const object = (rules) =>
  looksInto(
    (value, path) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return error('Type', 'must be an object')(value, path);
      }
      const prefix = path ? `${path}.` : '';
      return Object.entries(rules).flatMap(([key, inner]) => inner(value[key], prefix + key));
    },
    (value) =>
      Object.fromEntries(
        Object.entries(rules)
          .filter(([key]) => value[key] !== undefined)
          .map(([key, inner]) => [key, knownOf(inner, value[key])]),
      ),
  );

/**
 * Throws the 400 that lists everything wrong with a body.
 * @param {unknown} body parsed request body
 * @param {Function} inner the rule for it
 * @param {string} [path] of the value, when it is a part of the body
 * @returns {unknown} the body without what the rule does not know
 */
function validate(body, inner, path = '') {
  const errors = inner(body, path);
  if (errors.length > 0) throw invalid(errors);
  return knownOf(inner, body);
}

/**
 * Throws the 400 that lists every value of an array that does not hold.
 * @param {unknown[]} values
 * @param {(value: unknown) => boolean} holds
 * @param {string} message
 * @param {(index: number) => string} pathOf
 */
function validateEach(values, holds, message, pathOf) {
  const errors = values.flatMap((value, index) =>
    holds(value) ? [] : error('Invalid', message)(value, pathOf(index)),
  );
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
  anything,
  boolean,
  color,
  dateTime,
  email,
  integer,
  isDateTime,
  isDay,
  isUrl,
  listOf,
  object,
  oneOf,
  optional,
  required,
  sized,
  slug,
  string,
  url,
  validate,
  validateEach,
  validatePatch,
  within,
};
