'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const reference = require('../fixtures/endpoints.json');
const routes = require('../../testing/routes');
const { BODIES, fullAccount, queryOf } = require('./account');
const { misfits } = require('./shape');
const { startMock, requestToken } = require('./support');

const operations = reference.filter((row) => row.resource !== 'oauth2');
const documented = (row) => `${row.method} ${row.path}`;
const asReference = (key) => key.replace(/:(\w+)/g, '{$1}');
const nameOf = (row) => `${row.resource}.${row.operation}`;

test('the reference has 148 operations beside those of the tokens', () => {
  assert.equal(operations.length, 148);
});

test('the mock has no route that the API does not document', () => {
  const known = new Set(reference.map(documented));
  assert.deepEqual(
    Object.keys(routes)
      .map(asReference)
      .filter((key) => !known.has(key)),
    [],
  );
});

// For requests that change nothing; the others get an account each.
let shared;
const closing = [];
before(async () => {
  shared = await fullAccount({ after: (close) => closing.push(close) });
});
after(() => Promise.all(closing.map((close) => close())));

/** What a JSON answer must look like; the two that are no JSON have no shape. */
const hasShape = (row) => row.method === 'GET' && !['binary', 'text (message/rfc822)'].includes(row.response);

const acceptOf = (row) => (row.response.startsWith('text') ? { accept: 'message/rfc822' } : {});

for (const row of operations) {
  const name = nameOf(row);

  test(`${name} answers ${row.success} with its documented form`, async (t) => {
    const { call, pathOf } = row.method === 'GET' ? shared : await fullAccount(t);
    const answer = await call(`${row.method} ${pathOf(row)}${queryOf(row)}`, BODIES[name], acceptOf(row));
    assert.equal(answer.status, row.success, JSON.stringify(answer.body));
    if (row.method !== 'GET') assert.equal(answer.body, '');
    if (hasShape(row)) assert.deepEqual(misfits(answer.body, row.response), []);
    for (const header of row.responseHeaders) {
      const [header_, value] = header.split(': ');
      assert.ok(answer.headers.get(header_), `lacks ${header_}`);
      if (value) assert.equal(answer.headers.get(header_), value);
    }
  });
}

/** A method that no operation has on the path of a row. */
function otherMethod(path) {
  const used = new Set(reference.filter((row) => row.path === path).map((row) => row.method));
  return ['PATCH', 'PUT', 'POST', 'DELETE'].find((method) => !used.has(method));
}

for (const row of reference) {
  const name = nameOf(row);

  test(`${name} is at its path and method only`, async () => {
    const { call, pathOf } = shared;
    const path = pathOf(row);
    const astray = await call(`${row.method} ${path}/led/astray`, BODIES[name]);
    assert.equal(astray.status, 404);
    const method = otherMethod(row.path);
    const refused = await call(`${method} ${path}`, BODIES[name]);
    assert.equal(refused.status, 405, `${method} ${path}`);
    const allowed = reference.filter((each) => each.path === row.path).map((each) => each.method);
    assert.deepEqual(refused.headers.get('allow').split(', ').sort(), [...new Set(allowed)].sort());
  });
}

test('every id that does not exist answers 404', async (t) => {
  const { call, pathOf } = await fullAccount(t);
  for (const row of operations.filter(({ path }) => path.includes('{'))) {
    const own = row.path.match(/\{\w+\}/g);
    for (const parameter of own) {
      const path = pathOf({ ...row, path: row.path.replace(parameter, '999999999') });
      const { status } = await call(`${row.method} ${path}${queryOf(row)}`, BODIES[nameOf(row)]);
      assert.equal(status, 404, `${row.method} ${path}`);
    }
  }
});

test('the token operations answer 200', async (t) => {
  const { mock, tokens } = await startMock(t);
  const inputs = [
    { grant_type: 'client_credentials' },
    { grant_type: 'authorization_code', code: mock.issueCode() },
    { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
  ];
  for (const input of inputs) {
    const { status, body } = await requestToken(mock, input);
    assert.equal(status, 200, input.grant_type);
    assert.deepEqual(misfits(body, 'OAuthToken'), []);
  }
});

test('each report refuses a request without its range', async (t) => {
  const { call } = await startMock(t);
  for (const { path, query } of operations.filter((row) => row.path.includes('/reports/'))) {
    const answer = await call(`GET ${path}`);
    assert.equal(answer.status, 400, path);
    const needed = query.filter(({ required }) => required).map(({ name }) => name);
    assert.deepEqual(answer.body._embedded.errors.map((error) => error.path).sort(), needed.sort(), path);
  }
});
