'use strict';

/* COMPAT d: httpAgent, httpsAgent and the environment's certificates. */

const assert = require('node:assert/strict');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { describe, test } = require('node:test');
const { runChild } = require('./support/child.js');
const { startServer } = require('./support/server.js');
const { makeClient, outcome, rejection } = require('./support/client.js');
const { isOriginal, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { PASSPHRASE, identity, tlsFile, tlsPath } = require('./support/tls.js');

/** A client of a TLS server that shows the certificate `name`. */
async function setUp(t, { name = 'server', agent, tls = {} } = {}) {
  const server = await startServer(t, { tls: { ...identity(name), ...tls } });
  const client = makeClient(server);

  if (agent) {
    const httpsAgent = new https.Agent(agent);

    t.after(() => httpsAgent.destroy());
    client.updateRequestOptions({ httpsAgent });
  }

  return { server, client };
}

/** The name by which an agent's call with `servername` asks `localhost` for a certificate. */
async function toldName(t) {
  let told;
  const SNICallback = (name, done) => {
    told = name;
    done(null);
  };
  const { server, client } = await setUp(t, {
    name: 'other-host',
    tls: { SNICallback },
    agent: { ca: tlsFile('ca.pem'), servername: 'other.example' }
  });

  client.updateRequestOptions({ baseURL: `https://localhost:${server.port}/v2/` });
  await client.get('things');
  return told;
}

const MUTUAL = { requestCert: true, rejectUnauthorized: true, ca: tlsFile('ca.pem') };

describe('httpsAgent', { concurrency: 4 }, () => {
  for (const [name, ca] of [
    ['a Buffer', tlsFile('ca.pem')],
    ['a string', tlsFile('ca.pem').toString()],
    ['an array', [tlsFile('self-signed.pem'), tlsFile('ca.pem').toString()]],
    ['a bundle', `${tlsFile('self-signed.pem')}${tlsFile('ca.pem')}`]
  ]) {
    test(`trusts a ca given as ${name}`, async t => {
      const { server, client } = await setUp(t, { agent: { ca } });

      assert.equal((await client.get('things')).status, 200);
      assert.equal(server.request.header('authorization'), 'Bearer token');
    });
  }

  test('trusts a self-signed certificate given as its own ca', async t => {
    const { client } = await setUp(t, { name: 'self-signed', agent: { ca: tlsFile('self-signed.pem') } });

    assert.equal((await client.get('things')).status, 200);
  });

  test('trusts nothing else than its ca', async t => {
    const { server, client } = await setUp(t, { agent: { ca: tlsFile('self-signed.pem') } });

    assert.equal((await rejection(client.get('things'))).code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    assert.equal(server.requests.length, 0);
  });

  test('checks the name of the host', async t => {
    const { server, client } = await setUp(t, { name: 'other-host', agent: { ca: tlsFile('ca.pem') } });
    const error = await rejection(client.get('things'));

    assert.equal(error.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
    assert.match(error.message, /IP: 127\.0\.0\.1 is not in the cert's list/);
    assert.equal(server.requests.length, 0);
  });

  test('with servername checks that name', async t => {
    const { client } = await setUp(t, {
      name: 'other-host',
      agent: { ca: tlsFile('ca.pem'), servername: 'other.example' }
    });

    assert.equal((await client.get('things')).status, 200);
  });

  test('with servername tells the server that name', async t => {
    assert.equal(await toldName(t), 'other.example');
  });

  for (const name of ['self-signed', 'server', 'other-host']) {
    test(`with rejectUnauthorized: false takes the certificate ${name}`, async t => {
      const { client } = await setUp(t, { name, agent: { rejectUnauthorized: false } });

      assert.equal((await client.get('things')).status, 200);
    });
  }

  for (const [name, credentials] of [
    ['cert and key', identity('client')],
    ['cert and an encrypted key', {
      cert: tlsFile('client.pem'), key: tlsFile('client-encrypted.key'), passphrase: PASSPHRASE
    }],
    ['cert and a key encrypted the old way', {
      cert: tlsFile('client.pem').toString(), key: tlsFile('client-traditional.key').toString(), passphrase: PASSPHRASE
    }],
    ['arrays, the key with its own passphrase', {
      cert: [tlsFile('client.pem')], key: [{ pem: tlsFile('client-encrypted.key'), passphrase: PASSPHRASE }]
    }],
    ['pfx', { pfx: tlsFile('client.pfx'), passphrase: PASSPHRASE }]
  ]) {
    test(`shows the client certificate of ${name}`, async t => {
      const { server, client } = await setUp(t, {
        tls: MUTUAL,
        agent: { ca: tlsFile('ca.pem'), ...credentials }
      });

      server.fallback = ({ socket }) => ({ body: socket.getPeerCertificate().subject.CN });

      const { value, error } = await outcome(client.get('things'));

      if (name === 'pfx' && error && !isOriginal) {
        assert.match(error.message, /pfx/);
      } else {
        assert.equal(value?.data, 'client', error?.message);
      }
    });
  }

  test('with checkServerIdentity asks it, or refuses it by name', async t => {
    let asked = false;
    const checkServerIdentity = () => {
      asked = true;
    };
    const { client } = await setUp(t, { agent: { ca: tlsFile('ca.pem'), checkServerIdentity } });
    const { error } = await outcome(client.get('things'));

    if (error) {
      assert.ok(!isOriginal);
      assert.match(error.message, /httpsAgent.*checkServerIdentity/);
    } else {
      assert.equal(asked, true);
    }
  });

  for (const [option, version] of [['minVersion', 'TLSv1.3'], ['maxVersion', 'TLSv1.2']]) {
    test(`with ${option} speaks ${version}`, async t => {
      const { server, client } = await setUp(t, { agent: { ca: tlsFile('ca.pem'), [option]: version } });
      let spoken;

      server.reply((request, socket) => {
        spoken = socket.getProtocol();
        return { body: {} };
      });
      await client.get('things');
      assert.equal(spoken, version);
    });
  }

  for (const [what, version, credentials, code] of [
    ['no client certificate', 'TLSv1.3', {}, 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
    ['no client certificate', 'TLSv1.2', {}, 'EPROTO'],
    ['a certificate of another authority', 'TLSv1.3', identity('self-signed'), 'ECONNRESET'],
    ['a certificate of another authority', 'TLSv1.2', identity('self-signed'), 'ECONNRESET']
  ]) {
    test(`with ${what} is turned away where one is asked for, by ${version}`, async t => {
      const tls = { ...MUTUAL, minVersion: version, maxVersion: version };
      const { server, client } = await setUp(t, { tls, agent: { ca: tlsFile('ca.pem'), ...credentials } });

      assert.equal((await rejection(client.get('things'))).code, code);
      assert.equal(server.requests.length, 0);
    });
  }

  test('with a key of another certificate rejects', async t => {
    const { client } = await setUp(t, {
      agent: { ca: tlsFile('ca.pem'), cert: tlsFile('client.pem'), key: tlsFile('server.key') }
    });

    assert.equal((await rejection(client.get('things'))).code, 'ERR_OSSL_X509_KEY_VALUES_MISMATCH');
  });

  test('with two certificates is refused by name', onlyOurs, async t => {
    const pairs = ['self-signed', 'client'].map(identity);
    const agent = { cert: pairs.map(({ cert }) => cert), key: pairs.map(({ key }) => key) };
    const { client } = await setUp(t, { agent });

    assert.match((await rejection(client.get('things'))).message, /"httpsAgent".*one certificate as cert/);
  });

  test('does not speak what TLS 1.3 has done away with', onlyOurs, async t => {
    const tls = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' };
    const { client } = await setUp(t, { tls, agent: { ca: tlsFile('ca.pem') } });

    assert.equal((await rejection(client.get('things'))).code, 'EPROTO');
  });

  test('speaks what TLS 1.3 has done away with in the original', onlyOriginal, async t => {
    const tls = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' };
    const { client } = await setUp(t, { tls, agent: { ca: tlsFile('ca.pem') } });

    assert.equal((await client.get('things')).status, 200);
  });

  test('with a wrong passphrase rejects', async t => {
    const { server, client } = await setUp(t, {
      tls: MUTUAL,
      agent: { ca: tlsFile('ca.pem'), cert: tlsFile('client.pem'), key: tlsFile('client-encrypted.key'), passphrase: 'x' }
    });

    assert.ok(await rejection(client.get('things')) instanceof Error);
    assert.equal(server.requests.length, 0);
  });

  test('counts for https only', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    client.updateRequestOptions({ httpsAgent: new https.Agent({ ca: 'nonsense' }) });

    assert.equal((await client.get('things')).status, 200);
  });

  test('is the very one in response.config', async t => {
    const httpsAgent = new https.Agent({ ca: tlsFile('ca.pem') });
    const { client } = await setUp(t);

    client.updateRequestOptions({ httpsAgent });

    assert.equal((await client.get('things')).config.httpsAgent, httpsAgent);
  });
});

/** Runs three calls at once, then one more; how many connections were opened, how many ran at once. */
async function traffic(server, client) {
  let running = 0;
  let most = 0;

  server.fallback = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(resolve => { setTimeout(resolve, 60); });
    running -= 1;
    return { body: {} };
  };

  await Promise.all([1, 2, 3].map(() => client.get('things')));
  await client.get('things');
  return { connections: server.connections, most };
}

describe('connections', { concurrency: 4 }, () => {
  for (const [scheme, Agent, key] of [['http', http.Agent, 'httpAgent'], ['https', https.Agent, 'httpsAgent']]) {
    const start = async (t, agentOptions) => {
      const server = await startServer(t, scheme === 'https' ? { tls: identity('server') } : {});
      const agent = new Agent({ ...agentOptions, ca: tlsFile('ca.pem') });
      const client = makeClient(server);

      t.after(() => agent.destroy());
      client.updateRequestOptions({ [key]: agent });
      return { server, client };
    };

    test(`${key} with keepAlive uses them again`, async t => {
      const { server, client } = await start(t, { keepAlive: true });

      assert.deepEqual(await traffic(server, client), { connections: 3, most: 3 });
    });

    test(`${key} without keepAlive opens one a call and says so`, async t => {
      const { server, client } = await start(t, { keepAlive: false });

      assert.equal((await traffic(server, client)).connections, 4);
      assert.equal(server.requests[0].header('connection'), 'close');
    });

    test(`${key} with maxSockets runs so many at once`, async t => {
      const { server, client } = await start(t, { keepAlive: true, maxSockets: 1 });

      assert.deepEqual(await traffic(server, client), { connections: 1, most: 1 });
    });
  }

  test('httpAgent: false opens one a call', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    client.updateRequestOptions({ httpAgent: false });

    assert.equal((await traffic(server, client)).connections, 4);
  });

  test('are one for calls that follow each other', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    for (let i = 0; i < 5; i += 1) {
      await client.get('things');
    }

    assert.equal(server.connections, 1);
  });

  test('of an agent that makes its own are used, or refused by name', async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    const agent = new http.Agent();
    let asked = 0;

    agent.createConnection = options => {
      asked += 1;
      return net.connect(options);
    };

    const { error } = await outcome((async () => {
      client.updateRequestOptions({ httpAgent: agent });
      await client.get('things');
    })());

    if (error) {
      assert.ok(!isOriginal);
      assert.match(error.message, /httpAgent.*createConnection|createConnection.*httpAgent/s);
    } else {
      assert.equal(asked, 1);
    }
  });

  test('of a subclass with its own addRequest are used, or refused by name', async t => {
    class Mine extends http.Agent {
      addRequest(...args) {
        this.asked = true;
        return super.addRequest(...args);
      }
    }

    const server = await startServer(t);
    const client = makeClient(server);
    const agent = new Mine();
    const { error } = await outcome((async () => {
      client.updateRequestOptions({ httpAgent: agent });
      await client.get('things');
    })());

    if (error) {
      assert.ok(!isOriginal);
      assert.match(error.message, /httpAgent.*addRequest|addRequest.*httpAgent/s);
    } else {
      assert.equal(agent.asked, true);
    }
  });
});

describe('the environment', { concurrency: 2 }, () => {
  const get = 'const { status } = await makeClient(server).get("things"); console.log(status);';

  test('NODE_EXTRA_CA_CERTS adds an authority', async t => {
    const { server } = await setUp(t);
    const child = await runChild(server, get, { NODE_EXTRA_CA_CERTS: tlsPath('ca.pem') });

    assert.equal(child.stdout, '200', child.stderr);
  });

  test('SSL_CERT_FILE adds an authority', onlyOurs, async t => {
    const { server } = await setUp(t);
    const child = await runChild(server, get, { SSL_CERT_FILE: tlsPath('ca.pem') });

    assert.equal(child.stdout, '200', child.stderr);
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 takes any certificate', async t => {
    const { server } = await setUp(t, { name: 'self-signed' });
    const child = await runChild(server, get, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });

    assert.equal(child.stdout, '200', child.stderr);
  });

  test('says nothing: an unknown authority is refused', async t => {
    const { server } = await setUp(t);
    const child = await runChild(server, 'console.log((await rejection(makeClient(server).get("things"))).code);');

    assert.equal(child.stdout, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', child.stderr);
  });
});
