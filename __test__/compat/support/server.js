'use strict';

/*
 * A loopback HTTP/1.1 server that keeps what it received byte by byte (name
 * case, order, raw request target) and answers exactly what it is told, well
 * formed or not.
 *
 *   const server = await startServer(t);              // closed by t.after
 *   server.reply({ status: 404, body: { message: 'no' } }, { hang: true });
 *   server.reply(request => ({ body: request.target }));
 *   ...
 *   server.requests[0].header('authorization');
 *
 * Answers are used in order, the last resort being `server.fallback`
 * (200 `{}`). Requests for a path ending in /oauth2/token are kept apart, in
 * `server.tokenRequests`, and answered from `server.replyToken(...)`, else with
 * a fresh token.
 *
 * An answer is one of
 *   { status, reason, headers, body, delay }   a response: `headers` an object or
 *                                              [name, value] pairs, `body` a string,
 *                                              Buffer or a value sent as JSON,
 *                                              `delay` in ms; Content-Length is added
 *                                              unless a length or coding is given
 *   { raw }                                    these bytes (string or Buffer), no more;
 *                                              with `end: true` the connection ends after
 *   { hang: true }                             no answer, the connection stays open
 *   { close: true }, { reset: true }           the connection ends by FIN, by RST
 *   (request, socket) => answer                computed, may be async; undefined means
 *                                              that it wrote to the socket itself
 */

const net = require('net');
const tls = require('tls');
const { STATUS_CODES } = require('http');

const HEAD_END = '\r\n\r\n';

/** Takes one whole request off the front of `bytes`; undefined if it is not all there. */
function parseRequest(bytes) {
  const headLength = bytes.indexOf(HEAD_END);

  if (headLength < 0) {
    return undefined;
  }

  const [requestLine, ...lines] = bytes.toString('latin1', 0, headLength).split('\r\n');
  const rawHeaders = lines.map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const header = name => {
    const found = rawHeaders.filter(([key]) => key.toLowerCase() === name.toLowerCase());
    return found.length ? found.map(([, value]) => value).join(', ') : undefined;
  };
  const bodyStart = headLength + HEAD_END.length;
  const content = header('transfer-encoding') === 'chunked'
    ? parseChunks(bytes, bodyStart)
    : parseLength(bytes, bodyStart, Number(header('content-length') || 0));

  if (!content) {
    return undefined;
  }

  const [, method, target, version] = /^(\S+) (.*) (HTTP\/\S+)$/.exec(requestLine);

  return {
    method,
    target,
    version,
    rawHeaders,
    header,
    body: content.body,
    text: content.body.toString(),
    json: () => JSON.parse(content.body),
    raw: bytes.subarray(0, content.end),
    end: content.end
  };
}

function parseLength(bytes, start, length) {
  const end = start + length;
  return bytes.length < end ? undefined : { body: bytes.subarray(start, end), end };
}

function parseChunks(bytes, start) {
  const chunks = [];

  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);

    if (lineEnd < 0) {
      return undefined;
    }

    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;

    if (bytes.length < next) {
      return undefined;
    }

    if (size === 0) {
      return { body: Buffer.concat(chunks), end: next };
    }

    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}

function serialise({ status = 200, reason = STATUS_CODES[status] || '', headers = {}, body = '' }, method) {
  const isJson = typeof body !== 'string' && !Buffer.isBuffer(body);
  const bytes = Buffer.from(isJson ? JSON.stringify(body) : body);
  const pairs = Array.isArray(headers) ? [...headers] : Object.entries(headers);
  const has = name => pairs.some(([key]) => key.toLowerCase() === name);

  if (isJson && !has('content-type')) {
    pairs.push(['Content-Type', 'application/hal+json']);
  }

  if (!has('content-length') && !has('transfer-encoding') && status !== 204 && status !== 304) {
    pairs.push(['Content-Length', bytes.length]);
  }

  const head = [`HTTP/1.1 ${status} ${reason}`, ...pairs.map(([key, value]) => `${key}: ${value}`)];

  return Buffer.concat([
    Buffer.from(head.join('\r\n') + HEAD_END, 'latin1'),
    method === 'HEAD' ? Buffer.alloc(0) : bytes
  ]);
}

