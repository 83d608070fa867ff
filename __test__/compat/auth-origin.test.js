'use strict';

/*
 * The token goes to the origin of the API and nowhere else.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, outcome } = require('./support/client.js');

/** The API and a stranger. */
async function pair(t) {
  const [server, stranger] = [await startServer(t), await startServer(t)];
  return { server, stranger, client: makeClient(server) };
}

const authorizations = server => server.requests.map(request => request.header('authorization'));

/** Ways to a foreign origin. */
const WAYS = {
  'an absolute URL': ({ client, stranger }) => client.get(`${stranger.origin}/v2/things`),
  'a foreign nextPage link': ({ client, stranger }) =>
    client.nextPage({ next: { href: `${stranger.origin}/v2/things?page=2` } }),
  'handleRequest with an absolute URL': ({ client, stranger }) =>
    client.handleRequest({ weight: 1 }, { url: `${stranger.origin}/v2/things`, method: 'GET' }),
  'a redirect': ({ client, server, stranger }) => {
    server.reply({ status: 302, headers: { Location: `${stranger.origin}/v2/things` } });
    return client.get('things');
  },
  'a 307 of a write': ({ client, server, stranger }) => {
    server.reply({ status: 307, headers: { Location: `${stranger.origin}/v2/things` } });
    return client.post('things', { a: 1 });
  },
  'a redirect that leaves and returns': ({ client, server, stranger }) => {
    server.reply({ status: 302, headers: { Location: `${stranger.origin}/v2/things` } });
    stranger.reply({ status: 302, headers: { Location: `${stranger.origin}/v2/other` } });
    return client.get('things');
  }
};

for (const [way, go] of Object.entries(WAYS)) {
  test(`${way} carries no token`, onlyOurs, async t => {
    const setup = await pair(t);

    await outcome(go(setup));
    assert.ok(authorizations(setup.stranger).every(value => value === undefined));
  });

  test(`${way} carries the token of the original`, onlyOriginal, async t => {
    const setup = await pair(t);

    await outcome(go(setup));
    assert.equal(authorizations(setup.stranger)[0], 'Bearer token');
  });
}

test('an ftp URL is not spoken to in HTTP', onlyOurs, async t => {
  const { client, stranger } = await pair(t);
  const { error } = await outcome(client.get(`ftp://127.0.0.1:${stranger.port}/x`));

  assert.ok(error instanceof Error);
  assert.equal(stranger.requests.length, 0);
});

test('a foreign 401 refreshes nothing', onlyOurs, async t => {
  const { client, server, stranger } = await pair(t);

  stranger.fallback = { status: 401 };

  assert.ok((await outcome(client.get(`${stranger.origin}/x`))).error);
  assert.equal(server.tokenRequests.length, 0);
});

for (const [what, go] of Object.entries({
  'an absolute URL': ({ client, server }) => client.get(`${server.origin}/v2/things`),
  'nextPage': ({ client, server }) => client.nextPage({ next: { href: `${server.origin}/v2/things` } }),
  'a redirect': ({ client, server }) => {
    server.reply({ status: 302, headers: { Location: '/v2/things' } });
    return client.get('moved');
  }
})) {
  test(`${what} within the origin carries the token`, async t => {
    const setup = await pair(t);

    await go(setup);

    const last = setup.server.requests.at(-1);

    assert.equal(last.target, '/v2/things');
    assert.equal(last.header('authorization'), 'Bearer token');
  });
}

test('a new baseURL is the origin that gets the token', async t => {
  const { client, stranger } = await pair(t);

  client.updateRequestOptions({ baseURL: stranger.base });
  await client.users.me();

  assert.deepEqual(authorizations(stranger), ['Bearer token']);
});

test('nextPage without a link rejects', onlyOurs, async t => {
  const { client, server } = await pair(t);

  for (const args of [[], [{}], [{ next: {} }], [null]]) {
    assert.ok((await outcome(client.nextPage(...args))).error instanceof TypeError);
  }

  assert.equal(server.requests.length, 0);
});

test('nextPage without a link makes the original throw', onlyOriginal, async t => {
  const { client } = await pair(t);

  assert.throws(() => client.nextPage({}), TypeError);
  assert.throws(() => client.nextPage(), TypeError);
});

test('nextPage keeps the query of its link', async t => {
  const { client, server } = await pair(t);

  await client.nextPage({ next: { href: `${server.origin}/v2/things?page=2&query=(a:%22b%22)` }, self: {} });
  assert.equal(server.request.target, '/v2/things?page=2&query=(a:%22b%22)');
});
