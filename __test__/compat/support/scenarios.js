'use strict';

/*
 * The calls that the differential test makes on both implementations:
 * `{ name, call, answers?, tokens?, client? }`, see differential.js. Values are
 * made anew for each run, as some can be read only once.
 */

const zlib = require('zlib');
const { Readable } = require('stream');
const { sampleQuery } = require('../../support/samples.js');
const { load } = require('./subject.js');

const DATA = { text: 'café', list: [1, null] };
const documented = new Map(require('../../fixtures/endpoints.json')
  .map(({ resource, operation, query }) => [`${resource}.${operation}`, query]));

/** Every resource method of the original, with an argument for each of its parameters and with its ids only. */
function resourceMethods() {
  const client = new (load('original'))({ clientId: 'id', clientSecret: 'secret', authenticationFlow: 'OAuth2' });
  const found = [];

  walk(client, [], (path, method) => {
    const parameters = /\(([^)]*)\)/.exec(method)[1].split(',').map(text => text.trim()).filter(Boolean);
    const names = parameters.map(text => text.split(' ')[0]);
    const ids = names.filter(name => name.endsWith('Id')).map((_, n) => 100 + n);
    const samples = { params: sampleQuery(documented.get(path.join('.'))), data: DATA };
    const full = names.map((name, n) => samples[name] || ids[n]);
    const call = args => target => path.reduce(([, holder], key) => [holder, holder[key]], [null, target])
      .reduce((holder, bound) => bound.apply(holder, args));

    found.push({ name: `resource ${path.join('.')} all arguments`, call: call(full), answers: [{ body: { ok: true } }] });
    found.push({ name: `resource ${path.join('.')} ids only`, call: call(ids), answers: [{ status: 204 }] });
  });

  return found;
}

function walk(holder, path, visit) {
  for (const [key, value] of Object.entries(holder)) {
    if (value && typeof value === 'object' && value.client && key !== 'client') {
      const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(value)).filter(name => name !== 'constructor');

      methods.forEach(name => visit([...path, key, name], String(value[name])));
      walk(value, [...path, key], visit);
    }
  }
}

/* Values of every type */

const VALUES = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  zero: () => 0,
  'minus zero': () => -0,
  number: () => 1.5,
  'large number': () => 1e21,
  NaN: () => NaN,
  Infinity: () => Infinity,
  bigint: () => 9007199254740993n,
  'empty string': () => '',
  string: () => 'a=b&c d',
  'JSON string': () => '{"a":1}',
  'unicode string': () => 'é€😀',
  'lone surrogate': () => '\ud800',
  symbol: () => Symbol('s'),
  function: () => function f() { return 1; },
  'empty object': () => ({}),
  object: () => ({ b: 1, a: { c: [true, null, undefined] } }),
  'object without prototype': () => Object.assign(Object.create(null), { a: 1 }),
  'class instance': () => new (class Thing { constructor() { this.a = 1; } get b() { return 2; } })(),
  getter: () => ({ get a() { return 1; } }),
  'throwing getter': () => ({ get a() { throw new TypeError('mine'); } }),
  '__proto__ key': () => JSON.parse('{"__proto__":1}'),
  'undefined members': () => ({ a: undefined, b: null, c: () => {}, d: Symbol('s') }),
  'empty array': () => [],
  array: () => [1, 'a', null, undefined, [2], { b: 3 }],
  'sparse array': () => Object.assign([], { 2: 'c' }),
  Date: () => new Date(0),
  'invalid Date': () => new Date(NaN),
  Map: () => new Map([[1, 2]]),
  Set: () => new Set([1]),
  RegExp: () => /x/g,
  Error: () => new RangeError('x'),
  'boxed string': () => new String('a'),
  'boxed number': () => new Number(5),
  'boxed boolean': () => new Boolean(false),
  toJSON: () => ({ toJSON: () => ({ z: 1 }) }),
  'toJSON to undefined': () => ({ toJSON: () => undefined }),
  'toJSON to text': () => ({ toJSON: () => 'x' }),
  'throwing toJSON': () => ({ toJSON() { throw new TypeError('mine'); } }),
  Buffer: () => Buffer.from([0, 255, 10]),
  Uint8Array: () => new Uint8Array([1, 2, 3]),
  'view of a buffer': () => new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2),
  DataView: () => new DataView(new Uint8Array([1, 2]).buffer),
  ArrayBuffer: () => new Uint8Array([1, 2]).buffer,
  URLSearchParams: () => new URLSearchParams([['a', '1 2'], ['b', '@é']]),
  Readable: () => Readable.from([Buffer.from('ab'), Buffer.from('cd')]),
  Promise: () => Promise.resolve(1),
  circle: () => {
    const circle = {};

    circle.self = circle;
    return circle;
  },
  'bigint within': () => ({ a: 1n }),
  frozen: () => Object.freeze({ a: Object.freeze([1]) })
};

