// The mock: what must not compile, then what must.
import { mockHelpScout, type MockHelpScout, type Seed } from 'helpscout-native/testing';

export async function wrong(mock: MockHelpScout): Promise<void> {
  // @ts-expect-error: an option that there is none
  await mockHelpScout({ prot: 8080 });
  // @ts-expect-error: a kind that there is none
  mock.seed({ robots: [] });
  // @ts-expect-error: an organization has a name
  mock.seed({ organizations: [{ domains: ['orbit.example'] }] });
  // @ts-expect-error: nobody else writes in a chat
  mock.seed({ chats: [{ events: [{ author: 'team' }] }] });
  // @ts-expect-error: options of organizations' properties have no ids
  mock.seed({ organizationProperties: [{ type: 'dropdown', slug: 'a', name: 'A', options: [{ id: 'x', label: 'X' }] }] });
  // @ts-expect-error: one effect a fault
  mock.fail('*', { status: 500, reset: 'before' });
  // @ts-expect-error: users are told by id
  mock.issueTokens({ user: 'Ada' });
  // @ts-expect-error: chats are told by UUID
  mock.state.chats.get(1);
  // @ts-expect-error: the state is read only
  mock.state.organizations.clear();
}

export async function right(): Promise<void> {
  const seed: Seed = {
    systemUsers: [{ firstName: 'AI Agent' }],
    organizations: [{ name: 'Orbit', domains: ['orbit.example'], properties: [{ slug: 'tier', value: 'Basic' }] }],
    savedReplies: [{ name: 'Hi', text: 'Hello' }],
    chats: [{ customer: { email: 'lee@orbit.example' }, events: [{ body: 'Hello?' }, { author: 'user', body: 'Yes' }] }],
    conversations: 60,
  };
  const mock = await mockHelpScout({ seed, rateLimit: false });
  const { chats, organizations, customerProperties } = mock.seed(seed);
  const chatId: string | undefined = chats?.[0]?.id;
  const organizationId: number | undefined = organizations?.[0]?.id;
  const slug: string | undefined = customerProperties?.[0]?.slug;
  const tokens = mock.issueTokens({ userId: 103 });
  const code: string = mock.issueCode();
  await mock.close();
  console.log(chatId, organizationId, slug, code, tokens.access_token);
}
