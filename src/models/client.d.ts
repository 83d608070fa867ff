/** How a client is set up. */
interface Options {
  /** Id of the application. */
  clientId: string;
  /** Secret of the application. */
  clientSecret: string;
  /** Whose data is read: the account's of the application, or that of users who grant it access. */
  authenticationFlow: 'clientCredentials' | 'OAuth2';
  /**
   * Where the API and its token endpoint are; default the environment's `HELPSCOUT_BASE_URL`, else
   * `https://api.helpscout.net/v2/`.
   */
  baseUrl?: string;
  /** Which clients share a rate limit, and how much of it this one takes. */
  rateLimit?: RateLimitOptions;
  /** Milliseconds that a call may wait for the limiter, 0 for any time; default 0. */
  queueTimeout?: number;
  /** Further attempts of a call that fails by what may pass, 0 for none; default 5. */
  retries?: number;
  /** Where tokens outlive the client, and are shared with other processes; default nowhere. */
  tokenStore?: FileTokenStore | RedisTokenStore | TokenStore;
  /** Certificate authorities that servers may have theirs from, besides those known: PEM with one or more, or a list of it. */
  ca?: string | Buffer | (string | Buffer)[];
  /** Our certificate, for servers that ask for one: PEM, with its chain. */
  cert?: string | Buffer;
  /** The private key of `cert`: PEM. */
  key?: string | Buffer;
  /** What opens `key`, if it is encrypted. */
  passphrase?: string;
  /** What to do with a write whose effect is unknown, unless a call says otherwise; default `reject`. */
  onAmbiguous?: OnAmbiguous;
  /** Whether plain http may leave this machine; default false. */
  allowInsecure?: boolean;
}

/** Which clients share a rate limit, and how much of it this one takes. */
interface RateLimitOptions
  extends Pick<
    LimiterOptions,
    'maxConcurrent' | 'minTime' | 'reservoir' | 'reservoirRefreshAmount' | 'reservoirRefreshInterval'
  > {
  /** Name of the Help Scout account; default the client's id, or this client alone with OAuth2. */
  account?: string;
  /**
   * Which processes keep the account's limit together: the worker threads of this one (default), all of this machine
   * and user, or all that use a Redis.
   */
  shared?: 'process' | 'machine' | RedisSharing;
  /** Length of the account's window in milliseconds; default 60000. */
  windowMs?: number;
  /** Part of the account's limit that is left to other applications, from 0 to below 1; default 0. */
  headroom?: number;
  /** Whether `maxConcurrent` grows and `minTime` shrinks as far as using the limit takes; default false. */
  adaptive?: boolean;
}

/** How the account's rate limit and the calls of a client stand. */
interface RateLimit {
  /** Weight of a window: what the server said last, else what is assumed; null for none. */
  limit: number | null;
  /** Weight that the account lets start now; null for any. */
  remaining: number | null;
  /** Milliseconds until more may start; 0 if there is room. */
  resetsInMs: number;
  /** Calls of this client that have not started. */
  queued: number;
  /** Calls of this client that have started. */
  running: number;
  /** Whether calls wait for the account: it is paused or used up. */
  throttled: boolean;
}

/** A 429 that pauses an account. */
interface RateLimited {
  /** Milliseconds for which no call of the account starts. */
  retryAfterMs: number;
  /** The account as `rateLimit.account` names it; null without a name. */
  account: string | null;
}

/** A Redis where processes keep an account's limit together. */
interface RedisSharing {
  /** Its URL, `redis://user:password@host:6379/0`, or `rediss:` for TLS; `keyPrefix` (default `helpscout`) begins its keys. */
  redis: string | { url: string; keyPrefix?: string };
}

/** Tokens in a file: mode 0600, replaced whole, locked while they are renewed. */
interface FileTokenStore {
  /** Its path. Links and files that others may read are refused. */
  file: string;
}

/** Tokens in a Redis, locked while they are renewed. */
interface RedisTokenStore {
  /** Its URL, `redis://user:password@host:6379/0`, or `rediss:` for TLS. */
  redis: string;
  /** The key that holds the tokens. */
  key: string;
}

/** Tokens wherever these functions put them. What they throw is emitted as `tokenstoreerror`. */
interface TokenStore {
  /** The tokens that `save` was given last; `null` if there are none. */
  load(): StoredTokens | null | undefined | Promise<StoredTokens | null | undefined>;
  /** Replaces the tokens. New ones are not used before its promise, if it gives one, has resolved, for 10 s at most. */
  save(tokens: StoredTokens): void;
  /**
   * Waits until no other process holds the lock of these tokens, and takes it. Without it, processes may spend each
   * other's refresh tokens.
   */
  lock?(options: LockOptions): Release | Promise<Release>;
}