function values() {
  return Object.entries(VALUES).flatMap(([name, make]) => [
    { name: `get params ${name}`, call: client => client.get('things', make()) },
    { name: `get param value ${name}`, call: client => client.get('things', { k: make() }) },
    { name: `get param in array ${name}`, call: client => client.get('things', { k: [make()] }) },
    { name: `post data ${name}`, call: client => client.post('things', make()) },
    { name: `put data within ${name}`, call: client => client.put('things', { k: make() }) },
    { name: `patch data in array ${name}`, call: client => client.patch('things', [make()]) },
    { name: `url ${name}`, call: client => client.get(make()) }
  ]);
}

/* URLs */

const URLS = [
  '/things', 'things?a=1', 'things?', '?a=1', 'mailto:x', 'a#x', 'a?x#y', 'a\\b', 'a b', 'a"<>`{}|^\'b', 'a\r\n\tb',
  'a%zz', 'a%2Fb', 'a//b', 'a/', 'a;b=c', 'a:b@c', 'a[b]', '100%', 'café', 'a€', '😀', '../users', 'a/../b', 'a/%2e%2e/b'
];

function urls() {
  return [
    ...URLS.flatMap(url => [
      { name: `url ${JSON.stringify(url)}`, call: client => client.get(url) },
      { name: `url with params ${JSON.stringify(url)}`, call: client => client.get(url, { p: 1 }) }
    ]),
    { name: 'url absolute', call: (client, { origin }) => client.get(`${origin}/x?y=1`) },
    { name: 'url foreign', call: (client, server, other) => client.get(`${other.origin}/x`) },
    { name: 'url foreign post', call: (client, server, other) => client.post(`${other.origin}/x`, { a: 1 }) },
    { name: 'nextPage', call: (client, { base }) => client.nextPage({ next: { href: `${base}things?page=2` } }) },
    { name: 'nextPage foreign', call: (client, server, other) => client.nextPage({ next: { href: `${other.origin}/x` } }) },
    { name: 'nextPage without links', call: client => client.nextPage({}) },
    { name: 'nextPage without argument', call: client => client.nextPage() },
    { name: 'url ftp', call: (client, { port }) => client.get(`ftp://127.0.0.1:${port}/x`) },
    { name: 'url gopher', call: (client, { port }) => client.get(`gopher://127.0.0.1:${port}/x`) }
  ];
}

/* Ids */

function ids() {
  const odd = {
    'a string': '5', 'a bigint': 9007199254740993n, 'a number': 7, 'a dashed name': 'a-b_c.d~',
    undefined, null: null, 'the empty string': '', 'an array': [1, 2], 'an object': {}, 'a fraction': 1.5, true: true,
    'a query': '1?embed=threads', 'a slash': '1/threads', 'a fragment': '1#x', 'a space': '1 2', 'a percent sign': '100%',
    'dot segments': '../users/me', 'non-ASCII': 'é'
  };

  return Object.entries(odd).flatMap(([name, id]) => [
    { name: `id ${name} get`, call: client => client.conversations.get(id) },
    { name: `id ${name} delete`, call: client => client.conversations.delete(id) },
    { name: `id ${name} second`, call: client => client.conversations.threads.update(1, id, {}) }
  ]);
}

