'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs, differs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, exchange, rejection } = require('./support/client.js');

/** The response to `client.get('things')` when the server answers so. */
async function response(t, answer, call = client => client.get('things')) {
  const { value, error } = await exchange(t, call, answer);

  assert.ifError(error);

  return value;
}

const KEYS = ['status', 'statusText', 'headers', 'config', 'request', 'data'];

/* The object */

test('a response has six own keys, in this order', async t => {
  const value = await response(t, { body: { a: 1 } });

  assert.deepEqual(Object.keys(value), KEYS);
  assert.deepEqual(Reflect.ownKeys(value), KEYS);
});

test('its keys are writable, enumerable data properties', async t => {
  const value = await response(t, { body: { a: 1 } });

  for (const key of KEYS) {
    const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(value, key);

    assert.deepEqual([key, writable, enumerable, configurable], [key, true, true, true]);
  }
});

test('a response can be changed, extended and spread', async t => {
  const value = await response(t, { body: { a: 1 } });

  value.data = 'mine';
  value.extra = 1;
  delete value.status;

  assert.deepEqual([value.data, value.extra, 'status' in value], ['mine', 1, false]);
  assert.equal({ ...value }.data, 'mine');
});

test('a response is an Object of this realm', async t => {
  const value = await response(t, { body: { a: [1] } });

  assert.ok(value instanceof Object);
  assert.ok(value.headers instanceof Object);
  assert.ok(value.data.a instanceof Array);
  assert.equal(Object.getPrototypeOf(value.data), Object.prototype);
  assert.equal(Object.getPrototypeOf(value.headers), Object.prototype);
});

test('for..in over a response gives its six keys', async t => {
  const value = await response(t, { body: { _embedded: {} } });
  const seen = [];

  for (const key in value) {
    seen.push(key);
  }

  assert.deepEqual(seen, KEYS);
});

test('each response has headers and a config of its own', async t => {
  const server = await startServer(t);
  const client = makeClient(server);
  const [first, second] = [await client.get('things'), await client.get('things')];

  assert.notEqual(first.headers, second.headers);
  assert.notEqual(first.config, second.config);
  assert.notEqual(first.config.headers, second.config.headers);
  assert.notEqual(first.config, client.requestOptions);
});

/* _embedded, _links, page on the response itself, as the README's pagination example reads them */

const LIST = { _embedded: { things: [1] }, _links: { next: { href: 'x' } }, page: { number: 1 } };

test('_embedded, _links and page are readable on the response', onlyOurs, async t => {
  const { _embedded, _links, page, data } = await response(t, { body: LIST });

  assert.equal(_embedded, data._embedded);
  assert.equal(_links, data._links);
  assert.equal(page, data.page);
});

test('they are undefined where the data have none', onlyOurs, async t => {
  for (const body of ['', 'text', 'null', '5', '[]', '{}']) {
    const { _embedded, _links, page } = await response(t, { body });

    assert.deepEqual([_embedded, _links, page], [undefined, undefined, undefined]);
  }
});

test('the original has them on data only', onlyOriginal, async t => {
  const { _embedded, _links, page } = await response(t, { body: LIST });

  assert.deepEqual([_embedded, _links, page], [undefined, undefined, undefined]);
});

/* Status */

for (const status of [200, 201, 202, 203, 206, 226, 299]) {
  test(`${status} resolves`, async t => {
    const value = await response(t, { status, body: '{}' });

    assert.equal(value.status, status);
  });
}

for (const status of [201, 202, 204, 205]) {
  test(`${status} without a body has the empty string as data`, async t => {
    const value = await response(t, { status });

    assert.equal(value.status, status);
    assert.equal(value.data, '');
  });
}

for (const status of [300, 301, 302, 303, 304, 305, 307, 308, 399]) {
  test(`${status} without Location rejects`, async t => {
    const { error } = await exchange(t, client => client.get('things'), { status });

    assert.equal(error.message, `Request failed with status code ${status}`);
    assert.equal(error.response.status, status);
  });
}

