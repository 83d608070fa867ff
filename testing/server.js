'use strict';

const { once } = require('node:events');
const http = require('node:http');
const https = require('node:https');
const { performance } = require('node:perf_hooks');
const { setTimeout: delay } = require('node:timers/promises');

const lifecycle = require('./lifecycle');
const { parseBody, readBody, send, sendBroken } = require('./exchange');
const { Faults, applies } = require('./faults');
const { TokenIssuer } = require('./oauth');
const { Problem, notFound } = require('./problem');
const { RatePolicy } = require('./rate');
const { Router } = require('./router');
const { completed, plant } = require('./seed');
const { State } = require('./state');

const TOKEN_PATH = '/v2/oauth2/token';
const router = new Router(require('./routes'));

const KNOWN_OPTIONS = new Set([
  'port',
  'host',
  'seed',
  'latencyMs',
  'rateLimit',
  'expiresIn',
  'clientId',
  'clientSecret',
  'pageSize',
  'tls',
  'now',
  'log',
  'onRequest',
]);

/** The mock Help Scout behind `mockHelpScout`; index.d.ts documents its public members. */
class MockHelpScout {
  constructor(options = {}) {
    const unknown = Object.keys(options).filter((key) => !KNOWN_OPTIONS.has(key));
    if (unknown.length > 0) throw new TypeError(`Unknown option of mockHelpScout: ${unknown.join(', ')}`);
    const {
      now = Date.now,
      seed,
      rateLimit,
      expiresIn = 172_800,
      clientId = 'mock-client-id',
      clientSecret = 'mock-client-secret',
    } = options;
    Object.assign(this, { options, now, clientId, clientSecret });
    this.requests = [];
    this.faults = new Faults();
    this.issuer = new TokenIssuer({ clientId, clientSecret, expiresIn, now });
    this.state = new State(now);
    this.setRateLimit(rateLimit);
    this.seed(completed(seed));
  }

