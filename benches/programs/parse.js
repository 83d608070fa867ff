'use strict';

// What no client that gives objects can avoid: JSON.parse of each answer. Prints µs of CPU as JSON.

const { requests } = require('../cells');
const { cpu } = require('../lib/process');

const { base, seconds } = JSON.parse(process.argv[2]);

function parseFor(text, time) {
  const endsAt = performance.now() + time * 1000;
  let parsed = 0;
  while (performance.now() < endsAt) {
    JSON.parse(text);
    parsed += 1;
  }
  return parsed;
}

async function main() {
  const figures = {};
  for (const [answer, { target }] of Object.entries(requests)) {
    const text = await (await fetch(`${base}${target}`)).text();
    parseFor(text, seconds / 2);
    const before = cpu();
    const parsed = parseFor(text, seconds);
    figures[answer] = (cpu().process - before.process) / parsed;
  }
  process.stdout.write(JSON.stringify(figures), () => process.exit());
}

main();
