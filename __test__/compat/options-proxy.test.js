'use strict';

/* COMPAT d: proxy, the proxies of the environment, and socketPath. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { describe, test } = require('node:test');
const { runChild } = require('./support/child.js');
const { startProxy } = require('./support/proxy.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { differs, isOriginal, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { identity, tlsFile, tlsPath } = require('./support/tls.js');

const USER = { username: 'user', password: 'pass' };
const BASIC = `Basic ${Buffer.from('user:pass').toString('base64')}`;

/** A server, a proxy and a client of the server through the proxy. */
async function setUp(t, { auth, tls, refuse, options = {} } = {}) {
  const server = await startServer(t, tls ? { tls: identity('server') } : {});
  const proxy = await startProxy(t, { refuse });
  const client = makeClient(server);
  const { host, port } = proxy;

  client.updateRequestOptions({ proxy: { host, port, ...(auth && { auth }) }, ...options });
  return { server, proxy, client };
}

describe('proxy', () => {
  test('is asked for http targets by their whole URL', async t => {
    const { server, proxy, client } = await setUp(t);
    const response = await client.get('things', { a: 1 });

    assert.equal(response.status, 200);
    assert.equal(proxy.asked[0].method, 'GET');
    assert.equal(proxy.asked[0].url, `${server.base}things?a=1`);
    assert.equal(proxy.asked[0].headers.host, `127.0.0.1:${server.port}`);
    assert.equal(proxy.asked[0].headers['proxy-authorization'], undefined);
    assert.equal(server.request.header('authorization'), 'Bearer token');
  });

  test('gets bodies through', async t => {
    const { server, client } = await setUp(t);

    await client.post('things', { a: 'é' });

    assert.deepEqual(server.request.json(), { a: 'é' });
  });

  test('gets its own credentials, beside those of the target', async t => {
    const { server, proxy, client } = await setUp(t, { auth: USER });

    await client.get('things');

    assert.equal(proxy.asked[0].headers['proxy-authorization'], BASIC);
    assert.equal(server.request.header('authorization'), 'Bearer token');
  });

  test('that answers for itself is an answer', async t => {
    const { server, client } = await setUp(t, { refuse: 407 });
    const error = await rejection(client.get('things'));

    assert.equal(error.response.status, 407);
    assert.deepEqual(error.response.data, { from: 'proxy' });
    assert.equal(server.requests.length, 0);
  });

  test('that is not there is a network error', async t => {
    const { client } = await setUp(t, { options: { proxy: { host: '127.0.0.1', port: 1 } } });

    assert.equal((await rejection(client.get('things'))).code, 'ECONNREFUSED');
  });

  test('takes its port as a string too', async t => {
    const { proxy, client } = await setUp(t);

    client.updateRequestOptions({ proxy: { host: '127.0.0.1', port: String(proxy.port) } });
    await client.get('things');

    assert.equal(proxy.asked.length, 1);
  });
});

