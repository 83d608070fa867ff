'use strict';

// <base> <megabytes>: sends a stream and says what arrived and how memory grew meanwhile.

const { Readable } = require('node:stream');
const { makeClient, report, residentMemory } = require('./client');

const [base, megabytes] = process.argv.slice(2);

async function run() {
  const client = makeClient(base);
  const before = await residentMemory();
  let peak = before;

  function* body() {
    for (let n = 0; n < Number(megabytes) * 16; n += 1) {
      peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
      yield Buffer.alloc(64 * 1024, 'x');
    }
  }

  const { data } = await client.post('upload', Readable.from(body()));
  report({ bytes: data.bytes, growth: peak - before });
}

run();
