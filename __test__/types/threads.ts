// Threads and attachments: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const customer = { id: 900 };
const file = { fileName: 'a.txt', mimeType: 'text/plain', data: '' };

// @ts-expect-error: the body is missing
hs.conversations.threads.createReply(1);
// @ts-expect-error: a reply needs a customer
hs.conversations.threads.createReply(1, { text: 'Hello' });
// @ts-expect-error: a reply needs a text
hs.conversations.threads.createReply(1, { customer });
// @ts-expect-error: a customer is known by id or e-mail address
hs.conversations.threads.createReply(1, { text: 'Hello', customer: { firstName: 'Lee' } });
// @ts-expect-error: misspelt member
hs.conversations.threads.createReply(1, { text: 'Hello', customer, isDraft: true });
// @ts-expect-error: addresses are a list
hs.conversations.threads.createReply(1, { text: 'Hello', customer, cc: 'boss@example.org' });
// @ts-expect-error: notes go to nobody
hs.conversations.threads.createNote(1, { text: 'Hello', cc: ['boss@example.org'] });
// @ts-expect-error: a chat needs a customer
hs.conversations.threads.createChat(1, { text: 'Hello' });
// @ts-expect-error: calls have no copies
hs.conversations.threads.createPhone(1, { text: 'Hello', customer, bcc: [] });
// @ts-expect-error: a customer's message has no author among users
hs.conversations.threads.createCustomer(1, { text: 'Hello', customer, user: 40 });
// @ts-expect-error: answers call it filename, requests do not
hs.conversations.threads.createNote(1, { text: 'Hello', attachments: [{ ...file, filename: 'a.txt' }] });
// @ts-expect-error: content is text in base64
hs.conversations.threads.createNote(1, { text: 'Hello', attachments: [{ ...file, data: Buffer.from('') }] });
// @ts-expect-error: hiding is yes or no
hs.conversations.threads.update(1, 2, { op: 'replace', path: '/hidden', value: 'yes' });
// @ts-expect-error: a text is text
hs.conversations.threads.update(1, 2, { op: 'replace', path: '/text', value: true });
// @ts-expect-error: the thread's id is missing
hs.conversations.threads.update(1, { op: 'replace', path: '/hidden', value: true });
// @ts-expect-error: misspelt parameter
hs.conversations.threads.list(1, { pages: 2 });
// @ts-expect-error: the thread's id is missing
hs.conversations.threads.getSourceRfc822(1);
// @ts-expect-error: the thread's id is missing
hs.conversations.attachments.upload(1, file);
// @ts-expect-error: misspelt member
hs.conversations.attachments.upload(1, 2, { filename: 'a.txt', mimeType: 'text/plain', data: '' });
// @ts-expect-error: when is missing
hs.conversations.threads.schedule.update(1, 2, { unscheduleOnCustomerReply: true });
// @ts-expect-error: only publishing
hs.conversations.threads.schedule.publish(1, 2, { op: 'replace', path: '/state', value: 'draft' });

export function wrongReading(thread: HelpScout.Thread, known: HelpScout.KnownThread): void {
  // @ts-expect-error: a line item has no body
  thread.body.length;
  // @ts-expect-error: requests call it text
  thread.text;
  if (known.type === 'lineitem') {
    // @ts-expect-error: a line item has no body
    known.body.length;
  }
  if (known.type === 'note') {
    // @ts-expect-error: notes are not rated
    known.rating.rating;
  }
}

export function rightReading(thread: HelpScout.Thread, known: HelpScout.KnownThread): string | undefined {
  if (thread.type === 'added later') return thread.body;
  switch (known.type) {
    case 'lineitem':
      return known.action?.text;
    case 'message':
    case 'reply':
      return `${known.body} ${known.rating?.rating} ${known.openedAt}`;
    default:
      return known.body;
  }
}

export async function right(when: Date): Promise<void> {
  await hs.conversations.threads.createReply(1, {
    customer: { email: 'lee@example.org', lastName: 'Ong' },
    text: '<p>Done</p>',
    draft: true,
    status: 'closed',
    user: '40',
    assignTo: null,
    cc: ['boss@example.org'],
    imported: true,
    createdAt: when,
    attachments: [file],
  });
  await hs.conversations.threads.createNote('1', { text: 'Called', status: 'added later', user: 40 });
  await hs.conversations.threads.createChat(1, { customer, text: 'Hello' });
  await hs.conversations.threads.createPhone(1, { customer, text: 'Hello', createdAt: '2026-01-01T00:00:00Z' });
  await hs.conversations.threads.createCustomer(1, { customer, text: 'Hello', bcc: [] });
  await hs.conversations.threads.update(1, 2, { op: 'replace', path: '/hidden', value: true }, { timeout: 1 });
  await hs.conversations.threads.schedule.update(1, 2, { scheduledFor: when, unscheduleOnCustomerReply: true });
  await hs.conversations.threads.schedule.publish(1, 2, { op: 'replace', path: '/state', value: 'published' });
  await hs.conversations.threads.schedule.delete(1, 2);

  const page = await hs.conversations.threads.list(1, { page: 2 });
  const attachment: HelpScout.Attachment | undefined = page._embedded?.threads[0]?._embedded?.attachments[0];
  const name: string | undefined = attachment?.filename;
  const agent: string | undefined = (await hs.conversations.threads.listV3(1))._embedded?.threads[0]?.assignedTo?.type;
  const original: string = (await hs.conversations.threads.get(1, 2)).data.original;
  const mail: string = (await hs.conversations.threads.getSourceRfc822(1, 2)).data;
  const content = Buffer.from((await hs.conversations.attachments.getData(1, 2)).data.data, 'base64');
  const bytes: Buffer = (await hs.conversations.attachments.getFile(1, 2)).data;
  (await hs.conversations.attachments.getFile(1, 2, { responseType: 'stream', timeout: 0 })).data.pipe(process.stdout);
  await hs.conversations.attachments.upload(1, 2, file);
  await hs.conversations.attachments.delete(1, 2);
  console.log(name, agent, original, mail, content.equals(bytes));
}
