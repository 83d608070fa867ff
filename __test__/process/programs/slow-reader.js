'use strict';

// <base> <megabytes>: reads a streamed answer slowly and says how memory grew meanwhile.

const { setTimeout: delay } = require('node:timers/promises');
const { makeClient, report, residentMemory } = require('./client');

const [base, megabytes] = process.argv.slice(2);
const total = Number(megabytes) * 2 ** 20;

async function run() {
  const client = makeClient(base);
  client.updateRequestOptions({ responseType: 'stream' });

  const before = await residentMemory();
  const { data } = await client.get(`stream?bytes=${total}`);
  let bytes = 0;
  let chunks = 0;
  let peak = before;

  for await (const chunk of data) {
    bytes += chunk.length;
    chunks += 1;
    if (chunks % 200 === 0) {
      await delay(5);
      peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
    }
  }
  report({ bytes, growth: peak - before });
}

run();