/* handleRequest */

function handled() {
  const requests = {
    'no method': { url: 'things' },
    'lower case': { url: 'things', method: 'post', data: {} },
    HEAD: { url: 'things', method: 'HEAD' },
    OPTIONS: { url: 'things', method: 'OPTIONS' },
    'bad method': { url: 'things', method: 'G T' },
    'DELETE with data': { url: 'things', method: 'DELETE', data: { a: 1 } },
    'GET with data': { url: 'things', method: 'GET', data: { a: 1 } },
    'POST with params': { url: 'things', method: 'POST', params: { a: 1 }, data: {} },
    'own header': { url: 'things', headers: { 'X-A': '1' } },
    'own Authorization': { url: 'things', headers: { Authorization: 'Basic x' } },
    'own content type': { url: 'things', method: 'POST', data: { a: 1 }, headers: { 'content-type': 'text/x' } },
    'own content length': { url: 'things', method: 'POST', data: { a: 1 }, headers: { 'Content-Length': '3' } },
    'own User-Agent': { url: 'things', headers: { 'User-Agent': 'mine' } },
    'nested headers': { url: 'things', headers: { common: { 'X-A': '1' }, get: { 'X-B': '2' }, post: { 'X-C': '3' } } },
    'repeated header': { url: 'things', headers: { 'X-A': ['1', '2'] } },
    'undefined header': { url: 'things', headers: { 'X-A': undefined } },
    'broken header': { url: 'things', headers: { 'X-A': 'a\r\nb' } },
    'bad header name': { url: 'things', headers: { 'X A': '1' } }
  };

  return Object.entries(requests).map(([name, request]) => (
    { name: `handleRequest ${name}`, call: client => client.handleRequest({ weight: 1 }, { ...request }) }
  ));
}

/* Answers */

const BODIES = {
  empty: '', blanks: '  ', number: '123', string: '"abc"', null: 'null', true: 'true', text: 'plain', html: '<p>', 'padded JSON': ' {"a":1} ',
  'cut JSON': '{"a":', 'large id': '{"id":9007199254740993}', 'proto key': '{"__proto__":{"a":1}}', duplicates: '{"a":1,"b":2,"a":3}',
  order: '{"z":1,"2":2,"1":1}', utf8: '{"a":"é€😀"}', escapes: '{"a":"\\u00e9\\\\é\\""}', 'bad utf8': Buffer.from([0x22, 0xff, 0xc3, 0x22]),
  BOM: '\ufeff{"a":1}', surrogate: '{"a":"\\ud800"}', 'minus zero': '-0', HAL: { _embedded: { x: [] }, _links: {}, page: { number: 1 } }
};

