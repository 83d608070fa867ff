'use strict';

const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { exchange } = require('./support/client.js');

const JSON_TYPE = 'application/json;charset=utf-8';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MIB = 1 << 20;

async function request(t, call) {
  const { server, error } = await exchange(t, call);

  assert.ifError(error);

  return server.request;
}

/** Claims Content-Type, length and bytes of a body, for each verb that has one. */
function sends(claim, makeData, type, text, options = {}) {
  for (const verb of ['post', 'put', 'patch']) {
    test(`${verb}: ${claim}`, options, async t => {
      const sent = await request(t, client => client[verb]('things', makeData()));

      assert.equal(sent.method, verb.toUpperCase());
      assert.equal(sent.header('content-type'), type);
      assert.equal(sent.header('content-length'), String(Buffer.byteLength(text)));
      assert.equal(sent.header('transfer-encoding'), undefined);
      assert.equal(sent.text, text);
    });
  }
}

/* JSON */

sends('no data is {}', () => undefined, JSON_TYPE, '{}');
sends('an empty object', () => ({}), JSON_TYPE, '{}');
sends('an object keeps its order', () => ({ b: 1, a: { c: [true, null] } }), JSON_TYPE, '{"b":1,"a":{"c":[true,null]}}');
sends('an array', () => [1, 'x', undefined], JSON_TYPE, '[1,"x",null]');
sends('undefined members are left out', () => ({ a: undefined, b: null, c: NaN }), JSON_TYPE, '{"b":null,"c":null}');
sends('functions and symbols are left out', () => ({ a() {}, b: Symbol('s'), c: 1 }), JSON_TYPE, '{"c":1}');
sends('a Date', () => new Date(0), JSON_TYPE, '"1970-01-01T00:00:00.000Z"');
sends('a Date within', () => ({ at: new Date(0) }), JSON_TYPE, '{"at":"1970-01-01T00:00:00.000Z"}');
sends('an invalid Date within is null', () => ({ at: new Date(NaN) }), JSON_TYPE, '{"at":null}');
sends('a Map', () => new Map([[1, 2]]), JSON_TYPE, '{}');
sends('a Set', () => new Set([1]), JSON_TYPE, '{}');
sends('a RegExp', () => /x/, JSON_TYPE, '{}');
sends('an Error', () => new Error('x'), JSON_TYPE, '{}');
sends('a boxed string', () => new String('x'), JSON_TYPE, '"x"');
sends('a boxed number', () => new Number(5), JSON_TYPE, '5');
sends('an instance by its own fields', () => new (class { constructor() { this.a = 1; } get b() { return 2; } })(), JSON_TYPE, '{"a":1}');
sends('an object without prototype', () => Object.assign(Object.create(null), { a: 1 }), JSON_TYPE, '{"a":1}');
sends('toJSON is honoured', () => ({ toJSON: () => [1] }), JSON_TYPE, '[1]');
sends('toJSON within is given its key', () => ({ k: { toJSON: key => key } }), JSON_TYPE, '{"k":"k"}');
sends('a toJSON that gives undefined has no bytes', () => ({ toJSON: () => undefined }), JSON_TYPE, '');
sends('a toJSON that gives null', () => ({ toJSON: () => null }), JSON_TYPE, 'null');
sends('a __proto__ of its own is sent', () => JSON.parse('{"__proto__":1}'), JSON_TYPE, '{"__proto__":1}');
sends('a Buffer within is its JSON', () => ({ b: Buffer.from('a') }), JSON_TYPE, '{"b":{"type":"Buffer","data":[97]}}');
sends('numbers as JSON writes them', () => [1e21, -0, 0.1, 123456789012345680000], JSON_TYPE, '[1e+21,0,0.1,123456789012345680000]');
sends('text beyond ASCII is UTF-8', () => ({ a: 'caf\u00e9 \u20ac \u{1f600}' }), JSON_TYPE, '{"a":"caf\u00e9 \u20ac \u{1f600}"}');
sends('a lone surrogate is escaped', () => ({ a: '\ud800' }), JSON_TYPE, '{"a":"\\ud800"}');
sends('control characters are escaped', () => ({ a: '\0\n"\\' }), JSON_TYPE, '{"a":"\\u0000\\n\\"\\\\"}');
sends('a frozen object', () => Object.freeze({ a: 1 }), JSON_TYPE, '{"a":1}');

