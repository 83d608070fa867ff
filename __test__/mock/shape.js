'use strict';

// Compares values with the documented shapes of fixtures/shapes, and with examples.

const shapes = require('../fixtures/shapes');

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const primitives = {
  any: () => true,
  boolean: (value) => typeof value === 'boolean',
  date: (value) => DATE.test(value),
  instant: (value) => INSTANT.test(value),
  integer: Number.isInteger,
  null: (value) => value === null,
  number: Number.isFinite,
  string: (value) => typeof value === 'string',
  url: (value) => /^https?:\/\/\S+$/.test(value),
  uuid: (value) => UUID.test(value),
};

/**
 * What is wrong with a value, as "path: what"; empty if it has the shape.
 * @param {unknown} value
 * @param {string | string[] | object} shape a name, a list of known values, or fields
 * @param {{ at?: string, seen?: Set<string> }} [where] path so far, and where to note the fields that were there
 */
function misfits(value, shape, { at = '', seen = new Set() } = {}) {
  const wrong = (wanted) => [`${at || 'body'}: ${JSON.stringify(value)?.slice(0, 80)} is not ${wanted}`];
  if (Array.isArray(shape)) return shape.includes(value) ? [] : wrong(`one of ${shape.join(', ')}`);
  if (typeof shape === 'object') return isObject(value) ? fieldMisfits(value, shape, at, seen) : wrong('an object');
  if (shape.includes('|')) {
    const fits = shape.split('|').some((each) => misfits(value, each, { at, seen }).length === 0);
    return fits ? [] : wrong(shape);
  }
  if (shape.endsWith('[]')) {
    if (!Array.isArray(value)) return wrong('an array');
    return value.flatMap((item) => misfits(item, shape.slice(0, -2), { at: `${at}[]`, seen }));
  }
  if (shape.startsWith('map<')) {
    if (!isObject(value)) return wrong('an object');
    return Object.values(value).flatMap((item) => misfits(item, shape.slice(4, -1), { at: `${at}.*`, seen }));
  }
  if (Object.hasOwn(primitives, shape)) return primitives[shape](value) ? [] : wrong(shape);
  return isObject(shapes[shape])
    ? misfits(value, shapes[shape], { at: `${at}<${shape}>`, seen })
    : misfits(value, shapes[shape], { at, seen });
}

function fieldMisfits(value, fields, at, seen) {
  const known = new Map(Object.entries(fields).map(([key, shape]) => [key.replace(/\?$/, ''), { key, shape }]));
  const unknown = Object.keys(value).filter((key) => !known.has(key));
  const found = unknown.map((key) => `${at}.${key} is not documented`);
  for (const [name, { key, shape }] of known) {
    if (Object.hasOwn(value, name)) {
      seen.add(`${lastShape(at)}.${name}`);
      found.push(...misfits(value[name], shape, { at: `${at}.${name}`, seen }));
    } else if (!key.endsWith('?')) found.push(`${at}.${name} is missing`);
  }
  return found;
}

// The part of a path after the last named shape: "<ThreadList>._embedded.threads[]<Thread>._links" to "Thread._links".
const lastShape = (at) => at.slice(at.lastIndexOf('<') + 1).replace('>', '');

/** Every documented field of the named shapes, as `seen` notes them. */
function documentedFields(names) {
  return names.flatMap((name) => (isObject(shapes[name]) ? fieldsOf(name, shapes[name]) : []));
}

const fieldsOf = (at, fields) =>
  Object.entries(fields).flatMap(([key, shape]) => {
    const path = `${at}.${key.replace(/\?$/, '')}`;
    return isObject(shape) ? [path, ...fieldsOf(path, shape)] : [path];
  });

/** What an example has that a value lacks or has otherwise, as paths. Arrays are compared by their first items. */
function lacks(value, example, at = 'body') {
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return [`${at} is no array`];
    return example.length > 0 ? lacks(value[0], example[0], `${at}[0]`) : [];
  }
  if (!isObject(example))
    return typeof value === typeof example ? [] : [`${at} is ${typeof value}, not ${typeof example}`];
  if (!isObject(value)) return [`${at} is no object`];
  return Object.keys(example).flatMap((key) =>
    Object.hasOwn(value, key) ? lacks(value[key], example[key], `${at}.${key}`) : [`${at}.${key} is missing`],
  );
}

module.exports = { documentedFields, lacks, misfits };
