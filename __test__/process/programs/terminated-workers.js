'use strict';

// <base> <count> <main|never>: terminates workers amid their calls; `never` means
// that the main thread does not load the package.

const { Worker } = require('node:worker_threads');

const [base, count, main] = process.argv.slice(2);
const SOURCE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { makeClient } = require(workerData.client);
  const client = makeClient(workerData.base);
  for (let n = 0; n < 5; n += 1) {
    client.get('never').catch(() => {});
    client.get('page').catch(() => {});
  }
  parentPort.postMessage('calling');
`;

async function terminateOne(after) {
  const worker = new Worker(SOURCE, { eval: true, workerData: { base, client: require.resolve('./client') } });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  await new Promise((resolve) => setTimeout(resolve, after));
  await worker.terminate();
}

async function run() {
  const { makeClient, statsWhen } = main === 'main' ? require('./client') : {};
  const client = makeClient?.(base);
  const delays = Array.from({ length: Number(count) }, (_, n) => n % 17);
  let terminated = 0;

  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (delays.length > 0) {
        await terminateOne(delays.pop());
        terminated += 1;
      }
    }),
  );
  // The main thread's own client goes on, and the workers' requests have ended.
  const left = client && (await statsWhen(client, ({ waiting }) => waiting === 0)).waiting;
  process.stdout.write(JSON.stringify({ terminated, left }));
}

run();
