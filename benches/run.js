'use strict';

// Runs the benchmarks; README.md tells the options.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { cellOf, goalCells, otherCells } = require('./cells');
const children = require('./lib/children');
const { addonBytes, installed } = require('./lib/installed');
const { report } = require('./lib/report');
const server = require('./lib/server');

const RESULTS = path.join(__dirname, 'RESULTS.md');
// From here on the results are what a person made of them.
const BY_HAND = '\n## Where the time goes';

const SUBJECTS = ['ours', 'undici', 'axios', 'fetch', 'original', 'floor'];
// Their ratios are tight; the others are far off, and need fewer rounds.
const CLOSE = ['ours', 'undici'];

const plans = {
  full: { rounds: 3, goalRounds: 5, starts: 15, backlogs: 3, seconds: { warm: 0.3, measure: 0.6, watch: 0.25 } },
  quick: { rounds: 2, goalRounds: 2, starts: 5, backlogs: 1, seconds: { warm: 0.3, measure: 0.5, watch: 0.3 } },
};
const GOAL_SECONDS = { warm: 0.6, measure: 1, watch: 0.5 };
// Few calls fit into a second when each takes 50 ms.
const SLOW = 2;

// Bottleneck takes in some 350 a second, however many wait: 100,000 would take five minutes.
const backlogsOf = (fewer) => [
  { name: 'core', subject: 'core', count: 100_000 },
  { name: 'ours', subject: 'ours', count: 100_000 },
  { name: 'oursFewer', subject: 'ours', count: fewer },
  { name: 'bottleneck', subject: 'bottleneck', count: fewer },
];

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    subjects: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
  },
});

const median = (numbers) => numbers.sort((one, other) => one - other)[numbers.length >> 1];
const medians = (rounds) =>
  Object.fromEntries(Object.keys(rounds[0]).map((key) => [key, median(rounds.map((round) => round[key]))]));

/** Gives each subject its turns, one after the other, and takes the medians. */
async function takeTurns(subjects, roundsOf, measure) {
  const found = Object.fromEntries(subjects.map((subject) => [subject, []]));
  const rounds = Math.max(...subjects.map(roundsOf));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      if (round < roundsOf(subject)) found[subject].push(await measure(subject));
    }
  }
  return Object.fromEntries(subjects.map((subject) => [subject, medians(found[subject])]));
}

function planOf() {
  const { quick, only } = given;
  const plan = quick ? plans.quick : plans.full;
  const names = only?.split(',').filter((name) => !['start', 'backlog'].includes(name)) ?? [...goalCells, ...(quick ? [] : otherCells)];
  const subjects = given.subjects?.split(',') ?? (quick ? ['ours', 'undici', 'original'] : SUBJECTS);
  const wants = (part) => only === undefined || only.split(',').includes(part);
  return { ...plan, quick, cells: names.map(cellOf), subjects, start: wants('start'), backlog: wants('backlog') };
}

function secondsOf(plan, cell) {
  const isGoal = goalCells.includes(cell.name) && !plan.quick;
  const { warm, measure, watch } = isGoal ? GOAL_SECONDS : plan.seconds;
  if (given.seconds) return { warm, measure: Number(given.seconds), watch };
  return { warm, measure: cell.variant === 'slow' ? measure * SLOW : measure, watch };
}

function roundsOf(plan, cell, subject) {
  if (given.rounds) return Number(given.rounds);
  return goalCells.includes(cell.name) && CLOSE.includes(subject) ? plan.goalRounds : plan.rounds;
}

async function measureCells(running, plan, sizes) {
  const cells = {};
  for (const cell of plan.cells) {
    const spec = { cell, bytes: sizes[cell.answer], seconds: secondsOf(plan, cell) };
    const measure = (subject) => children.measure(running, { ...spec, subject });
    cells[cell.name] = await takeTurns(plan.subjects, (subject) => roundsOf(plan, cell, subject), measure);
    const said = plan.subjects.map((subject) => {
      const { processCpu, mainCpu } = cells[cell.name][subject];
      return `${subject} ${processCpu.toFixed(1)}/${mainCpu.toFixed(1)}`;
    });
    process.stderr.write(`${cell.name}: ${said.join(', ')} µs a call, process/main\n`);
  }
  return cells;
}

async function measureAll(running, plan) {
  const sizes = await children.sizesOf(running);
  const results = {
    subjects: plan.subjects,
    rounds: { rounds: given.rounds ?? plan.rounds, goalRounds: given.rounds ?? plan.goalRounds },
    sizes,
    load: os.loadavg()[0],
    parse: await children.parse(running, plan.seconds.measure),
    addonBytes: addonBytes(),
    cells: await measureCells(running, plan, sizes),
  };
  if (plan.start) {
    // fetch is bare Node: there is nothing to load.
    const inNode = [...new Set([...plan.subjects, 'fetch'])].filter((subject) => subject !== 'floor');
    results.start = await takeTurns(inNode, () => plan.starts, (subject) => children.start(running, subject));
    results.installed = Object.fromEntries(inNode.map((subject) => [subject, installed(subject)]));
  }
  if (plan.backlog) {
    const backlogs = backlogsOf(plan.quick ? 1000 : 10_000);
    const names = backlogs.map(({ name }) => name);
    results.backlog = await takeTurns(names, (name) => (name === 'bottleneck' ? 1 : plan.backlogs), (wanted) => {
      const { subject, count } = backlogs.find(({ name }) => name === wanted);
      return children.backlog(running, subject, count);
    });
  }
  return results;
}

/** Replaces what was measured and leaves what was written. */
function write(text) {
  const before = fs.existsSync(RESULTS) ? fs.readFileSync(RESULTS, 'utf8') : '';
  const at = before.indexOf(BY_HAND);
  fs.writeFileSync(RESULTS, at < 0 ? text : text + before.slice(at));
}

async function main() {
  const plan = planOf();
  server.build(['helpscout-native-benches', 'core-bench']);
  const running = await server.start();
  const text = report(await measureAll(running, plan));
  await running.end();
  if (Object.keys(given).length === 1 && !plan.quick) write(text);
  else process.stdout.write(text);
}

main();
