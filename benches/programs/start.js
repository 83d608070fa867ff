'use strict';

// The beginning of a process with one subject: loading and constructing, the first answer, a second one.
// Prints milliseconds as JSON.

const { subject, base } = JSON.parse(process.argv[2]);

async function main() {
  const begin = performance.now();
  const { open } = require(`../subjects/${subject}`);
  const ask = open({ base, inFlight: 1 })('small');
  const loaded = performance.now();
  await ask();
  const first = performance.now();
  await ask();
  const second = performance.now();

  const figures = { load: loaded - begin, first: first - loaded, second: second - first };
  process.stdout.write(JSON.stringify(figures), () => process.exit());
}

main();
