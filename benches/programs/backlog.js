'use strict';

// Calls that wait behind a limiter: what each costs until it waits, and what it holds while it does.
// Prints the figures as JSON.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { methodsOf } = require('../cells');
const { cpu, rest } = require('../lib/process');

const { subject, base, count } = JSON.parse(process.argv[2]);

// One may start an hour: the first does, all others wait.
const HOUR = 3_600_000;

function ours() {
  const client = require('../subjects/ours').clientOf(base);
  client.updateBottleneckOptions({ minTime: HOUR });
  return { limiter: client.bottleneck, call: methodsOf(client)('small') };
}

function bottleneck() {
  const Bottleneck = require('bottleneck');
  const limiter = new Bottleneck({ maxConcurrent: 2, minTime: HOUR });
  return { limiter, call: () => limiter.schedule({ weight: 1 }, async () => null) };
}

function memory() {
  global.gc();
  const [, resident] = fs.readFileSync('/proc/self/statm', 'utf8').split(' ');
  const { heapUsed } = process.memoryUsage();
  return { resident: Number(resident) * 4096, heap: heapUsed };
}

async function main() {
  const { limiter, call } = { ours, bottleneck }[subject]();
  call();
  await rest();

  const waiting = Array.from({ length: count });
  const memoryBefore = memory();
  await rest();
  const before = cpu();
  for (let n = 0; n < count; n += 1) waiting[n] = call();
  while (limiter.queued() + limiter.counts().RUNNING < count) await rest();
  const after = cpu();
  const memoryAfter = memory();

  assert.equal(waiting.length, count);
  const figures = {
    count,
    processCpu: (after.process - before.process) / count,
    mainCpu: (after.main - before.main) / count,
    resident: (memoryAfter.resident - memoryBefore.resident) / count,
    heap: (memoryAfter.heap - memoryBefore.heap) / count,
  };
  process.stdout.write(JSON.stringify(figures), () => process.exit());
}

main();
