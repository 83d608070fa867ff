'use strict';

/* Answers that are errors: 5xx, 429 and 401. */

const {
  AT_ONCE, ONE_RETRY, ALL_RETRIES, all, always, cells, indeterminate, once, persists, recovers, rejects, resolves,
} = require('./row.js');

const BEYOND = '3600';
const inSeconds = (seconds) => new Date(Date.now() + 1000 * seconds).toUTCString();

const failing = [500, 502, 503].flatMap((status) => {
  const asks = (wait) => ({ status, headers: { 'Retry-After': wait } });
  return [
    { fault: `${status}, once`, within: ONE_RETRY, cells: recovers, prepare: once({ status }) },
    { fault: `${status}, always`, within: ALL_RETRIES, cells: persists('ServerError', 6), prepare: always({ status }) },
    { fault: `${status} with \`Retry-After: 1\`, once`, within: 2500, paused: 1000, cells: recovers, prepare: once(asks('1')) },
    {
      fault: `${status} with \`Retry-After\` a date in 3 s, once`,
      within: 4500,
      paused: 1000,
      cells: recovers,
      prepare: ({ server }) => server.reply(() => asks(inSeconds(3))),
    },
    { fault: `${status} with a \`Retry-After\` that is none, once`, within: ONE_RETRY, cells: recovers, prepare: once(asks('soon')) },
    {
      fault: `${status} with a \`Retry-After\` beyond the deadline`,
      within: AT_ONCE,
      cells: persists('ServerError', 1),
      prepare: always(asks(BEYOND)),
    },
  ];
});

const deletes = [
  {
    fault: '502 to a DELETE that was done, which then finds nothing (404)',
    within: ONE_RETRY,
    cells: { DELETE: resolves(2) },
    prepare: ({ server }) => server.reply({ status: 502 }, { status: 404 }),
  },
  {
    fault: '404 to the first DELETE',
    within: AT_ONCE,
    cells: { DELETE: rejects('NotFoundError', 1) },
    prepare: always({ status: 404 }),
  },
  {
    fault: '503, then 422 to what is sent again',
    within: ONE_RETRY,
    cells: { PUT: rejects('ValidationError', 2, { maybe: true }), POST: indeterminate, PATCH: indeterminate },
    prepare: ({ server }) => server.reply({ status: 503 }, { status: 422 }),
  },
];

const X = 'X-RateLimit-Retry-After';
const limited = (headers) => ({ status: 429, headers });

const waits = [
  [`\`${X}: 1\``, { [X]: '1' }, 1000],
  ['`Retry-After: 1`', { 'Retry-After': '1' }, 1000],
  ['both, of which the first counts', { [X]: '1', 'Retry-After': BEYOND }, 1000],
  [`a garbled \`${X}\` and \`Retry-After: 1\``, { [X]: 'soon', 'Retry-After': '1' }, 1000],
  ['seconds with a fraction', { [X]: '0.5' }, 500],
].map(([form, headers, paused]) => ({
  fault: `429 with ${form}, once`,
  within: paused + ONE_RETRY,
  paused,
  cells: all(resolves(2)),
  prepare: once(limited(headers)),
}));

const silent = [
  ['no time', {}],
  ['a time of 0', { [X]: '0' }],
  ['a time below 0', { [X]: '-5' }],
  ['a time that is no number', { [X]: 'NaN', 'Retry-After': '1 minute' }],
  ['a date that is past', { 'Retry-After': 'Thu, 01 Jan 1970 00:00:00 GMT' }],
].map(([form, headers]) => ({
  fault: `429 with ${form}, once`,
  within: ONE_RETRY,
  cells: all(resolves(2)),
  prepare: once(limited(headers)),
}));

const limits = [
  ...waits,
  {
    fault: '429 with `Retry-After` a date in 3 s, once',
    within: 4500,
    paused: 1000,
    cells: all(resolves(2)),
    prepare: ({ server }) => server.reply(() => limited({ 'Retry-After': inSeconds(3) })),
  },
  {
    fault: '429 with a date by the server\'s own clock, which is a day ahead, once',
    within: 4500,
    paused: 1000,
    cells: all(resolves(2)),
    prepare: ({ server }) => server.reply(() => limited({ Date: inSeconds(86_400), 'Retry-After': inSeconds(86_403) })),
  },
  ...silent,
  {
    fault: '429 six times without a time: no retry is used up',
    within: 7500,
    cells: all(resolves(7)),
    prepare: ({ server }) => server.reply(...Array(6).fill(limited({}))),
  },
  {
    fault: '429 with a time beyond the deadline',
    within: AT_ONCE,
    cells: all(rejects('RateLimitError', 1, { retryable: true })),
    prepare: always(limited({ [X]: BEYOND })),
  },
  {
    fault: '429 with an endless time',
    within: AT_ONCE,
    cells: all(rejects('RateLimitError', 1, { retryable: true })),
    prepare: always(limited({ [X]: '1e15' })),
  },
];

const refused = { status: 401 };
const renewing = (answer) => ({ server }) => server.reply(refused).replyToken(answer);
const unanswered = all(rejects('AuthenticationError', 1));

const unauthorised = [
  { fault: '401, once', tokens: 1, within: AT_ONCE, cells: all(resolves(2)), prepare: once(refused) },
  { fault: '401, always', tokens: 1, within: AT_ONCE, cells: all(rejects('AuthenticationError', 2)), prepare: always(refused) },
  ...[
    ['refused', { status: 400, body: { error: 'invalid_grant' } }],
    ['answered 503', { status: 503 }],
    ['reset', { reset: true }],
    ['answered without a token', { body: { expires_in: 7200 } }],
    ['garbled', { body: '<html>' }],
  ].map(([how, answer]) => ({
    fault: `401, and the refresh is ${how}`,
    tokens: 1,
    within: AT_ONCE,
    cells: unanswered,
    prepare: renewing(answer),
  })),
  {
    fault: '401, after a 502 to the same call',
    tokens: 1,
    within: ONE_RETRY,
    cells: cells(resolves(3), resolves(3), indeterminate),
    tokensOf: { POST: 0, PATCH: 0 },
    prepare: ({ server }) => server.reply({ status: 502 }, refused),
  },
];

module.exports = { failing: [...failing, ...deletes], limits, unauthorised };
