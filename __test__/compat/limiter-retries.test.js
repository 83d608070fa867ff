'use strict';

/*
 * Which failures are tried again, how often, and which never.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HelpScout, differs, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, outcome, rejection } = require('./support/client.js');
const { sleep, until } = require('./support/time.js');

const READS = ['get'];
const REPLAYED = ['get', 'put', 'delete'];
const WRITES = ['post', 'patch'];

async function setUp(t) {
  const server = await startServer(t);
  return { server, client: makeClient(server) };
}

for (const status of [500, 502, 503, 504, 429]) {
  for (const verb of REPLAYED) {
    test(`${verb} is tried again after a ${status}`, async t => {
      const { server, client } = await setUp(t);

      server.reply({ status });
      assert.equal((await client[verb]('things', { a: 1 })).status, 200);

      const [first, second] = server.requests;

      assert.equal(server.requests.length, 2);
      assert.deepEqual([second.method, second.target, second.text], [first.method, first.target, first.text]);
    });
  }
}

for (const status of [400, 403, 404, 405, 409, 412, 415, 422]) {
  test(`nothing is tried again after a ${status}`, async t => {
    const { server, client } = await setUp(t);

    server.reply({ status });
    assert.equal((await rejection(client.get('things'))).response.status, status);
    assert.equal(server.requests.length, 1);
  });
}

test('a read that never succeeds rejects with the last error, after a bounded number of attempts', async t => {
  const { server, client } = await setUp(t);

  server.fallback = ({ target }) => ({ status: 503, body: { target } });

  const error = await rejection(client.get('things'));

  assert.equal(error.message, 'Request failed with status code 503');
  assert.deepEqual(error.response.data, { target: '/v2/things' });
  assert.ok(server.requests.length >= 2 && server.requests.length <= 6, `${server.requests.length} attempts`);
});

test('the pauses between attempts grow', async t => {
  const { server, client } = await setUp(t);

  server.reply(...Array(3).fill({ status: 503 }));

  const begun = performance.now();

  await client.get('things');
  assert.ok(performance.now() - begun < 15000);
  assert.equal(server.requests.length, 4);
});

test('an attempt that is repeated runs before what waits', async t => {
  const { server, client } = await setUp(t);

  client.updateBottleneckOptions({ maxConcurrent: 1 });
  server.reply({ status: 503 });
  await Promise.all([client.get('first'), client.get('second')]);

  assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/first', '/v2/first', '/v2/second']);
});

test('the retry count of the jobs starts at 0 for each call', async t => {
  const { server, client } = await setUp(t);
  const counts = [];

  client.bottleneck.on('failed', (error, { retryCount }) => { counts.push(retryCount); });
  server.reply({ status: 503 }, { status: 503 });
  await client.get('a');
  server.reply({ status: 503 });
  await client.get('b');

  assert.deepEqual(counts, [0, 1, 0]);
});

test('a call may meet an expired token and a busy server', async t => {
  const { server, client } = await setUp(t);

  server.reply({ status: 503 }, { status: 401 }, { status: 503 });
  assert.equal((await client.get('things')).status, 200);
  assert.deepEqual([server.requests.length, server.tokenRequests.length], [4, 1]);
});

for (const status of [500, 502, 503, 504]) {
  for (const verb of WRITES) {
    test(`${verb} is not tried again after a ${status}`, onlyOurs, async t => {
      const { server, client } = await setUp(t);

      server.reply({ status, body: { message: 'busy' } });

      const error = await rejection(client[verb]('things', { a: 1 }));

      assert.equal(server.requests.length, 1);
      assert.ok(error instanceof HelpScout.IndeterminateWriteError);
      assert.equal(error.name, 'Error');
      assert.equal(error.message, `Request failed with status code ${status}`);
      assert.equal(error.response.status, status);
      assert.deepEqual(error.response.data, { message: 'busy' });
      assert.equal(error.status, status);
      assert.equal(error.cause.message, error.message);
      assert.equal(error.cause.response, error.response);
    });

    test(`the original repeats ${verb} after a ${status}`, onlyOriginal, async t => {
      const { server, client } = await setUp(t);

      server.reply({ status });
      await client[verb]('things', { a: 1 });
      assert.equal(server.requests.length, 2);
    });
  }
}

for (const verb of WRITES) {
  for (const [what, answer] of [['a reset', { reset: true }], ['a closed connection', { close: true }]]) {
    test(`${verb} is not tried again after ${what}`, async t => {
      const { server, client } = await setUp(t);

      server.reply(answer);

      const error = await rejection(client[verb]('things', { a: 1 }));

      assert.equal(server.requests.length, 1);
      assert.equal(error.code, 'ECONNRESET');
      assert.equal(error.response, undefined);

      if (HelpScout.IndeterminateWriteError) {
        assert.ok(error instanceof HelpScout.IndeterminateWriteError);
        assert.equal(error.cause.message, error.message);
      }
    });
  }

  test(`${verb} is not tried again after a timeout`, async t => {
    const { server, client } = await setUp(t);

    client.updateRequestOptions({ timeout: 150 });
    server.reply({ hang: true });

    const error = await rejection(client[verb]('things', { a: 1 }));

    assert.equal(server.requests.length, 1);
    assert.deepEqual([error.message, error.code], ['timeout of 150ms exceeded', 'ECONNABORTED']);

    if (HelpScout.IndeterminateWriteError) {
      assert.ok(error instanceof HelpScout.IndeterminateWriteError);
    }
  });

  test(`${verb} is tried again after a 429, for it was not applied`, async t => {
    const { server, client } = await setUp(t);

    server.reply({ status: 429 });
    assert.equal((await client[verb]('things', { a: 1 })).status, 200);
    assert.equal(server.requests[1].text, '{"a":1}');
  });

  test(`${verb} with an error of the caller's own is no indeterminate write`, onlyOurs, async t => {
    const { server, client } = await setUp(t);

    server.reply({ status: 422 });
    assert.ok(!(await rejection(client[verb]('things')) instanceof HelpScout.IndeterminateWriteError));
  });
}

test('a refused connection is no indeterminate write', onlyOurs, async () => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  const error = await rejection(client.post('things', {}));

  assert.equal(error.code, 'ECONNREFUSED');
  assert.ok(!(error instanceof HelpScout.IndeterminateWriteError));
  assert.ok(error instanceof HelpScout.NetworkError);
});

for (const verb of REPLAYED) {
  for (const [what, answer] of [['a reset', { reset: true }], ['a closed connection', { close: true }]]) {
    test(`${verb} is tried again after ${what}`, onlyOurs, async t => {
      const { server, client } = await setUp(t);

      server.reply(answer);
      assert.equal((await client[verb]('things')).status, 200);
      assert.equal(server.requests.length, 2);
    });

    test(`the original gives ${verb} up after ${what}`, onlyOriginal, async t => {
      const { server, client } = await setUp(t);

      server.reply(answer);
      assert.equal((await rejection(client[verb]('things'))).code, 'ECONNRESET');
      assert.equal(server.requests.length, 1);
    });
  }
}

for (const verb of READS) {
  test(`${verb} is not tried again after the timeout of the caller`, async t => {
    const { server, client } = await setUp(t);

    client.updateRequestOptions({ timeout: 150 });
    server.reply({ hang: true });

    const error = await rejection(client[verb]('things'));

    assert.deepEqual([error.message, error.code], ['timeout of 150ms exceeded', 'ECONNABORTED']);
    assert.equal(server.requests.length, 1);
  });
}

test('a DELETE that was repeated and finds nothing is done', onlyOurs, async t => {
  const { server, client } = await setUp(t);

  for (const [first, path] of [[{ status: 502 }, 'a'], [{ reset: true }, 'b']]) {
    server.reply(first, { status: 404, body: { message: 'gone' } });

    const response = await client.delete(path);

    assert.equal(response.status, 204);
    assert.equal(response.data, '');
  }
});

test('a DELETE that was repeated and finds nothing fails in the original', onlyOriginal, async t => {
  const { server, client } = await setUp(t);

  server.reply({ status: 502 }, { status: 404 });
  assert.equal((await rejection(client.delete('a'))).response.status, 404);
});

test('a DELETE that finds nothing at its first attempt fails', async t => {
  const { server, client } = await setUp(t);

  server.reply({ status: 404 });
  assert.equal((await rejection(client.delete('a'))).response.status, 404);
});

test('a DELETE that was refused before it was applied and then finds nothing fails', async t => {
  const { server, client } = await setUp(t);

  server.reply({ status: 429 }, { status: 404 });
  assert.equal((await rejection(client.delete('a'))).response.status, 404);
});

/** What a 429 says, and the least pause in ms that ours keeps. */
const PAUSES = [
  [{ 'X-RateLimit-Retry-After': '1' }, 950],
  [{ 'Retry-After': '1' }, 950],
  [{ 'X-RateLimit-Retry-After': '1', 'Retry-After': '30' }, 950],
  [{ 'Retry-After': new Date(Date.now() - 60000).toUTCString() }, 0]
];

