'use strict';

// Reading requests and writing answers, whole or broken as a fault says.

const { STATUS_CODES } = require('node:http');

// Lets bytes reach the client before the connection is reset under them.
const FLUSH_MS = 20;

/** @returns {Promise<Buffer>} the body; rejects if the client goes away first */
async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The body as its media type says: JSON or form decoded, undefined when empty, else its text. */
function parseBody(raw, contentType = '') {
  if (raw.length === 0) return undefined;
  const text = raw.toString();
  if (contentType.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Body and headers of an answer as they go on the wire. */
function encode({ status, type, headers, body }) {
  const content =
    body === undefined ? '' : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const payload = Buffer.from(content);
  // Header names know no case; the later value wins, and undefined takes a header away.
  const wire = new Map();
  const add = (name, value) => wire.set(name.toLowerCase(), [name, value]);
  if (type && payload.length > 0) add('Content-Type', type);
  if (status !== 204) add('Content-Length', payload.length);
  for (const [name, value] of Object.entries(headers)) add(name, value);
  return { payload, headers: [...wire.values()].filter(([, value]) => value !== undefined) };
}

/** Answers whole. */
function send(response, reply) {
  const { payload, headers } = encode(reply);
  response.writeHead(reply.status, Object.fromEntries(headers));
  response.end(payload);
}

/** Answers as a fault says: cut, stalled, reset or mangled. */
function sendBroken(response, reply, fault) {
  const { socket } = response;
  if (fault.reset === 'before' || fault.reset === 'after') return reset(socket);
  if (fault.stall === 'headers') return undefined;
  if (fault.garble === 'protocol') return socket.end('\u0000\u0001 not HTTP \r\n\r\n');
  if (fault.garble)
    return send(response, { ...reply, status: reply.status === 204 ? 200 : reply.status, body: '<<{"garbled":' });
  const part = firstHalf(reply);
  if (fault.stall === 'body') return socket.write(part);
  if (fault.truncate) return socket.end(part);
  return socket.write(part, () => setTimeout(reset, FLUSH_MS, socket));
}

// All headers and half of the body, or half of the headers where there is no body.
function firstHalf(reply) {
  const { payload, headers } = encode(reply);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status]}`, ...lines];
  const whole = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), payload]);
  const bodyStart = whole.length - payload.length;
  return whole.subarray(0, payload.length > 0 ? bodyStart + Math.floor(payload.length / 2) : Math.floor(bodyStart / 2));
}

// A TLS socket cannot be reset; dropping it without a close_notify is as near as it gets.
function reset(socket) {
  if (socket.encrypted) socket.destroy();
  else socket.resetAndDestroy();
}

module.exports = { parseBody, readBody, send, sendBroken };
