'use strict';

// <base> <seconds>: calls as fast as it may. Sends what became of its calls, and how the process fared.

const fs = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const HelpScout = require('../..');
const { LANES, PENDING, RESOLVED, INDETERMINATE, FAILED, methodOf } = require('./plan');

const SAMPLES = 60;

const [base, seconds] = process.argv.slice(2);
const client = new HelpScout({
  clientId: 'id',
  clientSecret: 'secret',
  authenticationFlow: 'clientCredentials',
  baseUrl: base,
  rateLimit: { windowMs: 2000 },
});
client.updateBottleneckOptions({ maxConcurrent: null, minTime: 0 });

const end = Date.now() + seconds * 1000;
const failures = {};
const samples = [];
const delay = monitorEventLoopDelay({ resolution: 10 });
let made = 0;
let outcomes = new Uint8Array(2 ** 16);

const call = {
  get: (id) => client.get(`things/${id}`),
  post: (id) => client.post(`things/${id}`, { id }),
  put: (id) => client.put(`things/${id}`, { id }),
  delete: (id) => client.delete(`things/${id}`),
};

function fail(error) {
  if (error instanceof HelpScout.IndeterminateWriteError) return INDETERMINATE;
  const what = `${error.name}: ${error.message}`;
  failures[what] = (failures[what] ?? 0) + 1;
  return FAILED;
}

async function lane() {
  while (Date.now() < end) {
    const id = made;
    made += 1;
    if (id >= outcomes.length) {
      const longer = new Uint8Array(2 * id);
      longer.set(outcomes);
      outcomes = longer;
    }
    outcomes[id] = PENDING;
    const outcome = await call[methodOf(id)](id).then(() => RESOLVED, fail);
    // A second end of one call would show.
    outcomes[id] = outcomes[id] === PENDING ? outcome : FAILED;
  }
}

function sample() {
  globalThis.gc();
  samples.push({ rss: process.memoryUsage.rss(), descriptors: fs.readdirSync('/proc/self/fd').length });
}

async function run() {
  const descriptors = fs.readdirSync('/proc/self/fd').length;
  delay.enable();
  const sampling = setInterval(sample, (seconds * 1000) / SAMPLES);
  await Promise.all(Array.from({ length: LANES }, lane));
  clearInterval(sampling);
  delay.disable();
  process.send({ outcomes: outcomes.subarray(0, made), failures, samples, descriptors, longestGapMs: delay.max / 1e6 });
}

run();
