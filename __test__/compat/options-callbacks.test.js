'use strict';

/* COMPAT d: options that are functions. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { runChild } = require('./support/child.js');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');

/** A server and a client with these request options. */
async function setUp(t, options = {}) {
  const server = await startServer(t);
  const client = makeClient(server);

  client.updateRequestOptions(options);
  return { server, client };
}

describe('paramsSerializer', () => {
  test('makes the whole query, for every get', async t => {
    const seen = [];
    const { server, client } = await setUp(t, {
      paramsSerializer: params => {
        seen.push(params);
        return 'mine=1';
      }
    });
    const params = { a: [1] };

    await client.get('things', params);
    await client.get('things');
    await client.get('things?x=1', params);

    assert.deepEqual(server.requests.map(({ target }) => target), [
      '/v2/things?mine=1',
      '/v2/things?mine=1',
      '/v2/things?x=1&mine=1'
    ]);
    assert.deepEqual(seen, [{ a: [1] }, {}, { a: [1] }]);
  });

  test('is not asked where there are no params', async t => {
    const { server, client } = await setUp(t, { paramsSerializer: () => assert.fail('called') });

    await client.post('things', { a: 1 });
    await client.delete('things');

    assert.deepEqual(server.requests.map(({ target }) => target), ['/v2/things', '/v2/things']);
  });

  test('that throws rejects with that', async t => {
    const mine = new Error('mine');
    const { server, client } = await setUp(t, { paramsSerializer: () => { throw mine; } });

    assert.equal(await rejection(client.get('things')), mine);
    assert.equal(server.requests.length, 0);
  });
});

describe('transformRequest', () => {
  test('as a function replaces the default', async t => {
    const seen = [];
    const { server, client } = await setUp(t, {
      transformRequest: (...args) => {
        seen.push(args);
        return `<${args[0].a}>`;
      }
    });
    const body = { a: 1 };

    await client.post('things', body);

    assert.equal(server.request.text, '<1>');
    assert.equal(seen.length, 1);
    assert.equal(seen[0].length, 2);
    assert.deepEqual(seen[0][0], body);
  });

  test('gets the headers still sorted by verb, and may change them', async t => {
    let keys;
    const { server, client } = await setUp(t, {
      transformRequest: (data, headers) => {
        keys = Object.keys(headers);
        headers['X-Mine'] = 'a';
        headers['Content-Type'] = 'text/plain';
        return 'text';
      }
    });

    await client.post('things', {});

    for (const key of ['common', 'delete', 'get', 'head', 'post', 'put', 'patch']) {
      assert.ok(keys.includes(key), key);
    }

    assert.equal(server.request.header('x-mine'), 'a');
    assert.equal(server.request.header('content-type'), 'text/plain');
    assert.equal(server.request.header('authorization'), 'Bearer token');
  });

  test('as an array is merged by index over [default]', async t => {
    const { server, client } = await setUp(t);
    const tag = name => data => `${name}(${typeof data === 'string' ? data : JSON.stringify(data)})`;

    for (const transformRequest of [[tag('one')], [tag('one'), tag('two')], []]) {
      client.updateRequestOptions({ transformRequest });
      await client.post('things', { a: 1 });
    }

    assert.deepEqual(server.requests.map(({ text }) => text), ['one({"a":1})', 'two(one({"a":1}))', '{"a":1}']);
  });

  test('is asked for a get too, whose data is undefined', async t => {
    const seen = [];
    const { client } = await setUp(t, {
      transformRequest: data => {
        seen.push(data);
        return data;
      }
    });

    await client.get('things');

    assert.deepEqual(seen, [undefined]);
  });

  test('that throws rejects with that', async t => {
    const mine = new Error('mine');
    const { server, client } = await setUp(t, { transformRequest: () => { throw mine; } });

    assert.equal(await rejection(client.post('things', {})), mine);
    assert.equal(server.requests.length, 0);
  });
});

describe('transformResponse', () => {
  test('as a function replaces the default and gets text and headers', async t => {
    const seen = [];
    const { server, client } = await setUp(t, {
      transformResponse: (...args) => {
        seen.push(args);
        return 'mine';
      }
    });

    server.reply({ headers: { 'X-Some': 'a' }, body: '{"é":1}' });

    assert.equal((await client.get('things')).data, 'mine');
    assert.equal(seen[0][0], '{"é":1}');
    assert.equal(seen[0][1]['x-some'], 'a');
  });

  test('as an array is merged by index over [default]', async t => {
    const { server, client } = await setUp(t);
    const results = [];

    server.fallback = { body: '{"a":1}' };
    const { config } = await client.get('things');

    for (const transformResponse of [
      [text => `one(${text})`],
      [JSON.parse, data => ({ ...data, two: true })],
      [config.transformResponse[0], data => ({ ...data, two: true })],
      []
    ]) {
      client.updateRequestOptions({ transformResponse });
      results.push((await client.get('things')).data);
    }

    assert.deepEqual(results, ['one({"a":1})', { a: 1, two: true }, { a: 1, two: true }, { a: 1 }]);
  });

  test('gets a Buffer with responseType arraybuffer', async t => {
    let seen;
    const { server, client } = await setUp(t, {
      responseType: 'arraybuffer',
      transformResponse: data => {
        seen = data;
        return data;
      }
    });

    server.reply({ body: Buffer.from([0xff, 0x00]) });
    await client.get('things');

    assert.ok(Buffer.isBuffer(seen));
    assert.deepEqual([...seen], [0xff, 0x00]);
  });

  test('counts for error bodies too', async t => {
    const { server, client } = await setUp(t, { transformResponse: text => `mine(${text})` });

    server.reply({ status: 404, body: 'no' });

    assert.equal((await rejection(client.get('things'))).response.data, 'mine(no)');
  });

  test('that throws rejects with that', async t => {
    const mine = new Error('mine');
    const { client } = await setUp(t, { transformResponse: () => { throw mine; } });

    assert.equal(await rejection(client.get('things')), mine);
  });
});

