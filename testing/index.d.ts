/// <reference types="node" />
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** Options of {@link mockHelpScout}. An unknown one throws. */
export interface MockOptions {
  /** Port to listen on; 0, the default, takes a free one. */
  port?: number;
  /** Address to listen on; default 127.0.0.1. */
  host?: string;
  /**
   * What the account holds: each kind given replaces the default one.
   * `false` starts an account that holds one user and nothing else.
   */
  seed?: Seed | false;
  /** Milliseconds before each answer; default 0. */
  latencyMs?: number;
  /** The account's rate policy; `false` switches it off. */
  rateLimit?: RateLimit | false;
  /** Lifetime of access tokens in seconds; default 172,800. */
  expiresIn?: number;
  /** Default `mock-client-id`. */
  clientId?: string;
  /** Default `mock-client-secret`. */
  clientSecret?: string;
  /** Items a page of every list; default 25 for conversations and 50 for the others. */
  pageSize?: number;
  /** Serve HTTPS with this key and certificate, both PEM. */
  tls?: { key: string | Buffer; cert: string | Buffer };
  /** Clock of tokens, rate windows and dates, in milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
  /** Keep the log in `requests`; default true. Long loads switch it off to keep memory flat. */
  log?: boolean;
  /** Called when a request has been answered or dropped. */
  onRequest?: (request: LoggedRequest) => void;
}

/** The account's rate policy. Reads weigh 1, writes 2; refused requests and token requests are not counted. */
export interface RateLimit {
  /** Weight allowed in a window; default 400. */
  limit?: number;
  /** Length of a window in milliseconds; default 60,000. */
  windowMs?: number;
  /** Whether windows follow each other (the default) or slide. */
  kind?: 'fixed' | 'sliding';
  /** `false` sends the headers but never answers 429; default true. */
  enforce?: boolean;
}

/** Records to put into the account. They take the fields of the API's requests, and an `id` if it matters. */
export interface Seed {
  /** Fields of a user, with `mailboxIds` for the inboxes to see and `status` as the API shows it. */
  users?: SeedRecord[];
  /** AI agents and the like; they can be the `user` of a thread. Default: one. */
  systemUsers?: SeedRecord[];
  teams?: (SeedRecord & { name: string; memberIds?: number[] })[];
  mailboxes?: (SeedRecord & { name: string })[];
  /** Names, or records with a name. */
  tags?: (string | (SeedRecord & { name: string; color?: string }))[];
  customerProperties?: CustomerPropertyDefinition[];
  organizationProperties?: OrganizationPropertyDefinition[];
  /** Bodies of `POST /v2/organizations`, with values of properties. */
  organizations?: (SeedRecord & {
    name: string;
    domains?: string[];
    properties?: { slug: string; value: string }[];
  })[];
  /** Bodies of `POST /v2/mailboxes/{mailboxId}/saved-replies`; `mailboxId` is the first inbox unless it is given. */
  savedReplies?: (SeedRecord & { name: string; text?: string; chatText?: string; mailboxId?: number })[];
  /** Bodies of `POST /v2/customers`, or how many to make up. */
  customers?: SeedRecord[] | number;
  /**
   * Bodies of `POST /v2/conversations`, of which every field may be left out, or how many to make up (all active).
   * Threads take `savedReplyId`, `openedAt` and `linkedConversationId` too, attachments a `state`: `virus` ones
   * cannot be read.
   */
  conversations?: SeedRecord[] | number;
  chats?: ChatSeed[];
  /** Each rates the conversation of its `conversationId`, or else the first. */
  ratings?: (SeedRecord & { conversationId?: number; rating?: 'great' | 'okay' | 'not_good'; comments?: string })[];
  workflows?: (SeedRecord & { name: string; type?: 'manual' | 'automatic'; mailboxId?: number })[];
  webhooks?: (SeedRecord & { url: string; secret?: string })[];
}

