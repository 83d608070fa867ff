'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient, exchange, outcome } = require('./support/client.js');

const to = (location, status = 302) => ({ status, headers: { Location: location } });
const wire = server => server.requests.map(({ method, target }) => `${method} ${target}`);
const send = (client, method) => client.handleRequest({}, { url: 'things', method, ...(method.startsWith('P') && { data: { a: 1 } }) });

/* Method and body */

for (const status of [301, 302, 303]) {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    test(`${status} turns a ${method} into a GET without body`, async t => {
      const { server, value, error } = await exchange(t, client => send(client, method), to('/v2/there', status));

      assert.ifError(error);
      assert.equal(value.status, 200);
      assert.deepEqual(wire(server), [`${method} /v2/things`, 'GET /v2/there']);

      const [, second] = server.requests;

      assert.equal(second.body.length, 0);
      assert.deepEqual(second.rawHeaders.filter(([name]) => /^content-/i.test(name)), []);
    });
  }
}

test('a HEAD becomes a GET', async t => {
  const { server } = await exchange(t, client => send(client, 'HEAD'), to('/v2/there'));

  assert.deepEqual(wire(server), ['HEAD /v2/things', 'GET /v2/there']);
});

for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
  test(`307 keeps the method and body of a ${method}`, async t => {
    const { server, error } = await exchange(t, client => send(client, method), to('/v2/there', 307));
    const [first, second] = server.requests;

    assert.ifError(error);
    assert.deepEqual(wire(server), [`${method} /v2/things`, `${method} /v2/there`]);
    assert.equal(second.text, first.text);
    assert.equal(second.header('content-type'), first.header('content-type'));
  });

  test(`308 keeps the method and body of a ${method}`, onlyOurs, async t => {
    const { server, error } = await exchange(t, client => send(client, method), to('/v2/there', 308));
    const [first, second] = server.requests;

    assert.ifError(error);
    assert.deepEqual(wire(server), [`${method} /v2/things`, `${method} /v2/there`]);
    assert.equal(second.text, first.text);
    assert.equal(second.header('content-type'), first.header('content-type'));
  });
}

for (const method of ['POST', 'DELETE']) {
  test(`the original turns a ${method} into a GET at 308`, onlyOriginal, async t => {
    const { server } = await exchange(t, client => send(client, method), to('/v2/there', 308));

    assert.deepEqual(wire(server), [`${method} /v2/things`, 'GET /v2/there']);
    assert.equal(server.requests[1].text, '');
  });
}

test('300 with Location is followed or rejects', async t => {
  const { server, error } = await exchange(t, client => client.get('things'), to('/v2/there', 300));

  if (error) {
    assert.equal(error.response.status, 300);
  } else {
    assert.deepEqual(wire(server), ['GET /v2/things', 'GET /v2/there']);
  }
});

test('200 with Location is no redirect', async t => {
  const { server, value } = await exchange(t, client => client.get('things'), to('/v2/there', 200));

  assert.equal(value.headers.location, '/v2/there');
  assert.equal(server.requests.length, 1);
});

test('201 with Location is no redirect', async t => {
  const { server, value } = await exchange(t, client => client.post('things', {}), to('/v2/there', 201));

  assert.equal(value.headers.location, '/v2/there');
  assert.equal(server.requests.length, 1);
});

/* Location */

for (const [location, target] of [
  ['/v2/there', '/v2/there'],
  ['there', '/v2/there'],
  ['there?x=1', '/v2/there?x=1'],
  ['?x=1', '/v2/things?x=1'],
  ['../there', '/there'],
  ['./there', '/v2/there'],
  ['/a/../there', '/there'],
  ['/there#fragment', '/there'],
  ['/a%20b', '/a%20b'],
  ['/a b', '/a%20b'],
  ['/a|b', '/a%7Cb']
]) {
  test(`Location ${location} is resolved to ${target}`, async t => {
    const { server, error } = await exchange(t, client => client.get('things'), to(location));

    assert.ifError(error);
    assert.equal(server.requests[1].target, target);
  });
}

test('an absolute Location of the same origin gets the token', async t => {
  const { server, error } = await exchange(
    t,
    client => client.get('things'),
    request => to(`http://${request.header('host')}/there`)
  );

  assert.ifError(error);
  assert.equal(server.requests[1].target, '/there');
  assert.equal(server.requests[1].header('authorization'), 'Bearer token');
});

test('a Location without a scheme keeps the scheme', async t => {
  const { server, error } = await exchange(
    t,
    client => client.get('things'),
    request => to(`//${request.header('host')}/there`)
  );

  assert.ifError(error);
  assert.equal(server.requests[1].target, '/there');
});

test('params are not sent again', async t => {
  const { server } = await exchange(t, client => client.get('things', { a: 1 }), to('/v2/there?b=2'));

  assert.deepEqual(wire(server), ['GET /v2/things?a=1', 'GET /v2/there?b=2']);
});

test('cookies set by a redirect are not kept', async t => {
  const { server } = await exchange(t, client => client.get('things'), {
    status: 302,
    headers: { Location: '/v2/there', 'Set-Cookie': 'a=1' }
  });

  assert.equal(server.requests[1].header('cookie'), undefined);
});