describe('proxy for https', { skip: isOriginal && 'broken in the original' }, () => {
  const trusted = { httpsAgent: new https.Agent({ ca: tlsFile('ca.pem') }) };

  test('is a CONNECT tunnel, which sees no token', async t => {
    const { server, proxy, client } = await setUp(t, { tls: true, auth: USER, options: trusted });

    assert.equal((await client.get('things')).status, 200);
    assert.equal(proxy.asked[0].method, 'CONNECT');
    assert.equal(proxy.asked[0].url, `127.0.0.1:${server.port}`);
    assert.equal(proxy.asked[0].headers['proxy-authorization'], BASIC);
    assert.equal(proxy.asked[0].headers.authorization, undefined);
    assert.equal(server.request.target, '/v2/things');
    assert.equal(server.request.header('proxy-authorization'), undefined);
  });

  test('that refuses the tunnel is a network error, and nothing is sent', async t => {
    const { server, client } = await setUp(t, { tls: true, refuse: 403, options: trusted });
    const error = await rejection(client.post('things', {}));

    assert.match(error.message, /403|tunnel|proxy/i);
    assert.equal(server.requests.length, 0);
  });

  test('still checks the certificate', async t => {
    const { server, client } = await setUp(t, { tls: true });

    assert.equal((await rejection(client.get('things'))).code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    assert.equal(server.requests.length, 0);
  });

  test('is read off an https-proxy-agent', async t => {
    const { server, proxy, client } = await setUp(t, { tls: true, options: { proxy: undefined } });

    class HttpsProxyAgent extends http.Agent {
      constructor(proxyUrl, options) {
        super(options);
        this.proxy = new URL(proxyUrl);
        this.connectOpts = options;
      }

      connect() {
        assert.fail('the tunnel is dug natively');
      }
    }

    client.updateRequestOptions({ httpsAgent: new HttpsProxyAgent(proxy.url, { ca: tlsFile('ca.pem') }) });

    assert.equal((await client.get('things')).status, 200);
    assert.equal(proxy.asked[0].url, `127.0.0.1:${server.port}`);
  });
});

test('token requests take the proxy too', onlyOurs, async t => {
  const { proxy, client } = await setUp(t);

  await client.getTokens();

  assert.match(proxy.asked[0].url, /\/v2\/oauth2\/token$/);
});

describe('the environment', { concurrency: 2 }, () => {
  const get = 'console.log((await makeClient(server).get("things")).status);';

  for (const name of ['http_proxy', 'HTTP_PROXY']) {
    test(`${name} is asked for http targets`, async t => {
      const server = await startServer(t);
      const proxy = await startProxy(t);
      const child = await runChild(server, get, { [name]: proxy.url });

      assert.equal(child.stdout, '200', child.stderr);
      assert.equal(proxy.asked[0].url, `${server.base}things`);
    });
  }

  test('http_proxy may carry credentials', async t => {
    const server = await startServer(t);
    const proxy = await startProxy(t);
    const child = await runChild(server, get, { http_proxy: proxy.url.replace('//', '//user:pass@') });

    assert.equal(child.stdout, '200', child.stderr);
    assert.equal(proxy.asked[0].headers['proxy-authorization'], BASIC);
  });

  test('proxy: false disables it', async t => {
    const server = await startServer(t);
    const proxy = await startProxy(t);
    const child = await runChild(server, `
      const client = makeClient(server);
      client.updateRequestOptions({ proxy: false });
      console.log((await client.get('things')).status);
    `, { http_proxy: proxy.url });

    assert.equal(child.stdout, '200', child.stderr);
    assert.equal(proxy.asked.length, 0);
  });

  test('the proxy option beats it', async t => {
    const server = await startServer(t);
    const proxy = await startProxy(t);
    const child = await runChild(server, `
      const client = makeClient(server);
      client.updateRequestOptions({ proxy: { host: '127.0.0.1', port: ${proxy.port} } });
      console.log((await client.get('things')).status);
    `, { http_proxy: 'http://127.0.0.1:1' });

    assert.equal(child.stdout, '200', child.stderr);
    assert.equal(proxy.asked.length, 1);
  });

  for (const name of ['NO_PROXY', 'no_proxy']) {
    for (const value of ['127.0.0.1', 'example.com, 127.0.0.1', '*', '127.0.0.0/8']) {
      test(`${name}=${value} goes around it, but in the original`, async t => {
        const server = await startServer(t);
        const proxy = await startProxy(t);
        const child = await runChild(server, get, { http_proxy: proxy.url, [name]: value });

        assert.equal(child.stdout, '200', child.stderr);
        assert.equal(proxy.asked.length, differs({ original: 1, ours: 0 }));
      });
    }
  }

  for (const [what, except] of [
    ['another host', () => 'example.com,127.0.0.2'],
    ['another port', ({ port }) => `127.0.0.1:${port + 1}`]
  ]) {
    test(`NO_PROXY of ${what} changes nothing`, async t => {
      const server = await startServer(t);
      const proxy = await startProxy(t);
      const child = await runChild(server, get, { http_proxy: proxy.url, NO_PROXY: except(server) });

      assert.equal(child.stdout, '200', child.stderr);
      assert.equal(proxy.asked.length, 1);
    });
  }

  for (const [what, value] of [
    ['its port', ({ port }) => `127.0.0.1:${port}`],
    ['spaces between', () => 'example.com 127.0.0.1']
  ]) {
    test(`NO_PROXY with ${what} goes around it`, onlyOurs, async t => {
      const server = await startServer(t);
      const proxy = await startProxy(t);
      const child = await runChild(server, get, { http_proxy: proxy.url, NO_PROXY: value(server) });

      assert.equal(child.stdout, '200', child.stderr);
      assert.equal(proxy.asked.length, 0);
    });
  }

  test('a proxy of the environment that is not there is named', onlyOurs, async t => {
    const server = await startServer(t);
    const child = await runChild(server, `
      const { message } = await rejection(makeClient(server).get('things'));
      console.log(message);
    `, { http_proxy: 'http://user:pass@127.0.0.1:1' });

    assert.equal(child.stdout, 'connect ECONNREFUSED 127.0.0.1:1', child.stderr);
  });

  test('it holds for token requests, NO_PROXY included', onlyOurs, async t => {
    const server = await startServer(t);
    const proxy = await startProxy(t);
    const tokens = 'await makeClient(server).getTokens(); console.log("got");';
    const through = await runChild(server, tokens, { HTTP_PROXY: proxy.url });
    const around = await runChild(server, tokens, { HTTP_PROXY: proxy.url, NO_PROXY: `127.0.0.1:${server.port}` });

    assert.deepEqual([through.stdout, around.stdout], ['got', 'got'], through.stderr + around.stderr);
    assert.deepEqual(proxy.asked.map(({ url }) => url), [`${server.base}oauth2/token`]);
  });

  for (const name of ['https_proxy', 'HTTPS_PROXY']) {
    test(`${name} is a CONNECT tunnel`, onlyOurs, async t => {
      const server = await startServer(t, { tls: identity('server') });
      const proxy = await startProxy(t);
      const child = await runChild(server, get, { [name]: proxy.url, NODE_EXTRA_CA_CERTS: tlsPath('ca.pem') });

      assert.equal(child.stdout, '200', child.stderr);
      assert.equal(proxy.asked[0].method, 'CONNECT');
      assert.equal(proxy.asked[0].headers.authorization, undefined);
    });
  }

  test('http_proxy is not asked for https targets', async t => {
    const server = await startServer(t, { tls: identity('server') });
    const child = await runChild(server, get, {
      http_proxy: 'http://127.0.0.1:1',
      NODE_EXTRA_CA_CERTS: tlsPath('ca.pem')
    });

    assert.equal(child.stdout, '200', child.stderr);
  });

  test('https_proxy makes the original speak TLS to the proxy', onlyOriginal, async t => {
    const server = await startServer(t, { tls: identity('server') });
    const proxy = await startProxy(t);
    const child = await runChild(server, `
      console.log((await rejection(makeClient(server).get('things'))).response);
    `, { https_proxy: proxy.url, NODE_EXTRA_CA_CERTS: tlsPath('ca.pem') });

    assert.equal(child.stdout, 'undefined', child.stderr);
    assert.equal(proxy.asked.length, 0);
  });
});

describe('socketPath', { skip: process.platform === 'win32' && 'no unix sockets' }, () => {
  test('is where the call goes, whatever its host', async t => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'compat-'));
    const socketPath = path.join(directory, 'api.sock');
    const asked = [];
    const listener = http.createServer((request, response) => {
      asked.push(request);
      response.end('{"from":"socket"}');
    });

    await new Promise(resolve => { listener.listen(socketPath, resolve); });
    t.after(() => {
      listener.closeAllConnections();
      listener.close();
      fs.rmSync(directory, { recursive: true });
    });

    const server = await startServer(t);
    const client = makeClient(server);

    client.updateRequestOptions({ socketPath });

    assert.deepEqual((await client.get('things', { a: 1 })).data, { from: 'socket' });
    assert.equal(asked[0].url, '/v2/things?a=1');
    assert.equal(asked[0].headers.authorization, 'Bearer token');
    assert.equal(server.requests.length, 0);
  });

  test('where nobody listens is a network error', async t => {
    const client = makeClient(await startServer(t));

    client.updateRequestOptions({ socketPath: path.join(os.tmpdir(), 'compat-no-such.sock') });

    assert.equal((await rejection(client.get('things'))).code, 'ENOENT');
  });
});
