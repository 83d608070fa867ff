'use strict';

const HelpScout = require('../../..');

/** Prints what the test wants to know. */
const report = (value) => process.stdout.write(JSON.stringify(value));

/** A client of the server at `base` whose limiter never makes a call wait. */
function makeClient(base) {
  const client = new HelpScout({
    clientId: 'id',
    clientSecret: 'secret',
    authenticationFlow: 'clientCredentials',
    baseUrl: base,
  });
  client.updateBottleneckOptions({ maxConcurrent: null, minTime: 0, reservoir: null });
  client.setCredentials({ access_token: 'token' });
  return client;
}

/** Keeps `width` calls in flight until `count` have been answered. */
async function callMany(count, width, call) {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Asks the server for its counts until they fit; gives the last ones after 5 s. */
async function statsWhen(client, fit) {
  for (const end = Date.now() + 5000; ;) {
    const { data } = await client.get('stats');
    if (fit(data) || Date.now() > end) return data;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resident memory in MB, after the garbage has been collected; needs --expose-gc. */
async function residentMemory() {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
  return process.memoryUsage.rss() / 2 ** 20;
}

module.exports = { callMany, makeClient, report, residentMemory, statsWhen };
