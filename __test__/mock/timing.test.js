'use strict';

// What waits for a time: snoozed conversations and scheduled drafts, under a clock of the test.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startMock } = require('./support');

const HOUR = 3_600_000;
const YEAR = 8766 * HOUR;
const CONVERSATION = 'conversations/100001';

/** An account with one conversation that has a draft, and a clock to put forward. */
async function startAt(t, time) {
  const clock = { now: Date.parse(time) };
  const account = await startMock(t, {
    now: () => clock.now,
    expiresIn: YEAR / 500,
    seed: {
      conversations: [
        {
          threads: [
            { type: 'customer', text: 'Hi' },
            { type: 'reply', text: 'Later', draft: true },
          ],
        },
        { subject: 'Other' },
      ],
    },
  });
  const { call, mock } = account;
  const draft = mock.state.conversations.get(100_001).threads[1].id;
  const conversation = async () => (await call(`GET ${CONVERSATION}`)).body;
  const thread = async (id) =>
    (await call(`GET ${CONVERSATION}/threads`)).body._embedded.threads.find((each) => each.id === id);
  return { ...account, clock, draft, conversation, thread, schedule: `${CONVERSATION}/threads/${draft}/schedule` };
}

const hi = { customer: { id: 10_001 }, text: 'Hi again' };

test('a snooze is shown until its time, as the next event too', async (t) => {
  const { call, clock, conversation } = await startAt(t, '2025-03-01T10:00:00Z');
  const snooze = { snoozedUntil: '2025-03-02T09:00:00Z', unsnoozeOnCustomerReply: true };
  assert.equal((await call(`PUT ${CONVERSATION}/snooze`, snooze)).status, 204);
  const shown = await conversation();
  assert.deepEqual(shown.snooze, { snoozedBy: 101, ...snooze });
  assert.deepEqual(shown.nextEvent, {
    time: snooze.snoozedUntil,
    eventType: 'snooze',
    userId: 101,
    cancelOnCustomerReply: true,
  });
  clock.now = Date.parse(snooze.snoozedUntil);
  const awake = await conversation();
  assert.deepEqual([awake.snooze, awake.nextEvent], [undefined, undefined]);
});

test('a snooze replaces the one before, and is taken off once', async (t) => {
  const { call, clock, conversation } = await startAt(t, '2025-03-01T10:00:00Z');
  const until = (snoozedUntil) => ({ snoozedUntil, unsnoozeOnCustomerReply: false });
  await call(`PUT ${CONVERSATION}/snooze`, until('2025-03-01T11:00:00Z'));
  await call(`PUT ${CONVERSATION}/snooze`, until('2025-03-03T11:00:00Z'));
  clock.now += 2 * HOUR;
  assert.equal((await conversation()).snooze.snoozedUntil, '2025-03-03T11:00:00Z');
  assert.equal((await call(`DELETE ${CONVERSATION}/snooze`)).status, 204);
  assert.equal((await conversation()).snooze, undefined);
  assert.equal((await call(`DELETE ${CONVERSATION}/snooze`)).status, 404);
});

test('what the customer writes wakes a conversation if it was snoozed so', async (t) => {
  const { call, conversation } = await startAt(t, '2025-03-01T10:00:00Z');
  const snooze = (unsnoozeOnCustomerReply) =>
    call(`PUT ${CONVERSATION}/snooze`, { snoozedUntil: '2025-04-01T00:00:00Z', unsnoozeOnCustomerReply });
  await snooze(false);
  await call(`POST ${CONVERSATION}/customer`, hi);
  assert.ok((await conversation()).snooze, 'this one sleeps on');
  await snooze(true);
  await call(`POST ${CONVERSATION}/customer`, { ...hi, imported: true });
  assert.ok((await conversation()).snooze, 'history is no news');
  await call(`POST ${CONVERSATION}/customer`, hi);
  assert.equal((await conversation()).snooze, undefined);
});

for (const [what, time] of [
  ['in the past', '2025-03-01T09:59:59Z'],
  ['now', '2025-03-01T10:00:00Z'],
  ['after 2100', '2101-01-01T00:00:00Z'],
  ['with fractions of a second', '2025-04-01T00:00:00.000Z'],
]) {
  test(`a time ${what} is refused, for a snooze and for a schedule`, async (t) => {
    const { call, schedule } = await startAt(t, '2025-03-01T10:00:00Z');
    const snoozed = await call(`PUT ${CONVERSATION}/snooze`, { snoozedUntil: time, unsnoozeOnCustomerReply: true });
    const scheduled = await call(`PUT ${schedule}`, { scheduledFor: time, unscheduleOnCustomerReply: true });
    const paths = [snoozed, scheduled].map(({ body }) => body._embedded.errors.map(({ path }) => path));
    assert.deepEqual([snoozed.status, scheduled.status], [400, 400]);
    assert.deepEqual(paths, [['snoozedUntil'], ['scheduledFor']]);
  });
}

