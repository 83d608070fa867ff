'use strict';

/*
 * What rows of the fault matrix are made of.
 *
 * A row is
 *   { fault, code, within, cells, prepare, tls, options, base, client, paused, tokens }
 * `cells` has what a call comes to, by verb; `code` is that of the errors; `within`
 * is the bound of time in ms, and `paused` the least time between the first two
 * requests; `tokens` is how often the token endpoint is asked.
 * `prepare({ t, server, client })` makes the fault; the server speaks TLS with the
 * identity `tls` and Node's `options`; `base(server)` is where the client goes instead; `client` are
 * further options of makeClient.
 */

const https = require('node:https');
const { tlsFile } = require('../../compat/support/tls.js');

/** Bounds of time in ms: no pause; the pause before one retry; those before five. */
const AT_ONCE = 1000;
const ONE_RETRY = 1500;
const ALL_RETRIES = 4000;

/** The attempt's limit where a fault is a matter of time. */
const TIMEOUT = 1000;

const resolves = (sent = 1) => ({ sent, outcome: 'resolves' });

/**
 * @param {string} outcome class of the error
 * @param {number} sent requests that reached the server
 * @param {{ tries?: number, retryable?: boolean, maybe?: boolean }} [facts] `tries` where
 *   not each got there; `maybe` is `mayHaveBeenApplied`
 */
const rejects = (outcome, sent, { tries = sent, retryable = false, maybe = false } = {}) =>
  ({ sent, tries, outcome, retryable, maybe });

const indeterminate = rejects('IndeterminateWriteError', 1, { maybe: true });

/** Cells of reads, of writes that may be repeated, and of writes that may not. */
const cells = (read, replace, create) =>
  ({ GET: read, PUT: replace, DELETE: replace, POST: create, PATCH: create });

const all = (cell) => cells(cell, cell, cell);

/** A fault that passes: what may be repeated is, once. */
const recovers = cells(resolves(2), resolves(2), indeterminate);

/** A fault that stays, after `sent` requests of what may be repeated. */
const persists = (outcome, sent) => cells(
  rejects(outcome, sent, { retryable: true }),
  rejects(outcome, sent, { retryable: true, maybe: true }),
  indeterminate,
);

/** A fault that would come back with each attempt. */
const ends = (outcome, create = indeterminate) =>
  cells(rejects(outcome, 1), rejects(outcome, 1, { maybe: true }), create);

/** A fault that comes before anything is sent. */
const unsent = (outcome, tries, retryable) => all(rejects(outcome, 0, { tries, retryable }));

const once = (answer) => ({ server }) => server.reply(answer);
const always = (answer) => ({ server }) => {
  server.fallback = answer;
};
const options = (given, then) => (scene) => {
  scene.client.updateRequestOptions(given);
  then(scene);
};

/** Has the client trust the tests' authority. */
const trusting = ({ client }) => client.updateRequestOptions({ httpsAgent: new https.Agent({ ca: tlsFile('ca.pem') }) });

/** Has `handle(socket)` break `count` connections, each of which counts as a request. */
const connections = (handle, count = Infinity) => ({ server }) => {
  const accept = server.accept.bind(server);
  let left = count;
  server.accept = (socket) => {
    if (left === 0) return accept(socket);
    left -= 1;
    socket.on('error', () => {});
    server.sockets.add(socket);
    server.requests.push({ at: performance.now() });
    return handle(socket);
  };
};

module.exports = {
  AT_ONCE, ONE_RETRY, ALL_RETRIES, TIMEOUT,
  resolves, rejects, indeterminate, cells, all, recovers, persists, ends, unsent,
  once, always, options, trusting, connections,
};
