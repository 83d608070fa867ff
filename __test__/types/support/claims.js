'use strict';

/*
 * Writes what fixtures/endpoints.json documents of an operation as claims in
 * TypeScript, one a line, which do not compile if a type says otherwise.
 */

/** What the claims are made of. */
const PRELUDE = `
type Assert<Claim extends true> = Claim;
type KeysOf<T> = T extends T ? keyof T : never;
type Get<T, Name> = T extends T ? (Name extends keyof T ? Exclude<T[Name], undefined> : never) : never;
type Item<T> = T extends readonly (infer Member)[] ? Member : never;
type IsRequired<T, Name> = false extends (T extends T ? (Name extends keyof T ? (T extends Record<Name, T[Name]> ? ({} extends Pick<T, Name> ? false : true) : false) : false) : never) ? false : true;
type Takes<T, Value> = [Value] extends [T] ? true : false;
type KnowsOnly<T, Name> = [Exclude<KeysOf<T>, Name>] extends [never] ? true : false;
`;

/** Names of query parameters that JavaScript may spell otherwise than the wire. */
const SPELLINGS = { assigned_to: ['assignedTo'], fieldid: ['fieldId'] };

/** Parameters that the page has given up, and that calls for helpscout-mailbox-api may still have. */
const GIVEN_UP = { 'customers.get': ['embed'] };

/** Values that the table leaves open and the types do not, since no documented change has them. */
const NARROWER = {
  'conversations.update': "'op'>, 'add'>",
  'customers.update': "'path'>, string>",
  'customers.properties.update': "'path'>, string>",
};

const quote = (names) => (names.length === 0 ? 'never' : names.map((name) => `'${name}'`).join(' | '));

/** Values of a documented type. */
const SCALARS = [
  [/^integer\|null/, ['number', 'string', 'null']],
  [/^integer/, ['number']],
  [/^boolean/, ['boolean']],
  [/date-time/, ['string', 'Date']],
  [/^string/, ['string']],
];

/** TypeScript of the values that a parameter or field must take. */
function values({ type, enum: known, note = '' }, isQuery) {
  const list = /\[\]/.test(type) || (isQuery && /comma-/.test(note));
  const single = known ? known.map((value) => `'${value}'`) : scalars(type, isQuery);
  if (!list) return single;
  return isQuery ? [...single, ...single.map((value) => `readonly (${value})[]`)] : single.map((value) => `${value}[]`);
}

function scalars(type, isQuery) {
  const [, values] = SCALARS.find(([pattern]) => pattern.test(type)) ?? [undefined, []];
  return isQuery && type.startsWith('integer') ? [...values, 'string'] : values;
}

/** The claims of one parameter or field `name` of the type `parent`. */
function member(parent, name, field, isQuery) {
  const of = `${parent}, '${name}'`;
  return [
    `Takes<KeysOf<${parent}>, '${name}'>`,
    field.required ? `IsRequired<${of}>` : `Takes<IsRequired<${of}>, false>`,
    ...values(field, isQuery).map((value) => `Takes<Get<${of}>, ${value}>`),
  ];
}

/** The type and last name of `threads[].customer.id` below `type`. */
function descend(type, name) {
  const steps = name.replace(/^\[\]/, '0').split('.');
  const last = steps.pop();
  const parent = steps.reduce((inner, step) => {
    if (step === '0') return `Item<${inner}>`;
    const property = `Get<${inner}, '${step.replace('[]', '')}'>`;
    return step.endsWith('[]') ? `Item<${property}>` : property;
  }, type);
  return [parent, last];
}

function queryClaims(name, row, type) {
  // The constant query of a path is no parameter.
  const query = row.query.filter(({ note }) => note !== 'must be true');
  const known = query.flatMap((field) => [field.name, ...(SPELLINGS[field.name] ?? [])]);
  if (query.length === 0) return [];
  return [
    `KnowsOnly<${type}, ${quote([...known, ...(GIVEN_UP[name] ?? [])])}>`,
    ...query.flatMap((field) => {
      const required = field.required && !SPELLINGS[field.name];
      return member(type, field.name, { ...field, required }, true);
    }),
  ];
}

function bodyClaims(row, type) {
  if (row.body.length === 0) return [];
  const list = row.body.some((field) => field.name.startsWith('[]'));
  const whole = list ? `Item<${type}>` : type;
  const top = row.body.map((field) => field.name.replace(/^\[\]\./, '').split(/[.[]/)[0]);
  return [
    `KnowsOnly<${whole}, ${quote([...new Set(top)])}>`,
    ...row.body.flatMap((field) => {
      const [parent, last] = descend(type, field.name);
      return member(parent, last, field, false);
    }),
  ];
}

/** All claims of one row of the table. */
function claims(row) {
  const name = `${row.resource}.${row.operation}`;
  const method = `HelpScout${name.split('.').map((key) => `['${key}']`).join('')}`;
  const payload = `NonNullable<Parameters<${method}>[${row.pathParams.length}]>`;
  const isQuery = row.method === 'GET';
  const found = isQuery ? queryClaims(name, row, payload) : bodyClaims(row, payload);
  return found.filter((claim) => !claim.endsWith(NARROWER[name])).map((claim) => ({ name, claim }));
}

module.exports = { PRELUDE, claims };
