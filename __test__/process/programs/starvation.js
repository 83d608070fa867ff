'use strict';

// <base> <rounds>: the longest gap between the ticks of a 5 ms timer while large answers arrive, 32 at once.

const { makeClient, report } = require('./client');

const [base, rounds] = process.argv.slice(2);

async function run() {
  const client = makeClient(base);
  await client.get('small');

  const startedAt = performance.now();
  let last = startedAt;
  let longest = 0;
  const tick = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(tick, 5);

  for (let round = 0; round < Number(rounds); round += 1) {
    await Promise.all(Array.from({ length: 32 }, () => client.get('page')));
  }
  tick();
  clearInterval(timer);
  report({ longest, total: last - startedAt });
}

run();
