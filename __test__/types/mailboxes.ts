// Inboxes, routing and saved replies: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const routing = { state: 'enabled', assignmentLimit: 10, assignmentMethod: 'balanced', userIds: [40] };

// @ts-expect-error: the id is missing
hs.mailboxes.get();
// @ts-expect-error: misspelt parameter
hs.mailboxes.list({ size: 50 });
// @ts-expect-error: an id, then parameters
hs.mailboxes.folders.list({ page: 2 });
// @ts-expect-error: no such resource
hs.mailboxes.fields;
// @ts-expect-error: the users are missing, for all is replaced
hs.mailboxes.routing.update(1, { state: 'enabled', assignmentLimit: 10, assignmentMethod: 'balanced' });
// @ts-expect-error: misspelt member
hs.mailboxes.routing.update(1, { ...routing, users: [40] });
// @ts-expect-error: a limit is a number
hs.mailboxes.routing.update(1, { ...routing, assignmentLimit: '10' });
// @ts-expect-error: the name is missing
hs.mailboxes.savedReplies.create(1, { text: 'Hello' });
// @ts-expect-error: misspelt member
hs.mailboxes.savedReplies.update(1, 2, { name: 'Hello', chattext: 'Hello' });
// @ts-expect-error: the id of the saved reply is missing
hs.mailboxes.savedReplies.get(1);
// @ts-expect-error: misspelt parameter
hs.mailboxes.savedReplies.list(1, { includeChatReply: true });
// @ts-expect-error: not paged
hs.mailboxes.savedReplies.list(1, { page: 2 });

export async function wrong(): Promise<void> {
  const replies = await hs.mailboxes.savedReplies.list(1);
  // @ts-expect-error: the list is an array, not a page
  replies.data._embedded;
  // @ts-expect-error: the list has previews only
  replies.data[0]?.text;
  const { data } = await hs.mailboxes.routing.get(1);
  // @ts-expect-error: there may be no users
  data.userIds.length;
}

export async function right(): Promise<void> {
  const inbox: HelpScout.Mailbox = (await hs.mailboxes.get('7')).data;
  const field = (await hs.mailboxes.customFields.list(inbox.id, { page: 1 }))._embedded?.fields[0];
  const folder = (await hs.mailboxes.folders.list(7n))._embedded?.folders[0];
  console.log(field?.options?.[0]?.label, folder?.activeCount, (await hs.mailboxes.list())._embedded?.mailboxes.length);
  await hs.mailboxes.routing.update(7, routing);
  const rotation: HelpScout.RoutingRotationEntry | undefined = (await hs.mailboxes.routing.get(7)).data.rotation?.[0];
  console.log(rotation?.reason === 'added later', rotation?.eligible);
  await hs.mailboxes.savedReplies.create(7, { name: 'Refunds', text: '<p>See below.</p>' });
  await hs.mailboxes.savedReplies.update(7, 31, { name: 'Refunds', chatText: 'See below.' });
  const [first] = (await hs.mailboxes.savedReplies.list(7, { includeChatReplies: true })).data;
  console.log(first?.chatPreview, (await hs.mailboxes.savedReplies.get(7, 31)).data.chatText);
  await hs.mailboxes.savedReplies.delete(7, 31);
}
