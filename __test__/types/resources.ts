// Every family of resources: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const range = { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' };

// @ts-expect-error: the id is missing
hs.conversations.get();
// @ts-expect-error: an id is not an object
hs.conversations.get({ id: 1 });
// @ts-expect-error: misspelt parameter
hs.conversations.list({ maibox: 1 });
// @ts-expect-error: no such order
hs.conversations.list({ sortOrder: 'down' });
// @ts-expect-error: only threads are embedded
hs.conversations.get(1, { embed: 'customers' });
// @ts-expect-error: the subject is missing
hs.conversations.create({ type: 'email', mailboxId: 1, status: 'active', customer: { id: 1 }, threads: [] });
// @ts-expect-error: a status is text
hs.conversations.update(1, { op: 'replace', path: '/status', value: 1 });
// @ts-expect-error: an inbox is moved to, not replaced
hs.conversations.update(1, { op: 'replace', path: '/mailboxId', value: 2 });
// @ts-expect-error: one change, not an array
hs.conversations.update(1, [{ op: 'remove', path: '/assignTo' }]);
// @ts-expect-error: tags are names
hs.conversations.tags.update(1, { tags: [1] });
// @ts-expect-error: a reply needs a customer
hs.conversations.threads.createReply(1, { text: 'Hello' });
// @ts-expect-error: a customer is known by id or e-mail address
hs.conversations.threads.createReply(1, { text: 'Hello', customer: { firstName: 'Lee' } });
// @ts-expect-error: hiding is yes or no
hs.conversations.threads.update(1, 2, { op: 'replace', path: '/hidden', value: 'yes' });
// @ts-expect-error: the thread's id is missing
hs.conversations.attachments.upload(1, { fileName: 'a.txt', mimeType: 'text/plain', data: '' });
// @ts-expect-error: misspelt member
hs.conversations.attachments.upload(1, 2, { filename: 'a.txt', mimeType: 'text/plain', data: '' });
// @ts-expect-error: a customer is changed by an array
hs.customers.update(1, { op: 'remove', path: '/emails/1' });
// @ts-expect-error: a path starts with a slash
hs.customers.update(1, [{ op: 'remove', path: 'emails/1' }]);
// @ts-expect-error: a removal has no value
hs.customers.properties.update(1, [{ op: 'remove', path: '/plan', value: 'x' }]);
// @ts-expect-error: the country is missing
hs.customers.addresses.create(1, { city: 'Lyon', state: 'ARA', postalCode: '69001' });
// @ts-expect-error: the value is missing
hs.customers.emails.create(1, { type: 'work' });
// @ts-expect-error: e-mail addresses have no parameters
hs.customers.emails.list(1, { page: 2 });
// @ts-expect-error: misspelt member
hs.customers.create({ firstname: 'Lee' });
// @ts-expect-error: misspelt parameter
hs.users.list({ mailboxId: 1 });
// @ts-expect-error: misspelt parameter
hs.workflows.list({ mailbox: 1 });
// @ts-expect-error: a workflow is active or not
hs.workflows.update(1, { op: 'replace', path: '/status', value: 'invalid' });
// @ts-expect-error: the secret is missing
hs.webhooks.create({ url: 'https://example.org', events: ['convo.created'] });
// @ts-expect-error: the range is missing
hs.reports.company.getOverallReport();
// @ts-expect-error: the end is missing
hs.reports.happiness.getOverallReport({ start: range.start });
// @ts-expect-error: the user is missing
hs.reports.user.getOverallReport(range);
// @ts-expect-error: this report has no steps
hs.reports.conversation.getOverallReport({ ...range, viewBy: 'day' });
// @ts-expect-error: the field is missing
hs.reports.conversation.getDrilldownByFieldReport({ ...range, fieldid: 1 });
// @ts-expect-error: options are the last argument
hs.tags.list({ timeout: 1000 });
// @ts-expect-error: a delete has no body to page
hs.webhooks.delete(1, { page: 1 });

async function works(): Promise<void> {
  const page = await hs.conversations.list({ mailbox: '1,2', status: 'all', assigned_to: 3, page: 2 });
  const conversation: HelpScout.Conversation | undefined = page.data._embedded?.conversations[0];
  const total: number | undefined = page.page?.totalElements;
  const status: string | undefined = conversation?.status;
  if (status === 'active' || status === 'added later') console.log(total);

  const created = await hs.conversations.create({
    subject: 'Welcome',
    type: 'email',
    mailboxId: 1,
    status: 'pending',
    customer: { email: 'lee@example.org', firstName: 'Lee' },
    assignTo: null,
    tags: ['onboarding'],
    fields: [{ id: 8, value: '8518' }],
    threads: [{ type: 'reply', customer: { email: 'lee@example.org' }, text: '<p>Hello</p>', draft: true }],
  });
  const nothing: '' = created.data;
  await hs.conversations.update(1n, { op: 'remove', path: '/assignTo' }, { timeout: 1000 });
  await hs.conversations.threads.createNote('1', { text: nothing, status: 'closed' });
  await hs.conversations.tags.update(1, { tags: [] });
  const { data } = await hs.conversations.attachments.getData(1, 2);
  console.log(Buffer.from(data.data, 'base64').length);

  await hs.customers.update(1, [{ op: 'add', path: '/emails', value: { type: 'work', value: 'lee@example.org' } }]);
  const profiles = await hs.customers.socialProfiles.list(1);
  console.log(profiles.data._embedded?.['social-profiles'].map((profile) => profile.value));
  const address: HelpScout.CustomerAddress = (await hs.customers.addresses.get(1)).data;
  const properties = await hs.customerProperties.list();
  console.log(address.city, properties._embedded?.['customer-properties'].length);

  const me: HelpScout.User = (await hs.users.me()).data;
  await hs.workflows.runManual(1, { conversationIds: [1, 2] });
  await hs.webhooks.create({ url: 'https://example.org', events: ['convo.created', 'added.later'], secret: 'x' });
  const rating = await hs.ratings.get(1);
  // A rating is not a page.
  const absent: undefined = rating.page;
  const busy: HelpScout.BusyTimeSlot[] = (await hs.reports.conversation.getBusiesTimeOfDayReport(range)).data;
  const user = await hs.reports.user.getOverallReport({ ...range, user: me.id, officeHours: true });
  const handled: number | null = user.data.current.handleTime;
  const email = await hs.reports.getEmailReport({ ...range, mailboxes: '1,2' });
  console.log(absent, busy[0]?.hour, handled, email.data.current.volume.repliesSent, rating.data.comments);
}

export { works };
