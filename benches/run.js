'use strict';

// Runs the benchmarks. See README.md for its options.

const { execFile } = require('node:child_process');
const http = require('node:http');
const path = require('node:path');
const { promisify } = require('node:util');
const { parseArgs } = require('node:util');
const { cellOf, requests } = require('./cells');
const server = require('./lib/server');

const run = promisify(execFile);

const SUBJECTS = ['ours', 'undici', 'axios', 'fetch', 'original'];
const QUICK = ['small-32', 'page-8', 'large-8', 'unicode-8', 'small-32-https', 'page-8-https', 'large-8-https', 'small-32-slow'];

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    subjects: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
  },
});

async function sizeOf(origin, { target }) {
  return new Promise((resolve, reject) => {
    http.get(`${origin}/plain/v2${target}`, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => (bytes += chunk.length)).on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

async function measure({ origins, ca }, sizes, subject, cell, seconds) {
  const spec = { subject, cell, base: `${origins[cell.scheme]}${cell.prefix}/v2`, bytes: sizes[cell.answer], seconds };
  const env = { PATH: process.env.PATH, ...(cell.scheme === 'https' && { NODE_EXTRA_CA_CERTS: ca }) };
  const { stdout } = await run(process.execPath, [path.join(__dirname, 'programs', 'measure.js'), JSON.stringify(spec)], { env });
  return JSON.parse(stdout);
}

const median = (numbers) => numbers.sort((one, other) => one - other)[numbers.length >> 1];

function medians(rounds) {
  return Object.fromEntries(Object.keys(rounds[0]).map((key) => [key, median(rounds.map((round) => round[key]))]));
}

async function main() {
  const subjects = given.subjects?.split(',') ?? SUBJECTS;
  const cells = (given.only?.split(',') ?? QUICK).map(cellOf);
  const rounds = Number(given.rounds ?? 3);
  const time = Number(given.seconds ?? 1);
  const seconds = { warm: time * 0.7, measure: time, watch: time * 0.4 };

  server.build();
  const running = await server.start();
  const sizes = {};
  for (const [name, request] of Object.entries(requests)) sizes[name] = await sizeOf(running.origins.http, request);

  for (const cell of cells) {
    const found = Object.fromEntries(subjects.map((subject) => [subject, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const subject of subjects) found[subject].push(await measure(running, sizes, subject, cell, seconds));
    }
    process.stdout.write(`${cell.name} (${sizes[cell.answer]} bytes)\n`);
    for (const subject of subjects) {
      const { perSecond, processCpu, mainCpu, peak, delayP50, delayP99, gap } = medians(found[subject]);
      const { processCpu: theirs, mainCpu: theirMain } = found.undici ? medians(found.undici) : {};
      process.stdout.write(
        `  ${subject.padEnd(9)} ${perSecond.toFixed(0).padStart(6)}/s  CPU ${processCpu.toFixed(1).padStart(7)} µs` +
          `${theirs ? ` (${(processCpu / theirs).toFixed(2)})` : ''}, main ${mainCpu.toFixed(1).padStart(7)} µs` +
          `${theirs ? ` (${(mainCpu / theirMain).toFixed(2)})` : ''}, ` +
          `peak ${(peak / 2 ** 20).toFixed(0)} MB, delay p50 ${delayP50.toFixed(1)} p99 ${delayP99.toFixed(1)} ms, gap ${gap.toFixed(0)} ms\n`,
      );
    }
  }
  await running.end();
}

main();
