'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startMock } = require('./support');

test('following next walks every conversation once, 25 a page, and keeps the query', async (t) => {
  const { mock, call } = await startMock(t, { seed: { conversations: 60 } });
  const seen = [];
  let path = 'conversations?status=active&mailbox=301,302';
  for (let number = 1; path; number += 1) {
    const { body } = await call(`GET ${path}`);
    assert.deepEqual(body.page, { size: 25, totalElements: 60, totalPages: 3, number });
    seen.push(...body._embedded.conversations.map(({ id }) => id));
    path = body._links.next?.href.replace(mock.url, '');
    if (path) assert.equal(path, `conversations?status=active&mailbox=301,302&page=${number + 1}`);
  }
  assert.deepEqual([seen.length, new Set(seen).size], [60, 60]);
});

test('each page links where it should', async (t) => {
  const { mock, call } = await startMock(t, { pageSize: 10, seed: { customers: 30 } });
  const links = (await call('GET customers?page=2')).body._links;
  const at = (page) => ({ href: `${mock.url}customers?page=${page}` });
  assert.deepEqual(links, {
    self: at(2),
    first: at(1),
    last: at(3),
    next: at(3),
    previous: at(1),
    page: { href: `${mock.url}customers{?page}`, templated: true },
  });
  assert.equal((await call('GET customers?page=3')).body._links.next, undefined);
  assert.equal((await call('GET customers')).body._links.previous, undefined);
});

test('links keep the host that the client used', async (t) => {
  const { mock, tokens } = await startMock(t);
  const origin = mock.origin.replace('127.0.0.1', 'localhost');
  const response = await fetch(`${origin}/v2/tags`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  assert.equal((await response.json())._links.self.href, `${origin}/v2/tags?page=1`);
});

test('an empty list has a page and no _embedded', async (t) => {
  const { call } = await startMock(t);
  const { body } = await call('GET conversations?status=spam');
  assert.equal(body._embedded, undefined);
  assert.deepEqual(body.page, { size: 25, totalElements: 0, totalPages: 0, number: 1 });
});
