'use strict';

// What is measured: an answer, a number of calls in flight, and a variant of the connection.

/** The requests, by the resource method that makes them and by their target under /v2. */
const requests = {
  small: { resource: 'users', method: 'me', args: [], target: '/users/me' },
  page: { resource: 'conversations', method: 'list', args: [], target: '/conversations' },
  large: {
    resource: 'conversations',
    method: 'list',
    args: [{ embed: 'threads' }],
    target: '/conversations?embed=threads',
  },
  unicode: {
    resource: 'conversations',
    method: 'list',
    args: [{ embed: 'threads', mailbox: '12' }],
    target: '/conversations?embed=threads&mailbox=12',
  },
};

const variants = {
  http: { scheme: 'http', prefix: '/plain' },
  https: { scheme: 'https', prefix: '/plain' },
  gzip: { scheme: 'http', prefix: '/gzip' },
  slow: { scheme: 'http', prefix: '/slow' },
};

/** Reads a name such as `page-8` or `small-32-https`. */
function cellOf(name) {
  const [answer, inFlight, variant = 'http'] = name.split('-');
  if (!Object.hasOwn(requests, answer) || !(Number(inFlight) > 0) || !Object.hasOwn(variants, variant)) {
    throw new Error(`No such cell: ${name}`);
  }
  return { name, answer, inFlight: Number(inFlight), ...variants[variant] };
}

module.exports = { cellOf, requests };
