'use strict';

/*
 * Bodies of errors, links of pages and params that nobody expects. A million of each by
 * `npm run fuzz`; here FUZZ_CASES, from a seed that a failure names.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');
const { makeClient, outcome } = require('../compat/support/client.js');
const { startServer } = require('../compat/support/server.js');
const { HelpScoutError } = require('../../index.js');

const CASES = Number(process.env.FUZZ_CASES ?? 2000);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 32);
const AT_ONCE = 50;

/** Numbers below `count`, the same for the same seed (mulberry32). */
function numbers(seed) {
  let state = seed;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

const NAMES = ['message', 'logRef', '_embedded', 'errors', 'path', 'rejectedValue', '_links', 'next', 'href', 'page', '__proto__', 'constructor', 'toString', 'length', '0', ''];
const CHARACTERS = [...'{}[]":,.\\/%2eE?#&=@+- 0\n\r\t\0é中😀\u2028\ud800'];

function generator(next) {
  const pick = (list) => list[next(list.length)];
  const text = () => Array.from({ length: next(12) }, () => pick(CHARACTERS)).join('');
  const value = (depth) => {
    const leaves = [() => null, () => true, () => next(1e9) - 5e8, () => 1e308 * next(3), text, () => pick(NAMES)];
    const branches = [
      () => Array.from({ length: next(4) }, () => value(depth - 1)),
      () => Object.fromEntries(Array.from({ length: next(5) }, () => [pick(NAMES), value(depth - 1)])),
    ];
    return pick(depth > 0 ? [...leaves, ...branches, ...branches, ...branches] : leaves)();
  };
  /** JSON, now and then with a character changed or its end cut off. */
  const body = () => {
    const json = JSON.stringify(value(4));
    const at = next(json.length + 1);
    return pick([json, json, json.slice(0, at), json.slice(0, at) + pick(CHARACTERS) + json.slice(at + 1)]);
  };
  return { pick, text, value, body };
}

/** Calls `check` with a generator of its own, `CASES` times, some of them at once. */
async function each(check) {
  for (let at = 0; at < CASES; at += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, CASES - at) }, async (_, n) => {
      const seed = (SEED + at + n) | 0;
      try {
        await check(generator(numbers(seed)));
      } catch (error) {
        throw new Error(`FUZZ_SEED=${seed}`, { cause: error });
      }
    });
    await Promise.all(batch);
  }
}

test('the body of an error may be anything', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  const bodies = new Map();
  server.fallback = ({ target }) => bodies.get(target);
  let last = 0;

  await each(async ({ pick, body }) => {
    const path = `things/${last += 1}`;
    const status = pick([400, 403, 404, 409, 422, 500]);
    bodies.set(`/v2/${path}`, { status, headers: { 'Content-Type': 'application/json' }, body: body() });
    const responseType = pick(['arraybuffer', undefined]);
    const { error } = await outcome(client.post(path, {}, { responseType }));
    bodies.delete(`/v2/${path}`);
    server.requests.length = 0;

    assert.ok(error instanceof HelpScoutError);
    assert.equal(error.status, status);
    assert.ok(error.fields === undefined || error.fields.every((field) => Object.keys(field).join() === 'path,message,rejectedValue'));
    assert.doesNotMatch(JSON.stringify(error) + inspect(error), /Bearer token/);
    assert.equal({}.message, undefined);
  });
});

test('the link of a page may be anything, and takes the token nowhere else', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);
  client.updateRequestOptions({
    adapter: async (config) => ({ status: 200, statusText: '', headers: {}, data: config.headers.Authorization, config }),
  });
  const { origin, base } = server;
  let taken = 0;

  await each(async ({ pick, text, value }) => {
    const href = pick([text, () => value(2), () => base + text(), () => pick([origin, origin.replace('//', '//x@'), 'https://a.test']) + text(), () => `//${text()}`])();
    const links = pick([{ next: { href } }, { next: href }, href]);
    const { value: answer, error } = await outcome((async () => client.nextPage(links))());

    assert.ok(error instanceof Error || answer.status === 200);
    if (!answer?.data) return;
    assert.equal(new URL(answer.config.url.split('#')[0].trim()).origin, origin);
    taken += 1;
  });
  assert.ok(taken > 0);
});

test('params may be anything, and change no path', async (t) => {
  const server = await startServer(t);
  const client = makeClient(server);

  await each(async ({ text, pick, value }) => {
    const params = { [text()]: value(2), [pick(NAMES)]: value(1) };
    const { error } = await outcome(client.get('things', params));
    assert.ok(error === undefined || error instanceof URIError, error);
    assert.ok(server.requests.every(({ target }) => /^\/v2\/things(\?|$)/.test(target)));
    server.requests.length = 0;
  });
});
