'use strict';

/* Texts over 128 KB: V8 keeps longer strings apart, and folded ones come in parts. */

const assert = require('node:assert/strict');
const { once } = require('node:events');
const path = require('node:path');
const { test } = require('node:test');
const { Worker } = require('node:worker_threads');
const { makeClient } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');

const ROOT = path.join(__dirname, '..');
const SIZE = 300_000;
const LETTERS = [...'abcdefgh'];

/** Answers `/v2/things/X` with an object of long and short texts of X. */
async function openThings(t) {
  const server = await startServer(t);
  server.fallback = ({ target }) => ({ body: thing(decodeURIComponent(target).at(-1)) });
  return makeClient(server);
}

const thing = (letter) => ({
  long: letter.repeat(SIZE),
  [`key ${letter}`]: Array.from({ length: 1000 }, (_, n) => `${letter}${n} é 日 "${letter}"`),
  end: letter,
});

test('what large answers say stays what it was when others have come', async t => {
  const client = await openThings(t);
  const ask = letter => client.get(`things/${letter}`).then(({ data }) => data);

  const kept = [...await Promise.all(LETTERS.map(ask)), ...await Promise.all(LETTERS.map(ask))];

  kept.forEach((data, index) => assert.deepEqual(data, thing(LETTERS[index % LETTERS.length])));
});

test('parts of the texts of large answers stay what they were', async t => {
  const client = await openThings(t);
  const parts = [];

  for (const letter of LETTERS) {
    const { data } = await client.get(`things/${letter}`);
    parts.push(data.long.slice(1000, 2000), data.long.slice(-50_000), Object.keys(data)[1]);
  }

  LETTERS.forEach((letter, index) => {
    const [head, tail, key] = parts.slice(index * 3);
    assert.equal(head, letter.repeat(1000));
    assert.equal(tail, letter.repeat(50_000));
    assert.equal(key, `key ${letter}`);
  });
});

test('a JSON.parse of the program is given large texts that it may keep', async t => {
  const client = await openThings(t);
  const { parse } = JSON;
  const texts = [];
  t.after(() => {
    JSON.parse = parse;
  });

  JSON.parse = function keep(text) {
    if (text.length > SIZE) texts.push(text);
    return parse(text);
  };
  for (const letter of LETTERS) await client.get(`things/${letter}`);

  texts.forEach((text, index) => assert.deepEqual(parse(text), thing(LETTERS[index])));
  assert.equal(texts.length, LETTERS.length);
});

for (const [what, own] of [
  ['of the same name and with such a source', '{ parse(text) { /* [native code] */ kept.push(text); return parse(text); } }.parse'],
  ['that is bound and named alike', "Object.defineProperty(((text) => (kept.push(text), parse(text))).bind(), 'name', { value: 'parse' })"],
  ['behind a proxy', 'new Proxy(parse, { apply: (_, __, [text]) => (kept.push(text), parse(text)) })'],
]) {
  test(`so is one that was there before the package, ${what}`, async t => {
    const server = await startServer(t);
    server.fallback = ({ target }) => ({ body: thing(target.at(-1)) });
    const program = `
      const { parse } = JSON;
      const kept = [];
      JSON.parse = ${own};
      const HelpScout = require(${JSON.stringify(ROOT)});
      const client = new HelpScout({ clientId: 'x', clientSecret: 'x', authenticationFlow: 'clientCredentials', baseUrl: '${server.origin}' });
      client.setCredentials({ access_token: 'x' });
      const large = () => kept.filter((text) => text.length > ${SIZE}).map((text) => parse(text).end).join('');
      const ask = async () => { for (const letter of 'abc') await client.get('things/' + letter); };
      ask().then(() => require('worker_threads').parentPort.postMessage(large()));`;
    const worker = new Worker(program, { eval: true });
    t.after(() => worker.terminate());

    assert.deepEqual(await once(worker, 'message'), ['abc']);
  });
}

for (const [what, text] of [
  ['ASCII', `{"a":"${'a'.repeat(SIZE)}"`],
  ['Latin-1', `{"a":"${'é'.repeat(SIZE)}"`],
  ['other characters', `{"a":"${'日'.repeat(SIZE)}"`],
]) {
  test(`large text in ${what} that is no JSON stays text`, async t => {
    const server = await startServer(t);
    server.reply({ body: text });

    const { data } = await makeClient(server).get('things');

    assert.ok(data === text);
  });
}

test('texts of any size around the bounds are whole', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  for (const size of [2 ** 17 - 1, 2 ** 17, 2 ** 17 + 1, 2 ** 21 - 1, 2 ** 21, 2 ** 21 + 1]) {
    const text = `["${'x'.repeat(size - 4)}"]`;
    server.reply({ body: text });
    const { data } = await client.get('things');
    assert.ok(data.length === 1 && data[0] === text.slice(2, -2), `${size} bytes`);
  }
});
