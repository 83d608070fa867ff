'use strict';

// What the conversations report says beside its figures: which tags, customers, replies, workflows and fields.

const { busiestDay, count, percent } = require('./report-figures');

function breakdown({ state, current, previous }) {
  const day = busiestDay(current);
  const ranked = (idsOf, describe) => top({ current, previous }, idsOf, describe);
  return {
    busiestDay: day,
    busyTimeStart: day.hour,
    busyTimeEnd: (day.hour + 1) % 24,
    tags: ranked(
      ({ tags }) => tags,
      (id) => ({ name: state.tags.get(id)?.name }),
    ),
    customers: ranked(
      ({ customerId }) => [customerId],
      (id) => ({ name: state.customers.get(id)?.firstName ?? '' }),
    ),
    replies: ranked(savedReplyIds, (id) => savedReply(state, id)),
    workflows: ranked(workflowIds, (id) => ({ name: state.workflows.get(id)?.name })),
    customFields: customFields(state, current, previous),
  };
}

const savedReplyIds = ({ threads }) => threads.map((thread) => thread.savedReplyId).filter(Boolean);

const workflowIds = ({ threads }) =>
  threads.map((thread) => thread.action?.associatedEntities.workflow).filter(Boolean);

function savedReply(state, id) {
  const { name, mailboxId } = state.savedReplies.get(id) ?? {};
  return { name, mailboxId };
}

/** The ids that conversations have of something, the most frequent first. */
function top({ current, previous }, idsOf, describe) {
  const ranked = [...uses(current, idsOf)].sort((a, b) => b[1] - a[1]);
  const before = previous && uses(previous, idsOf);
  return {
    count: ranked.length,
    top: ranked.map(([id, number]) => ({
      id,
      ...describe(id),
      ...share(number, count(current)),
      ...(previous ? change(number, before.get(id) ?? 0, count(previous)) : {}),
    })),
  };
}

function uses(range, idsOf) {
  const found = new Map();
  for (const id of range.conversations.flatMap(idsOf)) found.set(id, (found.get(id) ?? 0) + 1);
  return found;
}

const share = (part, whole) => ({ count: part, percent: percent(part, whole) });

const change = (now, before, whole) => ({
  previousCount: before,
  previousPercent: percent(before, whole),
  deltaPercent: percent(now - before, before),
});

function customFields(state, current, previous) {
  const fields = state.mailboxes
    .all()
    .flatMap(({ id, fields: own }) =>
      own.filter(({ options }) => options).map((field) => ({ ...field, mailboxId: id })),
    )
    .map((field) => fieldUse(field, current, previous));
  return { count: fields.length, fields };
}

function fieldUse({ id, name, mailboxId, options }, current, previous) {
  const inside = (range) => range.conversations.filter((each) => each.mailboxId === mailboxId);
  const answers = (range) => inside(range).flatMap(({ fields }) => fields.filter((field) => field.id === id));
  const given = (range, option) => answers(range).filter(({ value }) => value === String(option.id)).length;
  const total = inside(current).length;
  const totalAnswered = answers(current).length;
  const before = previous && { total: inside(previous).length, answered: answers(previous).length };
  const unanswered = percent(total - totalAnswered, total);
  const unansweredBefore = before && percent(before.total - before.answered, before.total);
  return {
    id,
    name,
    mailboxId,
    values: options.map((option) => ({
      id: option.id,
      name: option.label,
      ...share(given(current, option), totalAnswered),
      ...(before ? change(given(current, option), given(previous, option), before.answered) : {}),
    })),
    summary: {
      total,
      totalAnswered,
      previousTotal: before?.total ?? null,
      previousTotalAnswered: before?.answered ?? null,
      unansweredDelta: before ? unanswered - unansweredBefore : null,
      unansweredPreviousPercent: unansweredBefore ?? null,
      unansweredPercent: unanswered,
    },
  };
}

module.exports = { breakdown, savedReplyIds, workflowIds };