/** What `lock` of a token store is to heed. */
interface LockOptions {
  /** Milliseconds after which a lock that was not given back is to be free again: its holder has died. */
  leaseMs: number;
}

/** Gives a lock back. A promise of it is waited for. */
type Release = () => void;

/** Tokens as a store keeps them: either token may be missing, for instance at first. */
type StoredTokens = Partial<Tokens>;

/**
 * What the token endpoint answers.
 *
 * @see https://developer.helpscout.com/mailbox-api/overview/authentication/
 */
interface Tokens {
  /** What calls are made with. */
  access_token: string;
  /** What new tokens are asked for with; OAuth2 only, and each is good for one refresh. */
  refresh_token?: string;
  /** Lifetime of the access token in seconds. */
  expires_in?: number;
  /** When the access token ends, in milliseconds since 1970; added where there is a token store. */
  expires_at?: number;
  /** Always `bearer`. */
  token_type?: string;
}

/** What `setCredentials` takes. */
type Credentials = Pick<Tokens, 'access_token'> & Partial<Tokens>;

/** Events of a client with their arguments. */
interface Events {
  /** A refresh brought new tokens; store them, for the old refresh token is spent. */
  tokens: [tokens: Tokens];
  /** A 429 pauses all calls of the account. */
  ratelimited: [pause: RateLimited];
  /** The token store failed; the tokens at hand are used all the same. Without a listener it is a warning. */
  tokenstoreerror: [error: Error];
  /** The limit is shared with nobody for now; each process keeps to its part. Without a listener it is a warning. */
  ratelimitstoreerror: [error: Error];
}

/** Header values by name. */
interface RequestHeaders {
  /** One value, or several that repeat the header. */
  [name: string]: string | number | string[];
}

/**
 * What to do with a POST or PATCH that may or may not have been applied: reject with an `IndeterminateWriteError`; look
 * for what it creates, and reject if that is not found; or send it again, so that it may be applied twice.
 */
type OnAmbiguous = 'reject' | 'verify' | 'resend';

/** Options of one call that may be looked for when it is unknown whether it was applied. */
interface CreateOptions extends Omit<CallOptions, 'onAmbiguous'> {
  /** What to do if it is unknown whether the call was applied; default what the client was made with. */
  onAmbiguous?: OnAmbiguous;
}

/** Options of one call, always the last argument. */
interface CallOptions {
  /** Sent besides the client's own headers. */
  headers?: RequestHeaders;
  /** Milliseconds for each attempt, its body included; 0 for none. */
  timeout?: number;
  /** Milliseconds to wait for the limiter, 0 for any time; default the client's. */
  queueTimeout?: number;
  /** Further attempts if the call fails by what may pass, 0 for none; default the client's. */
  retries?: number;
  /** Cancels the call, which rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Bytes as a Buffer or a Readable instead of JSON. */
  responseType?: 'arraybuffer' | 'stream';
  /** What to do if it is unknown whether the call was applied; default what the client was made with. */
  onAmbiguous?: 'reject' | 'resend';
}

/** Any query parameters. */
type QueryParams = {};

/** Any body: JSON, text, bytes, URLSearchParams or a readable stream. */
type RequestBody = {} | null;

/** Options of every request, as axios names them. */
interface RequestOptions {
  /** Where the API is; the token endpoint stays where it is. */
  baseURL?: string;
  /** Milliseconds for each attempt, its body included; 0 for none. */
  timeout?: number;
  /** Sent besides the client's own headers. */
  headers?: RequestHeaders;
  /** Query of requests that are given none; reads are always given one. */
  params?: QueryParams;
  /** Writes the query. */
  paramsSerializer?: (params: QueryParams) => string;
  /** Changes the body before it is sent; an array is merged into the built-in one by position. */
  transformRequest?: Transform | Transform[];
  /** Changes the answer before it is delivered; an array is merged into the built-in one by position. */
  transformResponse?: Transform | Transform[];
  /** Which statuses resolve; null for all. */
  validateStatus?: ((status: number) => boolean) | null;
  /** What the body of an answer becomes; default JSON if it can be parsed, else text. */
  responseType?: 'arraybuffer' | 'blob' | 'document' | 'json' | 'stream' | 'text';
  /** Redirects to follow at most; default 21, 0 for none. */
  maxRedirects?: number;
  /** Bytes of a decoded answer at most; -1 for no limit. */
  maxContentLength?: number;
  /** Bytes of a request's body at most; -1 for no limit. */
  maxBodyLength?: number;
  /** Cancels requests, which reject with the signal's reason. */
  signal?: AbortSignal;
  /** Basic authentication instead of the access token. */
  auth?: BasicAuth;
  /** Proxy of requests, false for none; default what the environment says. */
  proxy?: false | ProxyOptions;
  /** Agent whose settings plain http takes over. */
  httpAgent?: HttpAgent | false;
  /** Agent whose settings https takes over. */
  httpsAgent?: HttpsAgent | false;
  /** Path of a Unix socket. */
  socketPath?: string;
  /** Makes the request instead of this package. */
  adapter?: (config: RequestConfig) => Promise<AdapterResponse>;
  /** Cancels requests, as axios once did it. */
  cancelToken?: CancelToken;
}

