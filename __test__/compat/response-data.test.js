'use strict';

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { exchange } = require('./support/client.js');

const get = client => client.get('things');

function parses(claim, body, expected, headers = {}) {
  test(`data: ${claim}`, async t => {
    const { value, error } = await exchange(t, get, { body, headers });

    assert.ifError(error);
    assert.deepEqual(value.data, expected);
  });
}

/* JSON whatever the content type */

parses('an object', '{"a":[1,{"b":null}]}', { a: [1, { b: null }] });
parses('an array', '[1,2]', [1, 2]);
parses('a number', '123', 123);
parses('minus zero', '-0', -0);
parses('a large exponent', '1e400', Infinity);
parses('a quoted string', '"abc"', 'abc');
parses('null', 'null', null);
parses('true', 'true', true);
parses('whitespace around JSON', ' \r\n\t{"a":1} \n', { a: 1 });
parses('the empty body is the empty string', '', '');
parses('blanks stay', '  ', '  ');
parses('text that is no JSON stays text', 'plain', 'plain');
parses('an HTML page stays text', '<html>no</html>', '<html>no</html>', { 'Content-Type': 'text/html' });
parses('JSON cut short stays text', '{"a":1', '{"a":1');
parses('JSON with more behind it stays text', '{"a":1} x', '{"a":1} x');
parses('two documents stay text', '{}{}', '{}{}');
parses('single quotes stay text', '{\'a\':1}', '{\'a\':1}');
parses('NaN stays text', 'NaN', 'NaN');
parses('a comma at the end stays text', '[1,]', '[1,]');
parses('a number with a zero in front stays text', '01', '01');
parses('JSON typed as text', '{"a":1}', { a: 1 }, { 'Content-Type': 'text/plain' });
parses('JSON typed as an image', '{"a":1}', { a: 1 }, { 'Content-Type': 'image/png' });
parses('numbers beyond 2^53 lose precision', '{"id":9007199254740993}', { id: 9007199254740992 });
parses('of duplicate keys the last wins', '{"a":1,"b":2,"a":3}', { a: 3, b: 2 });
parses('escapes are resolved', '{"a":"\\u00e9\\n\\"\\\\\\/"}', { a: 'é\n"\\/' });
parses('an escaped lone surrogate is kept', '{"a":"\\ud800"}', { a: '\ud800' });
parses('a key of escapes', '{"\\u0061":1}', { a: 1 });
parses('an unescaped line break in a string stays text', '{"a":"b\nc"}', '{"a":"b\nc"}');
parses('a null character in a string stays text', '{"a":"b\0c"}', '{"a":"b\0c"}');

test('data: keys keep their order', async t => {
  const { value } = await exchange(t, get, { body: '{"z":1,"a":2,"10":3,"9":4}' });

  assert.deepEqual(Object.keys(value.data), ['9', '10', 'z', 'a']);
});

test('data: __proto__ is a key of its own', async t => {
  const { value } = await exchange(t, get, { body: '{"__proto__":{"polluted":1}}' });

  assert.deepEqual(Object.keys(value.data), ['__proto__']);
  assert.equal(value.data.polluted, undefined);
});

test('data: JSON nested 5,000 deep is parsed', async t => {
  const { value } = await exchange(t, get, { body: '['.repeat(5000) + ']'.repeat(5000) });

  assert.ok(Array.isArray(value.data[0][0]));
});

/* Text */

parses('UTF-8', '{"a":"café € 😀 日本"}', { a: 'café € 😀 日本' });
parses('UTF-8 in keys', '{"é€😀":1}', { 'é€😀': 1 });
parses('UTF-8 beside escapes and backslashes', '{"a":"\\\\é\\"€\\u00e9😀\\\\"}', { a: '\\é"€é😀\\' });
parses('UTF-8 that is no JSON', 'café € 😀', 'café € 😀');
parses('a backslash before text beyond ASCII stays text', '{"a":"\\é"}', '{"a":"\\é"}');
parses('a backslash before text beyond Latin-1 stays text', '{"a":"\\日"}', '{"a":"\\日"}');
parses('text beyond ASCII outside strings stays text', '{"a":1}é', '{"a":1}é');
parses('text beyond Latin-1 outside strings stays text', '{"a":1}日', '{"a":1}日');
parses('a non-breaking space around JSON stays text', '\u00a0{}', '\u00a0{}');
parses('line separators inside a string', '{"a":"\u2028\u2029"}', { a: '\u2028\u2029' });
parses('bytes that are no UTF-8 become U+FFFD', Buffer.from([0x22, 0xff, 0x61, 0xc3, 0x22]), '\ufffda\ufffd');
parses('a surrogate in UTF-8 becomes three U+FFFD', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), '\ufffd\ufffd\ufffd');
parses('a cut sequence at the end becomes one U+FFFD', Buffer.from([0x61, 0xf0, 0x9f, 0x98]), 'a\ufffd');
parses('a byte order mark is kept, and the text no JSON', '\ufeff{"a":1}', '\ufeff{"a":1}');
parses('the charset is ignored', Buffer.from('"caf\u00e9"', 'latin1'), 'caf\ufffd', { 'Content-Type': 'application/json; charset=iso-8859-1' });