for (const [claim, reason] of [
  ['the reason phrase is verbatim', 'All Good'],
  ['the reason phrase keeps its inner spaces', 'a  b'],
  ['an empty reason phrase is the empty string', '']
]) {
  test(claim, async t => {
    const value = await response(t, { reason, body: '{}' });

    assert.equal(value.statusText, reason);
  });
}

test('the standard reason phrase of 201', async t => {
  assert.equal((await response(t, { status: 201 })).statusText, 'Created');
});

/* Headers */

function headers(claim, pairs, check) {
  test(`headers: ${claim}`, async t => {
    check((await response(t, { headers: pairs, body: '{}' })).headers);
  });
}

headers('names are lower case', { 'X-Request-ID': 'a', 'resource-id': '5' }, found => {
  assert.equal(found['x-request-id'], 'a');
  assert.equal(found['resource-id'], '5');
  assert.equal('X-Request-ID' in found, false);
});
headers('values are trimmed', { 'X-A': '  b  ' }, found => assert.equal(found['x-a'], 'b'));
headers('an empty value is the empty string', { 'X-A': '' }, found => assert.equal(found['x-a'], ''));
headers('values are Latin-1', { 'X-A': 'caf\u00e9' }, found => assert.equal(found['x-a'], 'caf\u00e9'));
headers('values are text, also numbers', { 'X-A': '5' }, found => assert.equal(found['x-a'], '5'));
headers('content-length is there', {}, found => assert.equal(found['content-length'], '2'));
headers('they come in the order received', [['B', '1'], ['A', '2'], ['C', '3']], found => {
  assert.deepEqual(Object.keys(found), ['b', 'a', 'c', 'content-length']);
});
headers('duplicates are joined', [['X-A', '1'], ['x-a', '2'], ['X-A', '3']], found => assert.equal(found['x-a'], '1, 2, 3'));
headers('one Set-Cookie is an array', { 'Set-Cookie': 'a=1' }, found => assert.deepEqual(found['set-cookie'], ['a=1']));
headers('several Set-Cookie are an array', [['Set-Cookie', 'a=1'], ['set-cookie', 'b=2']], found => {
  assert.deepEqual(found['set-cookie'], ['a=1', 'b=2']);
});
headers('Cookie is joined by semicolons', [['Cookie', 'a=1'], ['Cookie', 'b=2']], found => assert.equal(found.cookie, 'a=1; b=2'));
headers('__proto__ is a name as any other', { __proto__x: '1' }, found => assert.equal(found.__proto__x, '1'));

for (const name of [
  'age', 'authorization', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer',
  'retry-after', 'server', 'user-agent'
]) {
  headers(`of several ${name} the first wins`, [[name, 'first'], [name, 'second']], found => {
    assert.equal(found[name], 'first');
  });
}

/* config */

test('config is the merged configuration of the call', async t => {
  const { config } = await response(t, { body: '{}' });

  assert.deepEqual(Object.keys(config), [
    'adapter', 'transformRequest', 'transformResponse', 'timeout', 'xsrfCookieName', 'xsrfHeaderName',
    'maxContentLength', 'validateStatus', 'headers', 'method', 'baseURL', 'url', 'params', 'data'
  ]);
  assert.equal(config.timeout, 0);
  assert.equal(config.xsrfCookieName, 'XSRF-TOKEN');
  assert.equal(config.xsrfHeaderName, 'X-XSRF-TOKEN');
  assert.equal(config.maxContentLength, -1);
  assert.equal(typeof config.adapter, 'function');
  assert.equal(typeof config.validateStatus, 'function');
  assert.deepEqual([config.validateStatus(200), config.validateStatus(299), config.validateStatus(300), config.validateStatus(199)], [true, true, false, false]);
});

test('config.transformRequest and transformResponse hold one function each', async t => {
  const { config } = await response(t, { body: '{}' });

  for (const name of ['transformRequest', 'transformResponse']) {
    assert.deepEqual(Object.values(config[name]).map(value => typeof value), ['function']);
  }
});

