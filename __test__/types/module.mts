// An ES module gets the class as default export, the errors and types by name.
import HelpScout, { BottleneckError, NotFoundError, RateLimitError } from 'helpscout-native';
import type { Conversation, ConversationList, HelpScoutResponse } from 'helpscout-native';

// @ts-expect-error: the class is the default export only
import { HelpScout as Named } from 'helpscout-native';

export const helpscout = new HelpScout({
  clientId: 'id',
  clientSecret: 'secret',
  authenticationFlow: 'clientCredentials',
});

export async function find(id: number): Promise<Conversation | undefined> {
  try {
    const response: HelpScoutResponse<Conversation> = await helpscout.conversations.get(id);
    return response.data;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    if (error instanceof BottleneckError) console.log('refused by the limiter');
    if (error instanceof RateLimitError) console.log(error.retryAfterMs?.toFixed());
    throw error;
  }
}

export async function* all(): AsyncGenerator<Conversation> {
  let response = await helpscout.conversations.list();
  for (;;) {
    yield* response._embedded?.conversations ?? [];
    if (response._links.next === undefined) return;
    response = await helpscout.nextPage<ConversationList>(response._links);
  }
}
