'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs, differs } = require('./support/subject.js');
const { exchange } = require('./support/client.js');

/** Names that ours adds or fills on purpose: see differences. */
const OWN = ['user-agent', 'accept-encoding'];

/** The headers of a request by name as sent, without those in OWN. */
function shared({ rawHeaders }) {
  return Object.fromEntries(rawHeaders.filter(([name]) => !OWN.includes(name.toLowerCase())));
}

async function request(t, call) {
  const { server, error } = await exchange(t, call);

  assert.ifError(error);

  return server.request;
}

test('a GET sends Accept, Authorization, Host and Connection, named in this case', async t => {
  const sent = await request(t, client => client.get('things'));

  assert.deepEqual(shared(sent), {
    Accept: 'application/json, text/plain, */*',
    Authorization: 'Bearer token',
    Host: sent.header('host'),
    Connection: 'keep-alive'
  });
  assert.match(sent.header('host'), /^127\.0\.0\.1:\d+$/);
});

test('a POST sends Content-Type and Content-Length besides', async t => {
  const sent = await request(t, client => client.post('things', { a: 1 }));

  assert.deepEqual(shared(sent), {
    Accept: 'application/json, text/plain, */*',
    Authorization: 'Bearer token',
    'Content-Type': 'application/json;charset=utf-8',
    'Content-Length': '7',
    Host: sent.header('host'),
    Connection: 'keep-alive'
  });
});

test('User-Agent says who sends', async t => {
  const sent = await request(t, client => client.get('things'));

  assert.match(sent.header('user-agent'), differs({
    original: /^axios\/0\.18\.1$/,
    ours: /^helpscout-native\/\d+\.\d+\.\d+/
  }));
});

test('compressed answers are asked for', onlyOurs, async t => {
  const sent = await request(t, client => client.get('things'));

  assert.match(sent.header('accept-encoding'), /gzip/);
});

test('the original does not ask for compressed answers', onlyOriginal, async t => {
  const sent = await request(t, client => client.get('things'));

  assert.equal(sent.header('accept-encoding'), undefined);
});

test('the original sends its headers in this order', onlyOriginal, async t => {
  const sent = await request(t, client => client.post('things', {}));

  assert.deepEqual(sent.rawHeaders.map(([name]) => name), [
    'Accept', 'Authorization', 'Content-Type', 'User-Agent', 'Content-Length', 'Host', 'Connection'
  ]);
});

test('requests are HTTP/1.1 over a connection that is kept', async t => {
  const { server, client } = await exchange(t, client => client.get('things'));

  await client.get('things');

  assert.deepEqual(server.requests.map(({ version }) => version), ['HTTP/1.1', 'HTTP/1.1']);
  assert.equal(server.connections, 1);
});

test('no cookies are sent, also after Set-Cookie', async t => {
  const { server, client } = await exchange(t, client => client.get('things'), { headers: { 'Set-Cookie': 'a=1; Path=/' } });

  await client.get('things');

  assert.deepEqual(server.requests.map(({ header }) => header('cookie')), [undefined, undefined]);
});

test('a large body goes without Expect', async t => {
  const sent = await request(t, client => client.post('things', { a: 'x'.repeat(1 << 20) }));

  assert.equal(sent.header('expect'), undefined);
});

for (const method of ['GET', 'DELETE', 'HEAD', 'OPTIONS']) {
  test(`a ${method} has no body and no headers of one`, async t => {
    const sent = await request(t, client => client.handleRequest({}, { url: 'things', method }));

    assert.equal(sent.method, method);
    assert.equal(sent.body.length, 0);
    assert.deepEqual(
      ['content-type', 'content-length', 'transfer-encoding'].map(sent.header),
      [undefined, undefined, undefined]
    );
  });
}

test('delete(url, data) ignores the data', async t => {
  const sent = await request(t, client => client.delete('things/1', { a: 1 }));

  assert.equal(sent.body.length, 0);
  assert.deepEqual(['content-type', 'content-length'].map(sent.header), [undefined, undefined]);
});

/* Authorization */

test('credentials that are mutated before the call take effect', async t => {
  const sent = await request(t, client => {
    client.credentials.access_token = 'later';
    return client.get('things');
  });

  assert.equal(sent.header('authorization'), 'Bearer later');
});

test('credentials changed before the call take effect', async t => {
  const sent = await request(t, client => {
    client.setCredentials({ access_token: 'another' });
    return client.get('things');
  });

  assert.equal(sent.header('authorization'), 'Bearer another');
});

/* Headers of a call through handleRequest */

function calls(headers, method = 'GET') {
  return client => client.handleRequest({}, { url: 'things', method, headers, ...(method === 'POST' && { data: { a: 1 } }) });
}

test('headers given to handleRequest replace the bearer token', async t => {
  const sent = await request(t, calls({ 'X-A': '1' }));

  assert.equal(sent.header('x-a'), '1');
  assert.equal(sent.header('authorization'), undefined);
});

test('Authorization given to handleRequest is sent', async t => {
  const sent = await request(t, calls({ Authorization: 'Basic abc' }));

  assert.equal(sent.header('authorization'), 'Basic abc');
});

test('the default Accept stays beside headers given to handleRequest', async t => {
  const sent = await request(t, calls({ 'X-A': '1' }));

  assert.equal(sent.header('accept'), 'application/json, text/plain, */*');
});

