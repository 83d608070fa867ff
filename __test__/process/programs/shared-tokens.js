'use strict';

// <base> <file or Redis> <calls>: makes calls with the tokens of a store, one after the other. Prints their statuses.

const HelpScout = require('../../..');
const { report } = require('./client');

async function run() {
  const [base, place, calls] = process.argv.slice(2);
  const client = new HelpScout({
    clientId: 'mock-client-id',
    clientSecret: 'mock-client-secret',
    authenticationFlow: 'OAuth2',
    baseUrl: base,
    tokenStore: place.startsWith('redis') ? { redis: place, key: 'tokens' } : { file: place },
  });
  client.updateBottleneckOptions({ maxConcurrent: null, minTime: 0 });
  const statuses = {};
  for (let n = 0; n < Number(calls); n += 1) {
    const status = await client.tags.list().then((answer) => answer.status, (error) => error.cause?.message ?? error.message);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  report(statuses);
}

run();
