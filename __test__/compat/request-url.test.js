'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, exchange, rejection } = require('./support/client.js');

/** The request target that `client.get(url)` puts on the wire. */
async function target(t, url, baseURL) {
  const { server, error } = await exchange(t, (client, { origin }) => {
    if (baseURL) {
      client.updateRequestOptions({ baseURL: baseURL(origin) });
    }

    return client.get(url);
  });

  assert.ifError(error);

  return server.request.target;
}

function sends(claim, url, expected, options = {}) {
  test(claim, options, async t => assert.equal(await target(t, url), expected));
}

sends('a relative URL is joined to the base URL', 'things', '/v2/things');
sends('one leading slash is dropped', '/things', '/v2/things');
sends('a query in the URL is kept', 'things?a=1&b=%20', '/v2/things?a=1&b=%20');
sends('a URL that is only a query follows a slash', '?a=1', '/v2/?a=1');
sends('a scheme without slashes is relative', 'mailto:x', '/v2/mailto:x');

for (const [name, url] of [['an empty', ''], ['a null', null], ['an undefined', undefined]]) {
  sends(`${name} URL requests the base URL itself`, url, '/v2/');
}

test('slashes at the end of the base URL count as one', async t => {
  assert.equal(await target(t, 'things', origin => `${origin}/v2///`), '/v2/things');
});

test('a base URL may lack the slash at its end', async t => {
  assert.equal(await target(t, 'things', origin => `${origin}/v2`), '/v2/things');
});

test('a query in the base URL is not understood: the path is glued to it', async t => {
  assert.equal(await target(t, 'things', origin => `${origin}/v2/?k=1`), '/v2/?k=1/things');
});

test('user and password in the base URL replace the bearer token', async t => {
  const { server, error } = await exchange(t, (client, { port }) => {
    client.updateRequestOptions({ baseURL: `http://user:pw@127.0.0.1:${port}/v2/` });
    return client.get('things');
  });

  assert.ifError(error);
  assert.equal(
    server.request.header('authorization'),
    `Basic ${Buffer.from('user:pw').toString('base64')}`
  );
});

for (const url of [5, true, {}]) {
  test(`a URL that is ${JSON.stringify(url)} rejects and sends nothing`, async t => {
    const { server, error } = await exchange(t, client => client.get(url));

    assert.ok(error instanceof Error);
    assert.equal(server.requests.length, 0);
  });
}

test('the original says what it could not do with a number', onlyOriginal, async t => {
  const { error } = await exchange(t, client => client.get(5));

  assert.equal(error.name, 'TypeError');
  assert.equal(error.message, 'relativeURL.replace is not a function');
});

/* Characters */

sends('a fragment is dropped', 'a#x', '/v2/a');
sends('a fragment after a query is dropped', 'a?x#y', '/v2/a?x');
sends('a question mark inside a fragment is no query', 'a#x?y=1', '/v2/a');

for (const [character, encoded] of [
  [' ', '%20'], ['"', '%22'], ['<', '%3C'], ['>', '%3E'], ['`', '%60'], ['{', '%7B'],
  ['}', '%7D'], ['|', '%7C'], ['^', '%5E'], ['\'', '%27'], ['\r', '%0D'], ['\n', '%0A'],
  ['\t', '%09']
]) {
  sends(
    `${JSON.stringify(character)} in a path is sent as ${encoded}`,
    `a${character}b`,
    `/v2/a${encoded}b`
  );
  sends(
    `${JSON.stringify(character)} in a query is sent as ${encoded}`,
    `a?b=${character}c`,
    `/v2/a?b=${encoded}c`
  );
}

for (const character of '!$&()*+,;=:@[]~-_.') {
  sends(`${character} in a path is sent as it is`, `a${character}b`, `/v2/a${character}b`);
}

sends('a backslash in a path becomes a slash', 'a\\b', '/v2/a/b');
sends('a backslash in a query is encoded', 'a?b=\\c', '/v2/a?b=%5Cc');
sends('an escape that is none is left alone', 'a%zzb', '/v2/a%zzb');
sends('an escape keeps the case of its digits', 'a%2fb%2Fc', '/v2/a%2fb%2Fc');
sends('an encoded space is not encoded again', 'a%20b', '/v2/a%20b');
sends('two slashes stay two', 'a//b', '/v2/a//b');
sends('a slash at the end stays', 'a/', '/v2/a/');
sends('whitespace around the URL is trimmed at its end', 'a \n', '/v2/a');

for (const url of ['../users', 'a/../b', 'a/./b', 'a/%2e%2e/b', 'a/..']) {
  test(`the dot segment in ${url} is never resolved`, async t => {
    const { server, error } = await exchange(t, client => client.get(url));

    if (error) {
      assert.equal(server.requests.length, 0);
    } else {
      assert.equal(server.request.target, `/v2/${url}`);
    }
  });
}

sends('a Latin-1 character is sent percent-encoded as UTF-8', 'caf\u00e9?q=\u00fc', '/v2/caf%C3%A9?q=%C3%BC', onlyOurs);
sends('the original sends a Latin-1 character as a raw byte', 'caf\u00e9', '/v2/caf\u00e9', onlyOriginal);
sends('a character above Latin-1 is sent percent-encoded as UTF-8', 'a\u20acb\u{1f600}', '/v2/a%E2%82%ACb%F0%9F%98%80', onlyOurs);