  async listen() {
    const { tls, host = '127.0.0.1', port = 0 } = this.options;
    const listener = (request, response) => this.serve(request, response);
    this.server = tls ? https.createServer(tls, listener) : http.createServer(listener);
    // Clients that keep connections must not meet one that this side just closed, nor a limit on slow bodies.
    Object.assign(this.server, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
    this.sockets = new Set();
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server.listen(port, host);
    await once(this.server, 'listening');
    const { address, port: actual } = this.server.address();
    const reachable =
      { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address] ?? (address.includes(':') ? `[${address}]` : address);
    this.port = actual;
    this.origin = `${tls ? 'https' : 'http'}://${reachable}:${actual}`;
    this.url = `${this.origin}/v2/`;
    return this;
  }

  async close() {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  fail(pattern, fault) {
    return this.faults.add(pattern, fault);
  }

  calm() {
    this.faults.clear();
  }

  clear() {
    this.requests.length = 0;
  }

  seed(seed) {
    return plant(this.state, seed);
  }

  merge(fromId, intoId) {
    lifecycle.merge(this.state, fromId, intoId);
  }

  setRateLimit(policy) {
    this.rate = policy === false ? undefined : new RatePolicy(policy, this.now);
  }

  spend(weight) {
    this.rate?.spend(weight);
  }

  issueTokens(as) {
    return this.issuer.issueTokens(as);
  }

  issueCode(as) {
    return this.issuer.issueCode(as);
  }

  expireTokens(which) {
    this.issuer.expireTokens(which);
  }

  async serve(request, response) {
    const entry = this.open(request);
    const fault = this.faults.take(entry);
    if (fault) entry.fault = true;
    try {
      if (fault?.reset !== 'before') await this.receive(request, entry);
      await this.wait(fault);
      const reply = !fault || applies(fault) ? this.answer(request, entry) : undefined;
      this.reply(response, entry, reply, fault);
    } catch (error) {
      // The client went away while sending, or this mock has a defect that its user must see.
      if (request.destroyed && !request.complete) entry.aborted = true;
      else this.reply(response, entry, { status: 500, type: 'text/plain', headers: {}, body: error.stack });
    }
    entry.durationMs = clock() - entry.time;
    this.options.onRequest?.(entry);
  }

  /** Starts the log's entry of a request. */
  open(request) {
    const [path, query = ''] = request.url.split('?');
    const entry = {
      method: request.method,
      path,
      rawQuery: query,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: undefined,
      rawBody: Buffer.alloc(0),
      weight: weightOf(request.method, path),
      time: clock(),
      status: undefined,
      fault: false,
      aborted: false,
    };
    if (this.options.log !== false) this.requests.push(entry);
    return entry;
  }

  async receive(request, entry) {
    entry.rawBody = await readBody(request);
    entry.body = parseBody(entry.rawBody, request.headers['content-type']);
  }

  async wait(fault) {
    const ms = (this.options.latencyMs ?? 0) + (fault?.latencyMs ?? 0);
    if (ms > 0) await delay(ms);
  }

  /** What the API answers; state has changed when this returns. */
  answer(request, entry) {
    let limits = {};
    try {
      if (entry.path === TOKEN_PATH) return this.grant(entry);
      const granted = this.issuer.grantOf(entry.headers.authorization);
      if (!granted || !this.state.isActive(granted.userId)) throw unauthorized();
      const { admitted, headers } = this.rate?.admit(entry.weight) ?? { admitted: true, headers: {} };
      limits = headers;
      if (!admitted) return limited(headers);
      const reply = this.state.actAs(granted.userId, () => this.route(request, entry));
      return { ...reply, headers: { ...limits, ...reply.headers } };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const reply = error.toReply();
      return { ...reply, headers: { ...limits, ...reply.headers } };
    }
  }

  grant({ method, body, query, headers }) {
    if (method !== 'POST') throw methodNotAllowed(['POST']);
    const input = typeof body === 'object' && body !== null ? body : query;
    return this.issuer.grant(input, headers.authorization);
  }

  route(request, entry) {
    const found = router.match(entry.method, entry.path);
    if (!found) throw notFound('Resource');
    if (!found.handler) throw methodNotAllowed(found.methods);
    needJson(entry);
    this.state.catchUp();
    return found.handler({
      state: this.state,
      params: found.params,
      path: entry.path,
      query: new URLSearchParams(entry.rawQuery),
      rawQuery: entry.rawQuery,
      body: entry.body,
      accept: entry.headers.accept ?? '',
      pageSize: this.options.pageSize,
      href: this.linker(request.headers.host),
    });
  }

  // Links point where the client came from, so that a name or a proxy before the mock is kept.
  linker(host) {
    const base = host === undefined ? this.origin : `${this.options.tls ? 'https' : 'http'}://${host}`;
    return (path) => base + path;
  }

  reply(response, entry, reply, fault) {
    const effect = fault && ['reset', 'stall', 'truncate', 'garble'].some((key) => fault[key] !== undefined);
    if (effect) {
      entry.status =
        fault.reset === 'before' || fault.reset === 'after' || fault.stall === 'headers' ? undefined : reply?.status;
      sendBroken(response, reply, fault);
      return;
    }
    const whole = fault?.status === undefined ? reply : failure(fault, reply);
    entry.status = whole.status;
    send(response, whole);
  }
}

// Token requests are not counted.
const weightOf = (method, path) => (path === TOKEN_PATH ? 0 : method === 'GET' ? 1 : 2);

/** Milliseconds since the epoch, with fractions, that never run backwards. */
const clock = () => performance.timeOrigin + performance.now();

const unauthorized = () =>
  new Problem(401, 'The access token is missing, expired or revoked', { headers: { 'WWW-Authenticate': 'Bearer' } });

const limited = (headers) => ({
  status: 429,
  type: 'application/json',
  headers,
  body: { message: 'API rate limit exceeded' },
});

const methodNotAllowed = (methods) =>
  new Problem(405, 'Method not allowed', { headers: { Allow: methods.join(', ') } });

function needJson({ rawBody, body, headers }) {
  if (rawBody.length === 0) return;
  if (!/[/+]json\b/.test(headers['content-type'] ?? ''))
    throw new Problem(415, 'Content-Type must be application/json');
  if (typeof body === 'string' && !rawBody.toString().trimStart().startsWith('"'))
    throw new Problem(400, 'Malformed JSON');
}

/** The answer of a status fault, with the headers of what it replaces. */
function failure({ status, headers, body }, replaced) {
  const usual = status === 429 ? limited({}) : new Problem(status, `Injected ${status}`).toReply();
  return {
    status,
    type: typeof body === 'string' ? 'text/html' : usual.type,
    headers: { ...rateHeaders(replaced), ...headers },
    body: body === undefined ? usual.body : body,
  };
}

const rateHeaders = (reply) =>
  Object.fromEntries(Object.entries(reply?.headers ?? {}).filter(([name]) => name.startsWith('X-RateLimit')));

/**
 * Starts a stateful mock of the Help Scout Inbox API on loopback.
 * @param {import('./index').MockOptions} [options]
 * @returns {Promise<MockHelpScout>}
 */
async function mockHelpScout(options) {
  return new MockHelpScout(options).listen();
}

module.exports = { mockHelpScout };
