/** How a client is set up. */
interface Options {
  clientId: string;
  clientSecret: string;
  authenticationFlow: 'clientCredentials' | 'OAuth2';
  /**
   * Where the API and its token endpoint are; default the environment's `HELPSCOUT_BASE_URL`, else
   * `https://api.helpscout.net/v2/`.
   */
  baseUrl?: string;
  rateLimit?: RateLimitOptions;
  /** Whether plain http may leave this machine; default false. */
  allowInsecure?: boolean;
}

/** Which clients share a rate limit. */
interface RateLimitOptions {
  /** Name of the Help Scout account; default the client's id, or this client alone with OAuth2. */
  account?: string;
  /** Length of the account's window in milliseconds; default 60000. */
  windowMs?: number;
}

/** What the token endpoint answers. */
interface Tokens {
  access_token: string;
  /** OAuth2 only; each is good for one refresh. */
  refresh_token?: string;
  /** Seconds. */
  expires_in?: number;
  token_type?: string;
}

/** What `setCredentials` takes. */
type Credentials = Pick<Tokens, 'access_token'> & Partial<Tokens>;

/** Events of a client with their arguments. */
interface Events {
  /** A refresh brought new tokens; store them, for the old refresh token is spent. */
  tokens: [tokens: Tokens];
}

/** Header values by name. */
interface RequestHeaders {
  [name: string]: string | number | string[];
}

/** Options of one call, always the last argument. */
interface CallOptions {
  /** Sent besides the client's own headers. */
  headers?: RequestHeaders;
  /** Milliseconds for each attempt, its body included; 0 for none. */
  timeout?: number;
  /** Cancels the call, which rejects with the signal's reason. */
  signal?: AbortSignal;
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
  headers?: RequestHeaders;
  params?: QueryParams;
  paramsSerializer?: (params: QueryParams) => string;
  transformRequest?: Transform | Transform[];
  transformResponse?: Transform | Transform[];
  /** Which statuses resolve; null for all. */
  validateStatus?: ((status: number) => boolean) | null;
  responseType?: 'arraybuffer' | 'blob' | 'document' | 'json' | 'stream' | 'text';
  /** Default 21; 0 for none. */
  maxRedirects?: number;
  /** Bytes of a decoded answer at most; -1 for no limit. */
  maxContentLength?: number;
  /** Bytes of a request's body at most; -1 for no limit. */
  maxBodyLength?: number;
  signal?: AbortSignal;
  /** Basic authentication instead of the access token. */
  auth?: { username?: string; password?: string };
  proxy?: false | { host: string; port?: number; protocol?: string; auth?: { username: string; password: string } };
  httpAgent?: HttpAgent | false;
  httpsAgent?: HttpsAgent | false;
  /** Path of a Unix socket. */
  socketPath?: string;
  /** Makes the request instead of this package. */
  adapter?: (config: RequestConfig) => Promise<AdapterResponse>;
  cancelToken?: CancelToken;
}

/** Changes a request's body before it is sent, or an answer's before it is delivered. */
type Transform = (data: Json, headers: RequestHeaders) => RequestBody;

/** A cancel token of axios. */
interface CancelToken {
  promise: Promise<{ message?: string }>;
  reason?: { message?: string };
  throwIfRequested(): void;
}

/** What an adapter resolves with. */
interface AdapterResponse {
  data: Json;
  status: number;
  statusText: string;
  headers: RequestHeaders;
  config: RequestConfig;
}

/** What `handleRequest` takes. */
interface Request extends RequestOptions {
  /** Relative to the base URL, or absolute. */
  url: string;
  method?: string;
  data?: RequestBody;
}

/** The configuration that a request was made with. */
interface RequestConfig extends Omit<RequestOptions, 'headers' | 'params' | 'paramsSerializer'> {
  /** Absolute, without its query. */
  url: string;
  method: string;
  headers: { [name: string]: string | number };
  params?: QueryParams;
  /** The body as it was sent. */
  data?: RequestBody;
}

/** What can still be asked of a request that was made. */
interface RequestInfo {
  /** Path and query. */
  path: string;
  method: string;
  host: string;
  getHeader(name: string): string | number | undefined;
  /** The final URL, after redirects. */
  res?: { responseUrl: string };
}

/** Headers of an answer by lower-case name. */
interface ResponseHeaders {
  [name: string]: string | undefined;
}

/** An answer, shaped as by axios. */
interface HelpScoutResponse<Data> {
  data: Data;
  status: number;
  statusText: string;
  headers: ResponseHeaders & { 'set-cookie'?: string[] };
  config: RequestConfig;
  request: RequestInfo;
  /** The same as `data._embedded`. */
  readonly _embedded: Member<Data, '_embedded'>;
  /** The same as `data._links`; `nextPage` takes it. */
  readonly _links: Member<Data, '_links'>;
  /** The same as `data.page`. */
  readonly page: Member<Data, 'page'>;
}

/** Type of a member, or undefined where there is none. */
type Member<Data, Name extends string> = Name extends keyof Data ? Data[Name] : undefined;
