// Chats: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

// @ts-expect-error: the id is missing
hs.chats.get();
// @ts-expect-error: chats are not listed
hs.chats.list();
// @ts-expect-error: misspelt parameter
hs.chats.events.list('0f3c', { cursor: 'x' });

export async function wrong(): Promise<void> {
  const { data } = await hs.chats.get('0f3c');
  // @ts-expect-error: it may go on
  data.endedAt.length;
  // @ts-expect-error: ids of chats are UUIDs
  data.id.toFixed();
}

export async function right(): Promise<void> {
  const chat: HelpScout.Chat = (await hs.chats.get('0f3c')).data;
  const page = await hs.chats.events.list(chat.id, { page: 2 });
  const event: HelpScout.ChatEvent | undefined = page._embedded?.events[0];
  console.log(event?.author?.first, event?.params?.['key'], chat.timeline[0]?.title, chat.tags[0]?.slug);
}
