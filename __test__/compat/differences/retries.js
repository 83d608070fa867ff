'use strict';

module.exports = [
  {
    id: 'writes-not-replayed',
    where: /^status of post (500|503) once \| /,
    what: 'A POST or PATCH whose effect is unknown is not sent again',
    reason: 'The original sends a second reply to the customer.'
  },
  {
    id: 'retry-network',
    where: 'errors-network.test.js',
    what: 'GET, PUT and DELETE are tried again after a lost connection or an attempt\'s time limit',
    reason: 'They have the same effect once or twice, so a short outage need not be an error.'
  },
  {
    id: 'retry-after',
    where: 'limiter-retries.test.js',
    what: 'A 429 or 503 is waited out for as long as the server says, else with growing, random pauses',
    reason: 'The original tries again within half a second, five times.'
  },
  {
    id: 'rate-limit-pause',
    where: 'limiter-retries.test.js',
    what: 'A 429 pauses all calls of the account, and uses up no retry',
    reason: 'They would be refused too.'
  },
  {
    id: 'repeated-delete',
    where: 'limiter-retries.test.js',
    what: 'A DELETE that was sent again and finds nothing resolves',
    reason: 'The first attempt has done it.'
  },
  {
    id: 'failed-listener',
    where: 'limiter-events.test.js',
    what: 'A failed listener cannot repeat a write whose effect is unknown',
    reason: 'What it returns by accident would send a second reply.'
  }
];
