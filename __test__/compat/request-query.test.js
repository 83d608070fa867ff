'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { differs, onlyOurs } = require('./support/subject.js');
const { exchange } = require('./support/client.js');

/** The request target of `client.get('things', params)`, or of another call. */
async function target(t, params, call = client => client.get('things', params)) {
  const { server, error } = await exchange(t, call);

  assert.ifError(error);

  return server.request.target;
}

function sends(claim, params, query) {
  test(`params: ${claim}`, async t => {
    assert.equal(await target(t, params), `/v2/things${query}`);
  });
}

function rejects(claim, makeParams, check) {
  test(`params: ${claim}`, async t => {
    const { server, error } = await exchange(t, client => client.get('things', makeParams()));

    check(error);
    assert.equal(server.requests.length, 0);
  });
}

/* Scalars */

sends('null and undefined leave the key out', { a: null, b: undefined, c: 1 }, '?c=1');
sends('only null and undefined: no question mark', { a: null, b: undefined }, '');
sends('booleans', { a: true, b: false }, '?a=true&b=false');
sends('integers', { a: 0, b: -1, c: 42 }, '?a=0&b=-1&c=42');
sends('a fraction', { a: 1.5 }, '?a=1.5');
sends('a large number is escaped', { a: 1e21 }, '?a=1e%2B21');
sends('NaN and infinities are their names', { a: NaN, b: Infinity, c: -Infinity }, '?a=NaN&b=Infinity&c=-Infinity');
sends('minus zero is 0', { a: -0 }, '?a=0');
sends('a bigint is exact', { a: 9007199254740993n }, '?a=9007199254740993');
sends('the empty string keeps its key', { a: '' }, '?a=');
sends('a function is its source text', { a: function f() { return 1; } }, '?a=function+f()+%7B+return+1%3B+%7D');
sends('an arrow function is its source text', { a: x => x }, '?a=x+%3D%3E+x');

/* Strings: encodeURIComponent, less @ : $ , space [ ] */

for (const [character, encoded] of [
  ['@', '@'], [':', ':'], ['$', '$'], [',', ','], [' ', '+'], ['[', '['], [']', ']'],
  ['!', '!'], ['\'', differs({ original: '\'', ours: '%27' })], ['(', '('], [')', ')'], ['*', '*'], ['~', '~'], ['-', '-'],
  ['_', '_'], ['.', '.'], ['+', '%2B'], ['&', '%26'], ['=', '%3D'], ['?', '%3F'], ['/', '%2F'],
  ['#', '%23'], ['%', '%25'], [';', '%3B'], ['"', '%22'], ['<', '%3C'], ['>', '%3E'],
  ['\\', '%5C'], ['^', '%5E'], ['`', '%60'], ['{', '%7B'], ['|', '%7C'], ['}', '%7D'],
  ['\n', '%0A'], ['\t', '%09'], ['\0', '%00'], ['\u00e9', '%C3%A9'], ['\u20ac', '%E2%82%AC'],
  ['\u{1f600}', '%F0%9F%98%80']
]) {
  sends(`${JSON.stringify(character)} is sent as ${encoded}, in keys too`, { [`k${character}`]: `v${character}` }, `?k${encoded}=v${encoded}`);
}

sends('an escape in a string is escaped', { a: '%20' }, '?a=%2520');

/* Order and own keys */

sends('keys keep their order', { b: 1, a: 2 }, '?b=1&a=2');
sends('integer keys come first, as in any object', { b: 1, 2: 'x', 1: 'y' }, '?1=y&2=x&b=1');
sends('inherited keys are left out', Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }), '?own=2');
sends('an object without prototype', Object.assign(Object.create(null), { a: 1 }), '?a=1');
sends('non-enumerable and symbol keys are left out', Object.defineProperty({ a: 1, [Symbol('s')]: 2 }, 'hidden', { value: 3 }), '?a=1');
sends('getters are read', { get a() { return 1; } }, '?a=1');
sends('an instance of a class counts by its own fields', new (class { constructor() { this.a = 1; } method() {} })(), '?a=1');
sends('the empty key', { '': 1 }, '?=1');

/* Dates */