/** A chat of the Chat API, which cannot make any. */
export interface ChatSeed {
  /** A UUID; made up unless it is given. */
  id?: string;
  beaconId?: string;
  /** Default: the first inbox. */
  mailboxId?: number;
  /** Default: the first customer. */
  customer?: { id: number } | { email: string };
  /** Id of the user who has it. */
  assignTo?: number;
  /** ISO 8601; default now. */
  createdAt?: string;
  /** ISO 8601; a chat without it goes on. */
  endedAt?: string;
  /** Names of tags. */
  tags?: string[];
  events?: {
    body?: string;
    /** Default `customer`. */
    author?: 'customer' | 'user';
    /** ISO 8601; default the start of the chat. */
    createdAt?: string;
    /** Default `message`. */
    type?: string;
    /** Default `message-added`. */
    action?: string;
    params?: Record<string, unknown>;
  }[];
  /** Default: that it started. */
  timeline?: { type: string; timestamp: string; url?: string; title?: string }[];
}

export interface SeedRecord {
  id?: number;
  [field: string]: unknown;
}

/** A record in the mock's state: the API's fields, with ids in place of nested resources. */
export interface MockRecord {
  id: number;
  [field: string]: unknown;
}

/** The same for a chat, whose id is a UUID. */
export interface MockChat {
  id: string;
  [field: string]: unknown;
}

/** What {@link MockHelpScout.seed} stored. */
export type Planted = {
  [Kind in keyof Seed]?: Kind extends 'chats'
    ? MockChat[]
    : Kind extends 'customerProperties'
      ? CustomerPropertyDefinition[]
      : Kind extends 'organizationProperties'
        ? OrganizationPropertyDefinition[]
        : MockRecord[];
};

export interface CustomerPropertyDefinition {
  type: 'text' | 'number' | 'url' | 'date' | 'dropdown';
  slug: string;
  name: string;
  options?: { id: string; label: string }[];
}

export interface OrganizationPropertyDefinition {
  type: 'text' | 'number' | 'url' | 'date' | 'dropdown';
  slug: string;
  name: string;
  options?: { label: string }[];
}

/** What the account holds now, by id, in the order of creation. To be read; change it through the API or `seed`. */
export interface MockState {
  readonly users: ReadonlyMap<number, MockRecord>;
  readonly systemUsers: ReadonlyMap<number, MockRecord>;
  readonly teams: ReadonlyMap<number, MockRecord>;
  readonly mailboxes: ReadonlyMap<number, MockRecord>;
  readonly tags: ReadonlyMap<number, MockRecord>;
  readonly workflows: ReadonlyMap<number, MockRecord>;
  readonly webhooks: ReadonlyMap<number, MockRecord>;
  readonly ratings: ReadonlyMap<number, MockRecord>;
  readonly organizations: ReadonlyMap<number, MockRecord>;
  readonly savedReplies: ReadonlyMap<number, MockRecord>;
  readonly customers: ReadonlyMap<number, MockRecord>;
  readonly conversations: ReadonlyMap<number, MockRecord & { threads: MockRecord[]; tags: number[] }>;
  /** By UUID. */
  readonly chats: ReadonlyMap<string, MockChat>;
  readonly customerProperties: readonly CustomerPropertyDefinition[];
  readonly organizationProperties: readonly OrganizationPropertyDefinition[];
}

interface FaultScope {
  /** How many requests it meets; default all until `calm()`. */
  times?: number;
  /** Meets only requests for which this holds; their body has not been read yet. */
  when?: (request: LoggedRequest) => boolean;
  /** Milliseconds to wait before the answer, on top of the mock's own latency. */
  latencyMs?: number;
}

interface NoEffect {
  status?: never;
  reset?: never;
  stall?: never;
  truncate?: never;
  garble?: never;
}

/** Answers with a status. */
export interface StatusFault extends FaultScope, Omit<NoEffect, 'status'> {
  status: number;
  /** The request takes effect all the same; default false. */
  afterApply?: boolean;
  /** Further headers; `undefined` takes one away. */
  headers?: OutgoingHttpHeaders;
  /** JSON value, or text; default the error body that fits the status. */
  body?: unknown;
}

/** Resets the connection: before the request's body is read, amid the answer, or after the effect without an answer. */
export interface ResetFault extends FaultScope, Omit<NoEffect, 'reset'> {
  reset: 'before' | 'during' | 'after';
}

/** Falls silent before the answer, or amid its body (which takes effect). */
export interface StallFault extends FaultScope, Omit<NoEffect, 'stall'> {
  stall: 'headers' | 'body';
  /** With `headers`: the request takes effect all the same; default false. */
  afterApply?: boolean;
}