test('custom headers go along', async t => {
  const { server } = await exchange(
    t,
    client => client.handleRequest({}, { url: 'things', headers: { 'X-A': '1' } }),
    to('/v2/there')
  );

  assert.equal(server.requests[1].header('x-a'), '1');
});

test('config.url stays the first URL; request tells the last', async t => {
  const { server, value } = await exchange(t, client => client.get('things'), to('/v2/there?x=1'));

  assert.equal(value.config.url, `${server.base}things`);
  assert.equal(value.request.res.responseUrl, `${server.base}there?x=1`);
  assert.equal(value.request.path, '/v2/there?x=1');
});

test('config.method stays the first method', async t => {
  const { value } = await exchange(t, client => client.post('things', {}), to('/v2/there'));

  assert.equal(value.config.method, 'post');
  assert.equal(value.request.method, 'GET');
});

test('a write that became a GET is not sent again for the answer to the GET', onlyOurs, async t => {
  for (const status of [401, 429, 503]) {
    const { server, error } = await exchange(
      t,
      client => client.post('things', {}),
      to('/v2/there', 303),
      { status, headers: { 'Retry-After': '1' } }
    );

    assert.equal(error.response.status, status);
    assert.equal(error.mayHaveBeenApplied, true);
    assert.deepEqual(wire(server), ['POST /v2/things', 'GET /v2/there']);
  }
});

test('an error after a redirect is that of the last answer', async t => {
  const { server, error } = await exchange(t, client => client.get('things'), to('/v2/there'), { status: 404 });

  assert.equal(error.response.status, 404);
  assert.equal(error.config.url, `${server.base}things`);
});

test('the body of a redirect is not read', async t => {
  const { value } = await exchange(
    t,
    client => client.get('things'),
    { status: 302, headers: { Location: '/v2/there' }, body: { not: 'this' } },
    { body: { this: 1 } }
  );

  assert.deepEqual(value.data, { this: 1 });
});

/* How many */

test('21 redirects are followed', async t => {
  const { server, value, error } = await exchange(
    t,
    client => client.get('things'),
    ...Array.from({ length: 21 }, (_, n) => to(`/v2/${n}`))
  );

  assert.ifError(error);
  assert.equal(value.status, 200);
  assert.equal(server.requests.length, 22);
});

test('the 22nd redirect rejects, without code', async t => {
  const { server, error } = await exchange(t, (client, server) => {
    server.fallback = to('/v2/again');
    return client.get('things');
  });

  assert.equal(error.message, 'Max redirects exceeded.');
  assert.equal('code' in error, false);
  assert.deepEqual(Object.keys(error), ['config', 'request', 'response']);
  assert.equal(error.response, undefined);
  assert.equal(server.requests.length, 22);
});

test('maxRedirects bounds them', async t => {
  const { server, error } = await exchange(t, (client, server) => {
    server.fallback = to('/v2/again');
    client.updateRequestOptions({ maxRedirects: 2 });
    return client.get('things');
  });

  assert.equal(error.message, 'Max redirects exceeded.');
  assert.equal(server.requests.length, 3);
});

test('maxRedirects 0 rejects with the redirect itself', async t => {
  const { server, error } = await exchange(t, client => {
    client.updateRequestOptions({ maxRedirects: 0 });
    return client.get('things');
  }, to('/v2/there'));

  assert.equal(error.message, 'Request failed with status code 302');
  assert.equal(error.response.headers.location, '/v2/there');
  assert.equal(server.requests.length, 1);
});

test('timeout spans all of them', async t => {
  const { error } = await exchange(t, (client, server) => {
    server.fallback = { ...to('/v2/again'), delay: 60 };
    client.updateRequestOptions({ timeout: 300 });
    return client.get('things');
  });

  assert.equal(error.code, 'ECONNABORTED');
  assert.equal(error.message, 'timeout of 300ms exceeded');
});

test('a scheme that is not supported rejects', async t => {
  const { error } = await exchange(t, client => client.get('things'), to('gopher://127.0.0.1/x'));

  assert.equal(error.message, 'Unsupported protocol gopher:');
});

/* Other origins */

for (const [method, status] of [['GET', 302], ['POST', 307]]) {
  test(`a ${method} redirected to another origin by ${status} never takes the token there`, onlyOurs, async t => {
    const [other, server] = [await startServer(t), await startServer(t)];

    server.reply(to(`${other.origin}/there`, status));
    await outcome(send(makeClient(server), method));

    assert.deepEqual(other.requests.map(({ header }) => header('authorization')).filter(Boolean), []);
  });

  test(`the original takes the token of a ${method} along to another origin`, onlyOriginal, async t => {
    const [other, server] = [await startServer(t), await startServer(t)];

    server.reply(to(`${other.origin}/there`, status));
    await send(makeClient(server), method);

    assert.equal(other.request.header('authorization'), 'Bearer token');
  });
}

test('a GET redirected to another origin is followed there', async t => {
  const [other, server] = [await startServer(t), await startServer(t)];

  other.fallback = { body: { there: 1 } };
  server.reply(to(`${other.origin}/there`));

  const value = await makeClient(server).get('things');

  assert.deepEqual(value.data, { there: 1 });
  assert.equal(other.request.header('host'), `127.0.0.1:${other.port}`);
});
