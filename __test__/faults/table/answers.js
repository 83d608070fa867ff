'use strict';

/* Answers that are truncated, garbled, stalled, slow or oversized. */

const zlib = require('node:zlib');

const {
  AT_ONCE, ONE_RETRY, ALL_RETRIES, TIMEOUT, all, always, ends, indeterminate, once, options, persists, recovers, rejects, resolves,
} = require('./row.js');

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const cut = (raw) => ({ raw, end: true });
const packed = (body) => ({ headers: { 'Content-Encoding': 'gzip' }, body });
const whole = zlib.gzipSync(JSON.stringify({ name: 'x'.repeat(1000) }));
const inTime = (answer) => options({ timeout: TIMEOUT }, always(answer));

/** Sends the bytes of an answer one by one, one in `ms`; after them nothing. */
const dribbled = (text, ms) => (request, socket) => {
  const bytes = Buffer.from(text);
  let at = 0;
  const timer = setInterval(() => {
    if (at === bytes.length || socket.destroyed) return clearInterval(timer);
    return socket.write(bytes.subarray(at, at += 1));
  }, ms);
};

/** Says for ever that the answer is to come. */
const interim = (request, socket) => {
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
  }, 5);
};

/** An answer that begins with `start` and goes on without end, as fast as it is read. */
const endless = (start, piece) => (request, socket) => {
  const chunk = Buffer.from(piece.repeat(64 * 1024 / piece.length));
  const more = () => {
    if (!socket.destroyed) socket.write(chunk, () => setImmediate(more));
  };
  socket.write(start);
  more();
};

const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

const truncated = [
  ['in its head', `${HEAD}Content-Le`],
  ['in its body', `${HEAD}Content-Length: 100\r\n\r\n{"name":`],
  ['in a chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\n40\r\n{"name":`],
].flatMap(([where, raw]) => [
  { fault: `truncated ${where}, once`, code: 'ECONNRESET', within: ONE_RETRY, cells: recovers, prepare: once(cut(raw)) },
  {
    fault: `truncated ${where}, always`,
    code: 'ECONNRESET',
    within: ALL_RETRIES,
    cells: persists('NetworkError', 6),
    prepare: always(cut(raw)),
  },
]);

const garbled = [
  ['no HTTP at all', cut('SSH-2.0-OpenSSH_9.6\r\n'), 'HPE_INVALID_CONSTANT'],
  ['a garbled status line', cut('HTTP/1.1 2OO OK\r\n\r\n'), 'HPE_INVALID_STATUS'],
  ['a garbled header', cut(`${HEAD}Content Length: 2\r\n\r\n{}`), 'HPE_INVALID_HEADER_TOKEN'],
  ['a length below 0', cut(`${HEAD}Content-Length: -2\r\n\r\n{}`), 'HPE_INVALID_CONTENT_LENGTH'],
  ['two lengths', cut(`${HEAD}Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}  `), 'HPE_INVALID_CONTENT_LENGTH'],
  [
    'a length and chunks at once',
    cut(`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
    'HPE_INVALID_TRANSFER_ENCODING',
  ],
  ['a gzip that is none', packed(Buffer.from('{"name":"x"}')), 'Z_DATA_ERROR'],
  ['a gzip with a wrong checksum', packed(Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)])), 'Z_DATA_ERROR'],
  ['a gzip cut off', packed(whole.subarray(0, 20)), 'Z_BUF_ERROR'],
].map(([fault, answer, code]) => ({ fault, code, within: AT_ONCE, cells: ends('NetworkError'), prepare: always(answer) }));

const stalled = [
  ['no answer at all', { hang: true }],
  ['stalled in its head', { raw: `${HEAD}Content-Le` }],
  ['stalled in its body', { raw: `${HEAD}Content-Length: 100\r\n\r\n{"name":` }],
  ['nothing but 103, without end', interim],
  ['too slow to end in time', dribbled(`${HEAD}Content-Length: 1000\r\n\r\n{`, 10)],
].map(([fault, answer]) => ({
  fault: `${fault} (\`timeout: ${TIMEOUT}\`)`,
  code: 'ECONNABORTED',
  within: TIMEOUT + AT_ONCE,
  cells: persists('TimeoutError', 1),
  prepare: inTime(answer),
}));

const oversized = [
  ['20 KB of headers', always({ headers: { 'X-Large': 'x'.repeat(20_000) } }), 'NetworkError', 'HPE_HEADER_OVERFLOW', indeterminate],
  ['200 headers', always({ headers: Object.fromEntries(Array(200).fill().map((_, n) => [`X-${n}`, 'x'])) }), 'NetworkError', 'HPE_HEADER_OVERFLOW', indeterminate],
  ['headers without end', always(endless(HEAD, 'X-A: 1\r\n')), 'NetworkError', 'HPE_HEADER_OVERFLOW', indeterminate],
  ['a status line without end', always(endless('HTTP/1.1 200 ', 'x')), 'NetworkError', 'HPE_HEADER_OVERFLOW', indeterminate],
  ['more than `maxContentLength`', options({ maxContentLength: 100 }, always({ body: ' '.repeat(200) }))],
  ['without end, with a `maxContentLength`', options({ maxContentLength: 100_000 }, always(endless(`${HEAD}\r\n`, ' ')))],
  ['chunks of one byte without end, with a `maxContentLength`', options({ maxContentLength: 10_000 }, always(endless(CHUNKED, '1\r\n \r\n')))],
  ['a gzip of 100 MB, with a `maxContentLength`', options({ maxContentLength: 100_000 }, always(packed(zlib.gzipSync(Buffer.alloc(1e8)))))],
].map(([fault, prepare, outcome = 'HelpScoutError', code = undefined, create = rejects(outcome, 1, { maybe: true })]) => ({
  fault,
  code,
  within: AT_ONCE,
  cells: ends(outcome, create),
  prepare,
}));

module.exports = [
  ...truncated,
  ...garbled,
  ...[
    ['a chunk without a size', cut(`${CHUNKED}zz\r\n{}`)],
    ['a chunk larger than numbers go', cut(`${CHUNKED}${'F'.repeat(17)}\r\n{}`)],
    ['a chunk whose extension has no end', endless(`${CHUNKED}2;`, 'x')],
    ['trailers without end', endless(`${CHUNKED}2\r\n{}\r\n0\r\n`, 'X-A: 1\r\n')],
  ].map(([fault, answer]) => ({ fault, code: 'ECONNRESET', within: ONE_RETRY, cells: recovers, prepare: once(answer) })),
  { fault: 'JSON that is none (`data` is the text)', within: AT_ONCE, cells: all(resolves()), prepare: always({ body: '{"name":' }) },
  ...stalled,
  { fault: 'slow, but in time', within: 2000, cells: all(resolves()), prepare: always(dribbled(`${HEAD}Content-Length: 2\r\n\r\n{}`, 5)) },
  ...oversized,
  {
    fault: 'a request larger than `maxBodyLength`',
    within: AT_ONCE,
    cells: { PUT: rejects('HelpScoutError', 0, { tries: 1 }), POST: rejects('HelpScoutError', 0, { tries: 1 }), PATCH: rejects('HelpScoutError', 0, { tries: 1 }) },
    large: true,
    prepare: options({ maxBodyLength: 100 }, () => {}),
  },
];
