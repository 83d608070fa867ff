// Conversations: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const customer = { email: 'lee@example.org' };
const threads: HelpScout.ThreadInput[] = [{ type: 'customer', customer, text: 'Hello' }];
const create = { subject: 'Hi', type: 'email', mailboxId: 1, status: 'active', customer, threads } as const;

// @ts-expect-error: the id is missing
hs.conversations.get();
// @ts-expect-error: an id is not an object
hs.conversations.get({ id: 1 });
// @ts-expect-error: an id is not nothing
hs.conversations.delete(null);
// @ts-expect-error: only threads are embedded
hs.conversations.get(1, { embed: 'customers' });
// @ts-expect-error: misspelt parameter
hs.conversations.get(1, { embeds: 'threads' });
// @ts-expect-error: misspelt parameter beside a right one
hs.conversations.get(1, { embed: 'threads', page: 1 });
// @ts-expect-error: misspelt parameter
hs.conversations.list({ maibox: 1 });
// @ts-expect-error: misspelt parameter beside a right one
hs.conversations.list({ mailbox: 1, staus: 'all' });
// @ts-expect-error: no such order
hs.conversations.list({ sortOrder: 'down' });
// @ts-expect-error: a moment is a Date or text
hs.conversations.list({ modifiedSince: 1735689600 });
// @ts-expect-error: an id is not yes or no
hs.conversations.list({ assignedTo: false });
// @ts-expect-error: names of tags are text
hs.conversations.list({ tag: [1, 2] });
const misspelt = { embed: 'threads', assigned: 3 } as const;
// @ts-expect-error: misspelt parameter in a variable
hs.conversations.list(misspelt);

// @ts-expect-error: a body is required
hs.conversations.create();
// @ts-expect-error: the subject is missing
hs.conversations.create({ type: 'email', mailboxId: 1, status: 'active', customer, threads });
// @ts-expect-error: the inbox is missing, in a variable
hs.conversations.create({ ...create, mailboxId: undefined });
// @ts-expect-error: misspelt member
hs.conversations.create({ ...create, mailbox: 1 });
// @ts-expect-error: a customer is known by id or e-mail address
hs.conversations.create({ ...create, customer: { firstName: 'Lee' } });
// @ts-expect-error: misspelt member of the customer
hs.conversations.create({ ...create, customer: { id: 1, fistName: 'Lee' } });
// @ts-expect-error: JSON has no bigint
hs.conversations.create({ ...create, mailboxId: 1n });
// @ts-expect-error: a field is known by its id
hs.conversations.create({ ...create, fields: [{ name: 'Plan', value: '8518' }] });
// @ts-expect-error: values of fields are text
hs.conversations.create({ ...create, fields: [{ id: 8, value: 8518 }] });
// Lists that are constants will do.
hs.conversations.tags.update(1, { tags: ['vip', 'spam'] as const });
// @ts-expect-error: tags are names
hs.conversations.create({ ...create, tags: [3] });
// @ts-expect-error: a thread of a reply needs a customer
hs.conversations.create({ ...create, threads: [{ type: 'reply', text: 'Hello' }] });
// @ts-expect-error: a thread needs a text
hs.conversations.create({ ...create, threads: [{ type: 'note' }] });
// @ts-expect-error: no such thread
hs.conversations.create({ ...create, threads: [{ type: 'message', customer, text: 'Hello' }] });
// @ts-expect-error: only replies are drafted
hs.conversations.create({ ...create, threads: [{ type: 'note', text: 'Hello', draft: true }] });
// @ts-expect-error: requests call it text
hs.conversations.create({ ...create, threads: [{ type: 'note', body: 'Hello' }] });

// @ts-expect-error: a status is text
hs.conversations.update(1, { op: 'replace', path: '/status', value: 1 });
// @ts-expect-error: an inbox is moved to, not replaced
hs.conversations.update(1, { op: 'replace', path: '/mailboxId', value: 2 });
// @ts-expect-error: no such path
hs.conversations.update(1, { op: 'replace', path: '/tags', value: 'vip' });
// @ts-expect-error: the slash is missing
hs.conversations.update(1, { op: 'replace', path: 'subject', value: 'Hi' });
// @ts-expect-error: what is removed has no value
hs.conversations.update(1, { op: 'remove', path: '/assignTo', value: 3 });
// @ts-expect-error: what is replaced has one
hs.conversations.update(1, { op: 'replace', path: '/assignTo' });
// @ts-expect-error: publishing is yes or no
hs.conversations.update(1, { op: 'replace', path: '/draft', value: 'false' });
// @ts-expect-error: one change, not an array
hs.conversations.update(1, [{ op: 'remove', path: '/assignTo' }]);
// @ts-expect-error: misspelt member
hs.conversations.customFields.update(1, { field: [] });
// @ts-expect-error: tags are names
hs.conversations.tags.update(1, { tags: [1] });
// @ts-expect-error: whether a reply wakes it is missing
hs.conversations.snooze.update(1, { snoozedUntil: new Date() });
// @ts-expect-error: a moment is a Date or text
hs.conversations.snooze.update(1, { snoozedUntil: Date.now(), unsnoozeOnCustomerReply: true });

