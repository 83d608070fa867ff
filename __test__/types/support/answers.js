'use strict';

/*
 * Writes what fixtures/shapes document of an operation's answer as claims in
 * TypeScript, to follow the prelude of claims.js.
 */

const shapes = require('../../fixtures/shapes');

/** TypeScript of the values that a shape names. */
const KINDS = {
  boolean: 'boolean',
  date: 'string',
  instant: 'string',
  integer: 'number',
  null: 'null',
  number: 'number',
  string: 'string',
  url: 'string',
  uuid: 'string',
};

/** The claims of `shape` about `type`; shapes that are `seen` have been claimed elsewhere. */
function shapeClaims(type, shape, seen) {
  if (Array.isArray(shape)) return shape.map((value) => `Takes<${type}, '${value}'>`);
  if (typeof shape === 'object') return Object.entries(shape).flatMap(([key, inner]) => memberClaims(type, key, inner, seen));
  if (shape === 'any') return [];
  if (shape.includes('|')) return shape.split('|').flatMap((each) => shapeClaims(type, each, seen));
  if (shape.endsWith('[]')) return shapeClaims(`Item<${type}>`, shape.slice(0, -2), seen);
  if (shape.startsWith('map<')) return shapeClaims(`Get<${type}, string>`, shape.slice(4, -1), seen);
  if (Object.hasOwn(KINDS, shape)) return [`Takes<${type}, ${KINDS[shape]}>`];
  if (seen.has(shape)) return [];
  seen.add(shape);
  return shapeClaims(type, shapes[shape], seen);
}

function memberClaims(type, key, shape, seen) {
  const name = `'${key.replace(/\?$/, '')}'`;
  return [
    `Takes<KeysOf<${type}>, ${name}>`,
    ...(key.endsWith('?') ? [`Takes<IsRequired<${type}, ${name}>, false>`] : []),
    ...shapeClaims(`Get<${type}, ${name}>`, shape, seen),
  ];
}

/** The claims of the answers of `rows`, each with the name of its operation. */
function answerClaims(rows) {
  const seen = new Set();
  return rows.filter(({ response }) => Object.hasOwn(shapes, response.replace('[]', ''))).flatMap((row) => {
    const keys = [...row.resource.split('.'), row.operation];
    const data = `Awaited<ReturnType<HelpScout${keys.map((key) => `['${key}']`).join('')}>>['data']`;
    return shapeClaims(data, row.response, seen).map((claim) => ({ name: keys.join('.'), claim }));
  });
}

module.exports = { answerClaims };
