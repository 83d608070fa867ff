'use strict';

/* Answers of known shapes: their keys do not cross to V8, and nobody can tell. */

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { makeClient } = require('./compat/support/client.js');
const { startServer } = require('./compat/support/server.js');

const ROOT = path.join(__dirname, '..');
// Answers until all shapes of one are known, and a few more.
const TIMES = 12;
// Shorter texts are not folded.
const FILLING = 'x'.repeat(3000);

const run = promisify(execFile);

async function open(t, text) {
  const server = await startServer(t);
  server.fallback = () => ({ body: text });
  return { server, client: makeClient(server) };
}

/** What is given for `text`, each time that it comes. */
async function given(t, text) {
  const { client } = await open(t, text);
  const answers = [];
  for (let i = 0; i < TIMES; i += 1) answers.push((await client.get('things')).data);
  return answers;
}

/** Values with the order of their keys, and what JSON does not tell apart. */
const spelled = (value) =>
  JSON.stringify(value, (_, inner) => (Object.is(inner, -0) || inner === Infinity || inner === -Infinity ? `${1 / inner} ${inner}` : inner));

const person = (id) => ({ id, email: `p${id}@example.com`, first: id % 3 ? 'Ines' : null, tags: ['a', 'b'].slice(id % 3) });
const page = {
  _embedded: { people: Array.from({ length: 40 }, (_, id) => person(id)) },
  _links: { self: { href: 'https://api.example.com/{?page}', templated: true } },
  page: { size: 40, number: 1 },
};

