'use strict';

/*
 * Every operation of the API, called through the public package with all that
 * is documented, against fixtures/endpoints.json: a table of the API that owes
 * nothing to the declarations.
 */

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { declarations } = require('../scripts/declarations');
const { RELAXED } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');
const { sampleBody, sampleQuery, typedBody, typedQuery } = require('./support/samples.js');
const HelpScout = require('..');

const reference = require('./fixtures/endpoints.json').filter(({ resource }) => resource !== 'oauth2');
const declared = declarations().flatMap(({ path, endpoints }) =>
  endpoints.map((endpoint) => ({ ...endpoint, name: `${path}.${endpoint.method}` })));
const byName = new Map(declared.map((endpoint) => [endpoint.name, endpoint]));
const nameOf = ({ resource, operation }) => `${resource}.${operation}`;

/** What is asked for where it is not JSON. */
const ACCEPT = { binary: '*/*', 'text (message/rfc822)': 'message/rfc822' };
const JSON_ACCEPT = 'application/json, text/plain, */*';

/** Ids as text that must be encoded. */
const IDS = ['id 1%', 'id 2ü', 'id 3"'];

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
  const endpoint = byName.get(name);

  test(`${name} is declared as ${row.method} ${row.path}`, () => {
    const [path, search] = endpoint.path.split('?');
    assert.equal(endpoint.verb, row.method);
    assert.equal(path, row.path);
    assert.equal(endpoint.weight, row.method === 'GET' ? 1 : 2);
    assert.equal(endpoint.docs, row.docs);
    assert.deepEqual(endpoint.ids, row.pathParams.map((parameter) => parameter.name ?? parameter));
    const constant = [...new URLSearchParams(search).keys()];
    assert.deepEqual([...endpoint.query, ...constant].sort(), row.query.map((parameter) => parameter.name).sort());
  });

  test(`${name} puts its arguments on the wire`, () =>
    conforms(row, endpoint, { query: sampleQuery(row.query), body: sampleBody(row.body) }));

  if (takesMoreThanText(row)) {
    test(`${name} puts Dates, lists and camel case on the wire as documented`, () =>
      conforms(row, endpoint, { query: typedQuery(row.query), body: typedBody(sampleBody(row.body)) }));
  }
}

/** Whether a documented field is more to JavaScript than text, numbers and booleans. */
function takesMoreThanText({ query, body }) {
  return [...query, ...body].some(({ type }) => /date-time|comma-separated/.test(type));
}

/** The method bound to its resource. */
function methodOf(name) {
  const [method, ...path] = name.split('.').reverse();
  const resource = path.reverse().reduce((parent, key) => parent[key], helpscout);
  return resource[method].bind(resource);
}

/** Calls the operation with `given`, without and with options of the call, which take different ways inside. */
async function conforms(row, endpoint, given) {
  await sends(row, endpoint, given, []);
  await sends(row, endpoint, given, [{ headers: { 'X-Conformance': 'last' } }]);
}

/** Compares what the server gets with all that is documented. */
async function sends(row, endpoint, given, options) {
  const ids = IDS.slice(0, row.pathParams.length);
  const payload = { query: [given.query], body: [given.body], none: [] }[endpoint.payload];
  const done = await helpscout.bottleneck.done();
  server.requests.length = 0;

  await methodOf(nameOf(row))(...ids, ...payload, ...options);

  const { request } = server;
  const body = sampleBody(row.body);
  const [path, search] = request.target.split('?');
  assert.equal(request.method, row.method);
  assert.equal(path, ids.reduce((template, id) => template.replace(/\{\w+\}/, encodeURIComponent(id)), row.path));
  assert.deepEqual(Object.fromEntries(new URLSearchParams(search)), sampleQuery(row.query));
  assert.deepEqual(request.body.length > 0 ? request.json() : undefined, body);
  assert.equal(request.header('Accept'), ACCEPT[row.response] ?? JSON_ACCEPT);
  assert.equal(request.header('Authorization'), 'Bearer token');
  assert.equal(request.header('Content-Type'), body && 'application/json;charset=utf-8');
  assert.equal(request.header('X-Conformance'), options[0]?.headers['X-Conformance']);
  assert.equal(await helpscout.bottleneck.done() - done, endpoint.weight);
}
