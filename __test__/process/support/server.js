'use strict';

const http = require('node:http');
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');

const SMALL = JSON.stringify({ id: 1, subject: 'Where is my parcel?', tags: ['vip', 'parcel'] });
const CHUNK = Buffer.alloc(64 * 1024, 'x');

/** A page of conversations of about 503 KB, accents and all. */
const PAGE = JSON.stringify({
  _embedded: {
    conversations: Array.from({ length: 1000 }, (_, id) => ({
      id,
      subject: `Où est mon colis nº ${id} ?`,
      preview: 'x'.repeat(400),
      tags: [{ id: 1, tag: 'vip', color: '#929499' }],
    })),
  },
});

/** A page of a few KB. */
const LIST = JSON.stringify({
  _embedded: { tags: Array.from({ length: 100 }, (_, id) => ({ id, name: `tag ${id}`, color: 'blue', ticketCount: id })) },
});

function* chunks(bytes) {
  for (let left = bytes; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, left);
}

/** What each path answers; `stats` counts for the tests and programs. */
const routes = {
  '/v2/small': (request, response) => response.end(SMALL),
  '/v2/page': (request, response) => response.end(PAGE),
  '/v2/list': (request, response) => response.end(LIST),
  '/v2/late': (request, response) => setTimeout(() => response.end(SMALL), 1000),

  '/v2/stats': (request, response, stats) => response.end(JSON.stringify(stats)),

  '/v2/never'(request, response, stats) {
    stats.waiting += 1;
    response.on('close', () => {
      stats.waiting -= 1;
    });
  },

  '/v2/recovering'(request, response, stats) {
    stats.recovering += 1;
    response.statusCode = stats.recovering === 1 ? 503 : 200;
    response.end(SMALL);
  },

  async '/v2/stream'(request, response, stats) {
    const bytes = Number(new URL(request.url, 'http://server').searchParams.get('bytes'));
    response.setHeader('Content-Length', bytes);
    await pipeline(Readable.from(chunks(bytes)), response).catch(() => {
      stats.aborted += 1;
    });
  },

  async '/v2/upload'(request, response) {
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    response.end(JSON.stringify({ bytes }));
  },
};

const notFound = (request, response) => response.writeHead(404).end('{"message":"Not found"}');

/**
 * Starts the server that the programs talk to. It runs in the test's process,
 * they in their own, so that neither counts for the other.
 *
 * @param {import('node:test').TestContext} t
 * @returns {Promise<{ base: string, stats: { requests: number, waiting: number, aborted: number, recovering: number } }>}
 */
async function startServer(t) {
  const stats = { requests: 0, waiting: 0, aborted: 0, recovering: 0 };
  const server = http.createServer((request, response) => {
    stats.requests += 1;
    const route = routes[request.url.split('?')[0]] ?? notFound;
    route(request, response, stats);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { base: `http://127.0.0.1:${server.address().port}/v2/`, stats };
}

module.exports = { startServer };
