'use strict';

// A server in trouble: it breaks off, fails, stalls, refuses, and lets tokens end. It counts how often
// each write was done, and tells when it is asked.

const http = require('node:http');
const { RatePolicy } = require('../../testing/rate');

const RATE = { limit: 4000, windowMs: 2000 };
/** What another program of the account spends at once, and how often. */
const FOREIGN = { weight: 1000, everyMs: 1700 };
/** Later than what has stalled is given up, so that no call meets two ends of tokens. */
const TOKEN_MS = 45_000;
const FIRST_TOKEN_MS = 5000;
const ANSWER = JSON.stringify({ id: 1, subject: 'Where is my parcel?', text: 'x'.repeat(300) });

const rate = new RatePolicy(RATE);
const counts = { refused: 0, unauthorised: 0, tokens: 0 };
let token = 1;
let done = new Uint8Array(2 ** 16);

/** Notes that a write was done. Says whether it had been before. */
function apply(id) {
  if (id >= done.length) {
    const longer = new Uint8Array(2 * id);
    longer.set(done);
    done = longer;
  }
  done[id] += 1;
  return done[id] > 1;
}

const send = (response, status, headers = {}) => response.writeHead(status, headers).end(status < 300 ? ANSWER : '{"message":"no"}');

/** What else than an answer a request may get: its share of all requests, and what happens. */
const faults = [
  ['reset before', 0.003, ({ request }) => request.socket.resetAndDestroy()],
  ['reset after', 0.003, ({ request, write }) => write() && request.socket.resetAndDestroy()],
  ['502 after', 0.003, ({ response, write }) => write() && send(response, 502)],
  ['503', 0.003, ({ response }) => send(response, 503)],
  ['503 with Retry-After', 0.0005, ({ response }) => send(response, 503, { 'Retry-After': '1' })],
  ['cut off', 0.001, ({ request, response, write }) => {
    write();
    response.writeHead(200, { 'Content-Length': ANSWER.length }).write(ANSWER.slice(0, 100), () => request.socket.resetAndDestroy());
  }],
  ['stalled', 0.00005, ({ write }) => write()],
];
for (const [name] of faults) counts[name] = 0;

function fault(exchange) {
  let chance = Math.random();
  for (const [name, share, act] of faults) {
    chance -= share;
    if (chance < 0) {
      counts[name] += 1;
      act(exchange);
      return true;
    }
  }
  return false;
}

function answer(request, response) {
  if (request.url.endsWith('/oauth2/token')) {
    counts.tokens += 1;
    response.end(JSON.stringify({ access_token: `token${token}`, expires_in: 7200 }));
    return;
  }
  if (request.headers.authorization !== `Bearer token${token}`) {
    counts.unauthorised += 1;
    send(response, 401);
    return;
  }
  const reads = request.method === 'GET';
  const { admitted, headers } = rate.admit(reads ? 1 : 2);
  if (!admitted) {
    counts.refused += 1;
    headers['X-RateLimit-Retry-After'] = String(rate.waitMs(Date.now(), 2) / 1000);
    send(response, 429, headers);
    return;
  }
  // Once, whatever becomes of the answer.
  let again = false;
  const write = () => {
    if (!reads) again = apply(Number(request.url.split('/').at(-1)));
    return true;
  };
  if (fault({ request, response, write })) return;
  write();
  send(response, again && request.method === 'DELETE' ? 404 : 200, headers);
}

const server = http.createServer((request, response) => {
  request.resume().on('end', () => answer(request, response));
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send({ base: `http://127.0.0.1:${server.address().port}/` }));

setInterval(() => rate.spend(FOREIGN.weight), FOREIGN.everyMs);
setTimeout(() => {
  token += 1;
  setInterval(() => (token += 1), TOKEN_MS);
}, FIRST_TOKEN_MS);
process.on('message', () => process.send({ counts, done }));
process.on('disconnect', () => process.exit());