sends('a Date is its ISO text', { a: new Date(0) }, '?a=1970-01-01T00:00:00.000Z');
sends('a Date in an array too', { a: [new Date(0)] }, '?a[]=1970-01-01T00:00:00.000Z');
rejects('an invalid Date rejects with a bare RangeError', () => ({ a: new Date(NaN) }), error => {
  assert.equal(error.name, 'RangeError');
  assert.equal(error.message, 'Invalid time value');
  assert.equal('config' in error, false);
});

/* Arrays */

sends('an array repeats its key with brackets', { a: [1, 'x', true] }, '?a[]=1&a[]=x&a[]=true');
sends('an empty array sends nothing', { a: [], b: 1 }, '?b=1');
sends('only an empty array: no question mark', { a: [] }, '');
sends('null and undefined in an array are their names', { a: [null, undefined] }, '?a[]=null&a[]=undefined');
sends('a hole in an array is undefined', { a: Object.assign([], { 0: 1, 2: 2 }) }, '?a[]=1&a[]=undefined&a[]=2');
sends('an array in an array is JSON', { a: [[1, 2], ['x']] }, '?a[]=[1,2]&a[]=[%22x%22]');
sends('an object in an array is JSON', { a: [{ b: 1 }] }, '?a[]=%7B%22b%22:1%7D');
sends('brackets in the key are kept and doubled', { 'tag[]': ['x'] }, '?tag[][]=x');
sends('brackets in the key of a scalar are kept', { 'tag[]': 'x' }, '?tag[]=x');

/* Objects */

sends('an object is JSON', { a: { b: 1, c: [2] } }, '?a=%7B%22b%22:1,%22c%22:[2]%7D');
sends('toJSON is honoured', { a: { toJSON: () => ({ z: 1 }) } }, '?a=%7B%22z%22:1%7D');
sends('toJSON that gives undefined is sent as undefined', { a: { toJSON: () => undefined } }, '?a=undefined');
sends('a Map is {}', { a: new Map([[1, 2]]) }, '?a=%7B%7D');
sends('a Set is {}', { a: new Set([1]) }, '?a=%7B%7D');
sends('a RegExp is {}', { a: /x/ }, '?a=%7B%7D');
sends('URLSearchParams as a value is {}', { a: new URLSearchParams('x=1') }, '?a=%7B%7D');
sends('a boxed string is quoted', { a: new String('a') }, '?a=%22a%22');
sends('a boxed number is not', { a: new Number(5) }, '?a=5');
sends('a boxed boolean is not', { a: new Boolean(false) }, '?a=false');
sends('a Buffer is its JSON', { a: Buffer.from('a') }, '?a=%7B%22type%22:%22Buffer%22,%22data%22:[97]%7D');
sends('a typed array is JSON by index', { a: new Uint8Array([7]) }, '?a=%7B%220%22:7%7D');
sends('an Error is {}', { a: new Error('x') }, '?a=%7B%7D');

/* What cannot be sent */

rejects('a Symbol rejects with a bare TypeError', () => ({ a: Symbol('s') }), error => {
  assert.equal(error.name, 'TypeError');
  assert.equal('config' in error, false);
});
rejects('a lone surrogate rejects with a bare URIError', () => ({ a: '\ud800' }), error => {
  assert.equal(error.name, 'URIError');
  assert.equal(error.message, 'URI malformed');
  assert.equal('config' in error, false);
});
rejects('a lone surrogate in a key rejects with a bare URIError', () => ({ '\udc00': 1 }), error => {
  assert.equal(error.name, 'URIError');
  assert.equal('config' in error, false);
});
rejects('a circular value rejects with a bare TypeError', () => {
  const circular = {};
  circular.self = circular;
  return { a: circular };
}, error => {
  assert.equal(error.name, 'TypeError');
  assert.match(error.message, /circular structure/);
  assert.equal('config' in error, false);
});
rejects('a bigint inside an object rejects with a bare TypeError', () => ({ a: { b: 1n } }), error => {
  assert.equal(error.name, 'TypeError');
  assert.match(error.message, /serialize a BigInt/);
  assert.equal('config' in error, false);
});
rejects('a getter that throws rejects with what it threw', () => ({ get a() { throw new RangeError('mine'); } }), error => {
  assert.equal(error.name, 'RangeError');
  assert.equal(error.message, 'mine');
});
rejects('a toJSON that throws rejects with what it threw', () => ({ a: { toJSON() { throw new RangeError('mine'); } } }), error => {
  assert.equal(error.message, 'mine');
});