test('config.url is absolute and without params, method in lower case', async t => {
  const { server, value: { config } } = await exchange(t, client => client.get('things?a=1', { b: 2 }));

  assert.equal(config.url, `${server.base}things?a=1`);
  assert.equal(config.baseURL, server.base);
  assert.equal(config.method, 'get');
  assert.deepEqual(config.params, { b: 2 });
});

test('config.data of a get is a key that holds undefined', async t => {
  const { config } = await response(t, { body: '{}' });

  assert.equal('data' in config, true);
  assert.equal(config.data, undefined);
});

test('config.data of a post is the text sent; there are no params', async t => {
  const { config } = await response(t, { body: '{}' }, client => client.post('things', { a: 'é' }));

  assert.equal(config.data, '{"a":"é"}');
  assert.equal('params' in config, false);
});

/** Headers with the token, which ours does not enumerate. */
const readable = headers => ({ ...headers, Authorization: headers.Authorization });

test('config.headers of a get are flat', async t => {
  const { config } = await response(t, { body: '{}' });

  assert.deepEqual(readable(config.headers), {
    Accept: 'application/json, text/plain, */*',
    Authorization: 'Bearer token',
    'User-Agent': config.headers['User-Agent']
  });
  assert.match(config.headers['User-Agent'], differs({ original: /^axios/, ours: /^helpscout-native/ }));
});

test('config.headers of a post hold the content type and the length as a number', async t => {
  const { config } = await response(t, { body: '{}' }, client => client.post('things', { a: 'é' }));

  assert.deepEqual({ ...readable(config.headers), 'User-Agent': '' }, {
    Accept: 'application/json, text/plain, */*',
    Authorization: 'Bearer token',
    'Content-Type': 'application/json;charset=utf-8',
    'Content-Length': 10,
    'User-Agent': ''
  });
});

test('request options and unknown ones show up in config', async t => {
  const { config } = await response(t, { body: '{}' }, client => {
    client.updateRequestOptions({ timeout: 5000, anything: { a: 1 } });
    return client.get('things');
  });

  assert.equal(config.timeout, 5000);
  assert.deepEqual(config.anything, { a: 1 });
});

test('the token is readable in config.headers but not shown by inspection', onlyOurs, async t => {
  const { error } = await exchange(t, client => client.get('things'), { status: 404 });

  assert.equal(error.config.headers.Authorization, 'Bearer token');
  assert.doesNotMatch(inspect(error, { depth: 9 }), /Bearer token/);
});

/* request */

test('request tells path, method, host and the final URL', async t => {
  const { server, value: { request } } = await exchange(t, client => client.get('things', { a: 1 }));

  assert.equal(request.path, '/v2/things?a=1');
  assert.equal(request.method, 'GET');
  assert.equal(request.host, '127.0.0.1');
  assert.equal(request.res.responseUrl, `${server.base}things?a=1`);
});

test('request.getHeader reads what was sent, in any case', async t => {
  const { request } = await response(t, { body: '{}' }, client => client.post('things', {}));

  assert.equal(request.getHeader('Authorization'), 'Bearer token');
  assert.equal(request.getHeader('content-type'), 'application/json;charset=utf-8');
  assert.equal(request.getHeader('x-none'), undefined);
});

test('a response can be written as JSON', onlyOurs, async t => {
  const value = await response(t, { body: { a: 1 } });

  assert.deepEqual(JSON.parse(JSON.stringify(value)).data, { a: 1 });
});

test('the original\'s response is circular', onlyOriginal, async t => {
  const value = await response(t, { body: { a: 1 } });

  assert.throws(() => JSON.stringify(value), TypeError);
});

test('an error\'s config and request are those of its response', async t => {
  const server = await startServer(t);

  server.reply({ status: 404, body: { message: 'no' } });

  const error = await rejection(makeClient(server).get('things'));

  assert.equal(error.config, error.response.config);
  assert.equal(error.request, error.response.request);
  assert.deepEqual(error.response.data, { message: 'no' });
});
