'use strict';

const { needConversation } = require('../access');
const check = require('../check');
const hal = require('../hal');
const { notFound } = require('../problem');
const { newAttachment } = require('../model');
const { attachmentInput, needThread } = require('./thread-rules');

function needAttachment({ state, params }) {
  const record = needConversation(state, params.conversationId);
  const isWanted = ({ id }) => String(id) === params.attachmentId;
  const thread = record.threads.find((each) => each.attachments.some(isWanted));
  if (!thread) throw notFound('Attachment');
  return { thread, attachment: thread.attachments.find(isWanted) };
}

// What the virus scan found infected cannot be read.
function needContent(context) {
  const { attachment } = needAttachment(context);
  if (attachment.state === 'virus') throw notFound('Attachment content');
  return attachment;
}

const getData = (context) => hal.resource({ data: needContent(context).data });

function getFile(context) {
  const { filename, mimeType, data } = needContent(context);
  return hal.file(Buffer.from(data, 'base64'), mimeType, filename);
}

function upload({ state, params, body }) {
  const thread = needThread(needConversation(state, params.conversationId), params.threadId);
  const attachment = newAttachment(state, check.validate(body, attachmentInput));
  thread.attachments.push(attachment);
  return hal.created(attachment.id);
}

function remove(context) {
  const { thread, attachment } = needAttachment(context);
  thread.attachments = thread.attachments.filter((each) => each !== attachment);
  return hal.noContent();
}

module.exports = {
  'GET /v2/conversations/:conversationId/attachments/:attachmentId/data': getData,
  'GET /v2/conversations/:conversationId/attachments/:attachmentId/file': getFile,
  'POST /v2/conversations/:conversationId/threads/:threadId/attachments': upload,
  'DELETE /v2/conversations/:conversationId/attachments/:attachmentId': remove,
};