test('Accept given to handleRequest wins', async t => {
  const sent = await request(t, calls({ Accept: 'text/csv' }));

  assert.equal(sent.header('accept'), 'text/csv');
});

test('User-Agent given to handleRequest wins', async t => {
  const sent = await request(t, calls({ 'User-Agent': 'mine/1' }));

  assert.equal(sent.header('user-agent'), 'mine/1');
});

test('user-agent in lower case wins as well and is sent once', async t => {
  const sent = await request(t, calls({ 'user-agent': 'mine/1' }));

  assert.equal(sent.header('user-agent'), 'mine/1');
});

test('a header keeps the case it was given in', onlyOriginal, async t => {
  const sent = await request(t, calls({ 'x-LOWER-Upper': '1' }));

  assert.deepEqual(sent.rawHeaders.filter(([name]) => /^x-/i.test(name)), [['x-LOWER-Upper', '1']]);
});

test('headers.common and headers.<method> are flattened, the specific wins', async t => {
  const sent = await request(t, calls({
    common: { 'X-A': 'common', 'X-B': 'common', 'X-C': 'common' },
    get: { 'X-B': 'get', 'X-C': 'get' },
    post: { 'X-D': 'post' },
    'X-C': 'own'
  }));

  assert.deepEqual(
    ['x-a', 'x-b', 'x-c', 'x-d', 'common', 'get', 'post'].map(sent.header),
    ['common', 'get', 'own', undefined, undefined, undefined, undefined]
  );
});

test('an array value repeats the header', async t => {
  const sent = await request(t, calls({ 'X-A': ['1', '2'] }));

  assert.deepEqual(
    sent.rawHeaders.filter(([name]) => name.toLowerCase() === 'x-a').map(([, value]) => value),
    ['1', '2']
  );
});

for (const [value, text] of [[5, '5'], [true, 'true'], [null, 'null'], ['', '']]) {
  test(`a header value ${JSON.stringify(value)} is sent as text`, async t => {
    const sent = await request(t, calls({ 'X-A': value }));

    assert.equal(sent.header('x-a'), text);
  });
}

for (const [claim, headers, code] of [
  ['an undefined header value', { 'X-A': undefined }, 'ERR_HTTP_INVALID_HEADER_VALUE'],
  ['a line break in a header value', { 'X-A': 'a\r\nX-B: b' }, 'ERR_INVALID_CHAR'],
  ['a header value above Latin-1', { 'X-A': '\u20ac' }, 'ERR_INVALID_CHAR'],
  ['a header name that is no token', { 'X A': '1' }, 'ERR_INVALID_HTTP_TOKEN'],
  ['an empty header name', { '': '1' }, 'ERR_INVALID_HTTP_TOKEN']
]) {
  test(`${claim} rejects with a bare TypeError, ${code}`, async t => {
    const { server, error } = await exchange(t, calls(headers));

    assert.equal(error.name, 'TypeError');
    assert.equal(error.code, code);
    assert.equal('config' in error, false);
    assert.equal(server.requests.length, 0);
  });
}

/* Content headers */

for (const name of ['Content-Type', 'content-type', 'CONTENT-TYPE']) {
  test(`${name} given to handleRequest is honoured, once, as Content-Type`, async t => {
    const sent = await request(t, calls({ [name]: 'application/vnd.x+json' }, 'POST'));

    assert.deepEqual(
      sent.rawHeaders.filter(([key]) => key.toLowerCase() === 'content-type'),
      [['Content-Type', 'application/vnd.x+json']]
    );
    assert.equal(sent.text, '{"a":1}');
  });
}

test('Content-Length is always computed', async t => {
  const sent = await request(t, calls({ 'Content-Length': '3' }, 'POST'));

  assert.equal(sent.header('content-length'), '7');
  assert.equal(sent.text, '{"a":1}');
});

/* headers in the request options */

test('headers in the request options are merged under Authorization', onlyOurs, async t => {
  const sent = await request(t, client => {
    client.updateRequestOptions({ headers: { 'X-A': '1', Authorization: 'Basic abc' } });
    return client.get('things');
  });

  assert.equal(sent.header('x-a'), '1');
  assert.equal(sent.header('authorization'), 'Bearer token');
});

test('the original ignores headers in the request options', onlyOriginal, async t => {
  const sent = await request(t, client => {
    client.updateRequestOptions({ headers: { 'X-A': '1' } });
    return client.get('things');
  });

  assert.equal(sent.header('x-a'), undefined);
  assert.equal(sent.header('authorization'), 'Bearer token');
});

/* headers in the options of one call */

for (const [name, call] of Object.entries({
  get: (client, options) => client.get('things', {}, options),
  post: (client, options) => client.post('things', {}, options),
  put: (client, options) => client.put('things', {}, options),
  patch: (client, options) => client.patch('things', {}, options),
  delete: (client, options) => client.delete('things', undefined, options),
  'conversations.get': (client, options) => client.conversations.get(1, {}, options)
})) {
  test(`headers in the options of ${name} are sent beside the token`, onlyOurs, async t => {
    const sent = await request(t, client => call(client, { headers: { 'X-A': '1' } }));

    assert.equal(sent.header('x-a'), '1');
    assert.equal(sent.header('authorization'), 'Bearer token');
  });

  test(`the original ignores a further argument of ${name}`, onlyOriginal, async t => {
    const sent = await request(t, client => call(client, { headers: { 'X-A': '1' } }));

    assert.equal(sent.header('x-a'), undefined);
  });
}