for (const [headers, pause] of PAUSES) {
  test(`a 429 with ${JSON.stringify(headers)} is waited out`, onlyOurs, async t => {
    const { server, client } = await setUp(t);

    server.reply({ status: 429, headers });
    assert.equal((await client.get('things')).status, 200);

    const [first, second] = server.requests;

    assert.ok(second.at - first.at >= pause && second.at - first.at < pause + 5000, `${second.at - first.at} ms`);
  });
}

test('a 429 pauses the other calls of the account too', onlyOurs, async t => {
  const { server, client } = await setUp(t);

  server.reply({ status: 429, headers: { 'X-RateLimit-Retry-After': '1' } });

  const first = client.get('first');

  await until(() => server.requests.length === 1);
  await sleep(50);
  await Promise.all([first, client.get('second')]);

  assert.ok(server.requests[1].at - server.requests[0].at >= 900);
});

test('429s use up no retries', onlyOurs, async t => {
  const { server, client } = await setUp(t);

  server.reply(...Array(7).fill({ status: 429, headers: { 'X-RateLimit-Retry-After': '0' } }));
  assert.equal((await client.get('things')).status, 200);
  assert.equal(server.requests.length, 8);
});

test('the original gives up at the sixth 429', onlyOriginal, async t => {
  const { server, client } = await setUp(t);

  server.fallback = { status: 429 };
  await rejection(client.get('things'));
  assert.equal(server.requests.length, 6);
});

