'use strict';

// <base> <calls> <token> <rateLimit as JSON> [limiter as JSON] [silent]: makes calls all at once, with a limiter of its own that
// never makes them wait, unless its options say so. Prints how many were answered and the messages of outages.

const HelpScout = require('../../..');
const { report } = require('./client');

async function run() {
  const [base, calls, access_token, rateLimit, limiter, silent] = process.argv.slice(2);
  const client = new HelpScout({
    clientId: 'mock-client-id',
    clientSecret: 'mock-client-secret',
    authenticationFlow: 'OAuth2',
    baseUrl: base,
    rateLimit: JSON.parse(rateLimit),
  });
  const outages = [];
  if (silent === undefined) client.on('ratelimitstoreerror', ({ message }) => outages.push(message));
  client.updateBottleneckOptions({ maxConcurrent: null, minTime: 0, ...JSON.parse(limiter ?? '{}') });
  client.setCredentials({ access_token });
  const answers = await Promise.all(Array.from({ length: Number(calls) }, () => client.tags.list()));
  // What was learnt of the account is reported by then.
  await new Promise((resolve) => setTimeout(resolve, 300));
  report({ answered: answers.filter(({ status }) => status === 200).length, outages });
}

run();
