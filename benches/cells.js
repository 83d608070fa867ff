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

/** Cells that a goal speaks of, which get more rounds. */
const goalCells = [
  'small-1', 'small-32', 'page-8', 'large-8', 'large-32', 'unicode-8',
  'small-32-https', 'page-8-https', 'large-8-https', 'small-32-slow',
];

const otherCells = [
  'small-2', 'small-8', 'small-128', 'page-1', 'page-2', 'page-32', 'page-128', 'large-1', 'large-2', 'large-128',
  'small-1-https', 'small-8-https', 'small-128-https', 'page-32-https', 'large-32-https',
  'small-32-gzip', 'page-8-gzip', 'large-8-gzip',
];

/** Reads a name such as `page-8` or `small-32-https`. */
function cellOf(name) {
  const [answer, inFlight, variant = 'http'] = name.split('-');
  if (!Object.hasOwn(requests, answer) || !(Number(inFlight) > 0) || !Object.hasOwn(variants, variant)) {
    throw new Error(`No such cell: ${name}`);
  }
  return { name, answer, inFlight: Number(inFlight), variant, ...variants[variant] };
}

/** The requests as methods of a Help Scout client. */
const methodsOf = (client) => (answer) => {
  const { resource, method, args } = requests[answer];
  const owner = client[resource];
  return () => owner[method](...args);
};

module.exports = { cellOf, methodsOf, goalCells, otherCells, requests };
