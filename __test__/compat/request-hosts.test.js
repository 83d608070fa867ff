'use strict';

/* International host names: DNS and servers get them in ASCII (RFC 5890). */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { runChild } = require('./support/child.js');
const { startProxy } = require('./support/proxy.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { onlyOurs } = require('./support/subject.js');

const BASE = 'http://bücher.example/v2/';
const UNKNOWN = 'bücher.invalid';
const ASCII = /xn--bcher-kva\.invalid/;

/** A client whose base URL is `baseURL`, with a proxy that has `server` answer whatever it is asked for. */
async function setUp(t, { baseURL = BASE } = {}) {
  const server = await startServer(t);
  const proxy = await startProxy(t, { route: () => new URL(server.base).host });
  const client = makeClient(server, { more: { baseUrl: baseURL, allowInsecure: true } });

  client.updateRequestOptions({ baseURL, proxy: { host: proxy.host, port: proxy.port } });
  return { server, proxy, client };
}

describe('an international host', () => {
  for (const [where, baseURL, asked] of [
    ['of the base URL', BASE, 'things'],
    ['in capitals', 'http://BÜCHER.example/v2/', 'things'],
    ['with its accents apart', 'http://bu\u0308cher.example/v2/', 'things'],
    ['of an absolute URL', 'http://elsewhere.example/v2/', `${BASE}things`],
  ]) {
    test(`${where} is asked for by its name in DNS`, async t => {
      const { proxy, client } = await setUp(t, { baseURL });

      assert.equal((await client.get(asked)).status, 200);
      assert.equal(proxy.asked[0].url, 'http://xn--bcher-kva.example/v2/things');
      assert.equal(proxy.asked[0].headers.host, 'xn--bcher-kva.example');
    });
  }

  test('gets its port, its user and an encoded path', onlyOurs, async t => {
    const { server, proxy, client } = await setUp(t);

    await client.get('http://ü:ö@bücher.example:81/ä?ö=ü');

    assert.equal(proxy.asked[0].url, 'http://xn--bcher-kva.example:81/%C3%A4?%C3%B6=%C3%BC');
    assert.equal(server.request.header('authorization'), `Basic ${Buffer.from('ü:ö').toString('base64')}`);
  });

  test('is the same in both spellings: it gets the token', onlyOurs, async t => {
    const { server, client } = await setUp(t);

    await client.get('http://xn--bcher-kva.example/v2/things');

    assert.equal(server.request.header('authorization'), 'Bearer token');
  });

  test('is shown as it was written', onlyOurs, async t => {
    const { client } = await setUp(t);

    assert.equal((await client.get('things')).config.url, `${BASE}things`);
  });

  test('gives tokens, and answers resources', onlyOurs, async t => {
    const { proxy, client } = await setUp(t);

    await client.getTokens();
    await client.conversations.list();

    assert.deepEqual(proxy.asked.map(({ url }) => url), [
      'http://xn--bcher-kva.example/v2/oauth2/token',
      'http://xn--bcher-kva.example/v2/conversations',
    ]);
  });

  test('that no DNS could have is no URL', onlyOurs, async t => {
    const { proxy, client } = await setUp(t);

    assert.equal((await rejection(client.get('http://bü\u200e.example/'))).code, 'ERR_INVALID_URL');
    assert.equal(proxy.asked.length, 0);
  });

  test('is the only one that is written otherwise: no other is made a host name by what follows it', onlyOurs, async t => {
    const { proxy, client } = await setUp(t);

    for (const host of ['elsewhere%2Eexample', 'else\twhere.example']) {
      assert.match((await rejection(client.get(`http://${host}/ä`))).code, /^ERR_INVALID_/);
    }
    assert.equal(proxy.asked.length, 0);
  });

  test('may be a proxy', onlyOurs, async t => {
    const { client } = await setUp(t);

    client.updateRequestOptions({ proxy: { host: UNKNOWN, port: 80 } });

    assert.match((await rejection(client.get('things'))).message, ASCII);
  });

  for (const url of [`http://user:pass@${UNKNOWN}:3128`, `${UNKNOWN}:3128`]) {
    test(`may be a proxy of the environment: ${url}`, onlyOurs, async t => {
      const server = await startServer(t);
      const child = await runChild(server, `
        await makeClient(server).get('things').catch(error => console.log(error.message));
      `, { http_proxy: url });

      assert.match(child.stdout, ASCII, child.stderr);
    });
  }

  test('is not followed to by a redirect that does not have it in ASCII', onlyOurs, async t => {
    const { server, client } = await setUp(t);

    server.reply({ status: 302, headers: { location: Buffer.from(`${BASE}things`).toString('latin1') } });

    assert.match((await rejection(client.get('things'))).message, /a host whose name is not in ASCII/);
    assert.equal(server.requests.length, 1);
  });
});
