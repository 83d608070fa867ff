'use strict';

const { randomUUID } = require('node:crypto');

const ABOUT = 'http://developer.helpscout.net/mailbox-api/overview/errors';

/** An answer other than success; handlers throw it, the server sends it as a vnd.error. */
class Problem extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} message human text of the vnd.error
   * @param {{ errors?: object[], headers?: object }} [details] one entry an invalid property; further headers
   */
  constructor(status, message, { errors, headers = {} } = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  /** The answer, with a log reference that the Correlation-ID header repeats. */
  toReply() {
    const logRef = randomUUID();
    return {
      status: this.status,
      type: 'application/vnd.error+json',
      headers: { 'Correlation-ID': logRef, ...this.headers },
      body: vndError(this.message, logRef, this.errors),
    };
  }
}

function vndError(message, logRef, errors) {
  const body = { logRef: `${logRef}#0`, message };
  if (errors) body._embedded = { errors: errors.map(embeddedError) };
  body._links = { about: { href: ABOUT } };
  return body;
}

function embeddedError({ path, message, kind, rejectedValue, source = 'JSON' }) {
  return { path, message, rejectedValue, source, _links: { about: { href: `${ABOUT}#${kind}` } } };
}

/** 400 that names each invalid property. */
const invalid = (errors) => new Problem(400, 'Bad request', { errors });

/** 400 for one property. */
const invalidProperty = (path, message, rejectedValue, kind = 'Invalid') =>
  invalid([{ path, message, rejectedValue, kind }]);

/** 400 for one query parameter. */
const invalidQuery = (path, message, rejectedValue) =>
  invalid([{ path, message, rejectedValue, kind: 'Invalid', source: 'QUERY' }]);

const notFound = (what) => new Problem(404, `${what} not found`);

const conflict = (message) => new Problem(409, message);

module.exports = { Problem, invalid, invalidProperty, invalidQuery, notFound, conflict };
