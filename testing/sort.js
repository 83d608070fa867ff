'use strict';

const { invalidQuery } = require('./problem');

const compare = (a, b) => (a < b ? -1 : Number(a > b));

/**
 * A list in the order that sortField and sortOrder ask for; the newest id first among equals, unless ascending.
 * @param {object[]} records
 * @param {URLSearchParams} query
 * @param {Record<string, (record: object) => string | number>} keys sort key by field name
 * @param {string} byDefault field when none is named
 */
function sorted(records, query, keys, byDefault) {
  const field = query.get('sortField') ?? byDefault;
  const order = (query.get('sortOrder') ?? 'desc').toLowerCase();
  if (!Object.hasOwn(keys, field)) {
    throw invalidQuery('sortField', `must be one of ${Object.keys(keys).join(', ')}`, field);
  }
  if (order !== 'asc' && order !== 'desc') throw invalidQuery('sortOrder', 'must be one of asc, desc', order);
  return [...records].sort(comparing(keys[field], order));
}

/**
 * Compares records by a key, and by id where that is the same.
 * @param {(record: object) => string | number} key
 * @param {'asc' | 'desc'} order
 */
function comparing(key, order) {
  const direction = order === 'asc' ? 1 : -1;
  const keys = new Map();
  const keyOf = (record) => {
    if (!keys.has(record)) keys.set(record, key(record));
    return keys.get(record);
  };
  return (a, b) => direction * (compare(keyOf(a), keyOf(b)) || a.id - b.id);
}

module.exports = { comparing, sorted };
