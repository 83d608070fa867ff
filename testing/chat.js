'use strict';

// New chats of the Chat API, which only reads them: they come from seeds.

const { randomUUID } = require('node:crypto');

const { resolveCustomer, tagIds } = require('./model');

/** The Chat API writes times with microseconds. */
const instant = (iso) => new Date(iso).toISOString().replace('Z', '000Z');

/** @param {object} input see `ChatSeed` in index.d.ts */
function createChat(state, { id, customer, mailboxId, assignTo, createdAt, endedAt, tags = [], events = [], ...rest }) {
  const customerId = resolveCustomer(state, customer, 'customer').id;
  const startedAt = instant(createdAt ?? state.now());
  const authors = { customer: customerId, user: assignTo ?? state.owner()?.id ?? 0 };
  return state.chats.insert({
    id: id ?? randomUUID(),
    beaconId: rest.beaconId ?? randomUUID(),
    mailboxId,
    createdAt: startedAt,
    ...(endedAt ? { endedAt: instant(endedAt) } : {}),
    assigneeId: assignTo,
    customerId,
    tags: tagIds(state, tags),
    timeline: rest.timeline ?? [{ type: 'chat-started', timestamp: startedAt }],
    events: events.map((event) => createEvent(event, startedAt, authors)),
  });
}

const createEvent = ({ id, author = 'customer', createdAt, body, params, ...kind }, startedAt, authors) => ({
  id: id ?? randomUUID(),
  type: kind.type ?? 'message',
  action: kind.action ?? 'message-added',
  author: { type: author, id: authors[author] },
  createdAt: createdAt ? instant(createdAt) : startedAt,
  ...(body === undefined ? {} : { body }),
  ...(params === undefined ? {} : { params }),
});

module.exports = { createChat };
