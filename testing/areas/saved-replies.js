'use strict';

const { needMailbox } = require('../access');
const check = require('../check');
const hal = require('../hal');
const { notFound } = require('../problem');
const views = require('../views');

const { PREVIEW_LENGTH } = views;

const savedReplyRule = check.object({
  name: check.required(check.string),
  text: check.optional(check.string),
  chatText: check.optional(check.string),
});

const needSavedReply = ({ state, params }) => {
  const record = state.savedReplies.need(params.savedReplyId);
  if (record.mailboxId !== needMailbox(state, params.mailboxId).id) throw notFound('Saved reply');
  return record;
};

const summary = ({ id, name, text, chatText }) => ({
  id,
  name,
  ...views.present({
    preview: text && views.plain(text, PREVIEW_LENGTH),
    chatPreview: chatText?.slice(0, PREVIEW_LENGTH),
  }),
});

// A bare array, and without those for chats alone unless they are asked for.
function list({ state, params, query }) {
  const { id } = needMailbox(state, params.mailboxId);
  const withChat = query.get('includeChatReplies') === 'true';
  const found = state.savedReplies.where((each) => each.mailboxId === id && (withChat || each.text));
  return hal.resource(found.map(summary));
}

const get = (context) => {
  const { id, name, text, chatText } = needSavedReply(context);
  return hal.resource({ id, name, ...views.present({ text, chatText }) });
};

function create({ state, params, body }) {
  const mailboxId = needMailbox(state, params.mailboxId).id;
  state.savedReplies.insert({ ...check.validate(body, savedReplyRule), mailboxId });
  return hal.created();
}

function update(context) {
  const record = needSavedReply(context);
  const { name, text, chatText } = check.validate(context.body, savedReplyRule);
  Object.assign(record, { name, text, chatText });
  return hal.noContent();
}

function remove(context) {
  context.state.savedReplies.delete(needSavedReply(context).id);
  return hal.noContent();
}

module.exports = {
  'GET /v2/mailboxes/:mailboxId/saved-replies': list,
  'POST /v2/mailboxes/:mailboxId/saved-replies': create,
  'GET /v2/mailboxes/:mailboxId/saved-replies/:savedReplyId': get,
  'PUT /v2/mailboxes/:mailboxId/saved-replies/:savedReplyId': update,
  'DELETE /v2/mailboxes/:mailboxId/saved-replies/:savedReplyId': remove,
};
