'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { requestToken, startMock } = require('./support');

const REPLY = 'POST conversations/100001/reply';
const reply = { customer: { id: 10_001 }, text: 'Hello' };

const threadCount = (mock) => mock.state.conversations.get(100_001).threads.length;

test('a status fault answers so often as told, and nothing is applied', async (t) => {
  const { mock, call } = await startMock(t);
  const before = threadCount(mock);
  const armed = mock.fail('POST /v2/conversations/:id/reply', { status: 502, times: 2 });
  assert.equal((await call(REPLY, reply)).status, 502);
  assert.equal((await call('POST conversations/100001/notes', { text: 'x' })).status, 201, 'another path is spared');
  assert.equal((await call(REPLY, reply)).status, 502);
  assert.equal((await call(REPLY, reply)).status, 201);
  assert.equal(armed.hits, 2);
  assert.equal(threadCount(mock), before + 2);
});

test('afterApply answers with the status although the request took effect', async (t) => {
  const { mock, call } = await startMock(t);
  const before = threadCount(mock);
  mock.fail('POST /v2/conversations/:id/reply', { status: 502, afterApply: true, times: 1 });
  assert.equal((await call(REPLY, reply)).status, 502);
  assert.equal(threadCount(mock), before + 1);
});

test('headers and body of a status fault are those given', async (t) => {
  const { mock, call } = await startMock(t);
  mock.fail('*', { status: 429, headers: { 'Retry-After': '7' }, times: 1 });
  const limited = await call('GET users/me');
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7']);
  assert.deepEqual(limited.body, { message: 'API rate limit exceeded' });
  mock.fail('GET /v2/users/*', { status: 503, body: '<h1>Down</h1>', headers: { 'content-type': 'text/plain' } });
  const down = await call('GET users/me');
  assert.deepEqual([down.type, down.body], ['text/plain', '<h1>Down</h1>']);
  mock.calm();
  assert.equal((await call('GET users/me')).status, 200);
});

test('faults meet the token endpoint too', async (t) => {
  const { mock } = await startMock(t);
  mock.fail('POST /v2/oauth2/token', { status: 500, times: 1 });
  assert.equal((await requestToken(mock, { grant_type: 'client_credentials' })).status, 500);
  assert.equal((await requestToken(mock, { grant_type: 'client_credentials' })).status, 200);
});

for (const [reset, applied] of [
  ['before', 0],
  ['during', 1],
  ['after', 1],
]) {
  test(`reset ${reset}: the connection is lost and ${applied ? 'the effect stays' : 'nothing was applied'}`, async (t) => {
    const { mock, call } = await startMock(t);
    const before = threadCount(mock);
    mock.fail(`POST /v2/conversations/:id/reply`, { reset, times: 1 });
    await assert.rejects(call(REPLY, reply));
    assert.equal(threadCount(mock), before + applied);
    assert.equal((await call('GET users/me')).status, 200);
  });
}

test('reset during loses the connection after the headers of an answer with a body', async (t) => {
  const { mock, tokens } = await startMock(t);
  mock.fail('GET /v2/users', { reset: 'during' });
  const response = await fetch(`${mock.url}users`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
});

test('truncate ends the answer before its promised length', async (t) => {
  const { mock, tokens } = await startMock(t);
  mock.fail('GET /v2/users', { truncate: true });
  const response = await fetch(`${mock.url}users`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  await assert.rejects(response.text());
});

for (const stall of ['headers', 'body']) {
  test(`stall ${stall}: the answer never ends`, async (t) => {
    const { mock, tokens } = await startMock(t);
    mock.fail('GET /v2/users', { stall });
    const signal = AbortSignal.timeout(300);
    const whole = fetch(`${mock.url}users`, {
      signal,
      headers: { authorization: `Bearer ${tokens.access_token}` },
    }).then((response) => response.text());
    await assert.rejects(whole, { name: 'TimeoutError' });
  });
}

test('garble spoils the body or the protocol', async (t) => {
  const { mock, call, tokens } = await startMock(t);
  mock.fail('GET /v2/users', { garble: true, times: 1 });
  const response = await fetch(`${mock.url}users`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  await assert.rejects(response.json(), SyntaxError);
  mock.fail('GET /v2/users', { garble: 'protocol', times: 1 });
  await assert.rejects(call('GET users'));
});

test('latencyMs delays an answer that is otherwise as usual', async (t) => {
  const { mock, call } = await startMock(t);
  mock.fail('GET /v2/users/me', { latencyMs: 80 });
  assert.equal((await call('GET users/me')).status, 200);
  assert.ok(mock.requests.at(-1).durationMs >= 75, `${mock.requests.at(-1).durationMs} ms`);
});

test('when chooses the requests, cancel takes one fault away', async (t) => {
  const { mock, call } = await startMock(t);
  const armed = mock.fail('GET /v2/tags', { status: 500, when: (request) => request.query.page === '2' });
  assert.equal((await call('GET tags')).status, 200);
  assert.equal((await call('GET tags?page=2')).status, 500);
  armed.cancel();
  assert.equal((await call('GET tags?page=2')).status, 200);
});

test('a fault that makes no sense is refused when it is armed', async (t) => {
  const { mock } = await startMock(t);
  assert.throws(() => mock.fail('reply', { status: 500 }), /Not a fault pattern: "reply"/);
  assert.throws(() => mock.fail('*', {}), /needs one of/);
  assert.throws(() => mock.fail('*', { status: 500, reset: 'after' }), /one effect/);
  assert.throws(() => mock.fail('*', { stauts: 500 }), /Unknown fault option: stauts/);
  assert.throws(() => mock.fail('*', { reset: 'later' }), /reset must be one of before, during, after/);
});

test('the log tells what arrived and how it was answered', async (t) => {
  const { mock, call, tokens } = await startMock(t);
  mock.fail('GET /v2/tags', { status: 502, times: 1 });
  await call('GET tags?page=1');
  await call('POST customers', { firstName: 'Lee' });
  const [read, write] = mock.requests;
  assert.deepEqual(
    [read.method, read.path, read.query, read.status, read.weight, read.fault],
    ['GET', '/v2/tags', { page: '1' }, 502, 1, true],
  );
  assert.ok(read.rawHeaders.includes(`Bearer ${tokens.access_token}`));
  assert.deepEqual(
    [write.body, write.rawBody.toString(), write.status, write.weight],
    [{ firstName: 'Lee' }, '{"firstName":"Lee"}', 201, 2],
  );
  assert.ok(write.time >= read.time);
  mock.clear();
  assert.deepEqual(mock.requests, []);
});

test('log: false keeps nothing', async (t) => {
  const { mock, call } = await startMock(t, { log: false });
  await call('GET users/me');
  assert.deepEqual(mock.requests, []);
});