/** A user and their password. */
interface BasicAuth {
  /** Name of the user. */
  username?: string;
  /** Password of the user. */
  password?: string;
}

/** A proxy. */
interface ProxyOptions {
  /** Its host. */
  host: string;
  /** Its port. */
  port?: number;
  /** How to speak to it; default `http`. */
  protocol?: string;
  /** Who is allowed to use it. */
  auth?: BasicAuth;
}

/** Changes a request's body before it is sent, or an answer's before it is delivered. */
type Transform = (data: Json, headers: RequestHeaders) => RequestBody;

/** A cancel token of axios. */
interface CancelToken {
  /** Resolves when the request is to be cancelled. */
  promise: Promise<Cancellation>;
  /** Why, once it is to be cancelled. */
  reason?: Cancellation;
  /** Throws the reason, if there is one. */
  throwIfRequested(): void;
}

/** What a cancelled request rejects with. */
interface Cancellation {
  /** Why. */
  message?: string;
}

/** What an adapter resolves with. */
interface AdapterResponse {
  /** The body. */
  data: Json;
  /** HTTP status. */
  status: number;
  /** What the status means. */
  statusText: string;
  /** Headers by name. */
  headers: RequestHeaders;
  /** The configuration that it was given. */
  config: RequestConfig;
}

/** What `handleRequest` takes. */
interface Request extends RequestOptions {
  /** Relative to the base URL, or absolute. */
  url: string;
  /** HTTP method; default `get`. */
  method?: string;
  /** The body. */
  data?: RequestBody;
}

/** The configuration that a request was made with. */
interface RequestConfig extends Omit<RequestOptions, 'headers' | 'params' | 'paramsSerializer'> {
  /** Absolute, without its query. */
  url: string;
  /** HTTP method in lower case. */
  method: string;
  /** Headers as they were sent. */
  headers: { [name: string]: string | number };
  /** The query, as it was given. */
  params?: QueryParams;
  /** The body as it was sent. */
  data?: RequestBody;
}

/** What can still be asked of a request that was made. */
interface RequestInfo {
  /** Path and query. */
  path: string;
  /** HTTP method. */
  method: string;
  /** Host that it went to. */
  host: string;
  /** Value of a header that was sent, whatever its case. */
  getHeader(name: string): string | number | undefined;
  /** The final URL, after redirects. */
  res?: RequestResult;
}

/** Where a request went in the end. */
interface RequestResult {
  /** The final URL. */
  responseUrl: string;
}

/** Headers of an answer by lower-case name. */
interface ResponseHeaders {
  /** Id of what was created, as text. */
  'resource-id'?: string;
  /** URL of what was created. */
  location?: string;
  /** Media type of the body. */
  'content-type'?: string;
  /** Name of a file that was asked for. */
  'content-disposition'?: string;
  /** Id to quote to Help Scout's support. */
  'correlation-id'?: string;
  /** Weight that the account may spend in a minute. */
  'x-ratelimit-limit-minute'?: string;
  /** Weight that is left of it. */
  'x-ratelimit-remaining-minute'?: string;
  /** Seconds to wait, if none is left. */
  'x-ratelimit-retry-after'?: string;
  /** Any other; one that came several times has its values joined by `, `. */
  [name: string]: string | undefined;
}

/** Headers of an answer that may set cookies, which are a list. */
type AnswerHeaders = ResponseHeaders & { 'set-cookie'?: string[] };

/** An answer, shaped as by axios. */
interface HelpScoutResponse<Data> {
  /** The body. */
  data: Data;
  /** HTTP status. */
  status: number;
  /** What the status means, as the server says it. */
  statusText: string;
  /** Headers by lower-case name. */
  headers: AnswerHeaders;
  /** The configuration that the request was made with. */
  config: RequestConfig;
  /** What can still be asked of the request. */
  request: RequestInfo;
  /** The same as `data._embedded`. */
  readonly _embedded: Member<Data, '_embedded'>;
  /** The same as `data._links`; `nextPage` takes it. */
  readonly _links: Member<Data, '_links'>;
  /** The same as `data.page`. */
  readonly page: Member<Data, 'page'>;
  /** Whether Help Scout's answer was lost, and this one made up of what `onAmbiguous: 'verify'` found. */
  readonly verified: boolean;
}

/** Type of a member, or undefined where there is none. */
type Member<Data, Name extends string> = Name extends keyof Data ? Data[Name] : undefined;
