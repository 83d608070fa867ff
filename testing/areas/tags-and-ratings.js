'use strict';

// What the API only reads: tags come with conversations, ratings with customers' answers.

const hal = require('../hal');
const views = require('../views');

function listTags(context) {
  const { state } = context;
  const uses = new Map();
  for (const id of state.conversations.all().flatMap((each) => each.tags)) uses.set(id, (uses.get(id) ?? 0) + 1);
  const tags = state.tags.all().sort((a, b) => a.name.localeCompare(b.name));
  return hal.page(context, 'tags', tags, (tag) => ({ ...tag, ticketCount: uses.get(tag.id) ?? 0 }));
}

// One tag alone comes without its dates and use.
function getTag({ state, params }) {
  const { id, slug, name, color } = state.tags.need(params.tagId);
  return hal.resource({ id, slug, name, color });
}

function getRating({ state, params, href }) {
  const { customerId, userId, ...record } = state.ratings.need(params.ratingId);
  const customer = views.customerPerson(state, customerId);
  const user = views.userPerson(state, userId);
  return hal.resource({
    ...record,
    customer: {
      id: customerId,
      email: customer.email,
      firstName: customer.first,
      lastName: customer.last,
      photoUrl: customer.photoUrl,
    },
    user: { id: userId, email: user.email ?? '', firstName: user.first ?? '', lastName: user.last ?? '' },
    _links: {
      self: views.link(href, `/v2/ratings/${record.id}`),
      conversation: views.link(href, `/v2/conversations/${record.conversationId}`),
      mailbox: views.link(href, `/v2/mailboxes/${record.mailboxId}`),
      customer: views.link(href, `/v2/customers/${customerId}`),
      user: views.link(href, `/v2/users/${userId}`),
    },
  });
}

module.exports = {
  'GET /v2/tags': listTags,
  'GET /v2/tags/:tagId': getTag,
  'GET /v2/ratings/:ratingId': getRating,
};
