'use strict';

const http = require('node:http');
const { RatePolicy } = require('../../testing/rate');

/** The API gives whole seconds of its minute; shorter windows have parts in proportion. */
const PARTS = 60;
/** In a window of a minute. A shorter one has shorter latencies. */
const LATENCY_MS = 100;

/**
 * Starts a server that counts the reads of one account.
 *
 * @param {{ kind: 'fixed' | 'sliding', limit: number, windowMs: number }} policy
 * @returns {Promise<{ base: string, admitted: number[], refused: () => number, close: () => Promise<void> }>}
 *   `admitted` are the times of the reads that were counted
 */
async function startServer(policy) {
  const rate = new RatePolicy(policy);
  const part = policy.windowMs / PARTS;
  const latency = (LATENCY_MS * policy.windowMs) / 60_000;
  const admitted = [];
  let refused = 0;

  const answer = (response) => {
    const { admitted: counted, headers } = rate.admit(1);
    if (counted) {
      admitted.push(Date.now());
    } else {
      refused += 1;
      headers['X-RateLimit-Retry-After'] = String((Math.ceil(rate.waitMs(Date.now(), 1) / part) * part) / 1000);
    }
    setTimeout(() => response.writeHead(counted ? 200 : 429, headers).end('{}'), latency / 2);
  };
  const server = http.createServer((request, response) => setTimeout(answer, latency / 2, response));
  server.keepAliveTimeout = 2 * policy.windowMs;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    base: `http://127.0.0.1:${server.address().port}/`,
    admitted,
    refused: () => refused,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

module.exports = { startServer };