test('data: a character split between two writes is whole', async t => {
  const bytes = Buffer.from('"€€"');
  const { value } = await exchange(t, get, async (request, socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes.subarray(0, 2));
    await new Promise(resolve => setTimeout(resolve, 30));
    socket.write(bytes.subarray(2));
  });

  assert.equal(value.data, '€€');
});

test('data: a page of half a megabyte is whole', async t => {
  const items = Array.from({ length: 4000 }, (_, id) => ({ id, subject: `café € 😀 ${id}`.padEnd(100, 'x') }));
  const { value } = await exchange(t, get, { body: { _embedded: { items } } });

  assert.deepEqual(value.data._embedded.items, items);
});

/* Framing */

for (const [claim, raw] of Object.entries({
  'a chunked body': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n',
  'chunk extensions and trailers': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7;x=y\r\n{"a":1}\r\n0\r\nX-T: 1\r\n\r\n',
  'a header without a space behind its colon': 'HTTP/1.1 200 OK\r\nContent-Length:7\r\n\r\n{"a":1}'
})) {
  test(`data: ${claim}`, async t => {
    const { value, error } = await exchange(t, get, { raw });

    assert.ifError(error);
    assert.deepEqual(value.data, { a: 1 });
  });
}

test('data: a body that ends with the connection', async t => {
  const { value, error } = await exchange(t, get, { raw: 'HTTP/1.1 200 OK\r\n\r\n{"a":1}', end: true });

  assert.ifError(error);
  assert.deepEqual(value.data, { a: 1 });
});

test('data: an answer of HTTP/1.0', async t => {
  const { value, error } = await exchange(t, get, { raw: 'HTTP/1.0 200 OK\r\n\r\n{"a":1}', end: true });

  assert.ifError(error);
  assert.deepEqual(value.data, { a: 1 });
});

test('data: an interim answer is skipped', async t => {
  const { value, error } = await exchange(t, get, {
    raw: 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}'
  });

  assert.ifError(error);
  assert.equal(value.status, 200);
  assert.deepEqual(value.data, { a: 1 });
});

test('data: a HEAD has none, whatever its length says', async t => {
  const { value, error } = await exchange(
    t,
    client => client.handleRequest({}, { url: 'things', method: 'HEAD' }),
    { headers: { 'Content-Length': '7' }, body: '{"a":1}' }
  );

  assert.ifError(error);
  assert.equal(value.data, '');
  assert.equal(value.headers['content-length'], '7');
});

/* Compression */

const JSON_BODY = '{"a":"é"}';

for (const [coding, bytes] of Object.entries({
  gzip: zlib.gzipSync(JSON_BODY),
  deflate: zlib.deflateSync(JSON_BODY),
  compress: zlib.gzipSync(JSON_BODY)
})) {
  test(`${coding} is decoded, content-encoding goes, content-length stays`, async t => {
    const { value, error } = await exchange(t, get, { headers: { 'Content-Encoding': coding }, body: bytes });

    assert.ifError(error);
    assert.deepEqual(value.data, { a: 'é' });
    assert.equal('content-encoding' in value.headers, false);
    assert.equal(value.headers['content-length'], String(bytes.length));
  });
}

test('gzip of an error body is decoded', async t => {
  const { error } = await exchange(t, get, {
    status: 404,
    headers: { 'Content-Encoding': 'gzip' },
    body: zlib.gzipSync('{"message":"no"}')
  });

  assert.deepEqual(error.response.data, { message: 'no' });
});

test('gzip of several members is decoded whole', async t => {
  const { value } = await exchange(t, get, {
    headers: { 'Content-Encoding': 'gzip' },
    body: Buffer.concat([zlib.gzipSync('{"a":'), zlib.gzipSync('1}')])
  });

  assert.deepEqual(value.data, { a: 1 });
});

