'use strict';

/*
 * Params and bodies of resource methods: text and numbers go out as they always
 * did; arrays, Dates and camel case, which Help Scout ignored or refused in the
 * original's forms, go out as it documents them. The verbs themselves change nothing.
 */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { differs, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { exchange, makeClient } = require('./support/client.js');

const NOON = new Date('2026-01-02T12:03:04.567Z');

async function target(t, call) {
  const { server, error } = await exchange(t, call);

  assert.ifError(error);

  return server.request.target;
}

function lists(claim, params, { original, ours }) {
  test(`params of a list: ${claim}`, async t => {
    const query = differs({ original, ours });

    assert.equal(await target(t, client => client.conversations.list(params)), `/v2/conversations${query}`);
  });
}

const same = query => ({ original: query, ours: query });

lists('text and numbers as they are', { mailbox: '1,2', page: 2, modifiedSince: '2026-01-02T12:03:04Z' },
  same('?mailbox=1,2&page=2&modifiedSince=2026-01-02T12:03:04Z'));
lists('text with milliseconds as it is', { modifiedSince: '2026-01-02T12:03:04.567Z' },
  same('?modifiedSince=2026-01-02T12:03:04.567Z'));
lists('assigned_to as it is', { assigned_to: 5 }, same('?assigned_to=5'));
lists('null and undefined leave the key out', { tag: null, mailbox: undefined, page: 1 }, same('?page=1'));
lists('a list without items leaves the key out', { tag: [], page: 1 }, same('?page=1'));
lists('an array as a comma list', { tag: ['a b', 'c,d'], mailbox: [1, 2n] },
  { original: '?tag[]=a+b&tag[]=c,d&mailbox[]=1&mailbox[]=2', ours: '?tag=a+b,c,d&mailbox=1,2' });
lists('null and undefined are no items', { tag: ['a', null, undefined, 'b'] },
  { original: '?tag[]=a&tag[]=null&tag[]=undefined&tag[]=b', ours: '?tag=a,b' });
lists('a Date in seconds', { modifiedSince: NOON },
  { original: '?modifiedSince=2026-01-02T12:03:04.567Z', ours: '?modifiedSince=2026-01-02T12:03:04Z' });
lists('Dates in an array too', { modifiedSince: [new Date(0), NOON] }, {
  original: '?modifiedSince[]=1970-01-01T00:00:00.000Z&modifiedSince[]=2026-01-02T12:03:04.567Z',
  ours: '?modifiedSince=1970-01-01T00:00:00Z,2026-01-02T12:03:04Z'
});
lists('a Date beyond the year 9999', { modifiedSince: new Date(8.64e15) },
  { original: '?modifiedSince=%2B275760-09-13T00:00:00.000Z', ours: '?modifiedSince=%2B275760-09-13T00:00:00Z' });
lists('camel case where the wire has none', { assignedTo: 5 },
  { original: '?assignedTo=5', ours: '?assigned_to=5' });
lists('of both spellings the wire\'s own', { assignedTo: 5, assigned_to: 6 },
  { original: '?assignedTo=5&assigned_to=6', ours: '?assigned_to=6' });
lists('of both spellings the one with a value', { assignedTo: 5, assigned_to: null },
  { original: '?assignedTo=5', ours: '?assigned_to=5' });
lists('URLSearchParams verbatim', new URLSearchParams({ assignedTo: '5', tag: 'a,b' }), same('?assignedTo=5&tag=a%2Cb'));

test('a report takes fieldId', async t => {
  const query = await target(t, client =>
    client.reports.conversation.getDrilldownByFieldReport({ start: NOON, end: NOON, field: 'tagid', fieldId: 7 }));

  assert.equal(new URL(query, 'http://x').searchParams.get(differs({ original: 'fieldId', ours: 'fieldid' })), '7');
});

for (const [claim, value, name] of [
  ['an invalid Date', new Date(NaN), 'RangeError'],
  ['a lone surrogate in an array', ['\ud800'], 'URIError'],
  ['a Symbol in an array', [Symbol('s')], 'TypeError']
]) {
  test(`params of a list: ${claim} rejects with a ${name}`, async t => {
    const { server, error } = await exchange(t, client => client.conversations.list({ tag: value }));

    assert.equal(error.name, name);
    assert.equal(server.requests.length, 0);
  });
}

test('config.params is the very object given, whatever its forms', async t => {
  const params = { tag: ['a'], modifiedSince: NOON };
  const { value } = await exchange(t, client => client.conversations.list(params));

  assert.equal(value.config.params, params);
  assert.deepEqual(params, { tag: ['a'], modifiedSince: NOON });
});

test('a verb sends arrays, Dates and names as the original does', async t => {
  assert.equal(
    await target(t, client => client.get('conversations', { tag: ['a'], modifiedSince: NOON, assignedTo: 5 })),
    '/v2/conversations?tag[]=a&modifiedSince=2026-01-02T12:03:04.567Z&assignedTo=5'
  );
});

test('paramsSerializer is given what the caller gave', async t => {
  const params = { tag: ['a'], assignedTo: 5 };
  let seen;

  await target(t, client => {
    client.updateRequestOptions({ paramsSerializer: given => { seen = given; return ''; } });
    return client.conversations.list(params);
  });
  assert.equal(seen, params);
});

test('params of requestOptions go with a write as they are', async t => {
  assert.equal(await target(t, client => {
    client.updateRequestOptions({ params: { key: ['a'], since: NOON } });
    return client.conversations.create({});
  }), '/v2/conversations?key[]=a&since=2026-01-02T12:03:04.567Z');
});

/* Bodies */

const seconds = { original: '2026-01-02T12:03:04.567Z', ours: '2026-01-02T12:03:04Z' };

test('a Date anywhere in a body goes out in seconds, text as it is', async t => {
  const text = '2026-01-02T12:03:04.567Z';
  const data = { createdAt: NOON, subject: text, threads: [{ createdAt: NOON, text }] };
  const { server, value } = await exchange(t, client => client.conversations.create(data));
  const date = differs(seconds);

  assert.deepEqual(server.request.json(), { createdAt: date, subject: text, threads: [{ createdAt: date, text }] });
  assert.equal(value.config.data, server.request.body.toString());
  assert.equal(data.createdAt, NOON);
});

test('a Date of another realm too', onlyOurs, async t => {
  const { server } = await exchange(t, client =>
    client.conversations.snooze.update(1, { snoozedUntil: require('vm').runInNewContext(`new Date(${+NOON})`) }));

  assert.deepEqual(server.request.json(), { snoozedUntil: seconds.ours });
});

test('a toJSON of the caller\'s own is honoured', async t => {
  const { server } = await exchange(t, client =>
    client.conversations.create({ createdAt: Object.assign(new Date(NOON), { toJSON: () => 'mine' }), at: NOON }));

  assert.deepEqual(server.request.json(), { createdAt: 'mine', at: differs(seconds) });
});

test('a verb sends a Date in a body as the original does', async t => {
  const { server } = await exchange(t, client => client.post('conversations', { createdAt: NOON }));

  assert.deepEqual(server.request.json(), { createdAt: seconds.original });
});

/* Functions of the caller's own */

const STAND_INS = {
  'an overridden verb'(client) {
    for (const verb of ['get', 'post']) {
      const own = client[verb];
      client[verb] = function (...args) { return own.apply(this, args); };
    }
  },
  'an overridden handleRequest'(client) {
    const own = client.handleRequest;
    client.handleRequest = function (...args) { return own.apply(this, args); };
  },
  'another limiter'(client) {
    client.bottleneck = { schedule: (options, job, ...args) => job(...args) };
  }
};

for (const [name, stand] of Object.entries(STAND_INS)) {
  test(`${name} sends params and bodies as ours would`, onlyOurs, async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    stand(client);

    await client.conversations.list({ tag: ['a', 'b'], assignedTo: 5, modifiedSince: NOON, page: 2, mailbox: [] });
    assert.equal(server.requests.at(-1).target,
      '/v2/conversations?tag=a,b&assigned_to=5&modifiedSince=2026-01-02T12:03:04Z&page=2');
    await client.conversations.create({ createdAt: NOON, tags: ['a'] });
    assert.deepEqual(server.requests.at(-1).json(), { createdAt: seconds.ours, tags: ['a'] });
  });

  test(`${name} gets the bytes of a file and the text of a source`, onlyOurs, async t => {
    const server = await startServer(t);
    const client = makeClient(server);
    const bytes = Buffer.from([0, 0xff, 0xc3, 0x28]);
    stand(client);

    server.reply({ body: bytes }, { body: 'Subject: Hi\r\n' });
    const { attachments, threads } = client.conversations;
    assert.deepEqual((await attachments.getFile(1, 2, { headers: { 'X-Mine': 'a' } })).data, bytes);
    assert.equal(server.requests.at(-1).header('accept'), '*/*');
    assert.equal(server.requests.at(-1).header('x-mine'), 'a');
    assert.equal((await threads.getSourceRfc822(1, 2)).data, 'Subject: Hi\r\n');
    assert.equal(server.requests.at(-1).header('accept'), 'message/rfc822');
  });
}

