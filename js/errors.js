'use strict';

// The errors of this package. Own enumerable keys, message and `name` are those
// of axios on Node, so that code written for them goes on working; everything
// new is an accessor on the prototype. Nothing here prints a secret.

const { SECRET_OPTIONS, hidden, secret } = require('./response');

const facts = new WeakMap();

// What the server says of the failure. It is JSON where bytes were asked for, too.
function problemOf({ response }) {
  const data = response?.data;
  if (!Buffer.isBuffer(data)) return Object(data);
  try {
    return Object(JSON.parse(data));
  } catch {
    return {};
  }
}

class HelpScoutError extends Error {
  get isAxiosError() {
    return this.config !== undefined;
  }

  get status() {
    return this.response?.status;
  }

  get method() {
    return this.config?.method?.toUpperCase();
  }

  get path() {
    return this.request?.path;
  }

  get correlationId() {
    return this.response?.headers?.['correlation-id'] ?? problemOf(this).logRef;
  }

  get attempts() {
    return facts.get(this)?.attempts ?? 0;
  }

  get mayHaveBeenApplied() {
    return facts.get(this)?.mayHaveBeenApplied ?? false;
  }

  get retryable() {
    return facts.get(this)?.retryable ?? false;
  }

  toJSON() {
    const { name, message, code, status, method, path, attempts, correlationId } = this;
    return { name, message, code, status, method, path, attempts, correlationId };
  }
}

class ValidationError extends HelpScoutError {
  get fields() {
    const problem = problemOf(this);
    const entries = problem._embedded?.errors;
    // Some answers have no list but name the one member at fault themselves.
    const own = problem.path === undefined ? [] : [problem];
    return (Array.isArray(entries) ? entries : own).map((entry) => {
      const { path, message, rejectedValue } = Object(entry);
      return { path, message, rejectedValue };
    });
  }
}
class AuthenticationError extends HelpScoutError {}
class PermissionError extends HelpScoutError {}
class NotFoundError extends HelpScoutError {}
class ConflictError extends HelpScoutError {}
class RateLimitError extends HelpScoutError {
  get retryAfterMs() {
    return facts.get(this)?.retryAfterMs;
  }
}
class ServerError extends HelpScoutError {}
class NetworkError extends HelpScoutError {}
class TimeoutError extends NetworkError {}
class IndeterminateWriteError extends HelpScoutError {
  get sentAt() {
    const millis = facts.get(this)?.sentAt;
    return millis === undefined ? undefined : new Date(millis);
  }

  toJSON() {
    return { ...super.toJSON(), sentAt: this.sentAt };
  }
}
class BottleneckError extends Error {
  get mayHaveBeenApplied() {
    return facts.get(this)?.mayHaveBeenApplied ?? false;
  }
}

const byStatus = new Map([
  [400, ValidationError],
  [401, AuthenticationError],
  [403, PermissionError],
  [404, NotFoundError],
  [409, ConflictError],
  [422, ValidationError],
  [429, RateLimitError],
]);
const byKind = new Map([
  ['network', NetworkError],
  ['timeout', TimeoutError],
  ['indeterminate', IndeterminateWriteError],
  ['credentials', AuthenticationError],
]);

const nodeFacts = ['errno', 'code', 'syscall', 'hostname', 'address', 'port'];

// Keys that Node adds to some errors; what is not known natively is undefined.
function nodeExtras({ code, message, host }, path) {
  if (code?.startsWith('HPE_')) {
    return { bytesParsed: undefined, reason: message.replace('Parse Error: ', ''), rawPacket: undefined };
  }
  return host === undefined ? {} : { path, host, localAddress: undefined };
}

// The error of a failed call; `about` is what the core says of it.
function callError(about, { config, request, response, attempts, cause }) {
  if (about.kind === 'limiter') return amend(new BottleneckError(about.message), about);
  const status = response?.status;
  const ErrorClass = byKind.get(about.kind) ?? byStatus.get(status) ?? (status >= 500 ? ServerError : HelpScoutError);
  const error = new ErrorClass(about.message);
  const { mayHaveBeenApplied, retryable, retryAfterMs, sentAt } = about;
  facts.set(error, { attempts, mayHaveBeenApplied, retryable, retryAfterMs, sentAt });
  for (const name of nodeFacts) {
    if (about[name] !== undefined) error[name] = about[name];
  }
  const extras = Object.getOwnPropertyDescriptors(nodeExtras(about, request?.path));
  Object.defineProperties(error, extras);
  if (config !== undefined && (about.kind !== 'credentials' || response !== undefined)) {
    if (config.headers.Authorization !== undefined) secret(config.headers, 'Authorization', config.headers.Authorization);
    for (const name of SECRET_OPTIONS) {
      if (config[name]) secret(config, name, config[name]);
    }
    // A token answer that lacks one of its tokens may have the other.
    for (const name of about.kind === 'credentials' ? ['access_token', 'refresh_token'] : []) {
      if (response.data?.[name] !== undefined) secret(response.data, name, response.data[name]);
    }
    Object.assign(error, { config, request, response });
  }
  if (cause !== undefined) hidden(error, 'cause', cause);
  return error;
}

// Adds what became clear after listeners had been given the error.
function amend(error, { mayHaveBeenApplied, retryable }, cause) {
  facts.set(error, { ...facts.get(error), mayHaveBeenApplied, retryable });
  if (cause !== undefined) hidden(error, 'cause', cause);
  return error;
}

const inputClasses = { TypeError, RangeError, URIError, BottleneckError, AuthenticationError };

// An error about what the caller passed, before anything was sent.
function inputError(className, message, code) {
  const error = new (inputClasses[className] ?? Error)(message);
  if (code !== undefined) error.code = code;
  return error;
}

module.exports = {
  amend,
  callError,
  inputError,
  BottleneckError,
  classes: {
    HelpScoutError,
    ValidationError,
    AuthenticationError,
    PermissionError,
    NotFoundError,
    ConflictError,
    RateLimitError,
    ServerError,
    NetworkError,
    TimeoutError,
    IndeterminateWriteError,
  },
};