test('the original rejects a character above Latin-1', onlyOriginal, async t => {
  const { server, error } = await exchange(t, client => client.get('a\u20ac'));

  assert.equal(error.name, 'TypeError');
  assert.equal(error.code, 'ERR_UNESCAPED_CHARACTERS');
  assert.equal(error.message, 'Request path contains unescaped characters');
  assert.equal(server.requests.length, 0);
});

/* Absolute URLs */

test('an absolute URL of the same origin is requested as it is, with the token', async t => {
  const { server, error } = await exchange(
    t,
    (client, { origin }) => client.get(`${origin}/other/path?x=1`)
  );

  assert.ifError(error);
  assert.equal(server.request.target, '/other/path?x=1');
  assert.equal(server.request.header('authorization'), 'Bearer token');
});

test('the scheme of an absolute URL is read in any case', async t => {
  const { server, error } = await exchange(
    t,
    (client, { port }) => client.get(`HTTP://127.0.0.1:${port}/other`)
  );

  assert.ifError(error);
  assert.equal(server.request.target, '/other');
  assert.equal(server.request.header('authorization'), 'Bearer token');
});

test('an absolute URL without a path requests the root', async t => {
  const { server, error } = await exchange(t, (client, { origin }) => client.get(origin));

  assert.ifError(error);
  assert.equal(server.request.target, '/');
});

const foreign = {
  'get with an absolute URL': (client, url) => client.get(url),
  'post with an absolute URL': (client, url) => client.post(url, { a: 1 }),
  'nextPage with a link': (client, href) => client.nextPage({ next: { href } })
};

for (const [name, call] of Object.entries(foreign)) {
  test(`${name} of another origin never gets the token there`, onlyOurs, async t => {
    const other = await startServer(t);

    await exchange(t, client => call(client, `${other.origin}/x`));

    assert.deepEqual(other.requests.map(({ header }) => header('authorization')).filter(Boolean), []);
  });

  test(`the original sends the token along: ${name}`, onlyOriginal, async t => {
    const other = await startServer(t);

    await exchange(t, client => call(client, `${other.origin}/x`));

    assert.equal(other.request.header('authorization'), 'Bearer token');
  });
}

test('localhost and 127.0.0.1 are two origins', onlyOurs, async t => {
  const { server } = await exchange(t, (client, { port }) => client.get(`http://localhost:${port}/x`));

  assert.deepEqual(server.requests.map(({ header }) => header('authorization')).filter(Boolean), []);
});

test('ftp is refused', onlyOurs, async t => {
  const { server, error } = await exchange(t, (client, { port }) => client.get(`ftp://127.0.0.1:${port}/x`));

  assert.ok(error instanceof Error);
  assert.equal(server.requests.length, 0);
});

test('the original speaks HTTP to an ftp URL, token included', onlyOriginal, async t => {
  const { server } = await exchange(t, (client, { port }) => client.get(`ftp://127.0.0.1:${port}/x`));

  assert.equal(server.request.header('authorization'), 'Bearer token');
});

test('a URL that begins with two slashes never gets the token to that host', async t => {
  const other = await startServer(t);

  await exchange(t, client => client.get(`//127.0.0.1:${other.port}/x`));

  assert.deepEqual(other.requests.map(({ header }) => header('authorization')).filter(Boolean), []);
});

/* nextPage */

test('nextPage requests the link as it is', async t => {
  const { server, error } = await exchange(
    t,
    (client, { origin }) => client.nextPage({
      next: { href: `${origin}/v2/conversations?page=2&query=%28a%3A%22b%22%29` }
    })
  );

  assert.ifError(error);
  assert.equal(server.request.method, 'GET');
  assert.equal(server.request.target, '/v2/conversations?page=2&query=%28a%3A%22b%22%29');
});

test('nextPage joins a relative link to the base URL', async t => {
  const { server, error } = await exchange(t, client => client.nextPage({ next: { href: 'things?page=2' } }));

  assert.ifError(error);
  assert.equal(server.request.target, '/v2/things?page=2');
});

for (const links of [undefined, null, {}, { next: null }]) {
  const shown = JSON.stringify(links);

  test(`nextPage(${shown}) rejects and sends nothing`, onlyOurs, async t => {
    const server = await startServer(t);
    const promise = makeClient(server).nextPage(links);

    assert.ok(promise instanceof Promise);
    assert.ok(await rejection(promise) instanceof Error);
    assert.equal(server.requests.length, 0);
  });

  test(`the original throws a TypeError from nextPage(${shown})`, onlyOriginal, async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    assert.throws(() => client.nextPage(links), TypeError);
  });
}

/* Method */

test('handleRequest without a method is a GET', async t => {
  const { server, value } = await exchange(t, client => client.handleRequest({}, { url: 'things' }));

  assert.equal(server.request.method, 'GET');
  assert.equal(value.config.method, 'get');
});

test('a method in lower case is sent in upper case and reported in lower case', async t => {
  const { server, value } = await exchange(
    t,
    client => client.handleRequest({}, { url: 'things', method: 'pAtch', data: {} })
  );

  assert.equal(server.request.method, 'PATCH');
  assert.equal(value.config.method, 'patch');
});

test('a method that is no token rejects', async t => {
  const { server, error } = await exchange(
    t,
    client => client.handleRequest({}, { url: 'things', method: 'G T' })
  );

  assert.equal(error.code, 'ERR_INVALID_HTTP_TOKEN');
  assert.equal(error.name, 'TypeError');
  assert.equal(server.requests.length, 0);
});
