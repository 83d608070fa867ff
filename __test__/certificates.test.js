'use strict';

/* ca, cert, key and passphrase of the constructor. */

const assert = require('node:assert/strict');
const https = require('node:https');
const { test } = require('node:test');
const { inspect } = require('node:util');
const { makeClient, rejection } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');
const { PASSPHRASE, identity, tlsFile } = require('./compat/support/tls.js');

const CA = tlsFile('ca.pem');
const MUTUAL = { requestCert: true, rejectUnauthorized: true, ca: CA };

const secure = (t, options = {}, name = 'server') => startServer(t, { tls: { ...identity(name), ...options } });

for (const [form, ca] of [
  ['a Buffer', CA],
  ['a text', CA.toString()],
  ['a list', [tlsFile('self-signed.pem'), CA.toString()]],
  ['a bundle', `${tlsFile('self-signed.pem')}${CA}`],
]) {
  test(`a ca given as ${form} is trusted, for tokens too`, async (t) => {
    const server = await secure(t);
    const client = makeClient(server, { credentials: null, more: { ca } });

    assert.equal((await client.get('things')).status, 200);
    assert.equal(server.tokenRequests.length, 1);
  });
}

test('a ca is trusted besides those of an agent that names none, and not besides those it names', async (t) => {
  const server = await secure(t);
  const client = makeClient(server, { more: { ca: CA } });
  client.updateRequestOptions({ httpsAgent: new https.Agent({ keepAlive: true }) });
  assert.equal((await client.get('things')).status, 200);

  client.updateRequestOptions({ httpsAgent: new https.Agent({ ca: tlsFile('self-signed.pem') }) });
  assert.equal((await rejection(client.get('things'))).code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
});

test('a certificate that is none of the ca\'s is still refused', async (t) => {
  const server = await secure(t, {}, 'self-signed');
  const error = await rejection(makeClient(server, { more: { ca: CA } }).get('things'));

  assert.equal(error.code, 'DEPTH_ZERO_SELF_SIGNED_CERT');
});

for (const [what, key] of [
  ['key', 'client.key'],
  ['encrypted key', 'client-encrypted.key'],
  ['key encrypted the old way', 'client-traditional.key'],
]) {
  test(`cert and ${what} are shown to servers that ask, for tokens too`, async (t) => {
    const server = await secure(t, MUTUAL);
    const more = { ca: CA, cert: tlsFile('client.pem'), key: tlsFile(key).toString(), passphrase: PASSPHRASE };
    server.fallback = ({ socket }) => ({ body: socket.getPeerCertificate().subject.CN });

    assert.equal((await makeClient(server, { credentials: null, more }).get('things')).data, 'client');
  });
}

const cert = tlsFile('client.pem');

for (const [what, more, message] of [
  ['a pfx', { pfx: Buffer.from('x') }, /"pfx".*"cert" and "key"/],
  ['a ca that is no text', { ca: 5 }, /"ca" option is the number 5/],
  ['two certificates', { cert: [cert, cert], key: tlsFile('client.key') }, /"cert".*one certificate/],
  ['an encrypted key with a wrong passphrase', { cert, key: tlsFile('client-encrypted.key'), passphrase: 'x' }, /"key".*"passphrase".*bad decrypt/],
  ['a cert without key', { cert }, /"cert" option is there without "key": pass both/],
  ['a key without cert', { key: tlsFile('client.key') }, /"key" option is there without "cert": pass both/],
]) {
  test(`${what} throws when the client is made`, async (t) => {
    const server = await startServer(t);
    assert.throws(() => makeClient(server, { more }), { message });
  });
}

test('neither certificate nor key shows in the client', async (t) => {
  const key = tlsFile('client.key').toString();
  const client = makeClient(await startServer(t), { more: { cert: cert.toString(), key } });
  const shown = inspect(client, { depth: Infinity, showHidden: true }) + JSON.stringify(client);

  assert.doesNotMatch(shown, /BEGIN/);
});
