'use strict';

/*
 * Runs the same call on the original and on ours, each against a server of its
 * own, and lists what differs in the bytes sent and in what came back.
 *
 *   const differences = await both({ name, call: client => client.get('x'), answers: [...] });
 *   // [{ path: 'wire[0].headers.User-Agent', original: ..., ours: ... }]
 */

const { makeClient, outcome } = require('./client.js');
const { startServer } = require('./server.js');

const ABSENT = '(absent)';

/** A value as data that can be compared: kinds named, circles cut, key order kept. */
function portray(value, seen = new Set()) {
  if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value)) {
    return value;
  }

  if (typeof value === 'number') {
    return Object.is(value, -0) ? '(-0)' : value;
  }

  if (typeof value !== 'object') {
    return `(${typeof value})${typeof value === 'function' ? '' : String(value)}`;
  }

  if (Buffer.isBuffer(value)) {
    return `(Buffer ${value.toString('base64')})`;
  }

  if (typeof value.pipe === 'function') {
    return '(stream)';
  }

  if (seen.has(value)) {
    return '(circular)';
  }

  const inner = new Set(seen).add(value);

  return Object.fromEntries([
    ['(kind)', kind(value)],
    ['(keys)', Object.keys(value).join()],
    ...Object.keys(value).map(key => [key, member(value, key, inner)])
  ]);
}

function member(value, key, seen) {
  try {
    return portray(value[key], seen);
  } catch (error) {
    return `(throws ${error})`;
  }
}

function kind(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** What the two need not share of a ClientRequest is left out: COMPAT.md, "What binds", 6. */
function portrayRequest(request) {
  return request && {
    path: request.path,
    method: request.method,
    host: request.host,
    responseUrl: request.res && request.res.responseUrl
  };
}

function portrayResponse(response) {
  if (!isResponse(response)) {
    return portray(response);
  }

  const { request, ...rest } = response;

  return {
    ...portray(rest),
    '(keys)': Object.keys(response).join(),
    config: portrayConfig(response.config),
    request: portrayRequest(request)
  };
}

function isResponse(value) {
  return value !== null && typeof value === 'object' && 'config' in value && 'status' in value;
}

/** A configuration; its members that are not enumerable but known by name are read by name. */
function portrayConfig(config) {
  const { headers } = config;

  return {
    ...portray(config),
    headers: headers && {
      ...portray(headers),
      '(keys)': undefined,
      Authorization: headers.Authorization === undefined ? undefined : String(headers.Authorization)
    },
    '(keys)': Object.keys(config).join(),
    data: portray(config.data)
  };
}

function portrayError(error) {
  if (!(error instanceof Error)) {
    return { thrown: portray(error) };
  }

  return {
    '(keys)': Object.keys(error).join(),
    name: error.name,
    message: error.message,
    code: error.code,
    errno: error.errno,
    syscall: error.syscall,
    address: error.address,
    port: error.port,
    config: error.config && portrayConfig(error.config),
    request: portrayRequest(error.request),
    response: error.response && portrayResponse(error.response)
  };
}

function portrayWire({ method, target, rawHeaders, body }) {
  const headers = {};

  for (const [name, value] of rawHeaders) {
    headers[name] = name in headers ? `${headers[name]} | ${value}` : value;
  }

  return {
    method,
    target,
    headers,
    order: rawHeaders.map(([name]) => name).join(),
    body: body.toString('latin1')
  };
}

/** Runs one call on one implementation. */
async function observe(which, { call, answers = [], tokens = [], client: options = {} }) {
  const [server, other] = [await startServer(), await startServer()];
  const ports = [[server.port, 1], [other.port, 2]];

  try {
    server.reply(...answers).replyToken(...tokens);

    const client = makeClient(server, { ...options, which });
    const { value, error } = await outcome((async () => call(client, server, other))());
    const seen = {
      wire: server.requests.map(portrayWire),
      tokens: server.tokenRequests.map(portrayWire),
      other: other.requests.map(portrayWire),
      value: portrayResponse(value),
      error: error === undefined ? ABSENT : portrayError(error),
      credentials: portray(client.credentials)
    };

    return withoutPorts(seen, ports);
  } finally {
    await Promise.all([server.close(), other.close()]);
  }
}

/** Ports differ from run to run: `<1>` stands for the server's, `<2>` for the other one's. */
function withoutPorts(value, ports) {
  if (typeof value === 'string') {
    return ports.reduce((text, [port, n]) => text.replaceAll(`:${port}`, `:<${n}>`), value);
  }

  if (Array.isArray(value)) {
    return value.map(item => withoutPorts(item, ports));
  }

  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPorts(item, ports)]));
  }

  const [, n] = ports.find(([port]) => port === value) || [];

  return n ? `<${n}>` : value;
}

function compare(original, ours, path, found) {
  if (Object.is(original, ours)) {
    return;
  }

  if ([original, ours].some(value => value === null || typeof value !== 'object')) {
    found.push({ path, original, ours });
    return;
  }

  for (const key of new Set([...Object.keys(original), ...Object.keys(ours)])) {
    const step = Array.isArray(original) ? `${path}[${key}]` : path ? `${path}.${key}` : key;

    compare(
      Object.hasOwn(original, key) ? original[key] : ABSENT,
      Object.hasOwn(ours, key) ? ours[key] : ABSENT,
      step,
      found
    );
  }
}

/**
 * Runs a call on two implementations and lists how they differ.
 *
 * @param {object} scenario
 * @param {(client: any, server: any, other: any) => unknown} scenario.call `other` is a server of another origin
 * @param {any[]} [scenario.answers] the server's answers, see server.js
 * @param {any[]} [scenario.tokens] its answers to token requests
 * @param {object} [scenario.client] options of makeClient
 * @param {['original'|'ours', 'original'|'ours']} [pair]
 * @returns {Promise<Array<{ path: string, original: unknown, ours: unknown }>>}
 */
async function both(scenario, pair = ['original', 'ours']) {
  const found = [];
  const [first, second] = [await observe(pair[0], scenario), await observe(pair[1], scenario)];

  compare(first, second, '', found);

  return found;
}

module.exports = { both };