export async function wrong(): Promise<void> {
  const { data, _embedded } = await hs.conversations.get(1);
  // @ts-expect-error: threads were not asked for
  data._embedded.threads;
  // @ts-expect-error: threads were not asked for
  _embedded.threads;
  // @ts-expect-error: the name is lower case in requests and answers alike
  data.mailboxID;
  // @ts-expect-error: threads are a count
  data.threads.length;
  // @ts-expect-error: nobody may be assigned
  data.assignee.id;
  const page = await hs.conversations.list();
  // @ts-expect-error: nothing may have been found
  page._embedded.conversations;
  // @ts-expect-error: threads were not asked for
  page._embedded?.conversations[0]?._embedded;
  // @ts-expect-error: no such list
  page._embedded?.customers;
  // @ts-expect-error: misspelt relation
  page._links.nxt;
  const maybe = await hs.conversations.get(1, {} as HelpScout.ConversationGetParams);
  // @ts-expect-error: threads may not have been asked for
  maybe.data._embedded.threads;
}

export async function right(ids: string[], since: Date, withThreads: boolean): Promise<void> {
  const page = await hs.conversations.list({
    mailbox: [1, '2', 3n],
    folder: 5,
    status: 'all',
    tag: ['vip', 'billing'],
    assignedTo: 3,
    modifiedSince: since,
    number: 318,
    sortField: 'waitingSince',
    sortOrder: 'asc',
    query: '(subject:"coffee")',
    customFieldsByIds: '8:8518,9:x',
    page: 2,
  });
  const conversation: HelpScout.Conversation | undefined = page.data._embedded?.conversations[0];
  const total: number | undefined = page.page?.totalElements;
  const status: string | undefined = conversation?.status;
  if (status === 'active' || conversation?.status === 'added later') console.log(total);
  // As helpscout-mailbox-api was called.
  await hs.conversations.list({ mailbox: '1,2', assigned_to: '3', modifiedSince: '2026-01-01T00:00:00Z', page: '2' });

  const full = await hs.conversations.get(ids[0]!, { embed: 'threads' });
  const threads: HelpScout.Thread[] = full.data._embedded.threads;
  const same: HelpScout.Thread[] = full._embedded.threads;
  const whole: HelpScout.Conversation = full.data;
  const found = (await hs.conversations.list({ embed: 'threads' }))._embedded?.conversations ?? [];
  const bodies: Array<string | undefined> = found.flatMap(({ _embedded }) => _embedded.threads.map(({ body }) => body));
  const perhaps = await hs.conversations.get(1, withThreads ? { embed: 'threads' } : {});
  const optional: HelpScout.Thread[] | undefined = perhaps.data._embedded?.threads;
  console.log(threads, same, whole.primaryCustomer.first, bodies, optional, whole._links?.web?.href);

  const created = await hs.conversations.create({
    ...create,
    mailboxId: '1',
    customer: { email: 'lee@example.org', firstName: 'Lee', photoType: 'added later' },
    assignTo: null,
    imported: true,
    createdAt: since,
    closedAt: '2026-01-01T00:00:00Z',
    tags: ['onboarding'],
    fields: [{ id: 8, value: '8518' }],
    threads: [
      { type: 'reply', customer: { id: 900 }, text: '<p>Hello</p>', draft: true, user: 40 },
      { type: 'note', text: 'Called', attachments: [{ fileName: 'a.txt', mimeType: 'text/plain', data: '' }] },
    ],
  });
  const nothing: '' = created.data;
  const id: string | undefined = created.headers['resource-id'];
  await hs.conversations.update(1n, { op: 'remove', path: '/assignTo' }, { timeout: 1000 });
  await hs.conversations.update(1, { op: 'move', path: '/mailboxId', value: '2' });
  const change: HelpScout.ConversationPatch = { op: 'replace', path: '/draft', value: false };
  await hs.conversations.update(1, change);
  await hs.conversations.tags.update(1, { tags: [nothing] });
  await hs.conversations.customFields.update(1, { fields: [{ id: '8', value: '2026-01-01' }] });
  await hs.conversations.snooze.update(1, { snoozedUntil: since, unsnoozeOnCustomerReply: true });
  await hs.conversations.snooze.delete(id!);

  const v3 = await hs.conversations.getV3(1, { embed: 'threads' });
  const author: HelpScout.PersonV3 | undefined = v3.data._embedded.threads[0]?.createdBy;
  if (author?.type === 'system_user' || v3.data.createdBy.type === 'system_user') console.log(v3.data.snooze?.snoozedBy);
}
