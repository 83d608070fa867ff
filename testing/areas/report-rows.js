'use strict';

// Single conversations and ratings as the reports list them.

const views = require('../views');
const { replies, seconds } = require('./report-figures');

const RATING_IDS = { great: 1, okay: 2, not_good: 3 };

const nameOf = (person) => `${person?.firstName ?? ''} ${person?.lastName ?? ''}`.trim();

function drilldownRow(state, record) {
  const customer = state.customers.get(record.customerId);
  const assignee = state.users.get(record.assigneeId);
  return {
    id: record.id,
    number: record.number,
    type: record.type,
    mailboxid: record.mailboxId,
    attachments: record.threads.some((thread) => thread.attachments.length > 0),
    subject: record.subject,
    status: record.status,
    threadCount: record.threads.length,
    preview: views.preview(record),
    customerName: nameOf(customer),
    customerEmail: customer?.emails[0]?.value ?? '',
    customerIds: [record.customerId],
    modifiedAt: record.modifiedAt,
    assignedid: record.assigneeId ?? 0,
    ...(assignee ? { assignedName: nameOf(assignee) } : {}),
    tags: record.tags
      .map((id) => state.tags.get(id))
      .filter(Boolean)
      .map(({ id, name, color }) => ({ id, name, color })),
  };
}

/** The same with how long the customer has waited. */
const userDrilldownRow = (state, record) => ({
  ...drilldownRow(state, record),
  waitingSince: views.waitingSince(record).time,
  waitingSinceType: 1,
});

function ratingRow(state, record) {
  const conversation = state.conversations.get(record.conversationId);
  return {
    number: record.conversationNumber,
    id: record.conversationId,
    type: conversation.type,
    threadid: record.threadId,
    threadCreatedAt: conversation.threads.find((thread) => thread.id === record.threadId).createdAt,
    ratingId: RATING_IDS[record.rating],
    ratingCustomerId: record.customerId,
    ratingCustomerName: nameOf(state.customers.get(record.customerId)),
    ratingComments: record.comments,
    ratingCreatedAt: record.createdAt,
    ratingUserId: record.userId,
    ratingUserName: nameOf(state.users.get(record.userId)),
  };
}

function historyRow(state, record) {
  const own = { conversations: [record] };
  return {
    id: record.id,
    number: record.number,
    status: record.status,
    customers: [{ id: record.customerId, name: nameOf(state.customers.get(record.customerId)) }],
    avgHandleTime: seconds(own),
    firstResponseTime: seconds(own),
    repliesSent: replies(own),
    responseTime: seconds(own),
    resolveTime: seconds(own),
  };
}

module.exports = { drilldownRow, historyRow, ratingRow, userDrilldownRow };