/* params that are no plain object */

sends('URLSearchParams are sent verbatim', new URLSearchParams([['a', '1 2'], ['a', '@:']]), '?a=1+2&a=%40%3A');
sends('empty URLSearchParams: no question mark', new URLSearchParams(), '');
sends('a string is a list of one', 'a=b', '?0=a%3Db');
sends('a number is a list of one', 5, '?0=5');
sends('true is a list of one', true, '?0=true');
sends('an array goes by index', ['x', 'y'], '?0=x&1=y');
sends('a Date has no keys', new Date(0), '');
sends('a Map has no keys', new Map([['a', 1]]), '');

for (const [name, params] of [['null', null], ['the empty string', ''], ['{}', {}], ['0', 0], ['false', false], ['undefined', undefined]]) {
  sends(`${name}: no question mark`, params, '');
}

/* Joining */

test('params follow a query in the URL with &', async t => {
  assert.equal(await target(t, null, client => client.get('things?a=1', { b: 2 })), '/v2/things?a=1&b=2');
});

test('params follow a bare question mark with & all the same', async t => {
  assert.equal(await target(t, null, client => client.get('things?', { b: 2 })), '/v2/things?&b=2');
});

test('params come before a fragment, which is dropped', async t => {
  assert.equal(await target(t, null, client => client.get('things#x', { b: 2 })), '/v2/things?b=2');
});

test('params of an absolute URL', async t => {
  assert.equal(
    await target(t, null, (client, { origin }) => client.get(`${origin}/x?a=1`, { b: 2 })),
    '/x?a=1&b=2'
  );
});

test('params of a POST by handleRequest', async t => {
  assert.equal(
    await target(t, null, client => client.handleRequest({}, { url: 'things', method: 'POST', params: { a: [1] } })),
    '/v2/things?a[]=1'
  );
});

test('resource methods pass their params on', async t => {
  assert.equal(
    await target(t, null, client => client.conversations.list({ query: '(tag:"a b")', page: 2 })),
    '/v2/conversations?query=(tag:%22a+b%22)&page=2'
  );
});

/* paramsSerializer */

test('paramsSerializer replaces all of it', async t => {
  const seen = [];

  assert.equal(await target(t, null, client => {
    client.updateRequestOptions({
      paramsSerializer: params => {
        seen.push(params);
        return 'raw=%5b&x';
      }
    });
    return client.get('things?a=1', { b: [2] });
  }), '/v2/things?a=1&raw=%5b&x');
  assert.deepEqual(seen, [{ b: [2] }]);
});

test('paramsSerializer is called for a get without params', async t => {
  assert.equal(await target(t, null, client => {
    client.updateRequestOptions({ paramsSerializer: params => `n=${Object.keys(params).length}` });
    return client.get('things');
  }), '/v2/things?n=0');
});

test('paramsSerializer that gives the empty string: no question mark', async t => {
  assert.equal(await target(t, null, client => {
    client.updateRequestOptions({ paramsSerializer: () => '' });
    return client.get('things', { a: 1 });
  }), '/v2/things');
});

test('paramsSerializer that throws rejects with what it threw', async t => {
  const mine = new Error('mine');
  const { server, error } = await exchange(t, client => {
    client.updateRequestOptions({ paramsSerializer: () => { throw mine; } });
    return client.get('things', { a: 1 });
  });

  assert.equal(error, mine);
  assert.equal(server.requests.length, 0);
});

/* What the caller keeps */

test('config.params is the very object given', async t => {
  const params = { a: [1], b: new Date(0) };
  const { value } = await exchange(t, client => client.get('things', params));

  assert.equal(value.config.params, params);
  assert.deepEqual(params, { a: [1], b: new Date(0) });
});

test('params are taken when the call is made, not when it runs', onlyOurs, async t => {
  assert.equal(await target(t, null, client => {
    const params = { a: 1 };
    const call = client.get('things', params);

    params.a = 2;
    return call;
  }), '/v2/things?a=1');
});

test('a toJSON patched onto Date.prototype is honoured', async t => {
  const toJSON = Date.prototype.toJSON;

  t.after(() => { Date.prototype.toJSON = toJSON; });
  Date.prototype.toJSON = () => 'patched';
  assert.equal(await target(t, { a: { d: new Date(0) } }), '/v2/things?a=%7B%22d%22:%22patched%22%7D');
});
