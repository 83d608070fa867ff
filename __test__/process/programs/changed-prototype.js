'use strict';

// <base>: makes a call where no object can be given an `Accept` and, once it is made, none be
// asked for its `auth`, and says what it came to.

const { makeClient, report } = require('./client');

async function run() {
  const client = makeClient(process.argv[2]);
  Object.defineProperty(Object.prototype, 'Accept', {
    set() {
      throw new Error('no Accept here');
    },
  });
  const call = client.get('stats');
  Object.defineProperty(Object.prototype, 'auth', {
    get() {
      throw new Error('no auth here');
    },
  });
  report(await call.then(({ status }) => status, ({ message }) => message));
}

run();
