'use strict';

/* Writes whose effect is unknown: rejected, looked for, or sent again. What counts is what the mock holds in the end. */

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const util = require('node:util');
const Bottleneck = require('bottleneck');
const HelpScout = require('..');
const { mockHelpScout } = require('../testing');
const { rejection } = require('./compat/support/client.js');

const { ConflictError, HelpScoutError, IndeterminateWriteError } = HelpScout;

/** A mock with one conversation, and a client of it. */
async function scene(t, options) {
  const mock = await mockHelpScout({ seed: { conversations: 1 } });
  t.after(() => mock.close());
  const { clientId, clientSecret, url: baseUrl } = mock;
  const client = new HelpScout({ clientId, clientSecret, authenticationFlow: 'clientCredentials', baseUrl, ...options });
  const [conversation] = mock.state.conversations.values();
  return { mock, client, conversation };
}

const thread = (method, path, body = {}) => ({
  route: `POST /v2/conversations/:id/${path}`,
  create: ({ client, conversation }, options) =>
    client.conversations.threads[method](conversation.id, { text: 'Is\n5 < 6 & "so"?', ...body }, options),
  held: ({ conversation }) => conversation.threads.filter(({ body: text }) => text?.startsWith('Is')),
  list: 'threads',
});
const customer = { customer: { email: 'lee@example.org' } };

const things = {
  reply: thread('createReply', 'reply', customer),
  note: thread('createNote', 'notes'),
  'customer thread': thread('createCustomer', 'customer', customer),
  'chat thread': thread('createChat', 'chats', customer),
  'phone thread': thread('createPhone', 'phones', customer),
  customer: {
    route: 'POST /v2/customers',
    create: ({ client }, options) =>
      client.customers.create({ firstName: 'Zebediah', emails: [{ type: 'work', value: 'Lee+1@example.org' }] }, options),
    held: ({ mock }) => [...mock.state.customers.values()].filter(({ firstName }) => firstName === 'Zebediah'),
  },
  'customer without an address': {
    route: 'POST /v2/customers',
    create: ({ client }, options) => client.customers.create({ firstName: 'Zebediah', lastName: 'Ong' }, options),
    held: ({ mock }) => [...mock.state.customers.values()].filter(({ firstName }) => firstName === 'Zebediah'),
  },
  conversation: {
    route: 'POST /v2/conversations',
    create: ({ client, conversation: { mailboxId } }, options) => {
      const threads = [{ type: 'customer', text: 'Hi', ...customer }];
      const body = { subject: 'A "new" one', type: 'email', mailboxId, status: 'closed', ...customer, threads };
      return client.conversations.create(body, options);
    },
    held: ({ mock }) => [...mock.state.conversations.values()].filter(({ subject }) => subject === 'A "new" one'),
  },
};

const faults = {
  'applied, then 502': { status: 502, afterApply: true },
  'applied, then reset': { reset: 'after' },
  'applied, then silent': { stall: 'headers', afterApply: true },
  '502 without effect': { status: 502 },
};
const SILENCE = 'applied, then silent';
const UNAPPLIED = '502 without effect';
const timeout = (fault) => (fault === SILENCE ? { timeout: 2000 } : {});

/** What a create under a fault comes to: an answer or an error, and what is held then. */
async function attempt(t, thing, fault, onAmbiguous, ofClient) {
  const at = await scene(t, ofClient ? { onAmbiguous } : {});
  at.mock.fail(thing.route, { ...faults[fault], times: 1 });
  const options = { ...timeout(fault), ...(ofClient ? {} : { onAmbiguous }) };
  // Without options of its own a call goes the short way.
  const call = thing.create(at, Object.keys(options).length > 0 ? options : undefined);
  const [settled] = await Promise.allSettled([call]);
  return { answer: settled.value, error: settled.reason, held: thing.held(at), at };
}

function assertFound({ answer, error, held, at: { mock } }) {
  assert.equal(error, undefined);
  assert.equal(held.length, 1);
  const { status, statusText, data, headers, verified, config, request } = answer;
  assert.deepEqual([status, statusText, data, verified], [201, 'Created', '', true]);
  assert.equal(headers['resource-id'], String(held[0].id));
  assert.ok(headers.location.startsWith(mock.url) && headers.location.endsWith(`/${held[0].id}`));
  assert.deepEqual([config.method, request.method], ['post', 'POST']);
}

function assertUnknown({ error, held }, count) {
  assert.ok(error instanceof IndeterminateWriteError, String(error));
  assert.equal(error.mayHaveBeenApplied, true);
  assert.equal(held.length, count);
}

const lose = (mock, route) => mock.fail(route, { status: 502, afterApply: true, times: 1 });
const LOST_NOTE = 'POST /v2/conversations/:id/notes';