test('what an overridden verb is given is the caller\'s own unless the wire wants another form', onlyOurs, t => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  const { mock } = t.mock.method(client, 'get', () => {});
  const params = { page: 2, query: { a: 1 } };

  client.conversations.list(params);
  client.conversations.list({ ...params, tag: ['a'] });
  assert.equal(mock.calls[0].arguments[1], params);
  assert.deepEqual(mock.calls[1].arguments[1], { ...params, tag: 'a' });
});

test('what an overridden verb is given has one of both spellings, and no prototype from outside', onlyOurs, t => {
  const client = makeClient({ base: 'http://127.0.0.1:1/v2/' });
  const { mock } = t.mock.method(client, 'get', () => {});

  client.conversations.list(JSON.parse('{"assigned_to":6,"assignedTo":5,"__proto__":{"page":9},"tag":["a","b"]}'));
  const [, given] = mock.calls[0].arguments;
  assert.deepEqual(given, { assigned_to: 6, tag: 'a,b' });
  assert.equal(given.page, undefined);
});

/* Files */

test('an attachment comes as its bytes', onlyOurs, async t => {
  const bytes = Buffer.from([0, 0xff, 0xc3, 0x28]);
  const { value, server } = await exchange(t, client => client.conversations.attachments.getFile(1, 2), { body: bytes });

  assert.deepEqual(value.data, bytes);
  assert.equal(server.request.header('accept'), '*/*');
});

test('an attachment comes as a stream if the call asks for one', onlyOurs, async t => {
  const { value } = await exchange(t, client =>
    client.conversations.attachments.getFile(1, 2, { responseType: 'stream' }), { body: 'content' });

  assert.equal(Buffer.concat(await value.data.toArray()).toString(), 'content');
});

test('a responseType that is none rejects', onlyOurs, async t => {
  const { server, error } = await exchange(t, client => client.tags.list({}, { responseType: 'blob' }));

  assert.match(error.message, /"responseType" option of the call is the string "blob"/);
  assert.equal(server.requests.length, 0);
});