test('a 503 says when to come again', onlyOurs, async t => {
  const { server, client } = await setUp(t);

  server.reply({ status: 503, headers: { 'Retry-After': '1' } });
  await client.get('things');
  assert.ok(server.requests[1].at - server.requests[0].at >= 950);
});

test('validateStatus decides what is a failure', async t => {
  const { server, client } = await setUp(t);

  client.updateRequestOptions({ validateStatus: () => true });
  server.reply({ status: 503 }, { status: 401 });

  assert.equal((await client.get('a')).status, 503);
  assert.equal((await client.get('b')).status, 401);
  assert.deepEqual([server.requests.length, server.tokenRequests.length], [2, 0]);
});

test('one call that is refused for ever leaves the others alone', async t => {
  const { server, client } = await setUp(t);

  server.fallback = ({ target }) => target.endsWith('bad') ? { status: 500 } : { body: {} };

  const [bad, ...good] = await Promise.all(['bad', 'a', 'b', 'c'].map(path => outcome(client.get(path))));

  assert.equal(bad.error.response.status, 500);
  assert.ok(good.every(({ value }) => value.status === 200));
});

test('a status of 600 counts as a failure of the server', async t => {
  const { server, client } = await setUp(t);

  server.reply({ status: 600, reason: 'Odd' });
  assert.equal((await client.get('things')).status, 200);
  assert.equal(server.requests.length, 2);
});

const stream = differs({ original: 'an empty body', ours: 'nothing' });

test(`a stream that failed is repeated with ${stream}`, async t => {
  const { server, client } = await setUp(t);
  const { Readable } = require('node:stream');

  server.reply({ status: 503 });

  const { error } = await outcome(client.put('things', Readable.from([Buffer.from('part')])));

  assert.equal(server.requests[0].text, 'part');
  assert.deepEqual(server.requests.slice(1).map(({ text }) => text), differs({ original: [''], ours: [] }));
  assert.equal(Boolean(error), differs({ original: false, ours: true }));
});
