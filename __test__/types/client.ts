// The client itself: what must not compile, then what must.
import HelpScout from 'helpscout-native';

const secrets = { clientId: 'id', clientSecret: 'secret' };

// @ts-expect-error: options are required
new HelpScout();
// @ts-expect-error: the flow is missing
new HelpScout(secrets);
// @ts-expect-error: no such flow
new HelpScout({ ...secrets, authenticationFlow: 'oauth2' });
// @ts-expect-error: misspelt option
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', baseURL: 'http://127.0.0.1:8080/v2/' });
// @ts-expect-error: no such key
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', rateLimit: { maxConcurent: 4 } });
// @ts-expect-error: it adapts or not
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', rateLimit: { adaptive: 64 } });
// @ts-expect-error: milliseconds are a number
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', queueTimeout: '5s' });
// @ts-expect-error: none is 0
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', retries: false });
// @ts-expect-error: the headroom is a part of the limit
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', rateLimit: { headroom: '25%' } });
// @ts-expect-error: no such sharing
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', rateLimit: { account: 'acme', shared: 'cluster' } });
// @ts-expect-error: the constructor has a member of its own for it
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', rateLimit: { account: 'acme', datastore: 'redis' } });
new HelpScout({
  ...secrets,
  authenticationFlow: 'OAuth2',
  rateLimit: { account: 'acme', shared: { redis: { url: 'redis://127.0.0.1', keyPrefix: 'acme' } } },
});
// @ts-expect-error: a store saves, too
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', tokenStore: { load: () => null } });
// @ts-expect-error: a file is named by its path
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', tokenStore: { file: true } });
// @ts-expect-error: what is loaded is tokens, not their text
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', tokenStore: { load: () => '{}', save: () => {} } });
// @ts-expect-error: tokens in Redis have a key
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', tokenStore: { redis: 'redis://127.0.0.1' } });
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', tokenStore: { redis: 'redis://127.0.0.1', key: 'tokens' } });
// @ts-expect-error: no such policy
new HelpScout({ ...secrets, authenticationFlow: 'OAuth2', onAmbiguous: 'retry' });
// @ts-expect-error: a class is not a function
HelpScout({ ...secrets, authenticationFlow: 'OAuth2' });

const helpscout = new HelpScout({
  ...secrets,
  authenticationFlow: 'OAuth2',
  baseUrl: 'http://127.0.0.1:8080/v2/',
  rateLimit: { account: 'acme', shared: 'machine', windowMs: 60_000, headroom: 0.25, maxConcurrent: null, minTime: 0, reservoir: null, adaptive: true },
  queueTimeout: 60_000,
  retries: 0,
  tokenStore: { file: 'tokens.json' },
  onAmbiguous: 'verify',
  allowInsecure: false,
});

const kept = new Map<string, HelpScout.StoredTokens>();
const store: HelpScout.TokenStore = {
  load: async () => kept.get('acme'),
  save: async (tokens) => kept.set('acme', tokens),
  lock: async ({ leaseMs }) => () => console.log(leaseMs.toFixed()),
};
new HelpScout({ ...secrets, authenticationFlow: 'clientCredentials', tokenStore: store })
  .on('tokenstoreerror', ({ message }) => console.log(message))
  .on('ratelimitstoreerror', ({ message }) => console.log(message));

