'use strict';

/* What index.d.ts says of the API, against the table of it, and how it says it. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');

const { declarations } = require('../../scripts/declarations');
const { PRELUDE, claims } = require('./support/claims.js');
const { compile } = require('./support/compile.js');

const root = path.join(__dirname, '..', '..');
const read = (...segments) => fs.readFileSync(path.join(root, ...segments), 'utf8');
const reference = require('../fixtures/endpoints.json').filter(({ resource }) => resource !== 'oauth2');

/** Where a type is looser than it could be, and why; any other such type fails. */
const LOOSE = [
  { where: 'Open', what: '{}', why: 'keeps the known values of an open enum apart from string' },
  { where: 'QueryParams', what: '{}', why: 'the verbs take whatever the caller knows of an endpoint' },
  { where: 'RequestBody', what: '{}', why: 'the verbs take whatever the caller knows of an endpoint' },
  { where: 'schedule', what: 'unknown', why: 'the arguments of the caller\'s own function' },
  { where: 'schedule', what: 'unknown', why: 'the arguments of the caller\'s own function' },
  { where: 'wrap', what: 'unknown', why: 'the arguments of the caller\'s own function' },
  { where: 'submit', what: 'unknown', why: 'the arguments of the caller\'s own function' },
];

/** Declarations without what is text only, and without the braces of interfaces that add nothing to others. */
const bare = (text) => text
  .replace(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'/g, (found) => found.replace(/[^\n]/g, ' '))
  .replace(/(^ *interface [^{;]* extends [^{;]*)\{\}/gm, '$1');

/** Each loose type with the member or declaration that it is in. */
function looseTypes(text) {
  let where = '';
  return bare(text).split('\n').flatMap((line) => {
    where = /^ *(?:readonly |static )?(?:(?:interface|type|class) )?(\w+)\??[:<(= ]/.exec(line)?.[1] ?? where;
    return [...line.matchAll(/\b(?:any|unknown|object)\b|\{\s*\}/g)].map(([what]) => ({ where, what }));
  });
}

const byPlace = (one, other) => `${one.where} ${one.what}`.localeCompare(`${other.where} ${other.what}`);

test('loose types are seen wherever they are', () => {
  const text = [
    '/** any */',
    'interface Person {',
    "  kind: 'unknown' | string;",
    '  first: any;',
    '  rest?: object[];',
    '}',
    'type Bag = {};',
    'interface Same extends Person,',
    '  Bag {}',
  ].join('\n');
  assert.deepEqual(looseTypes(text), [
    { where: 'first', what: 'any' },
    { where: 'rest', what: 'object' },
    { where: 'Bag', what: '{}' },
  ]);
});

test('no type is loose but those with a reason', () => {
  const expected = LOOSE.map(({ where, what }) => ({ where, what }));
  assert.deepEqual(looseTypes(read('index.d.ts')).sort(byPlace), expected.sort(byPlace));
});

/** Lines of `text` that declare something and have no comment above them. */
function undocumented(text) {
  const lines = text.split('\n');
  return lines.filter((line, at) => {
    const declares = /^(?:interface|type) /.test(line) || /^ {2}(?:readonly )?(?:\w+|'[^']+'|\[\w+: \w+\])[?<(:]/.test(line);
    return declares && !lines[at - 1]?.endsWith('*/');
  });
}

for (const file of fs.readdirSync(path.join(root, 'src', 'models'))) {
  test(`every type and member of ${file} is documented`, () => {
    assert.deepEqual(undocumented(read('src', 'models', file)), []);
  });
}

describe('the types say what is documented', () => {
  const all = reference.flatMap(claims);
  const failed = new Set(compile(PRELUDE, [
    ...all.map(({ claim }, n) => `type Claim${n} = Assert<${claim}>;`),
    "type Wrong = Assert<Takes<KeysOf<HelpScout.TagsUpdate>, 'tag'>>;",
  ]));

  test('and a claim that is wrong would be seen', () => assert.ok([...failed].some((line) => line.startsWith('type Wrong'))));

  for (const row of reference) {
    const name = `${row.resource}.${row.operation}`;
    test(`of what ${name} takes`, () => {
      const wrong = all.filter(({ name: of, claim }) => of === name && [...failed].some((line) => line.endsWith(`Assert<${claim}>;`)));
      assert.deepEqual(wrong.map(({ claim }) => claim), []);
    });
  }

  test('and nothing else is wrong', () => {
    assert.deepEqual([...failed].filter((line) => !/^type (Claim|Wrong)/.test(line)), []);
  });
});

/** TypeScript of the `response` that the table names. */
const DATA = { none: 'NoContent', binary: 'Buffer', 'text (message/rfc822)': 'string' };

describe('the answer of', () => {
  const declared = new Map(declarations().flatMap((resource) =>
    resource.endpoints.map((endpoint) => [`${resource.path}.${endpoint.method}`, endpoint])));

  for (const row of reference) {
    const name = `${row.resource}.${row.operation}`;
    test(`${name} is the documented one`, () => {
      const expected = DATA[row.response] ?? row.response;
      assert.match(declared.get(name).returns, new RegExp(`(^|<)${expected.replace('[]', '\\[\\]')}(<|,|$)`));
    });
  }
});

test('the TypeScript of the README compiles', () => {
  const snippets = [...read('README.md').matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);
  assert.ok(snippets.length > 0);
  for (const code of snippets) assert.deepEqual(compile('declare const helpscout: HelpScout; export {};', code.split('\n')), []);
});