for (const [what, text] of [
  ['a page', JSON.stringify(page)],
  ['a page with spaces and line ends', JSON.stringify(page, null, '\t').replaceAll('\n', '\r\n')],
  ['an array of arrays', JSON.stringify([[[], [[]], [[1, 2], []]], [[FILLING]]])],
  ['objects without keys', JSON.stringify([{}, {}, { a: {} }, { a: [] }, { a: FILLING }])],
  ['keys that are numbers, in their order and others', `[{"b":1,"2":"two","a":{},"1":"one","01":0,"-1":0},{"_":"${FILLING}"}]`],
  ['keys of other languages', JSON.stringify([{ 'né': 1, '日本': 2, '😀': 3, ' ': 4, '': 5, FILLING }])],
  ['values of other languages', JSON.stringify([{ a: 'né', b: '日本', c: '😀\ud800', d: '\u2028\u0000\x7f', FILLING }])],
  ['escapes', `[{"a":"\\u0041\\n\\/\\"\\\\","b":"\\\\\\"","c":"\\ud83d\\ude00","d":"${FILLING}"}]`],
  ['escapes in keys', `[{"\\u0061":1,"b\\"":2,"c\\\\":3,"d":"${FILLING}"}]`],
  ['numbers of all kinds', `[{"a":-0,"b":1e400,"c":-1E400,"d":12345678901234567890,"e":0.1e-7,"f":1E+2,"g":-7.50,"h":2147483648,"i":"${FILLING}"}]`],
  ['words', `[{"a":true,"b":false,"c":null,"d":[true,false,null],"e":"${FILLING}"}]`],
  ['arrays of values and objects', JSON.stringify([{ a: [1, {}, 'x', []], FILLING }])],
  ['a key that comes twice', `[{"a":1,"b":2,"a":{"c":3},"d":"${FILLING}"}]`],
  ['a key that names the prototype', `[{"__proto__":{"polluted":true},"constructor":1,"toString":null,"d":"${FILLING}"}]`],
  ['keys that look like code', JSON.stringify([{ "'];process.exit(9);[`": 1, '${x}': 2, '*/': 3, '\u2028': 4, FILLING }])],
  ['more keys than a shape has', JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key ${n}`, { n }])))],
  ['objects 200 deep', `${'{"a":['.repeat(100)}"${FILLING}"${']}'.repeat(100)}`],
  ['texts of more than one part', JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ ...person(id), FILLING: FILLING.slice(0, id % 90), end: id })))],
]) {
  test(`${what} says what it says to JSON.parse, however often it comes`, async (t) => {
    const answers = await given(t, text);

    const expected = spelled(JSON.parse(text));
    for (const answer of answers) {
      assert.equal(spelled(answer), expected);
      assert.deepEqual(answer, JSON.parse(text));
    }
  });
}

test('objects are those of the program: plain, of its own realm, and nobody else holds them', async (t) => {
  const answers = await given(t, `[{"__proto__":{"polluted":true},"d":"${FILLING}"},${JSON.stringify(page)}]`);

  for (const [odd, like] of answers) {
    assert.equal(Object.getPrototypeOf(odd), Object.prototype);
    assert.equal(odd.polluted, undefined);
    assert.ok(Object.hasOwn(odd, '__proto__'));
    assert.equal(Object.getPrototypeOf(like.page), Object.prototype);
    assert.ok(like._embedded.people instanceof Array);
    assert.deepEqual(Object.getOwnPropertyDescriptor(like.page, 'size'), { value: 40, writable: true, enumerable: true, configurable: true });
  }
  answers[10][1].page.size = 'changed';
  answers[10][1]._embedded.people.push('more');
  assert.deepEqual(answers[11][1], page);
});

/** Runs `program`, a body with `ask`, after `first`, in a process of its own whose server answers with the page; gives what it prints. */
async function printed(t, program, first = '') {
  const { server } = await open(t, JSON.stringify(page));
  const { stdout } = await run(process.execPath, ['-e', `${first}
    const HelpScout = require(${JSON.stringify(ROOT)});
    const client = new HelpScout({ clientId: 'x', clientSecret: 'x', authenticationFlow: 'clientCredentials', baseUrl: '${server.origin}' });
    client.setCredentials({ access_token: 'x' });
    client.updateBottleneckOptions({ minTime: 0 });
    const ask = async () => (await client.get('things')).data;
    (async () => { ${program} })();`]);
  return stdout;
}

test('objects print as others do', async (t) => {
  const shown = await printed(t, 'for (let i = 0; i < 12; i += 1) await ask(); console.log((await ask()).page);');

  assert.equal(shown, '{ size: 40, number: 1 }\n');
});

const ACCESSOR = "globalThis.called = 0; Object.defineProperty(Object.prototype, 'email', { set() { called += 1; }, configurable: true });";
const LEARN = 'for (let i = 0; i < 12; i += 1) await ask();';

for (const [when, first, program] of [
  ['before the package is loaded', ACCESSOR, LEARN],
  ['before the shapes are known', '', ACCESSOR + LEARN],
  ['after that', '', LEARN + ACCESSOR],
]) {
  test(`an accessor that the program gives all objects ${when} is not called`, async (t) => {
    const seen = await printed(t, `${program}
      const { _embedded: { people: [person] } } = await ask();
      console.log(called, Object.getOwnPropertyDescriptor(person, 'email').value);`, first);

    assert.equal(seen, '0 p0@example.com\n');
  });
}

test('what changes from answer to answer is followed', async (t) => {
  const { server, client } = await open(t, '');
  for (let i = 0; i < 60; i += 1) {
    const thing = { i, kind: i % 4 ? 'like' : { un: 'like' }, [`key ${i % 7}`]: i % 5 ? [] : [{ i }], FILLING };
    server.fallback = () => ({ body: JSON.stringify([thing, person(i)]) });
    assert.deepEqual((await client.get('things')).data, [thing, person(i)]);
  }
});

for (const [what, broken] of [
  ['cut off', (text) => text.slice(0, -1)],
  ['with a number that is none', (text) => text.replace('"size":40', '"size":4-0')],
  ['with a word that is none', (text) => text.replace('null', 'nill')],
  ['with a line end in a string', (text) => text.replace('Ines', 'In\nes')],
  ['with an escape that is none', (text) => text.replace('Ines', '\\x')],
  ['with a comma too many', (text) => text.replace('"number":1}', '"number":1,}')],
  ['with another text behind it', (text) => `${text}{}`],
]) {
  test(`text ${what} stays text, though its shapes are known`, async (t) => {
    const text = JSON.stringify(page);
    const { server, client } = await open(t, text);
    for (let i = 0; i < TIMES; i += 1) await client.get('things');
    assert.throws(() => JSON.parse(broken(text)), SyntaxError);

    server.fallback = () => ({ body: broken(text) });
    const { data } = await client.get('things');
    server.fallback = () => ({ body: text });

    assert.equal(data, broken(text));
    assert.deepEqual((await client.get('things')).data, page);
  });
}

test('a JSON.parse of the program is given the texts as they came', async (t) => {
  const text = JSON.stringify(page, null, 2);
  const { client } = await open(t, text);
  for (let i = 0; i < TIMES; i += 1) await client.get('things');
  const { parse } = JSON;
  const texts = [];
  t.after(() => {
    JSON.parse = parse;
  });

  JSON.parse = (given) => {
    if (given.length > 1000) texts.push(given);
    return parse(given);
  };
  const { data } = await client.get('things');

  assert.deepEqual(texts, [text]);
  assert.deepEqual(data, page);
});

test('a JSON.stringify of the program does not change what answers say', async (t) => {
  const { client } = await open(t, JSON.stringify([{ 'stringified elsewhere': 1, FILLING }]));
  const { stringify } = JSON;
  t.after(() => {
    JSON.stringify = stringify;
  });

  JSON.stringify = (value, ...rest) => stringify(value === 'stringified elsewhere' ? 'changed' : value, ...rest);
  for (let i = 0; i < TIMES; i += 1) assert.deepEqual((await client.get('things')).data, [{ 'stringified elsewhere': 1, FILLING }]);
});

test('so is a transformResponse', async (t) => {
  const text = JSON.stringify(page, null, 2);
  const { client } = await open(t, text);
  for (let i = 0; i < TIMES; i += 1) await client.get('things');
  const texts = [];

  client.updateRequestOptions({ transformResponse: [(data) => texts.push(data)] });
  await client.get('things');

  assert.deepEqual(texts, [text]);
});

/** What a process of its own reports: functions made from text, texts asked for as they came, and whether all answers were right. */
async function reported(t, flags, before = '') {
  const { server } = await open(t, JSON.stringify(page));
  const program = `
    ${before}
    let made = 0;
    let asked = 0;
    const { Realm } = require(${JSON.stringify(path.join(ROOT, 'js', 'addon.js'))});
    const { original } = Realm.prototype;
    Realm.prototype.original = function (id) { asked += 1; return original.call(this, id); };
    globalThis.Function = new Proxy(Function, { construct: (...args) => { made += 1; return Reflect.construct(...args); } });
    const HelpScout = require(${JSON.stringify(ROOT)});
    const client = new HelpScout({ clientId: 'x', clientSecret: 'x', authenticationFlow: 'clientCredentials', baseUrl: '${server.origin}' });
    client.setCredentials({ access_token: 'x' });
    client.updateBottleneckOptions({ minTime: 0 });
    (async () => {
      const right = [];
      for (let i = 0; i < 20; i += 1) right.push(JSON.stringify((await client.get('things')).data) === ${JSON.stringify(JSON.stringify(page))});
      console.log(JSON.stringify({ made, asked, right: right.every(Boolean) }));
    })();`;
  const { stdout } = await run(process.execPath, [...flags, '-e', program]);
  return JSON.parse(stdout);
}

test('each shape has one function, made when it is known', async (t) => {
  // The page, its parts, a link, a person with a first name that is text or null, and tags.
  assert.deepEqual(await reported(t, []), { made: 6, asked: 0, right: true });
});

test('where no functions may be made of text, answers are parsed as they came', async (t) => {
  assert.deepEqual(await reported(t, ['--disallow-code-generation-from-strings']), { made: 1, asked: 1, right: true });
});

test('where JSON.parse was another before the package, answers are folded once and then no more', async (t) => {
  const before = 'const { parse } = JSON; JSON.parse = (text) => parse(text);';
  assert.deepEqual(await reported(t, [], before), { made: 0, asked: 1, right: true });
});
