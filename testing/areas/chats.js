'use strict';

// The Beacon Chat API, which is another one than version 2 and has its own forms of people and times.

const hal = require('../hal');
const views = require('../views');

const pathOf = ({ id }) => `/chat/v1/${id}`;

function get({ state, params, href }) {
  const { customerId, assigneeId, events, tags, ...chat } = state.chats.need(params.chatId);
  return hal.resource({
    ...views.linked(href, pathOf(chat), {
      ...chat,
      preview: events.at(-1)?.body ?? '',
      ...(assigneeId ? { assignee: userPerson(state, assigneeId) } : {}),
      customer: customerPerson(state, customerId),
      tags: tags.map((id) => tagView(state.tags.get(id))),
    }),
    _embedded: { events: events.map((event) => eventView(state, event)) },
  });
}

const tagView = ({ id, slug, color }) => ({ id, slug, color });

const listEvents = (context) =>
  hal.page(context, 'events', context.state.chats.need(context.params.chatId).events, (event) =>
    eventView(context.state, event),
  );

function eventView(state, { author, ...event }) {
  const people = { customer: customerPerson, user: userPerson };
  return { ...event, ...(author ? { author: people[author.type](state, author.id) } : {}) };
}

const customerPerson = (state, id) => views.omit(views.customerPerson(state, id), 'photoUrl');

const userPerson = (state, id) => ({ first: '', last: '', email: '', ...views.userPerson(state, id) });

module.exports = { 'GET /chat/v1/:chatId': get, 'GET /chat/v1/:chatId/events': listEvents };