/* Strings and nothing */

sends('a string goes as it is, typed as a form', () => 'a=b&c', FORM_TYPE, 'a=b&c');
sends('a string of JSON too', () => '{"a":1}', FORM_TYPE, '{"a":1}');
sends('a string is UTF-8', () => 'caf\u00e9 \u20ac', FORM_TYPE, 'caf\u00e9 \u20ac');

for (const [name, value] of [['null', null], ['the empty string', ''], ['0', 0], ['false', false], ['NaN', NaN], ['0n', 0n]]) {
  sends(`${name} has no bytes`, () => value, FORM_TYPE, '');
}

sends('URLSearchParams', () => new URLSearchParams([['a', '1 2'], ['b', '\u00e9']]), `${FORM_TYPE};charset=utf-8`, 'a=1+2&b=%C3%A9');
sends('empty URLSearchParams have no bytes', () => new URLSearchParams(), `${FORM_TYPE};charset=utf-8`, '');

/* Bytes */

const bytes = Buffer.from([0, 255, 128, 10, 13]);

for (const [name, makeData] of Object.entries({
  'a Buffer': () => bytes,
  'a slice of a Buffer': () => Buffer.concat([Buffer.from('aa'), bytes, Buffer.from('bb')]).subarray(2, 7),
  'an ArrayBuffer': () => new Uint8Array(bytes).buffer,
  'a typed array over a whole buffer': () => new Uint8Array(bytes)
})) {
  test(`${name} goes as it is, typed as a form`, async t => {
    const sent = await request(t, client => client.post('things', makeData()));

    assert.equal(sent.header('content-type'), FORM_TYPE);
    assert.equal(sent.header('content-length'), '5');
    assert.deepEqual(sent.body, bytes);
  });
}

for (const [name, makeView] of Object.entries({
  Uint8Array: buffer => new Uint8Array(buffer, 1, 2),
  Uint16Array: buffer => new Uint16Array(buffer, 2, 1),
  DataView: buffer => new DataView(buffer, 1, 2)
})) {
  test(`a ${name} over a part of a buffer sends that part`, onlyOurs, async t => {
    const { buffer } = new Uint8Array([1, 2, 3, 4]);
    const view = makeView(buffer);
    const sent = await request(t, client => client.post('things', view));

    assert.deepEqual(sent.body, Buffer.from(buffer, view.byteOffset, view.byteLength));
  });

  test(`the original sends the whole buffer of a ${name}`, onlyOriginal, async t => {
    const sent = await request(t, client => client.post('things', makeView(new Uint8Array([1, 2, 3, 4]).buffer)));

    assert.deepEqual(sent.body, Buffer.from([1, 2, 3, 4]));
  });
}

/* Streams */

test('a Readable goes chunked, typed as a form', async t => {
  const sent = await request(t, client => client.post('things', Readable.from([Buffer.from('ab'), Buffer.from('\u00e9')])));

  assert.equal(sent.header('content-type'), FORM_TYPE);
  assert.equal(sent.header('transfer-encoding'), 'chunked');
  assert.equal(sent.header('content-length'), undefined);
  assert.equal(sent.text, 'ab\u00e9');
});

test('an empty Readable sends an empty body', async t => {
  const sent = await request(t, client => client.post('things', Readable.from([])));

  assert.equal(sent.body.length, 0);
});

test('a Readable is sent once: a 503 does not send it again', onlyOurs, async t => {
  const { server, error } = await exchange(
    t,
    client => client.put('things', Readable.from([Buffer.from('ab')])),
    { status: 503 }
  );

  assert.equal(error.response.status, 503);
  assert.deepEqual(server.requests.map(({ text }) => text), ['ab']);
});

test('the original sends a Readable again, empty', onlyOriginal, async t => {
  const { server } = await exchange(
    t,
    client => client.put('things', Readable.from([Buffer.from('ab')])),
    { status: 503 }
  );

  assert.deepEqual(server.requests.map(({ text }) => text), ['ab', '']);
});

/* What cannot be sent */

const UNSENDABLE = 'Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream';

