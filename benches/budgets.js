'use strict';

// Measures what comes out the same each time, and compares it with budgets.json: npm run bench:budgets

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { addonBytes } = require('./lib/installed');
const { build, program } = require('./lib/server');

const FILE = path.join(__dirname, 'budgets.json');
// Other compilers and linkers of the same versions differ by less.
const TOLERANCE = 0.01;
// Two runs, since the beginning and the end of a program cost too.
const FEW = 1000;
const MANY = 5000;
const QUEUED = 100_000;

const core = (...args) => JSON.parse(execFileSync(program('core-bench'), args.map(String), { encoding: 'utf8' }));

/** Instructions of `calls` calls, by the count of callgrind. */
function instructions(kind, calls) {
  const args = ['--tool=callgrind', '--callgrind-out-file=/dev/null', program('core-bench'), kind, String(calls)];
  const { error, stderr } = spawnSync('valgrind', args, { encoding: 'utf8' });
  if (error) throw new Error('Instructions are counted by valgrind: install it.', { cause: error });
  return Number(/Collected : (\d+)/.exec(stderr)[1]);
}

const perCall = (figure) => (figure(MANY) - figure(FEW)) / (MANY - FEW);

/** What a call costs the core, over a transport in memory or over loopback, or a page. */
function callCosts(kind) {
  return {
    instructions: perCall((calls) => instructions(kind, calls)),
    allocations: perCall((calls) => core(kind, calls).allocations),
    allocatedBytes: perCall((calls) => core(kind, calls).bytes),
  };
}

function measure() {
  const { instructions: inMemory, allocations, allocatedBytes } = callCosts('memory');
  const wire = callCosts('wire');
  const page = callCosts('page');
  return {
    'bytes of the addon': addonBytes(),
    'instructions of a call in memory': inMemory,
    'allocations of a call in memory': allocations,
    'allocated bytes of a call in memory': allocatedBytes,
    'instructions of a call over loopback, server included': wire.instructions,
    'allocations of a call over loopback, server included': wire.allocations,
    'allocated bytes of a call over loopback, server included': wire.allocatedBytes,
    'instructions of folding a page': page.instructions,
    'allocations of folding a page': page.allocations,
    'allocated bytes of folding a page': page.allocatedBytes,
    'allocated bytes held by a queued call': core('backlog', QUEUED).held,
  };
}

/** What a figure comes to, in a line; whether it is within its budget. */
function judge(name, figure, budget) {
  const part = figure / budget - 1;
  const change = `${part < 0 ? '' : '+'}${(part * 100).toFixed(1)} %`;
  const line = `${name}: ${figure}, budget ${budget} (${change})`;
  if (part > TOLERANCE) return { ok: false, line: `over  ${line}` };
  return { ok: true, line: part < -TOLERANCE ? `lower ${line}: it can be tightened` : `ok    ${line}` };
}

build(['core-bench']);
const figures = Object.fromEntries(Object.entries(measure()).map(([name, figure]) => [name, Number(figure.toFixed(1))]));

if (process.argv.includes('--update')) {
  fs.writeFileSync(FILE, `${JSON.stringify(figures, null, 2)}\n`);
} else {
  const budgets = JSON.parse(fs.readFileSync(FILE, 'utf8'));
  const verdicts = Object.entries(figures).map(([name, figure]) => judge(name, figure, budgets[name]));
  for (const { line } of verdicts) process.stdout.write(`${line}\n`);
  if (!verdicts.every(({ ok }) => ok)) {
    process.stdout.write('A budget grows only on purpose: npm run bench:budgets -- --update\n');
    process.exitCode = 1;
  }
}