describe('validateStatus', () => {
  test('says what resolves', async t => {
    const seen = [];
    const { server, client } = await setUp(t, {
      validateStatus: status => {
        seen.push(status);
        return status === 404;
      }
    });

    server.reply({ status: 404, body: { no: true } }, { status: 200 });

    assert.deepEqual((await client.get('things')).data, { no: true });

    const error = await rejection(client.get('things'));

    assert.equal(error.message, 'Request failed with status code 200');
    assert.deepEqual(seen, [404, 200]);
  });

  test('of null, false or undefined accepts all', async t => {
    for (const validateStatus of [null, false, undefined]) {
      const { server, client } = await setUp(t, { validateStatus });

      server.fallback = { status: 404 };

      assert.equal((await client.get('things')).status, 404);
    }
  });

  test('keeps an accepted 401, 429 or 5xx from refresh and retry', async t => {
    const { server, client } = await setUp(t, { validateStatus: () => true });

    for (const status of [401, 429, 503]) {
      server.reply({ status });
      assert.equal((await client.get('things')).status, status);
    }

    assert.equal(server.requests.length, 3);
    assert.equal(server.tokenRequests.length, 0);
  });

  test('that throws rejects with that', onlyOurs, async t => {
    const mine = new Error('mine');
    const { client } = await setUp(t, { validateStatus: () => { throw mine; } });

    assert.equal(await rejection(client.get('things')), mine);
  });

  test('that throws is an uncaught exception in the original', onlyOriginal, async t => {
    const server = await startServer(t);
    const child = await runChild(server, `
      process.on('uncaughtException', error => { console.log('uncaught', error.message); process.exit(); });
      const client = makeClient(server);
      client.updateRequestOptions({ validateStatus() { throw new Error('mine'); } });
      client.get('things').then(console.log, console.log);
    `);

    assert.equal(child.stdout, 'uncaught mine');
  });
});

describe('adapter', () => {
  const answer = (config, more) => ({
    data: '{"from":"adapter"}', status: 200, statusText: 'Mine', headers: { 'x-a': '1' }, config, request: {}, ...more
  });

  test('answers instead of the network, from the final config', async t => {
    let seen;
    const { server, client } = await setUp(t, {
      adapter: async config => {
        seen = config;
        return answer(config);
      }
    });
    const response = await client.post('things', { a: 1 });

    assert.equal(server.requests.length, 0);
    assert.deepEqual(response.data, { from: 'adapter' });
    assert.equal(response.statusText, 'Mine');
    assert.equal(response.config, seen);
    assert.equal(seen.url, `${server.base}things`);
    assert.equal(seen.method, 'post');
    assert.equal(seen.data, '{"a":1}');
    assert.equal(seen.headers.Authorization, 'Bearer token');
    assert.equal(seen.headers['Content-Type'], 'application/json;charset=utf-8');
  });

  test('gets the params of the caller', async t => {
    let seen;
    const { client } = await setUp(t, {
      adapter: async config => {
        seen = config.params;
        return answer(config);
      }
    });

    await client.get('things', { a: [1] });

    assert.deepEqual(seen, { a: [1] });
  });

  test('that rejects with a status is retried as the network would be', async t => {
    let calls = 0;
    const { client } = await setUp(t, {
      adapter: async config => {
        calls += 1;

        if (calls < 3) {
          throw Object.assign(new Error('busy'), { config, response: answer(config, { status: 503 }) });
        }

        return answer(config);
      }
    });

    assert.deepEqual((await client.get('things')).data, { from: 'adapter' });
    assert.equal(calls, 3);
  });

  test('that rejects otherwise rejects the call with that', async t => {
    const mine = new Error('mine');
    const { client } = await setUp(t, { adapter: async () => { throw mine; } });

    assert.equal(await rejection(client.get('things')), mine);
  });

  test('that throws rejects the call with that', async t => {
    const mine = new Error('mine');
    const { client } = await setUp(t, { adapter: () => { throw mine; } });

    assert.equal(await rejection(client.get('things')), mine);
  });

  test('takes its turn in the limiter', async t => {
    let running = 0;
    let most = 0;
    const { client } = await setUp(t, {
      adapter: async config => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => { setTimeout(resolve, 30); });
        running -= 1;
        return answer(config);
      }
    });

    client.updateBottleneckOptions({ maxConcurrent: 2 });
    await Promise.all([1, 2, 3, 4].map(() => client.get('things')));

    assert.equal(most, 2);
  });

  test('answering 401 brings a refresh and a fresh token', async t => {
    const tokens = [];
    const { server, client } = await setUp(t, {
      adapter: async config => {
        tokens.push(config.headers.Authorization);

        if (tokens.length === 1) {
          throw Object.assign(new Error('expired'), { response: answer(config, { status: 401 }) });
        }

        return answer(config);
      }
    });

    await client.get('things');

    assert.deepEqual(tokens, ['Bearer token', 'Bearer fresh-1']);
    assert.equal(server.tokenRequests.length, 1);
  });
});

test('callbacks are called without a this of ours', async t => {
  const seen = [];
  const note = result => function callback() {
    seen.push(this);
    return result;
  };
  const { client } = await setUp(t, {
    transformRequest: note('text'),
    transformResponse: note('text'),
    paramsSerializer: note('')
  });

  await client.get('things', { a: 1 });

  assert.equal(seen.length, 3);
  seen.forEach(value => assert.ok(value === null || value === undefined));
});
