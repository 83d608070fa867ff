'use strict';

/* Connections that do not open or break off: before, during and after the request. */

const { sleep } = require('../../compat/support/time.js');
const {
  AT_ONCE, ONE_RETRY, ALL_RETRIES, all, always, connections, indeterminate, once, persists, recovers, resolves, trusting, unsent,
} = require('./row.js');

const reset = { reset: true };

/** Breaks TLS connections before their handshake. */
const inHandshake = (count) => (scene) => {
  let left = count;
  trusting(scene);
  scene.server.listener.prependListener('connection', (socket) => {
    if (left > 0) {
      left -= 1;
      socket.resetAndDestroy();
    }
  });
};

/** The request has been written when it is reset, and nobody has looked at it. */
const beforeRead = (socket) => {
  socket.pause();
  setTimeout(() => socket.resetAndDestroy(), 50);
};

const inTheMiddle = (socket) => socket.once('data', () => socket.resetAndDestroy());

const withBodies = (row) => ({ ...row, cells: { PUT: row.cells.PUT, POST: indeterminate, PATCH: indeterminate }, large: true });

const idle = async ({ server, client }) => {
  await client.get('before');
  server.requests.length = 0;
  server.sockets.forEach((socket) => socket.resetAndDestroy());
  await sleep(200);
};

module.exports = [
  {
    fault: 'refused, always',
    code: 'ECONNREFUSED',
    within: ALL_RETRIES,
    cells: unsent('NetworkError', 6, true),
    // A free port might be given to another test's server meanwhile.
    base: () => 'http://127.0.0.1:1/v2/',
    prepare: () => {},
  },
  { fault: 'reset in the TLS handshake, once', tls: 'server', within: ONE_RETRY, cells: all(resolves()), prepare: inHandshake(1) },
  {
    fault: 'reset in the TLS handshake, always',
    tls: 'server',
    code: 'ECONNRESET',
    within: ALL_RETRIES,
    cells: unsent('NetworkError', 6, true),
    prepare: inHandshake(Infinity),
  },
  { fault: 'kept, and reset while idle', within: AT_ONCE, cells: all(resolves()), prepare: idle },
  { fault: 'reset before the request is read, once', code: 'ECONNRESET', within: ONE_RETRY, cells: recovers, prepare: connections(beforeRead, 1) },
  {
    fault: 'reset before the request is read, always',
    code: 'ECONNRESET',
    within: ALL_RETRIES,
    cells: persists('NetworkError', 6),
    prepare: connections(beforeRead),
  },
  withBodies({ fault: 'reset within the request, once', within: ONE_RETRY, cells: recovers, prepare: connections(inTheMiddle, 1) }),
  withBodies({
    fault: 'reset within the request, always',
    within: ALL_RETRIES,
    cells: persists('NetworkError', 6),
    prepare: connections(inTheMiddle),
  }),
  { fault: 'reset after the request, once', code: 'ECONNRESET', within: ONE_RETRY, cells: recovers, prepare: once(reset) },
  {
    fault: 'reset after the request, always',
    code: 'ECONNRESET',
    within: ALL_RETRIES,
    cells: persists('NetworkError', 6),
    prepare: always(reset),
  },
  { fault: 'closed without an answer, once', code: 'ECONNRESET', within: ONE_RETRY, cells: recovers, prepare: once({ close: true }) },
  {
    fault: 'closed without an answer, always',
    code: 'ECONNRESET',
    within: ALL_RETRIES,
    cells: persists('NetworkError', 6),
    prepare: always({ close: true }),
  },
  {
    fault: 'reset after a DELETE that was done, which then finds nothing (404)',
    within: ONE_RETRY,
    cells: { DELETE: resolves(2) },
    prepare: ({ server }) => server.reply(reset, { status: 404 }),
  },
];
