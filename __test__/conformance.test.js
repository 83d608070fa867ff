'use strict';

/*
 * Every declared endpoint, called through the public package, against
 * fixtures/endpoints.json: a table of the API that owes nothing to the
 * declarations.
 */

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { endpoints } = require('../binding.js');
const { RELAXED } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');
const { sampleBody, sampleQuery } = require('./support/samples.js');
const HelpScout = require('..');

const reference = require('./fixtures/endpoints.json').filter(({ resource }) => resource !== 'oauth2');
const declared = JSON.parse(endpoints()).flatMap(({ path, endpoints }) =>
  endpoints.map((endpoint) => ({ ...endpoint, name: `${path}.${endpoint.method}` })));
const byName = new Map(declared.map((endpoint) => [endpoint.name, endpoint]));
const nameOf = ({ resource, operation }) => `${resource}.${operation}`;
const pathOf = (endpoint) => endpoint.path.split('?')[0];

let server;
let helpscout;

before(async () => {
  server = await startServer();
  helpscout = new HelpScout({
    clientId: 'id',
    clientSecret: 'secret',
    authenticationFlow: 'clientCredentials',
    baseUrl: server.base,
  });
  helpscout.setCredentials({ access_token: 'token' });
  helpscout.updateBottleneckOptions(RELAXED);
});

after(() => server.close());

test('the declarations are the 148 operations of the API', () => {
  assert.equal(reference.length, 148);
  assert.deepEqual(declared.map(({ name }) => name).sort(), reference.map(nameOf).sort());
});

for (const row of reference) {
  const name = nameOf(row);

  test(`${name} is declared as ${row.method} ${row.path}`, () => {
    const endpoint = byName.get(name);
    assert.equal(endpoint.verb, row.method);
    assert.equal(pathOf(endpoint), row.path);
    assert.equal(endpoint.weight, row.method === 'GET' ? 1 : 2);
    assert.equal(endpoint.docs, row.docs);
    assert.deepEqual(endpoint.ids, row.pathParams.map((parameter) => parameter.name ?? parameter));
  });

  test(`${name} puts its arguments on the wire`, () => conforms(row, byName.get(name)));
}

/** The method bound to its resource; undefined if either is missing. */
function methodOf(name) {
  const [method, ...path] = name.split('.').reverse();
  const resource = path.reverse().reduce((parent, key) => parent?.[key], helpscout);
  return resource?.[method]?.bind(resource);
}

async function conforms (row, endpoint) {
  const ids = endpoint.ids.map((_, index) => 1001 + index);
  const query = sampleQuery(row.query);
  const body = sampleBody(row.body);
  const payload = { query: [query], body: [body], none: [] }[endpoint.payload];
  const done = await helpscout.bottleneck.done();
  server.requests.length = 0;

  await methodOf(nameOf(row))(...ids, ...payload, { headers: { 'X-Conformance': 'last' } });

  const { request } = server;
  const [path, search] = request.target.split('?');
  assert.equal(request.method, row.method);
  assert.equal(path, ids.reduce((template, id) => template.replace(/\{\w+\}/, id), row.path));
  assert.deepEqual(Object.fromEntries(new URLSearchParams(search)), query);
  assert.deepEqual(request.body.length > 0 ? request.json() : undefined, body);
  assert.equal(request.header('X-Conformance'), 'last');
  assert.equal(await helpscout.bottleneck.done() - done, endpoint.weight);
}
