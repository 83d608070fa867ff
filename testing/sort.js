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
  const direction = order === 'asc' ? 1 : -1;
  const decorated = records.map((record) => ({ record, key: keys[field](record) }));
  decorated.sort((a, b) => direction * (compare(a.key, b.key) || a.record.id - b.record.id));
  return decorated.map(({ record }) => record);
}

module.exports = { sorted };
