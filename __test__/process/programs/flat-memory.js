'use strict';

// <base> <count>: memory after a fifth of the calls and after all of them.

const { callMany, makeClient, report, residentMemory } = require('./client');

const [base, count] = process.argv.slice(2);
const total = Number(count);

async function run() {
  const client = makeClient(base);
  let answered = 0;
  const call = async () => {
    if ((await client.get('small')).data.id === 1) answered += 1;
  };

  await callMany(total / 5, 64, call);
  const early = await residentMemory();
  await callMany((total / 5) * 4, 64, call);
  report({ answered, growth: await residentMemory() - early });
}

run();
