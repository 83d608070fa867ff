'use strict';

/* The way there: names, certificates and proxies. */

const { startServer } = require('../../compat/support/server.js');
const { startProxy } = require('../../compat/support/proxy.js');
const { tlsFile } = require('../../compat/support/tls.js');

const {
  AT_ONCE, ALL_RETRIES, TIMEOUT, all, connections, persists, rejects, trusting, unsent,
} = require('./row.js');

const untrusted = (fault, code, tls, prepare = () => {}) =>
  ({ fault, code, tls, within: AT_ONCE, cells: unsent('NetworkError', 1, false), prepare });

/** Sends the client through the proxy that `start(t)` gives. */
const through = (start) => async ({ t, client }) => {
  const { port } = await start(t);
  client.updateRequestOptions({ proxy: { host: '127.0.0.1', port } });
};

/** Port 1: a free one might be given to another test's server meanwhile. */
const closed = () => ({ port: 1 });

/** A proxy whose connections `handle(socket)` gets. */
const breaking = (handle) => async (t) => {
  const proxy = await startServer(t);
  connections(handle)({ server: proxy });
  return proxy;
};

const hasty = (prepare) => async (scene) => {
  await prepare(scene);
  scene.client.updateRequestOptions({ timeout: TIMEOUT });
};

const names = [
  {
    fault: 'a host name that nobody knows',
    code: ['ENOTFOUND', 'EAI_AGAIN'],
    base: () => 'https://no-such-host.invalid/v2/',
    within: 15_000,
    cells: unsent('NetworkError', 6, true),
    prepare: () => {},
  },
];

const certificates = [
  untrusted('a self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'),
  untrusted('a certificate of an unknown authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'server'),
  untrusted('a chain of an unknown authority', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'chain'),
  untrusted('a chain that brings its authority along', 'SELF_SIGNED_CERT_IN_CHAIN', 'chain-with-root'),
  untrusted('a certificate that has expired', 'CERT_HAS_EXPIRED', 'expired', trusting),
  untrusted('a certificate of the future', 'CERT_NOT_YET_VALID', 'future', trusting),
  untrusted('a certificate for clients', 'INVALID_PURPOSE', 'client', trusting),
  untrusted('a certificate of another host', 'ERR_TLS_CERT_ALTNAME_INVALID', 'other-host', trusting),
  {
    ...untrusted('a server that asks for our certificate', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'server', trusting),
    options: { requestCert: true, rejectUnauthorized: true, ca: tlsFile('ca.pem') },
  },
  {
    ...untrusted('no TLS at all', 'EPROTO'),
    base: (server) => server.base.replace('http:', 'https:'),
    prepare: ({ server }) => {
      server.accept = (socket) => {
        server.sockets.add(socket);
        socket.on('error', () => {}).resume().end('HTTP/1.1 400 Bad Request\r\n\r\n');
      };
    },
  },
];

const proxies = [
  {
    fault: 'a proxy that refuses connections, always',
    code: 'ECONNREFUSED',
    within: ALL_RETRIES,
    cells: unsent('NetworkError', 6, true),
    prepare: through(closed),
  },
  {
    fault: 'a proxy that refuses the tunnel',
    code: 'ERR_PROXY_TUNNEL',
    tls: 'server',
    within: AT_ONCE,
    cells: unsent('NetworkError', 1, false),
    prepare: through((t) => startProxy(t, { refuse: 502 })),
  },
  {
    fault: `a proxy that leaves the tunnel open (\`timeout: ${TIMEOUT}\`)`,
    code: 'ECONNABORTED',
    tls: 'server',
    within: TIMEOUT + AT_ONCE,
    cells: unsent('TimeoutError', 1, true),
    prepare: hasty(through(breaking((socket) => socket.resume()))),
  },
  {
    fault: 'a proxy that answers 502 by itself, always',
    within: ALL_RETRIES,
    cells: Object.fromEntries(Object.entries(persists('ServerError', 6)).map(([verb, cell]) => [verb, { ...cell, tries: cell.sent, sent: 0 }])),
    prepare: through((t) => startProxy(t, { refuse: 502 })),
  },
  {
    fault: 'a proxy that asks for a password (407)',
    within: AT_ONCE,
    cells: all(rejects('HelpScoutError', 0, { tries: 1 })),
    prepare: through((t) => startProxy(t, { refuse: 407 })),
  },
];

module.exports = { names, certificates, proxies };