class Server {
  constructor(tlsOptions) {
    this.requests = [];
    this.tokenRequests = [];
    this.connections = 0;
    this.fallback = { body: {} };
    this.answers = [];
    this.tokenAnswers = [];
    this.sockets = new Set();
    this.scheme = tlsOptions ? 'https' : 'http';
    this.listener = tlsOptions
      ? tls.createServer(tlsOptions, socket => this.accept(socket))
      : net.createServer(socket => this.accept(socket));
  }

  /** Queues answers for API requests. */
  reply(...answers) {
    this.answers.push(...answers);
    return this;
  }

  /** Queues answers for token requests. */
  replyToken(...answers) {
    this.tokenAnswers.push(...answers);
    return this;
  }

  /** The only request so far; throws if there were none or several. */
  get request() {
    if (this.requests.length !== 1) {
      throw new Error(`expected one request, got ${this.requests.length}`);
    }

    return this.requests[0];
  }

  get port() {
    return this.listener.address().port;
  }

  /** The origin, such as `http://127.0.0.1:40123`. */
  get origin() {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  /** What a client takes as its base URL: `<origin>/v2/`. */
  get base() {
    return `${this.origin}/v2/`;
  }

  listen() {
    return new Promise(resolve => this.listener.listen(0, '127.0.0.1', () => resolve(this)));
  }

  close() {
    this.sockets.forEach(socket => socket.destroy());
    return new Promise(resolve => this.listener.close(resolve));
  }

  accept(socket) {
    let pending = Buffer.alloc(0);
    let busy = Promise.resolve();

    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', chunk => {
      pending = Buffer.concat([pending, chunk]);

      for (let request; (request = parseRequest(pending));) {
        const received = request;

        pending = pending.subarray(received.end);
        received.at = performance.now();
        received.socket = socket;
        busy = busy.then(() => this.answer(received, socket));
      }
    });
  }

  async answer(request, socket) {
    const isToken = request.target.split('?')[0].endsWith('/oauth2/token');
    const [log, queue] = isToken
      ? [this.tokenRequests, this.tokenAnswers]
      : [this.requests, this.answers];

    log.push(request);

    let answer = queue.length ? queue.shift() : isToken ? this.freshToken() : this.fallback;

    if (typeof answer === 'function') {
      answer = await answer(request, socket);
    }

    if (answer && answer.delay) {
      await new Promise(resolve => setTimeout(resolve, answer.delay));
    }

    if (answer) {
      this.send(answer, request, socket);
    }
  }

  send(answer, request, socket) {
    if (answer.hang || socket.destroyed) {
      return;
    }

    if (answer.reset) {
      socket.resetAndDestroy();
    } else if (answer.close) {
      socket.end();
    } else if (answer.raw !== undefined) {
      socket.write(answer.raw);

      if (answer.end) {
        socket.end();
      }
    } else {
      socket.write(serialise(answer, request.method));
    }
  }

  freshToken() {
    const count = this.tokenRequests.length;

    return {
      body: {
        access_token: `fresh-${count}`,
        refresh_token: `refresh-${count}`,
        token_type: 'bearer',
        expires_in: 172800
      }
    };
  }
}

/**
 * Starts a server that ends with the test `t`.
 *
 * @param {import('node:test').TestContext} [t] without it the caller closes the server
 * @param {{ tls?: import('tls').TlsOptions }} [options] `tls` makes it speak https
 * @returns {Promise<Server>}
 */
async function startServer(t, options = {}) {
  const server = await new Server(options.tls).listen();

  if (t) {
    t.after(() => server.close());
  }

  return server;
}

module.exports = { startServer };