// @ts-expect-error: no such resource
helpscout.conversation;
// @ts-expect-error: an access token is required
helpscout.setCredentials({ refresh_token: 'r' });
// @ts-expect-error: misspelt option
helpscout.updateBottleneckOptions({ maxConcurent: 1 });
// @ts-expect-error: no such datastore
helpscout.updateBottleneckOptions({ datastore: 'memcached' });
// @ts-expect-error: a member that is not understood
helpscout.updateBottleneckOptions({ datastore: 'redis', clientOptions: { path: '/run/redis.sock' } });
// @ts-expect-error: certificates are the constructor's
helpscout.updateBottleneckOptions({ datastore: 'ioredis', clientOptions: { tls: { rejectUnauthorized: false } } });
// @ts-expect-error: misspelt option
helpscout.updateRequestOptions({ timeOut: 1000 });
// @ts-expect-error: tokens are an object
helpscout.on('tokens', (tokens: string) => tokens);
// @ts-expect-error: no such option of a call
helpscout.get('tags', {}, { retry: 2 });
// @ts-expect-error: none is 0
helpscout.get('tags', {}, { retries: null });
// @ts-expect-error: the rate limit is the server's
helpscout.rateLimit = { limit: 800 };
// @ts-expect-error: nothing may limit the account
helpscout.rateLimit.remaining.toFixed();
// @ts-expect-error: the account may have no name
helpscout.on('ratelimited', ({ account }) => account.length);
// @ts-expect-error: no such policy
helpscout.post('tags', {}, { onAmbiguous: true });
// @ts-expect-error: what a PATCH does cannot be looked up
helpscout.patch('customers/1', [], { onAmbiguous: 'verify' });
// @ts-expect-error: nor is a webhook
helpscout.webhooks.delete(1, { onAmbiguous: 'verify' });
// @ts-expect-error: pass the links, not the next one
helpscout.nextPage({ href: 'https://api.helpscout.net/v2/tags?page=2' });
// @ts-expect-error: a limiter schedules
helpscout.bottleneck = {};

async function works(): Promise<void> {
  const tokens = await helpscout.getTokens('code');
  helpscout.setCredentials(tokens);
  helpscout.on('tokens', ({ access_token, refresh_token }) => console.log(access_token.length, refresh_token?.length));
  helpscout.on('ratelimited', ({ retryAfterMs, account }) => console.log(retryAfterMs.toFixed(), account?.length));
  const { limit, remaining, resetsInMs, queued, running, throttled }: HelpScout.RateLimit = helpscout.rateLimit;
  console.log((limit ?? 0) - (remaining ?? 0), resetsInMs + queued + running, throttled === false);
  helpscout.updateRequestOptions({ timeout: 5000, headers: { 'X-Trace': '1' }, validateStatus: (status) => status < 500 });
  helpscout.updateBottleneckOptions({ maxConcurrent: null, minTime: 0, reservoir: null });
  helpscout.updateBottleneckOptions({ datastore: 'ioredis', clientOptions: { host: 'redis', port: '6379', password: 'p', db: 3, tls: {}, keyPrefix: 'acme' } });
  helpscout.updateBottleneckOptions({ datastore: 'redis', clientOptions: { url: 'redis://127.0.0.1', auth_pass: 'p', tls: true } });
  helpscout.bottleneck.on('failed', (error, info) => (info.retryCount === 0 && error.message ? 100 : null));
  const left: number | null = await helpscout.bottleneck.currentReservoir();
  const sum: number = await helpscout.bottleneck.schedule({ weight: 2 }, (a: number, b: number) => a + b, 1, 2);
  const text: string = await helpscout.bottleneck.wrap(async (n: number) => String(n)).withOptions({ priority: 1 }, sum);
  console.log(text, helpscout.bottleneck.strategy.BLOCK);
  helpscout.bottleneck = { schedule: (_options, job) => Promise.resolve(job()) };
  const response = await helpscout.get<HelpScout.TagList>('tags', { page: 2 }, { signal: AbortSignal.timeout(1000) });
  const names: string[] | undefined = response._embedded?.tags.map((tag) => tag.name);
  const created = await helpscout.post('webhooks', { url: 'https://example.org' });
  const note = await helpscout.conversations.threads.createNote(1, { text: 'Hi' }, { onAmbiguous: 'verify', timeout: 5000 });
  const found: boolean = note.verified;
  await helpscout.customers.create({ firstName: 'Lee' }, { onAmbiguous: 'verify' });
  await helpscout.webhooks.delete(1, { onAmbiguous: found ? 'reject' : 'resend' });
  const id: string | undefined = created.headers['resource-id'];
  await helpscout.delete(`webhooks/${id}`, undefined, { timeout: 1000, queueTimeout: 0, retries: 2 });
  await helpscout.handleRequest({ weight: 1, priority: 3 }, { url: 'tags', method: 'GET', params: { page: 1 } });
  const own: HelpScout = helpscout.conversations.threads.client;
  console.log(left, names, own.generateAuthorizationUri('state'), response.status + response.data._links.self!.href.length);
}

export { works };
