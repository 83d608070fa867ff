'use strict';

// <base> <reads> <rateLimit as JSON>: a process that makes its reads as one of an account. Prints how many were answered.

const HelpScout = require('../..');

async function run() {
  const [base, reads, options] = process.argv.slice(2);
  const rateLimit = JSON.parse(options);
  const client = new HelpScout({
    clientId: 'id',
    clientSecret: 'secret',
    authenticationFlow: 'clientCredentials',
    baseUrl: base,
    rateLimit,
  });
  // The pace that goes with the window; with one of a minute it is the usual one.
  client.updateBottleneckOptions({ minTime: (125 * rateLimit.windowMs) / 60_000 });
  client.setCredentials({ access_token: 'token' });
  const results = await Promise.allSettled(Array.from({ length: Number(reads) }, () => client.tags.list()));
  process.stdout.write(String(results.filter(({ status }) => status === 'fulfilled').length));
}

run();