/** Ends the connection amid the answer's body. */
export interface TruncateFault extends FaultScope, Omit<NoEffect, 'truncate'> {
  truncate: true;
}

/** Answers with a body that is not JSON (`true`, `'body'`), or with bytes that are not HTTP. */
export interface GarbleFault extends FaultScope, Omit<NoEffect, 'garble'> {
  garble: true | 'body' | 'protocol';
}

/** Is only slow. */
export interface LatencyFault extends FaultScope, NoEffect {
  latencyMs: number;
}

export type Fault = StatusFault | ResetFault | StallFault | TruncateFault | GarbleFault | LatencyFault;

export interface ArmedFault {
  /** How many requests have met it. */
  readonly hits: number;
  /** Takes it away. */
  cancel(): void;
}

/** One request as it arrived and how it was answered. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** The last value of each parameter. */
  readonly query: Record<string, string>;
  /** The query as it was sent, without the question mark. */
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they were sent; the token is not redacted. */
  readonly rawHeaders: string[];
  /** JSON or form decoded; undefined when there was none; the text when it was neither. */
  readonly body: unknown;
  readonly rawBody: Buffer;
  /** What the rate policy counts for it: reads 1, writes 2, token requests 0. */
  readonly weight: number;
  /** Arrival in milliseconds since the epoch, with fractions. */
  readonly time: number;
  /** Milliseconds until the answer was handed to the network; undefined before. */
  readonly durationMs?: number;
  /** Status answered; undefined before the answer and where none was given. */
  readonly status: number | undefined;
  /** Whether it met an injected fault. */
  readonly fault: boolean;
  /** Whether the client went away before it had sent everything. */
  readonly aborted: boolean;
}

/**
 * Whose rights tokens have. What the user's role or inboxes do not allow answers 403; once the user is deleted, every
 * request answers 401.
 */
export interface Consent {
  /** Default: the owner of the account, who may do everything. */
  userId?: number;
}

/** Tokens as `POST /v2/oauth2/token` gives them. */
export interface MockTokens {
  token_type: 'bearer';
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** A running mock of the Help Scout Inbox API. */
export interface MockHelpScout {
  /** Base URL for clients, such as `http://127.0.0.1:8080/v2/`. */
  readonly url: string;
  /** The same without a path. */
  readonly origin: string;
  readonly port: number;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Every request since the start or the last `clear()`, in the order of arrival. */
  readonly requests: LoggedRequest[];
  readonly state: MockState;

  /**
   * Arms a fault.
   * @param pattern Method and path, such as `POST /v2/conversations/:id/reply`; `*` for any method or rest of a path;
   *   `*` alone for everything, the token endpoint included.
   */
  fail(pattern: string, fault: Fault): ArmedFault;
  /** Takes all faults away. */
  calm(): void;
  /** Empties the log. */
  clear(): void;
  /** Adds records and returns them as stored, by kind. */
  seed(seed: Seed): Planted;
  /** Merges a conversation into another: reading it answers 301 for 60 days, anything else 404. */
  merge(fromId: number, intoId: number): void;
  /** Replaces the rate policy; counting starts anew. */
  setRateLimit(policy: RateLimit | false): void;
  /** Counts weight as if another application of the account had spent it. */
  spend(weight: number): void;
  /** Valid tokens without the OAuth2 dance. */
  issueTokens(as?: Consent): MockTokens;
  /** A single-use authorization code. */
  issueCode(as?: Consent): string;
  /** Makes every access token issued so far answer 401; with `refreshTokens` the refresh tokens end too. */
  expireTokens(which?: { refreshTokens?: boolean }): void;
  /** Drops every connection and stops. */
  close(): Promise<void>;
}

/**
 * Starts a stateful mock of the Help Scout Inbox API on loopback.
 *
 * ```js
 * const mock = await mockHelpScout({ seed: { conversations: 60 } });
 * const { clientId, clientSecret, url: baseUrl } = mock;
 * const helpscout = new HelpScout({ clientId, clientSecret, authenticationFlow: 'clientCredentials', baseUrl });
 * ```
 */
export function mockHelpScout(options?: MockOptions): Promise<MockHelpScout>;
