'use strict';

// <base> <kind> <rounds>: the longest gap between the ticks of a 5 ms timer while answers arrive:
// `large`, 32 at once, or `small`, one while the program is busy with another.

const { makeClient, report } = require('./client');

const [base, kind, rounds] = process.argv.slice(2);

const loads = {
  async large(client) {
    for (let round = 0; round < Number(rounds); round += 1) {
      await Promise.all(Array.from({ length: 32 }, () => client.get('page')));
    }
  },
  async small(client) {
    const worker = async () => {
      for (let round = 0; round < Number(rounds); round += 1) {
        await client.get('small');
        const until = performance.now() + 3;
        while (performance.now() < until);
      }
    };
    await Promise.all([worker(), worker()]);
  },
};


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

  await loads[kind](client);
  tick();
  clearInterval(timer);
  report({ longest, total: last - startedAt });
}

run();
