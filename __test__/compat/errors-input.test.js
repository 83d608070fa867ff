'use strict';

/* Bad input: a rejection that names the argument, its type and the mend; nothing is sent. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const { startServer } = require('./support/server.js');
const { makeClient, rejection } = require('./support/client.js');
const { HelpScout, isOriginal, onlyOriginal, onlyOurs } = require('./support/subject.js');

const CREDENTIALS = { clientId: 'id', clientSecret: 'secret', authenticationFlow: 'clientCredentials' };

const cyclic = {};
cyclic.self = cyclic;

/** What `act` fails with, be it thrown or rejected. */
async function refusal(act) {
  let promise;

  try {
    promise = act();
  } catch (error) {
    return error;
  }

  return rejection(Promise.resolve(promise));
}

describe('ids', { skip: isOriginal && 'the original interpolates anything' }, () => {
  const BAD = [
    [undefined, /undefined/],
    [null, /null/],
    ['', /empty/],
    [NaN, /NaN/],
    [1.5, /1\.5|number/],
    [Infinity, /Infinity/],
    [true, /boolean/],
    [{}, /object/],
    [[1, 2], /array/],
    [new Date(0), /object|Date/],
    [() => 1, /function/],
    [Symbol('id'), /symbol/],
    ['1/threads', /string|"1\/threads"/],
    ['1?embed=threads', /string|"1\?/],
    ['1#x', /string|"1#x/],
    ['a\\b', /string|"a/],
    ['a\r\nb', /string|"a/],
    ['a\u0000b', /string|"a/],
    ['.', /segment|dot/i],
    ['..', /segment|dot/i],
    ['../users/me', /string|segment|dot|"\.\.\/users/i],
    ['%2e%2e', /string|segment|dot|%2e/i]
  ];

  for (const [id, kind] of BAD) {
    test(`${inspect(id)} is refused, by name`, async t => {
      const server = await startServer(t);
      const promise = makeClient(server).conversations.get(id);

      assert.ok(promise instanceof Promise);

      const error = await rejection(promise);

      assert.ok(error instanceof Error);
      assert.match(error.message, /conversationId/);
      assert.match(error.message, kind);
      assert.match(error.message, /must|pass|expected|needs/i);
      assert.equal(server.requests.length, 0);
      assert.equal(server.tokenRequests.length, 0);
    });
  }

  test('the second id of a method is named too', async t => {
    const server = await startServer(t);
    const { customers, conversations } = makeClient(server);

    assert.match((await rejection(customers.emails.delete(1))).message, /emailId.*undefined/);
    assert.match((await rejection(customers.emails.update(1, '', {}))).message, /emailId.*empty/);
    assert.match((await rejection(conversations.threads.get(1, null))).message, /threadId.*null/);
    assert.match((await rejection(conversations.threads.get(undefined, 2))).message, /conversationId.*undefined/);
    assert.equal(server.requests.length, 0);
  });

  test('every method with an id refuses to go without it', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    for (const call of [
      () => client.conversations.delete(),
      () => client.conversations.update(undefined, {}),
      () => client.conversations.tags.update(undefined, { tags: [] }),
      () => client.conversations.threads.createReply('', { text: 'a' }),
      () => client.customers.get(),
      () => client.mailboxes.get(null),
      () => client.users.get(''),
      () => client.webhooks.delete(),
      () => client.workflows.update(),
      () => client.ratings.get({})
    ]) {
      assert.match((await refusal(call)).message, /Id\b/, String(call));
    }

    assert.equal(server.requests.length, 0);
  });

  test('one client can call on after a refusal', async t => {
    const server = await startServer(t);
    const client = makeClient(server);

    await rejection(client.conversations.get());
    await client.conversations.get(1);

    assert.equal(server.request.target, '/v2/conversations/1');
  });
});

test('good ids: integers, bigints and one path segment', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  await client.conversations.get(12);
  await client.conversations.get('12');
  await client.conversations.get(9007199254740993n);
  await client.conversations.get('abc-DEF_1.~');

  assert.deepEqual(server.requests.map(({ target }) => target.split('/').pop()), [
    '12', '12', '9007199254740993', 'abc-DEF_1.~'
  ]);
});

test('an id is percent-encoded', onlyOurs, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  await client.conversations.get('1 2');
  await client.conversations.get('100%');
  await client.conversations.get('é');

  assert.deepEqual(server.requests.map(({ target }) => target.split('/').pop()), ['1%202', '100%25', '%C3%A9']);
});

test('the original leaves the path of its ids open', onlyOriginal, async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  await client.conversations.get();
  await client.conversations.get('../users/me');

  assert.deepEqual(server.requests.map(({ target }) => target), [
    '/v2/conversations/undefined',
    '/v2/conversations/../users/me'
  ]);
  assert.throws(() => client.conversations.get(Symbol('id')), TypeError);
  assert.throws(() => client.nextPage(), TypeError);
  assert.throws(() => client.nextPage({}), TypeError);
});

describe('bodies that are no JSON', () => {
  for (const [name, body, message] of [
    ['a cycle', cyclic, /circular/i],
    ['a BigInt', { id: 1n }, /BigInt/],
    ['a nested BigInt', { list: [{ id: 1n }] }, /BigInt/]
  ]) {
    test(`${name} rejects with a TypeError and sends nothing`, async t => {
      const server = await startServer(t);
      const client = makeClient(server);

      for (const verb of ['post', 'put', 'patch']) {
        const error = await rejection(client[verb]('things', body));

        assert.ok(error instanceof TypeError, verb);
        assert.match(error.message, message);
        assert.equal('config' in error, false);
      }

      assert.ok(await rejection(client.conversations.create(body)) instanceof TypeError);
      assert.equal(server.requests.length, 0);
    });
  }

  test('a getter or toJSON that throws rejects with what it threw', async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    const mine = new Error('mine');
    const thrower = () => { throw mine; };

    assert.equal(await rejection(client.post('things', { get a() { return thrower(); } })), mine);
    assert.equal(await rejection(client.post('things', { a: { toJSON: thrower } })), mine);
    assert.equal(server.requests.length, 0);
  });

  for (const body of [5, true]) {
    test(`${body} as a body rejects`, async t => {
      const server = await startServer(t);
      const error = await rejection(makeClient(server).post('things', body));

      assert.equal(error.message, 'Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream');
      assert.deepEqual(Object.keys(error).sort(), ['config', 'request', 'response']);
      assert.equal(server.requests.length, 0);
    });
  }
});

describe('query values that have no text', () => {
  for (const [name, params, type, message] of [
    ['a Symbol', { a: Symbol('x') }, TypeError, /Symbol/i],
    ['a lone surrogate', { a: '\ud800' }, URIError, /URI malformed/],
    ['a cycle', { a: cyclic }, TypeError, /circular/i],
    ['a nested BigInt', { a: { b: 1n } }, TypeError, /BigInt/],
    ['an invalid Date', { a: new Date(NaN) }, RangeError, /Invalid time value/]
  ]) {
    test(`${name} rejects with a ${type.name} and sends nothing`, async t => {
      const server = await startServer(t);
      const error = await rejection(makeClient(server).get('things', params));

      assert.ok(error instanceof type);
      assert.match(error.message, message);
      assert.equal('config' in error, false);
      assert.equal(server.requests.length, 0);
    });
  }
});

describe('the constructor', () => {
  for (const [name, options, message] of [
    ['no clientId', {}, 'The "clientId" parameter must be passed.'],
    ['no clientSecret', { clientId: 'a' }, 'The "clientSecret" parameter must be passed.'],
    ['no flow', { clientId: 'a', clientSecret: 'b' }, 'The "authenticationFlow" parameter must be passed.'],
    ['an unknown flow', { ...CREDENTIALS, authenticationFlow: 'x' }, 'The "x" authentication flow is not supported!'],
    ['a flow in the wrong case', { ...CREDENTIALS, authenticationFlow: 'oauth2' }, 'The "oauth2" authentication flow is not supported!'],
    ['a null flow', { ...CREDENTIALS, authenticationFlow: null }, 'The "null" authentication flow is not supported!']
  ]) {
    test(`throws for ${name}`, () => {
      assert.throws(() => new HelpScout(options), { name: 'Error', message });
    });
  }

  for (const [name, more, message] of [
    ['a baseUrl that is no URL', { baseUrl: 'nonsense' }, /baseUrl/],
    ['a baseUrl that is no string', { baseUrl: 5 }, /baseUrl.*number/],
    ['a baseUrl of another scheme', { baseUrl: 'ftp://127.0.0.1/v2/' }, /baseUrl/],
    ['a plain http baseUrl beyond this machine', { baseUrl: 'http://api.example.com/v2/' }, /allowInsecure/],
    ['a rateLimit that is no object', { rateLimit: 5 }, /rateLimit.*number/],
    ['a windowMs that is no number', { rateLimit: { windowMs: 'x' } }, /windowMs.*string/],
    ['a windowMs below 1', { rateLimit: { windowMs: -1 } }, /windowMs/],
    ['an account that is no string', { rateLimit: { account: {} } }, /account.*object/]
  ]) {
    test(`throws for ${name}, naming it`, onlyOurs, () => {
      assert.throws(() => new HelpScout({ ...CREDENTIALS, ...more }), error => {
        assert.match(error.message, message);
        assert.ok(!error.message.includes('secret'), 'no secret in the message');
        return true;
      });
    });
  }
});

describe('URLs', { skip: isOriginal && 'the original requests what comes out' }, () => {
  for (const [name, call, message] of [
    ['an endpoint that is no string', client => client.get(5), /number/],
    ['a Symbol', client => client.get(Symbol('x')), /symbol/i],
    ['another scheme', client => client.get('ftp://127.0.0.1/things'), /ftp/],
    ['a scheme-relative URL', client => client.get('//127.0.0.1/things'), /url|origin|host|ECONNREFUSED/i],
    ['dot segments', client => client.get('../users/me'), /segment|\.\./],
    ['encoded dot segments', client => client.get('conversations/%2e%2E/users'), /segment|%2e/i],
    ['no next page', client => client.nextPage({}), /next/],
    ['no links', client => client.nextPage(), /next/],
    ['a next page without href', client => client.nextPage({ next: {} }), /href/],
    ['a next page elsewhere', client => client.nextPage({ next: { href: 'http://127.0.0.1:1/v2/x' } }), /origin|127\.0\.0\.1:1|ECONNREFUSED/]
  ]) {
    test(`${name} rejects and carries no token anywhere`, async t => {
      const server = await startServer(t);
      const promise = call(makeClient(server));

      assert.ok(promise instanceof Promise);
      assert.match((await rejection(promise)).message, message);
      assert.equal(server.requests.length, 0);
    });
  }

  for (const baseURL of ['nonsense', 5, 'ftp://127.0.0.1/', 'http://api.example.com/v2/']) {
    test(`a baseURL of ${inspect(baseURL)} is refused`, async t => {
      const server = await startServer(t);
      const client = makeClient(server);
      const error = await refusal(() => {
        client.updateRequestOptions({ baseURL });
        return client.get('things');
      });

      assert.match(error.message, /baseURL|allowInsecure|http or https URL/);
    });
  }
});

describe('invalid values of request options', { skip: isOriginal && 'axios fails as it may' }, () => {
  for (const [key, value] of [
    ['proxy', 'http://127.0.0.1:3128'],
    ['proxy', {}],
    ['auth', 'user:password'],
    ['httpAgent', {}],
    ['httpsAgent', 'agent'],
    ['adapter', 'http'],
    ['validateStatus', 5],
    ['paramsSerializer', 'brackets'],
    ['transformRequest', 'x'],
    ['transformResponse', 5],
    ['cancelToken', {}],
    ['signal', {}],
    ['socketPath', 5],
    ['maxRedirects', 'many'],
    ['maxContentLength', 'large'],
    ['maxBodyLength', {}]
  ]) {
    test(`${key}: ${inspect(value)} is refused by name`, async t => {
      const server = await startServer(t);
      const client = makeClient(server);
      const error = await refusal(() => {
        client.updateRequestOptions({ [key]: value });
        return client.get('things');
      });

      assert.match(error.message, RegExp(key));
      assert.equal(server.requests.length, 0);
    });
  }
});

describe('calls before credentials', () => {
  test('of client credentials fetch their token', onlyOurs, async t => {
    const server = await startServer(t);

    await makeClient(server, { credentials: null }).get('things');

    assert.equal(server.tokenRequests.length, 1);
    assert.equal(server.request.header('authorization'), 'Bearer fresh-1');
  });

  test('of OAuth2 reject and say what to call', onlyOurs, async t => {
    const server = await startServer(t);
    const error = await rejection(makeClient(server, { flow: 'OAuth2', credentials: null }).get('things'));

    assert.match(error.message, /setCredentials/);
    assert.deepEqual(Object.keys(error), []);
    assert.equal(server.requests.length + server.tokenRequests.length, 0);
  });

  test('of the original reject with a TypeError', onlyOriginal, async t => {
    const server = await startServer(t);
    const error = await rejection(makeClient(server, { credentials: null }).get('things'));

    assert.ok(error instanceof TypeError);
    assert.match(error.message, /access_token/);
    assert.deepEqual(Object.keys(error), []);
  });
});

test('a call after stop() rejects and sends nothing', async t => {
  const server = await startServer(t);
  const client = makeClient(server);

  await client.bottleneck.stop();

  const error = await rejection(client.get('things'));

  assert.equal(error.message, 'This limiter has been stopped and cannot accept new jobs.');
  assert.equal(error.constructor.name, 'BottleneckError');
  assert.deepEqual(Object.keys(error), []);
  assert.equal(server.requests.length, 0);
});

test('updateRequestOptions(null) throws a TypeError', async t => {
  const client = makeClient(await startServer(t));

  assert.throws(() => client.updateRequestOptions(null), TypeError);
});
