'use strict';

const subject = require('./subject.js');
const { directOriginalTo } = require('./redirect-original.js');
const { startServer } = require('./server.js');

/** Limiter settings under which no call ever waits. */
const RELAXED = { maxConcurrent: null, minTime: 0, reservoir: null };

/**
 * Makes a client whose API and token requests go to `server`.
 *
 * The original's token URL is global to the process, so its token requests go
 * to the server of the client made last.
 *
 * @param {import('./server.js').Server} server
 * @param {object} [options]
 * @param {'clientCredentials'|'OAuth2'} [options.flow]
 * @param {object|null} [options.credentials] null leaves them unset
 * @param {'relaxed'|'default'} [options.limiter]
 * @param {'original'|'ours'} [options.which] the subject's implementation by default
 * @param {Function} [options.Class] a subclass to construct instead of HelpScout
 * @param {object} [options.more] further constructor options, ours only
 * @returns {InstanceType<typeof import('helpscout-mailbox-api')>}
 */
function makeClient(server, {
  flow = 'clientCredentials',
  credentials = { access_token: 'token', refresh_token: 'refresh', token_type: 'bearer' },
  limiter = 'relaxed',
  which = subject.name,
  Class = subject.load(which),
  more = {}
} = {}) {
  const client = new Class({
    clientId: 'id',
    clientSecret: 'secret',
    authenticationFlow: flow,
    ...(which === 'ours' && { baseUrl: server.base, ...more })
  });

  if (which === 'original') {
    directOriginalTo(server);
    client.updateRequestOptions({ baseURL: server.base });
  }

  if (limiter === 'relaxed') {
    client.updateBottleneckOptions(RELAXED);
  }

  if (credentials) {
    client.setCredentials({ ...credentials });
  }

  return client;
}

/**
 * Settles a promise without throwing.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<{ value?: any, error?: any }>}
 */
function outcome(promise) {
  return promise.then(value => ({ value }), error => ({ error }));
}

/**
 * The error a promise rejects with; throws if it resolves.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<any>}
 */
async function rejection(promise) {
  const result = await outcome(promise);

  if ('value' in result) {
    throw new Error('expected a rejection');
  }

  return result.error;
}

/**
 * One call against a server of its own.
 *
 * @param {import('node:test').TestContext} t
 * @param {(client: any, server: any) => Promise<unknown>} call
 * @param {...any} answers what the server says, see server.js
 * @returns {Promise<{ server: any, client: any, value?: any, error?: any }>}
 */
async function exchange(t, call, ...answers) {
  const server = await startServer(t);
  const client = makeClient(server);

  server.reply(...answers);

  return { server, client, ...await outcome((async () => call(client, server))()) };
}

module.exports = { RELAXED, makeClient, outcome, rejection, exchange };
