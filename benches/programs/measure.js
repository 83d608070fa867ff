'use strict';

// One subject, one cell, one round, in a process of its own. Prints the figures as JSON.

const assert = require('node:assert/strict');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { cpu, peakBytes, rest } = require('../lib/process');

const { subject, cell, base, bytes, seconds } = JSON.parse(process.argv[2]);

const WARM_CALLS = 500;

/** Keeps so many calls in flight for so long; gives how many were answered and the time it took. */
async function load(ask, time) {
  const startedAt = performance.now();
  const endsAt = startedAt + time * 1000;
  let answered = 0;
  async function worker() {
    while (performance.now() < endsAt) {
      await ask();
      answered += 1;
    }
  }
  await Promise.all(Array.from({ length: cell.inFlight }, worker));
  return { answered, took: (performance.now() - startedAt) / 1000 };
}

/** Until the code is compiled: for a time, and for so many calls if they do not take too long. */
async function warmUp(ask) {
  const { answered, took } = await load(ask, seconds.warm);
  const missing = took * (WARM_CALLS / answered - 1);
  if (missing > 0) await load(ask, Math.min(missing, seconds.warm * 1.5));
}

/** What the event loop suffers meanwhile. Watching it costs time, so nothing else is measured. */
async function delays(ask, time) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let last = performance.now();
  let gap = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
  }, 5);
  delay.enable();
  await load(ask, time);
  delay.disable();
  clearInterval(timer);
  const excess = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - 1);
  return { delayP50: excess(delay.percentile(50)), delayP99: excess(delay.percentile(99)), gap };
}

async function main() {
  const { open, dataOf } = require(`../subjects/${subject}`);
  const ask = open({ base, inFlight: cell.inFlight })(cell.answer);
  assert.equal(Buffer.byteLength(JSON.stringify(dataOf(await ask()))), bytes, 'the answer came parsed and whole');

  await warmUp(ask);
  await rest();
  const before = cpu();
  const { answered, took } = await load(ask, seconds.measure);
  await rest();
  const after = cpu();
  const peak = peakBytes();

  const figures = {
    perSecond: answered / took,
    processCpu: (after.process - before.process) / answered,
    mainCpu: (after.main - before.main) / answered,
    peak,
    ...(await delays(ask, seconds.watch)),
  };
  process.stdout.write(JSON.stringify(figures), () => process.exit());
}

main();
