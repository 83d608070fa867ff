/** What this package's errors have in common; HTTP errors are shaped as by axios. */
interface HelpScoutError extends Error {
  /** The configuration that the request was made with, if it came that far. */
  config?: RequestConfig;
  /** What can still be asked of the request, if it came that far. */
  request?: RequestInfo;
  /** The answer, if there was one. */
  response?: HelpScoutResponse<VndError | Json>;
  /** What went wrong on the way, such as `ECONNRESET`; HTTP errors have none. */
  code?: string;
  /** What led to it, if that was another error. */
  cause?: Error;
  /** Whether it has a `config`, as errors of requests do. */
  readonly isAxiosError: boolean;
  /** Status of the answer. */
  readonly status: number | undefined;
  /** Method of the request. */
  readonly method: string | undefined;
  /** Path and query of the request. */
  readonly path: string | undefined;
  /** Id to quote to Help Scout's support. */
  readonly correlationId: string | undefined;
  /** How often the request was sent. */
  readonly attempts: number;
  /** Whether the same call may succeed later, and cannot do anything twice. */
  readonly retryable: boolean;
  /** Whether Help Scout may have done what was asked all the same. */
  readonly mayHaveBeenApplied: boolean;
  /** What `JSON.stringify` shows, which has no secrets. */
  toJSON(): { [name: string]: Json | undefined };
}

/** 400 or 422: Help Scout refused what was sent. */
interface ValidationError extends HelpScoutError {
  /** What was refused, and why; empty if Help Scout does not say. */
  readonly fields: InvalidField[];
}

/** One member of a request that Help Scout refused. */
interface InvalidField {
  /** Which member it is, such as `customer.email`. */
  path?: string;
  /** Why it was refused. */
  message: string;
  /** The value that was sent, if Help Scout repeats it. */
  rejectedValue?: Json;
}

/** 401, or no token could be had. */
interface AuthenticationError extends HelpScoutError {}

/** 403: the role, plan or inbox access of the user does not suffice. */
interface PermissionError extends HelpScoutError {}

/** 404: there is no such object, or not for this user. */
interface NotFoundError extends HelpScoutError {}

/** 409: there is such an object already, a customer with the same e-mail address perhaps. */
interface ConflictError extends HelpScoutError {}

/** 429: the account's rate limit is spent, for longer than the call may take. */
interface RateLimitError extends HelpScoutError {
  /** Milliseconds after which to try again. */
  readonly retryAfterMs: number | undefined;
}

/** 500 and above: Help Scout failed. */
interface ServerError extends HelpScoutError {}

/** The server could not be reached, or the connection was lost. */
interface NetworkError extends HelpScoutError {}

/** A time limit ended the call. */
interface TimeoutError extends NetworkError {}

/** A POST or PATCH may or may not have been applied; `config.data` is what was sent. */
interface IndeterminateWriteError extends HelpScoutError {
  /** The failure that left it open. */
  cause: HelpScoutError;
  /** When it was sent; of several attempts that may have been applied, the first. */
  readonly sentAt: Date | undefined;
}

/** Class of an error, for `instanceof` and subclasses. */
interface ErrorClass<Instance extends HelpScoutError> {
  /** Makes an error that belongs to no request. */
  new (message?: string): Instance;
  /** What its errors inherit from. */
  readonly prototype: Instance;
}