// A look waits for real seconds, so as many as can run at once do.
describe('a lost write', { concurrency: 2 }, () => {
  describe('a create of unknown effect', { concurrency: 128 }, () => {
    for (const [name, thing] of Object.entries(things)) {
      for (const fault of Object.keys(faults)) {
        const applied = fault === UNAPPLIED ? 0 : 1;

        test(`${name}, ${fault}: rejects once by default`, async (t) => {
          assertUnknown(await attempt(t, thing, fault, undefined, false), applied);
        });

        for (const ofClient of [true, false]) {
          test(`${name}, ${fault}: is looked for by the option of the ${ofClient ? 'client' : 'call'}`, async (t) => {
            const came = await attempt(t, thing, fault, 'verify', ofClient);
            if (applied) return assertFound(came);
            assertUnknown(came, 0);
            assert.match(came.error.message, /^Request failed with status code 502\. It was looked for and not found, /);
            assert.equal(came.error.cause.message, 'Request failed with status code 502');
          });
        }

        test(`${name}, ${fault}: is sent again if that is wanted`, async (t) => {
          const came = await attempt(t, thing, fault, 'resend', true);
          // A timeout of the caller's is not retried, whatever the call.
          if (fault === SILENCE) return assertUnknown(came, 1);
          if (name === 'customer' && applied) {
            assert.ok(came.error instanceof ConflictError && came.error.mayHaveBeenApplied);
            return assert.equal(came.held.length, 1);
          }
          assert.equal(came.answer.status, 201);
          assert.equal(came.answer.verified, false);
          assert.equal(came.held.length, applied + 1);
        });
      }
    }
  });

  describe('looking for a write', { concurrency: 16 }, () => {
    test('two that are alike and lost are not told apart', async (t) => {
      const { mock, client, conversation } = await scene(t, { onAmbiguous: 'verify' });
      mock.fail(LOST_NOTE, { status: 502, afterApply: true, times: 2 });
      client.updateBottleneckOptions({ maxConcurrent: 10, minTime: 0 });
      const note = () => rejection(client.conversations.threads.createNote(conversation.id, { text: 'Twice' }));
      for (const error of await Promise.all([note(), note()])) {
        assert.ok(error instanceof IndeterminateWriteError);
        assert.match(error.message, /may be another write's\.$/);
      }
    });

    test('the one before, of the same text and second, is not taken for it', async (t) => {
      const { mock, client, conversation } = await scene(t, { onAmbiguous: 'verify' });
      await client.conversations.threads.createNote(conversation.id, { text: 'Again' });
      mock.fail(LOST_NOTE, { status: 502, times: 1 });
      const error = await rejection(client.conversations.threads.createNote(conversation.id, { text: 'Again' }));
      assert.match(error.message, /looked for and not found/);
    });

    test('verbs, handleRequest and limiters of a user look, too', async (t) => {
      const { mock, client, conversation } = await scene(t, { onAmbiguous: 'verify' });
      const path = `conversations/${conversation.id}/notes`;
      const by = {
        verb: () => client.post(path, { text: 'verb' }),
        request: () => client.handleRequest({ weight: 2 }, { url: path, method: 'POST', data: { text: 'request' } }),
        limiter: () => {
          client.bottleneck = new Bottleneck({ maxConcurrent: 2 });
          return client.conversations.threads.createNote(conversation.id, { text: 'limiter' });
        },
      };
      for (const [name, write] of Object.entries(by)) {
        lose(mock, LOST_NOTE);
        const answer = await write();
        assert.equal(answer.verified, true, name);
        assert.equal(conversation.threads.filter(({ body }) => body === name).length, 1);
      }
    });

    test('with one slot the look has its turn before calls that wait, and they go on meanwhile', async (t) => {
      const { mock, client, conversation } = await scene(t);
      lose(mock, LOST_NOTE);
      const note = client.conversations.threads.createNote(conversation.id, { text: 'Hi' }, { onAmbiguous: 'verify' });
      const others = Array.from({ length: 20 }, () => client.post('tags', {}).catch(() => {}));
      assert.equal((await note).verified, true);
      await Promise.all(others);
      const sent = mock.requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
      assert.ok(sent.indexOf('GET threads') < sent.lastIndexOf('POST tags'), sent.join());
      assert.ok(sent.indexOf('GET threads') > sent.indexOf('POST tags'), sent.join());
    });

    test('listeners of the limiter know jobs by their own numbers after a look', async (t) => {
      const { mock, client, conversation } = await scene(t);
      client.setCredentials(mock.issueTokens());
      const heard = [];
      client.bottleneck.on('queued', ({ args }) => heard.push(args));
      lose(mock, LOST_NOTE);
      await client.conversations.threads.createNote(conversation.id, { text: 'Hi' }, { onAmbiguous: 'verify' });
      await client.bottleneck.schedule(async () => {}, 'mine');
      assert.deepEqual(heard, [[], [], ['mine']]);
    });

    test('an abortion ends it', async (t) => {
      const { mock, client, conversation } = await scene(t);
      lose(mock, LOST_NOTE);
      mock.fail('GET /v2/conversations/:id/threads', { stall: 'headers' });
      const options = { signal: AbortSignal.timeout(1500), onAmbiguous: 'verify' };
      const error = await rejection(client.conversations.threads.createNote(conversation.id, { text: 'Hi' }, options));
      assert.equal(error.name, 'TimeoutError');
    });
  });
});

test('what cannot be looked up is rejected by the option of the client', async (t) => {
  const { mock, client, conversation } = await scene(t, { onAmbiguous: 'verify' });
  mock.fail('*', { status: 502, when: ({ method }) => method === 'PATCH' || method === 'POST' });
  client.setCredentials(mock.issueTokens());
  const { threads } = client.conversations;
  const dated = { text: 'Hi', imported: true, createdAt: new Date() };
  for (const call of [
    client.conversations.update(conversation.id, { op: 'replace', path: '/subject', value: 'x' }),
    client.post('tags', {}),
    threads.createNote(conversation.id, dated),
    threads.createNote(conversation.id, { text: '' }),
  ]) {
    const error = await rejection(call);
    assert.equal(error.message, 'Request failed with status code 502');
    assert.ok(error instanceof IndeterminateWriteError);
  }
  assert.ok(mock.requests.every(({ method }) => method !== 'GET'));
});

test('what cannot be looked up is refused by the option of the call, and nothing is sent', async (t) => {
  const { mock, client, conversation } = await scene(t);
  const verify = { onAmbiguous: 'verify' };
  const note = (body) => client.conversations.threads.createNote(conversation.id, body, verify);
  for (const call of [
    client.conversations.update(conversation.id, { op: 'replace', path: '/subject', value: 'x' }, verify),
    client.get('tags', {}, verify),
    client.delete('tags/1', undefined, verify),
    client.post('conversations', 'text', verify),
    note({ text: 'Hi', createdAt: '2020-01-01T00:00:00Z' }),
    note({ text: '<br>' }),
    client.handleRequest({}, { url: `conversations/${conversation.id}/notes`, method: 'POST', data: { text: 'Hi' }, adapter: () => {} }, verify),
  ]) {
    const error = await rejection(call);
    assert.equal(error.code, 'ERR_INVALID_ARG_VALUE');
    assert.match(error.message, /^The "onAmbiguous" option of the call is "verify", but this call cannot be looked up, since .*: pass "reject" or "resend"\./);
  }
  assert.equal(mock.requests.length, 0);
});

test('other values are refused by name, with what to pass', async (t) => {
  const { client } = await scene(t);
  for (const wrong of ['retry', 'Verify', true, null, 0, {}]) {
    await assert.rejects(scene(t, { onAmbiguous: wrong }), /^TypeError.*"onAmbiguous" option is .*: pass "reject", "verify" or "resend"\.$/);
    if (wrong === null) continue;
    const error = await rejection(client.post('tags', {}, { onAmbiguous: wrong }));
    assert.match(error.message, /^The "onAmbiguous" option of the call is .*: pass "reject", "verify" or "resend"\.$/);
  }
});

test('the option of the call goes before that of the client', async (t) => {
  const { mock, client, conversation } = await scene(t, { onAmbiguous: 'resend' });
  lose(mock, LOST_NOTE);
  const error = await rejection(client.conversations.threads.createNote(conversation.id, { text: 'Hi' }, { onAmbiguous: 'reject' }));
  assert.ok(error instanceof IndeterminateWriteError);
  assert.equal(conversation.threads.filter(({ body }) => body === 'Hi').length, 1);
});

test('the error says what was sent and when, and no secret', async (t) => {
  const { mock, client, conversation } = await scene(t);
  lose(mock, LOST_NOTE);
  const before = Date.now();
  const error = await rejection(client.conversations.threads.createNote(conversation.id, { text: 'Hi' }));
  const { method, path, attempts, sentAt, config } = error;
  assert.deepEqual([method, path, attempts], ['POST', `/v2/conversations/${conversation.id}/notes`, 1]);
  assert.equal(config.data, '{"text":"Hi"}');
  assert.ok(sentAt instanceof Date && sentAt >= before - 1000 && sentAt <= Date.now());
  assert.equal(JSON.parse(JSON.stringify(error)).sentAt, sentAt.toISOString());
  const token = config.headers.Authorization.replace('Bearer ', '');
  for (const text of [error.message, error.stack, util.inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)]) {
    assert.ok(token.length > 5 && !text.includes(token) && !text.includes(mock.clientSecret));
  }
});

test('every error class tells whether the call may have been applied', () => {
  const classes = Object.getOwnPropertyNames(HelpScout).filter((name) => name.endsWith('Error'));
  assert.ok(classes.length >= 12);
  for (const name of classes) assert.equal(new HelpScout[name]().mayHaveBeenApplied, false, name);
  assert.ok(classes.includes('BottleneckError') && !(HelpScoutError.prototype instanceof HelpScout.BottleneckError));
});

test('a write that its expiration ends may have been applied', async (t) => {
  const { mock, client, conversation } = await scene(t);
  client.setCredentials(mock.issueTokens());
  mock.fail(LOST_NOTE, { stall: 'headers', afterApply: true });
  const request = { url: `conversations/${conversation.id}/notes`, method: 'POST', data: { text: 'Hi' } };
  const error = await rejection(client.handleRequest({ weight: 2, expiration: 300 }, request));
  assert.ok(error instanceof HelpScout.BottleneckError);
  assert.equal(error.mayHaveBeenApplied, true);
});