test('a scheduled draft goes out at its time and takes effect then', async (t) => {
  const { call, clock, conversation, thread, mock } = await startAt(t, '2025-03-01T10:00:00Z');
  const reply = { ...hi, draft: true, status: 'closed', assignTo: 102 };
  const { id } = await call(`POST ${CONVERSATION}/reply`, reply);
  const schedule = { scheduledFor: '2025-03-02T08:00:00Z', unscheduleOnCustomerReply: true, sendAsCreator: true };
  assert.equal((await call(`PUT ${CONVERSATION}/threads/${id}/schedule`, schedule)).status, 204);
  assert.deepEqual((await thread(id)).scheduled, {
    scheduledBy: 101,
    sendAsId: 101,
    createdAt: '2025-03-01T10:00:00Z',
    scheduledFor: '2025-03-02T08:00:00Z',
    unscheduleOnCustomerReply: true,
  });
  const waiting = await conversation();
  assert.deepEqual(
    [waiting.status, waiting.assignee, waiting.nextEvent.eventType],
    ['active', undefined, 'scheduled'],
    'a draft changes nothing',
  );
  clock.now = Date.parse(schedule.scheduledFor);
  const sent = await thread(id);
  assert.deepEqual([sent.state, sent.scheduled], ['published', undefined]);
  const after = await conversation();
  assert.deepEqual([after.status, after.assignee.id, after.nextEvent], ['closed', 102, undefined]);
  assert.equal(mock.state.conversations.get(100_001).threads.length, 3);
});

test('a scheduled draft can be sent at once, or stay a draft', async (t) => {
  const { call, clock, draft, thread, schedule } = await startAt(t, '2025-03-01T10:00:00Z');
  const body = { scheduledFor: '2025-03-01T11:00:00Z', unscheduleOnCustomerReply: false };
  await call(`PUT ${schedule}`, body);
  assert.equal((await call(`DELETE ${schedule}`)).status, 204);
  clock.now += 2 * HOUR;
  assert.equal((await thread(draft)).state, 'draft');
  assert.equal((await call(`DELETE ${schedule}`)).status, 404);
  await call(`PUT ${schedule}`, { ...body, scheduledFor: '2025-03-05T11:00:00Z' });
  const publish = { op: 'replace', path: '/state', value: 'published' };
  assert.equal((await call(`PATCH ${schedule}`, { ...publish, value: 'draft' })).status, 400);
  assert.equal((await call(`PATCH ${schedule}`, publish)).status, 204);
  assert.equal((await thread(draft)).state, 'published');
  assert.equal((await call(`PATCH ${schedule}`, publish)).status, 404, 'it waits no more');
});

test('only a draft can be scheduled, and what the customer writes calls it off if it was scheduled so', async (t) => {
  const { call, mock, draft, thread, schedule } = await startAt(t, '2025-03-01T10:00:00Z');
  const [received] = mock.state.conversations.get(100_001).threads;
  const body = { scheduledFor: '2025-03-02T08:00:00Z', unscheduleOnCustomerReply: true };
  assert.equal((await call(`PUT ${CONVERSATION}/threads/${received.id}/schedule`, body)).status, 400);
  await call(`PUT ${schedule}`, body);
  await call(`POST ${CONVERSATION}/customer`, hi);
  const kept = await thread(draft);
  assert.deepEqual([kept.state, kept.scheduled], ['draft', undefined]);
});

test('publishing a draft conversation sends its drafts', async (t) => {
  const { call, conversation, mock } = await startAt(t, '2025-03-01T10:00:00Z');
  const { id } = await call('POST conversations', {
    subject: 'Welcome',
    type: 'email',
    mailboxId: 301,
    status: 'pending',
    customer: { email: 'new@customers.example' },
    threads: [{ type: 'reply', customer: { email: 'new@customers.example' }, text: 'Hello', draft: true }],
  });
  assert.equal(mock.state.conversations.get(id).state, 'draft');
  assert.equal((await call(`PATCH conversations/${id}`, { op: 'replace', path: '/draft', value: false })).status, 204);
  const { body } = await call(`GET conversations/${id}?embed=threads`);
  assert.deepEqual([body.state, body._embedded.threads[0].state], ['published', 'published']);
  assert.equal((await conversation()).state, 'published');
});

test('a merged conversation answers 301 to reads for 60 days and 404 to the rest', async (t) => {
  const { call, clock, mock } = await startAt(t, '2025-03-01T10:00:00Z');
  mock.merge(100_002, 100_001);
  for (const version of ['v2', 'v3']) {
    const moved = await call(`GET /${version}/conversations/100002`);
    assert.equal(moved.status, 301);
    assert.equal(moved.headers.get('location'), `${mock.origin}/${version}/conversations/100001`);
  }
  assert.equal((await call('PUT conversations/100002/tags', { tags: [] })).status, 404);
  clock.now += 60 * 24 * HOUR;
  assert.equal((await call('GET conversations/100002')).status, 404);
});