test('a chunked gzip body is decoded', async t => {
  const bytes = zlib.gzipSync(JSON_BODY);
  const { value } = await exchange(t, get, (request, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n');

    for (const byte of bytes) {
      socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
    }

    socket.write('0\r\n\r\n');
  });

  assert.deepEqual(value.data, { a: 'é' });
});

test('identity is left as it is', async t => {
  const { value } = await exchange(t, get, { headers: { 'Content-Encoding': 'identity' }, body: '{"a":1}' });

  assert.deepEqual(value.data, { a: 1 });
  assert.equal(value.headers['content-encoding'], 'identity');
});

for (const [coding, encode] of [['x-gzip', zlib.gzipSync], ['GZIP', zlib.gzipSync]]) {
  test(`${coding} is not known: the bytes come as text`, async t => {
    const bytes = encode(JSON_BODY);
    const { value, error } = await exchange(t, get, { headers: { 'Content-Encoding': coding }, body: bytes });

    assert.ifError(error);
    assert.equal(value.data, bytes.toString());
    assert.equal(value.headers['content-encoding'], coding);
  });
}

test('br is decoded or comes as text', async t => {
  const bytes = zlib.brotliCompressSync(JSON_BODY);
  const { value, error } = await exchange(t, get, { headers: { 'Content-Encoding': 'br' }, body: bytes });

  assert.ifError(error);

  if ('content-encoding' in value.headers) {
    assert.equal(value.data, bytes.toString());
  } else {
    assert.deepEqual(value.data, { a: 'é' });
  }
});

test('raw deflate is decoded or rejects with Z_DATA_ERROR', async t => {
  const { value, error } = await exchange(t, get, {
    headers: { 'Content-Encoding': 'deflate' },
    body: zlib.deflateRawSync(JSON_BODY)
  });

  if (error) {
    assert.deepEqual([error.code, error.message], ['Z_DATA_ERROR', 'incorrect header check']);
  } else {
    assert.deepEqual(value.data, { a: 'é' });
  }
});

test('bytes that are no gzip reject with Z_DATA_ERROR', async t => {
  const { error } = await exchange(t, get, { headers: { 'Content-Encoding': 'gzip' }, body: 'plain text' });

  assert.deepEqual([error.code, error.message], ['Z_DATA_ERROR', 'incorrect header check']);
  assert.equal('config' in error, true);
});

for (const [claim, answer] of Object.entries({
  'an empty body marked gzip': { headers: { 'Content-Encoding': 'gzip' } },
  'a gzip body cut short': { headers: { 'Content-Encoding': 'gzip' }, body: zlib.gzipSync(JSON_BODY).subarray(0, 15) }
})) {
  test(`${claim} rejects with Z_BUF_ERROR`, async t => {
    const { error } = await exchange(t, get, answer);

    assert.deepEqual([error.code, error.message], ['Z_BUF_ERROR', 'unexpected end of file']);
  });
}

const EMPTY_GZIP = { status: 204, headers: { 'Content-Encoding': 'gzip' } };

test('a 204 marked gzip resolves', onlyOurs, async t => {
  const { value, error } = await exchange(t, get, EMPTY_GZIP);

  assert.ifError(error);
  assert.equal(value.data, '');
});

test('the original rejects a 204 marked gzip', onlyOriginal, async t => {
  const { error } = await exchange(t, get, EMPTY_GZIP);

  assert.equal(error.code, 'Z_BUF_ERROR');
});

/** Answers with half of a gzip body and ends the connection. */
function halfOfGzip(request, socket) {
  const bytes = zlib.gzipSync(Buffer.alloc(100000, 'abcdefghij'));

  socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bytes.length}\r\n\r\n`);
  socket.end(bytes.subarray(0, bytes.length >> 1));
}

test('a connection lost inside a gzip body rejects', onlyOurs, async t => {
  const { error } = await exchange(
    t,
    client => client.post('things', {}),
    halfOfGzip
  );

  assert.equal(error.code, 'ECONNRESET');
});

test('the original never settles when the connection is lost inside a gzip body', onlyOriginal, async t => {
  const { value } = await exchange(
    t,
    client => Promise.race([
      client.get('things'),
      new Promise(resolve => setTimeout(resolve, 500, 'pending'))
    ]),
    halfOfGzip
  );

  assert.equal(value, 'pending');
});
