'use strict';

// <base>: how many answers lost their data while ticks of the program threw.

const { makeClient, report } = require('./client');

const [base] = process.argv.slice(2);

async function run() {
  const client = makeClient(base);
  let thrown = 0;
  process.on('uncaughtException', () => {
    thrown += 1;
  });
  for (const event of ['received', 'queued', 'scheduled', 'executing', 'done']) {
    client.bottleneck.on(event, () => {
      process.nextTick(() => {
        throw new Error('of the program');
      });
    });
  }

  let lost = 0;
  const lane = async () => {
    for (let left = 40; left > 0; left -= 1) {
      const { data } = await client.get('list');
      if (data?._embedded?.tags?.length !== 100) lost += 1;
    }
  };
  await Promise.all(Array.from({ length: 6 }, lane));
  report({ lost, thrown });
}

run();
