'use strict';

// <base> <calls>: the main thread and two workers call as one account, each with its own client.

const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const HelpScout = require('../../..');

const WINDOW_MS = 2000;

function makeClient({ base, credentials }) {
  const client = new HelpScout({
    clientId: 'mock-client-id',
    clientSecret: 'mock-client-secret',
    authenticationFlow: 'clientCredentials',
    baseUrl: base,
    rateLimit: { windowMs: WINDOW_MS },
  });
  client.updateBottleneckOptions({ maxConcurrent: null, minTime: 0 });
  client.setCredentials(credentials);
  return client;
}

async function callAll(client, calls) {
  const answers = await Promise.all(Array.from({ length: calls }, () => client.tags.list()));
  return answers.filter(({ status }) => status === 200).length;
}

function callInWorker(data) {
  const worker = new Worker(__filename, { workerData: data });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
}

async function run() {
  const [base, calls, access_token] = process.argv.slice(2);
  const data = { base, calls: Number(calls), credentials: { access_token } };
  const client = makeClient(data);

  // Clients share a ledger from the first rate header on.
  await callAll(client, 1);
  const answered = await Promise.all([callAll(client, data.calls), callInWorker(data), callInWorker(data)]);
  process.stdout.write(JSON.stringify({ answered }));
}

if (isMainThread) run();
else callAll(makeClient(workerData), workerData.calls).then((answered) => parentPort.postMessage(answered));