const HEADERS = {
  duplicates: [['X-A', '1'], ['x-a', '2']], cookie: { 'Set-Cookie': 'a=1' }, cookies: [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2']],
  'first wins': [['ETag', 'a'], ['etag', 'b'], ['Retry-After', '1'], ['Retry-After', '2']], latin1: { 'X-A': 'é' }, padded: { 'X-A': '  b  ' },
  'empty value': { 'X-A': '' }, 'resource id': { 'Resource-ID': '5', Location: 'http://elsewhere/5' }
};

const CODINGS = {
  gzip: zlib.gzipSync('{"a":1}'), deflate: zlib.deflateSync('{"a":1}'), compress: zlib.gzipSync('{"a":1}'), 'x-gzip': zlib.gzipSync('{"a":1}'),
  GZIP: zlib.gzipSync('{"a":1}'), br: zlib.brotliCompressSync('{"a":1}'), identity: '{"a":1}'
};

function answered() {
  const get = client => client.get('things');
  const post = client => client.post('things', { a: 1 });
  const statuses = [200, 201, 202, 204, 205, 206, 299, 300, 304, 308, 399, 400, 403, 404, 409, 412, 422, 451];

  return [
    ...statuses.map(status => ({ name: `status ${status}`, call: get, answers: [{ status, body: status === 204 || status === 304 ? '' : '{"message":"m"}' }] })),
    ...statuses.map(status => ({ name: `status of post ${status}`, call: post, answers: [{ status }] })),
    ...[500, 502, 503, 599, 600].map(status => ({ name: `status of get ${status} once`, call: get, answers: [{ status }] })),
    ...[500, 503].map(status => ({ name: `status of put ${status} once`, call: client => client.put('things', { a: 1 }), answers: [{ status }] })),
    ...[500, 503].map(status => ({ name: `status of post ${status} once`, call: post, answers: [{ status }] })),
    ...Object.entries(BODIES).map(([name, body]) => ({ name: `body ${name}`, call: get, answers: [{ body }] })),
    ...Object.entries(HEADERS).map(([name, headers]) => ({ name: `headers ${name}`, call: get, answers: [{ headers, body: '{}' }] })),
    ...Object.entries(CODINGS).map(([name, body]) => ({ name: `coding ${name}`, call: get, answers: [{ headers: { 'Content-Encoding': name }, body }] })),
    ...Object.entries(CODINGS).map(([name, body]) => ({ name: `coding of an error ${name}`, call: get, answers: [{ status: 404, headers: { 'Content-Encoding': name }, body }] })),
    { name: 'coding gzip of nothing', call: get, answers: [{ headers: { 'Content-Encoding': 'gzip' } }] },
    { name: 'reason phrase', call: get, answers: [{ reason: 'All Good' }] },
    { name: 'no reason phrase', call: get, answers: [{ reason: '' }] },
    { name: 'chunked', call: get, answers: [{ raw: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n' }] },
    { name: 'until close', call: get, answers: [{ raw: 'HTTP/1.1 200 OK\r\n\r\n{}', end: true }] },
    { name: 'closed before the answer', call: post, answers: [{ close: true }] },
    { name: 'reset before the answer', call: post, answers: [{ reset: true }] },
    { name: 'cut body', call: post, answers: [{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}', end: true }] },
    { name: 'not HTTP', call: post, answers: [{ raw: 'hello there\r\n\r\n', end: true }] },
    { name: 'header overflow', call: post, answers: [{ raw: `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(20000)}\r\n\r\n`, end: true }] },
    {
      name: 'refused',
      call: (client, server, other) => {
        const { origin } = other;

        return other.close().then(() => {
          client.updateRequestOptions({ baseURL: origin });
          return client.post('things', {});
        });
      }
    },
    { name: 'timeout', call: client => { client.updateRequestOptions({ timeout: 80 }); return client.post('things', {}); }, answers: [{ hang: true }] }
  ];
}

function redirected() {
  const to = (location, status) => ({ status, headers: { Location: location } });
  const methods = ['GET', 'POST', 'PUT', 'DELETE'];
  const send = method => client => client.handleRequest({}, { url: 'things', method, ...(method.startsWith('P') && { data: { a: 1 } }) });

  return [
    ...[301, 302, 303, 307, 308].flatMap(status => methods.map(method => (
      { name: `redirect ${status} of ${method}`, call: send(method), answers: [to('/v2/there?x=1', status)] }
    ))),
    ...['there', '../there', '?x', '//127.0.0.1:1', '/a b', '#x', 'gopher://h/'].map(location => (
      { name: `redirect to ${location}`, call: client => client.post('things', { a: 1 }), answers: [to(location, 302)] }
    )),
    ...methods.slice(0, 2).map(method => ({
      name: `redirect foreign of ${method}`,
      call: (client, server, other) => {
        server.reply(to(`${other.origin}/there`, 307));
        return send(method)(client);
      }
    })),
    { name: 'redirect for ever', call: (client, server) => { server.fallback = to('/v2/again', 302); return client.get('things'); } }
  ];
}

/* Tokens */

function authorised() {
  const get = client => client.get('things');
  const flows = ['clientCredentials', 'OAuth2'];

  return flows.flatMap(flow => [
    { name: `getTokens ${flow}`, client: { flow }, call: client => client.getTokens('code') },
    { name: `getTokens without code ${flow}`, client: { flow }, call: client => client.getTokens() },
    { name: `getTokens null ${flow}`, client: { flow }, call: client => client.getTokens(null) },
    { name: `getTokens refused ${flow}`, client: { flow }, call: client => client.getTokens('code'), tokens: [{ status: 400, body: { error: 'invalid_client' } }] },
    { name: `getTokens of text ${flow}`, client: { flow }, call: client => client.getTokens('code'), tokens: [{ body: 'text' }] },
    { name: `refreshAccessToken ${flow}`, client: { flow }, call: client => client.refreshAccessToken() },
    { name: `refreshAccessToken refused ${flow}`, client: { flow }, call: client => client.refreshAccessToken(), tokens: [{ status: 400 }] },
    { name: `401 once ${flow}`, client: { flow }, call: get, answers: [{ status: 401 }] },
    { name: `401 once of post ${flow}`, client: { flow }, call: client => client.post('things', { a: 1 }), answers: [{ status: 401 }] },
    { name: `401 with a refused refresh ${flow}`, client: { flow }, call: async (client, server) => { server.fallback = { status: 401 }; server.replyToken(...Array(9).fill({ status: 400 })); client.bottleneck.removeAllListeners('failed'); return get(client); } },
    { name: `no credentials ${flow}`, client: { flow, credentials: null }, call: get },
    { name: `empty credentials ${flow}`, client: { flow, credentials: {} }, call: get },
    { name: `generateAuthorizationUri ${flow}`, client: { flow }, call: client => client.generateAuthorizationUri('plain') },
    { name: `generateAuthorizationUri odd state ${flow}`, client: { flow }, call: client => client.generateAuthorizationUri('a b&c=d') }
  ]);
}

/* Request options */

function configured() {
  const cases = {
    'trailing slashes': ({ origin }) => ({ baseURL: `${origin}/v2///` }),
    'query in the base': ({ origin }) => ({ baseURL: `${origin}/v2/?k=1` }),
    'user in the base': ({ port }) => ({ baseURL: `http://user:pw@127.0.0.1:${port}/v2/` }),
    baseUrl: () => ({ baseUrl: 'http://127.0.0.1:1/' }),
    auth: () => ({ auth: { username: 'u', password: 'p' } }),
    params: () => ({ params: { d: 1 } }),
    data: () => ({ data: { d: 1 } }),
    headers: () => ({ headers: { 'X-A': '1' } }),
    serializer: () => ({ paramsSerializer: () => 'raw' }),
    validateStatus: () => ({ validateStatus: null }),
    arraybuffer: () => ({ responseType: 'arraybuffer' }),
    unknown: () => ({ anything: [1] }),
    timeout: () => ({ timeout: 5000 }),
    maxContentLength: () => ({ maxContentLength: 1 }),
    maxRedirects: () => ({ maxRedirects: 0 }),
    transformRequest: () => ({ transformRequest: data => JSON.stringify({ wrapped: data }) }),
    transformResponse: () => ({ transformResponse: data => ({ wrapped: data }) })
  };

  return Object.entries(cases).flatMap(([name, options]) => ['get', 'post', 'delete'].map(verb => ({
    name: `option ${name} of ${verb}`,
    call: (client, server) => {
      client.updateRequestOptions(options(server));
      return client[verb]('things', { a: 1 });
    },
    answers: [{ body: { ok: true } }]
  })));
}

module.exports = {
  scenarios: [
    ...resourceMethods(), ...values(), ...urls(), ...ids(), ...handled(), ...answered(), ...redirected(), ...authorised(), ...configured()
  ]
};
