// Users, their status, teams and system users: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const ada = { firstName: 'Ada', lastName: 'L', email: 'ada@example.org', role: 'user' };

// @ts-expect-error: the role is missing
hs.users.create({ firstName: 'Ada', lastName: 'L', email: 'ada@example.org' });
// @ts-expect-error: misspelt member
hs.users.create({ ...ada, timeZone: 'Europe/Lisbon' });
// @ts-expect-error: inboxes are known by their ids
hs.users.create({ ...ada, mailboxes: [7] });
// @ts-expect-error: misspelt parameter
hs.users.list({ mailboxId: 1 });
// @ts-expect-error: the id is missing
hs.users.get();
// @ts-expect-error: options are an object
hs.users.me(1000);
// @ts-expect-error: the status is missing
hs.users.status.update(1, { customStatus: { text: 'Coffee' } });
// @ts-expect-error: what the user says is missing
hs.users.status.update(1, { status: 'away', customStatus: { emoji: 'x' } });
// @ts-expect-error: chats are not set here
hs.users.status.update(1, { status: 'away', chat: 'available' });
// @ts-expect-error: minutes are missing
hs.users.conversationReassignment.update(1, { enabled: true, awayDuration: { hours: 1 } });
// @ts-expect-error: the duration is missing
hs.users.conversationReassignment.update(1, { enabled: true });
// @ts-expect-error: who leaves is missing
hs.teams.teamMembers.update(1, { addedUserIds: [40] });
// @ts-expect-error: misspelt member
hs.teams.teamMembers.update(1, { addedUserIds: [], deletedUserIds: [], userIds: [40] });
// @ts-expect-error: there is no single team
hs.teams.get(1);
// @ts-expect-error: the id is missing
hs.systemUsers.get();

export async function wrong(): Promise<void> {
  const me = (await hs.users.me()).data;
  // @ts-expect-error: names are firstName here
  me.first;
  // @ts-expect-error: there may be no picture
  me.photoUrl.length;
  const page = await hs.systemUsers.list();
  // @ts-expect-error: the list calls them system_users
  page._embedded?.systemUsers;
}

export async function right(): Promise<void> {
  const me: HelpScout.User = (await hs.users.me({ timeout: 1000 })).data;
  await hs.users.create({ ...ada, sendInvite: false, mailboxes: [{ id: '7', emailAccess: true }] });
  await hs.users.delete(me.id);
  const [first] = (await hs.users.list({ email: me.email, mailbox: 7 }))._embedded?.users ?? [];
  const status: HelpScout.UserStatus = (await hs.users.status.get(first!.id)).data;
  console.log(status.email.customStatus?.emojiName, status.chat.mailboxStatuses?.['7']);
  console.log((await hs.users.status.list())._embedded?.userStatuses[0]?.userId, (await hs.users.get(1n)).data.role);
  await hs.users.status.update(1, { status: 'away', customStatus: { text: 'Coffee', emojiName: ':coffee:' } });
  const { awayDuration } = (await hs.users.conversationReassignment.get(1)).data;
  await hs.users.conversationReassignment.update(1, { enabled: true, awayDuration });
  const [team] = (await hs.teams.list())._embedded?.teams ?? [];
  const members: HelpScout.User[] | undefined = (await hs.teams.teamMembers.list(team!.id, { page: 1 }))._embedded?.users;
  await hs.teams.teamMembers.update(team!.id, { addedUserIds: members!.map(({ id }) => id), deletedUserIds: ['9'] });
  const agent: HelpScout.SystemUser = (await hs.systemUsers.get(1)).data;
  console.log(agent.firstName, (await hs.systemUsers.list({ page: 1 }))._embedded?.system_users[0]?.type);
}