for (const [name, makeData] of Object.entries({
  'a number': () => 5,
  true: () => true,
  'a bigint': () => 5n,
  'a function': () => () => {}
})) {
  test(`${name} rejects`, async t => {
    const { server, error } = await exchange(t, client => client.post('things', makeData()));

    assert.equal(error.name, 'Error');
    assert.equal(error.message, UNSENDABLE);
    assert.deepEqual(Object.keys(error), ['config', 'request', 'response']);
    assert.equal(server.requests.length, 0);
  });
}

for (const [name, makeData] of Object.entries({
  FormData: () => {
    const form = new FormData();

    form.append('a', 'value-of-a');
    return form;
  },
  Blob: () => new Blob(['value-of-a'])
})) {
  test(`a ${name} is sent or rejects`, async t => {
    const { server, error } = await exchange(t, client => client.post('things', makeData()));

    if (error) {
      assert.equal(error.message, UNSENDABLE);
      assert.equal(server.requests.length, 0);
    } else {
      assert.match(server.request.text, /value-of-a/);
    }
  });
}

for (const [name, makeData, check] of [
  ['a bigint inside', () => ({ a: 1n }), error => assert.match(error.message, /serialize a BigInt/)],
  ['a circle', () => {
    const data = {};

    data.self = data;
    return data;
  }, error => assert.match(error.message, /circular structure/)],
  ['a getter that throws', () => ({ get a() { throw new TypeError('mine'); } }), error => assert.equal(error.message, 'mine')],
  ['a toJSON that throws', () => ({ toJSON() { throw new TypeError('mine'); } }), error => assert.equal(error.message, 'mine')]
]) {
  test(`${name} rejects with that very error, without config`, async t => {
    const { server, error } = await exchange(t, client => client.post('things', makeData()));

    assert.equal(error.name, 'TypeError');
    check(error);
    assert.equal('config' in error, false);
    assert.equal(server.requests.length, 0);
  });
}

test('an object thrown by a getter is the rejection itself', async t => {
  const thrown = { not: 'an error' };
  const { error } = await exchange(t, client => client.post('things', { get a() { throw thrown; } }));

  assert.equal(error, thrown);
});

/* Large bodies */

test('a body of 9 MiB arrives whole', async t => {
  const sent = await request(t, client => client.post('things', 'x'.repeat(9 * MIB)));

  assert.equal(sent.body.length, 9 * MIB);
});

test('a body of 13 MiB arrives whole', onlyOurs, async t => {
  const sent = await request(t, client => client.post('things', { data: 'x'.repeat(13 * MIB) }));

  assert.equal(sent.json().data.length, 13 * MIB);
});

test('the original rejects a body over 10 MiB', onlyOriginal, async t => {
  const { error } = await exchange(t, client => client.post('things', 'x'.repeat(13 * MIB)));

  assert.equal(error.message, 'Request body larger than maxBodyLength limit');
});

/* What the caller keeps */

test('the caller\'s data is not changed', async t => {
  const data = { a: { b: [1] } };

  await request(t, client => client.post('things', data));

  assert.deepEqual(data, { a: { b: [1] } });
});

test('data are taken when the call is made, not when it runs', onlyOurs, async t => {
  const sent = await request(t, client => {
    const data = { a: 1 };
    const call = client.post('things', data);

    data.a = 2;
    return call;
  });

  assert.equal(sent.text, '{"a":1}');
});

test('the original takes data when the call runs', onlyOriginal, async t => {
  const sent = await request(t, client => {
    const data = { a: 1 };
    const call = client.post('things', data);

    data.a = 2;
    return call;
  });

  assert.equal(sent.text, '{"a":2}');
});

test('data given to handleRequest with DELETE are sent', async t => {
  const sent = await request(t, client => client.handleRequest({}, { url: 'things', method: 'DELETE', data: { a: 1 } }));

  assert.equal(sent.text, '{"a":1}');
  assert.equal(sent.header('content-type'), JSON_TYPE);
});

test('resource methods send {} without data', async t => {
  const sent = await request(t, client => client.conversations.threads.createNote(1));

  assert.equal(sent.target, '/v2/conversations/1/notes');
  assert.equal(sent.text, '{}');
});

test('resource methods send null as no bytes', async t => {
  const sent = await request(t, client => client.conversations.tags.update(1, null));

  assert.equal(sent.body.length, 0);
});
