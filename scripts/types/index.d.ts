import { EventEmitter } from 'node:events';
import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';

export = HelpScout;

/** Client of the Help Scout Inbox API, paced to the account's rate limit. */
declare class HelpScout extends EventEmitter<HelpScout.Events> {
  /* errors */
  /** What the limiter rejects with. */
  static readonly BottleneckError: new (message?: string) => Error & { readonly mayHaveBeenApplied: boolean };

  /** Throws if a parameter is missing, or the authentication flow is not known. */
  constructor(options: HelpScout.Options);

  /** Id of the application; read whenever tokens are asked for. */
  clientId: string;
  /** Secret of the application; read whenever tokens are asked for, and hidden from inspection. */
  clientSecret: string;
  /** How tokens are asked for. */
  authenticationFlow: HelpScout.Options['authenticationFlow'];
  /** What `setCredentials` was given, or the last refresh brought. */
  credentials?: HelpScout.Credentials;
  /** Whether a refresh is under way. */
  isRefreshingAccessTokenInProgress?: boolean;
  /** The limiter; anything that schedules may be assigned. */
  get bottleneck(): HelpScout.Limiter;
  /** Has a limiter of your own admit calls. */
  set bottleneck(limiter: HelpScout.Scheduler);
  /** How the account's rate limit and the calls of this client stand now. */
  readonly rateLimit: HelpScout.RateLimit;
  /** What `updateRequestOptions` has set. */
  requestOptions: HelpScout.RequestOptions;

  /* resources */

  /** Where a user grants the application access to their account. */
  generateAuthorizationUri(state?: string | number): string;

  /** Asks for tokens: with OAuth2, for the code that the redirect brought. */
  getTokens(code?: string): Promise<HelpScout.Tokens>;

  /** Sets the tokens that calls are made with. */
  setCredentials(tokens: HelpScout.Credentials): void;

  /** Gets new tokens and sets them, emitting `tokens`; calls at the same time share one refresh. */
  refreshAccessToken(): Promise<void>;

  /** Says that a refresh is under way; `refreshAccessToken` calls it. */
  startRefreshingAccessToken(): void;

  /** Says that a refresh is over; `refreshAccessToken` calls it. */
  finishRefreshingAccessToken(): void;

  /** Waits for the end of a refresh under way. */
  waitForRefreshingAccessTokenToBeFinished(): Promise<void>;

  /** Changes the limiter; throws for wrong values of options that it knows. */
  updateBottleneckOptions(options?: HelpScout.LimiterOptions): void;

  /** Changes what every later request is made with; throws for the options that cannot be honoured. */
  updateRequestOptions(options?: HelpScout.RequestOptions): void;

  /** Makes a request of weight 1. */
  get<Data = HelpScout.Json>(
    endpoint: string,
    params?: HelpScout.QueryParams | null,
    options?: HelpScout.CallOptions,
  ): Promise<HelpScout.HelpScoutResponse<Data>>;

  /** Makes a request of weight 2. */
  post<Data = HelpScout.NoContent>(
    endpoint: string,
    data?: HelpScout.RequestBody,
    options?: HelpScout.CreateOptions,
  ): Promise<HelpScout.HelpScoutResponse<Data>>;

  /** Makes a request of weight 2. */
  put<Data = HelpScout.NoContent>(
    endpoint: string,
    data?: HelpScout.RequestBody,
    options?: HelpScout.CallOptions,
  ): Promise<HelpScout.HelpScoutResponse<Data>>;

  /** Makes a request of weight 2. */
  patch<Data = HelpScout.NoContent>(
    endpoint: string,
    data?: HelpScout.RequestBody,
    options?: HelpScout.CallOptions,
  ): Promise<HelpScout.HelpScoutResponse<Data>>;

  /** Makes a request of weight 2; its data is not sent. */
  delete<Data = HelpScout.NoContent>(
    endpoint: string,
    data?: HelpScout.RequestBody,
    options?: HelpScout.CallOptions,
  ): Promise<HelpScout.HelpScoutResponse<Data>>;

  /** Gets the page after the one whose `_links` are given. */
  nextPage<Data = HelpScout.Json>(
    links: { next?: HelpScout.HalLink },
    options?: HelpScout.CallOptions,
  ): Promise<HelpScout.HelpScoutResponse<Data>>;

  /** Makes any request once the limiter admits it. */
  handleRequest<Data = HelpScout.Json>(
    job: HelpScout.JobOptions,
    request: HelpScout.Request,
  ): Promise<HelpScout.HelpScoutResponse<Data>>;
}

declare namespace HelpScout {
  /* types */
}
