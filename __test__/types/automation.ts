// Workflows, webhooks, tags and ratings: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const hook = { url: 'https://example.org', events: ['convo.created'], secret: 'x' };

// @ts-expect-error: misspelt parameter
hs.workflows.list({ mailbox: 1 });
// @ts-expect-error: a workflow is active or not
hs.workflows.update(1, { op: 'replace', path: '/status', value: 'invalid' });
// @ts-expect-error: only the status
hs.workflows.update(1, { op: 'replace', path: '/name', value: 'active' });
// @ts-expect-error: one change, not an array
hs.workflows.update(1, [{ op: 'replace', path: '/status', value: 'active' }]);
// @ts-expect-error: misspelt member
hs.workflows.runManual(1, { conversations: [1] });
// @ts-expect-error: a list of ids
hs.workflows.runManual(1, { conversationIds: 1 });
// @ts-expect-error: the secret is missing
hs.webhooks.create({ url: 'https://example.org', events: ['convo.created'] });
// @ts-expect-error: the secret is missing, for all is replaced
hs.webhooks.update(1, { url: 'https://example.org', events: ['convo.created'] });
// @ts-expect-error: events are a list
hs.webhooks.create({ ...hook, events: 'convo.created' });
// @ts-expect-error: misspelt member
hs.webhooks.create({ ...hook, mailboxes: [1] });
// @ts-expect-error: only Help Scout changes the state
hs.webhooks.create({ ...hook, state: 'enabled' });
// @ts-expect-error: a delete has no body to page
hs.webhooks.delete(1, { page: 1 });
// @ts-expect-error: options are the last argument
hs.tags.list({ timeout: 1000 });
// @ts-expect-error: the id is missing
hs.tags.get();
// @ts-expect-error: ratings are not listed
hs.ratings.list();

export async function wrong(deleted: HelpScout.WebhookPayloads['convo.deleted']): Promise<void> {
  // @ts-expect-error: the secret is never shown
  (await hs.webhooks.get(1)).data.secret;
  // @ts-expect-error: a workflow has modifiedAt
  (await hs.workflows.list())._embedded?.workflows[0]?.updatedAt;
  // @ts-expect-error: a tag of the account has a name
  (await hs.tags.get(1)).data.tag;
  // @ts-expect-error: a rating is not a page
  (await hs.ratings.get(1)).page.number;
  // @ts-expect-error: what is gone has an id only
  deleted.subject;
}

export async function right(delivery: string): Promise<void> {
  const workflows = await hs.workflows.list({ mailboxId: 1, type: 'manual' });
  const workflow: HelpScout.Workflow | undefined = workflows._embedded?.workflows[0];
  await hs.workflows.update(1, { op: 'replace', path: '/status', value: 'inactive' });
  await hs.workflows.runManual(workflow!.id, { conversationIds: [1, '2'] });

  await hs.webhooks.create({ ...hook, events: ['convo.created', 'added.later'], mailboxIds: [1], payloadVersion: 'V3' });
  await hs.webhooks.update(1, { ...hook, notification: true, label: 'Orders' });
  const webhook: HelpScout.Webhook = (await hs.webhooks.get(1)).data;
  await hs.webhooks.delete(webhook.id);
  console.log((await hs.webhooks.list({ page: 2 }))._embedded?.webhooks[0]?.events.join());
  const conversation: HelpScout.WebhookPayloads['convo.assigned'] = JSON.parse(delivery);
  const event = 'satisfaction.ratings' satisfies HelpScout.WebhookEvent;
  const rated: HelpScout.WebhookPayloads[typeof event] = JSON.parse(delivery);
  console.log(conversation._embedded?.threads[0]?.body, conversation.assignee?.first, rated.comments);

  const tag: HelpScout.Tag = (await hs.tags.get('3')).data;
  console.log(tag.name, (await hs.tags.list({ page: 2 }))._embedded?.tags[0]?.ticketCount);
  const rating = await hs.ratings.get(1);
  const absent: undefined = rating.page;
  console.log(absent, rating.data.customer.firstName, rating.data.rating === 'not_good');
}
