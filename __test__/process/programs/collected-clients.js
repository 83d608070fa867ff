'use strict';

// <base> <count>: drops clients that have made a call and says how many were collected.

const { makeClient, report } = require('./client');

const [base, count] = process.argv.slice(2);
let collected = 0;
const registry = new FinalizationRegistry(() => {
  collected += 1;
});

async function useOne() {
  const client = makeClient(base);
  registry.register(client);
  client.on('tokens', () => client.credentials);
  await client.get('small');
  await client.get('things').catch(() => {});
}

async function run() {
  for (let n = 0; n < Number(count); n += 1) await useOne();
  for (let round = 0; round < 100 && collected < Number(count); round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  report({ collected });
}

run();
