'use strict';

/* The types of the answers have every documented field, with the values that the API documents. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { answerClaims } = require('./support/answers.js');
const { PRELUDE } = require('./support/claims.js');
const { compile } = require('./support/compile.js');

const reads = require('../fixtures/endpoints.json').filter(({ resource, method }) => resource !== 'oauth2' && method === 'GET');
const all = answerClaims(reads);
const failed = new Set(compile(PRELUDE, [
  ...all.map(({ claim }, n) => `type Claim${n} = Assert<${claim}>;`),
  "type Wrong = Assert<Takes<KeysOf<HelpScout.Tag>, 'nickname'>>;",
]));

test('a field that no type has would be seen, and nothing else is wrong', () => {
  const others = [...failed].filter((line) => !line.startsWith('type Claim'));
  assert.equal(others.length, 1);
  assert.match(others[0], /^type Wrong/);
});

describe('every documented field is typed in the answer of', () => {
  for (const name of new Set(all.map((claim) => claim.name))) {
    test(name, () => {
      const wrong = all.filter(({ name: of, claim }) => of === name && [...failed].some((line) => line.endsWith(`Assert<${claim}>;`)));
      assert.deepEqual(wrong.map(({ claim }) => claim), []);
    });
  }
});
