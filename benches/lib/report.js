'use strict';

// Results as Markdown.

const { execFileSync } = require('node:child_process');
const os = require('node:os');
const { addonBytes, versionOf } = require('./installed');
const { judge } = require('./goals');

const titles = {
  ours: 'ours',
  undici: 'undici',
  axios: 'axios',
  fetch: 'fetch',
  original: 'original',
  floor: 'floor',
  core: 'ours, core alone',
  oursFewer: 'ours',
  bottleneck: 'Bottleneck',
};

const figures = [
  { key: 'processCpu', title: 'CPU per call, whole process, µs', compare: true },
  { key: 'mainCpu', title: 'CPU per call, main thread, µs', compare: true },
  { key: 'perSecond', title: 'Calls per second', compare: true },
  { key: 'peak', title: 'Peak RSS, MB', of: (bytes) => bytes / 1e6, compare: true },
  { key: 'delayP50', title: 'Event-loop delay, median, ms' },
  { key: 'delayP99', title: 'Event-loop delay, 99th percentile, ms' },
  { key: 'gap', title: 'Longest gap of a 5 ms timer, ms' },
];

/** Three digits, without an exponent. */
function number(value) {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(Math.min(digits, 2));
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map((_, n) => (n === 0 ? '---' : '--:')).join('|')}|`, ...rows.map(line)].join('\n');
}

function goalTable(results) {
  const rows = judge(results).map(({ what, cell = '', limit, unit, atLeast, value, excess }) => [
    what,
    cell,
    `${atLeast ? '≥' : '≤'} ${limit} ${unit}`,
    `${number(value)} ${unit}`,
    excess === 0 ? 'met' : `**missed by ${number(excess * 100)} %**`,
  ]);
  const met = rows.filter((row) => row.at(-1) === 'met').length;
  return `${met} of ${rows.length} are met.\n\n${table(['Ours', 'Cell', 'Goal', 'Measured', ''], rows)}`;
}

function figureTable({ cells, subjects }, { key, of = (value) => value, compare = false }) {
  const shown = subjects.filter((subject) => Object.values(cells).some((cell) => cell[subject]?.[key] !== undefined));
  const compared = compare && shown.includes('ours') && shown.includes('undici');
  const rows = Object.entries(cells).map(([name, cell]) => [
    name,
    ...shown.map((subject) => number(of(cell[subject]?.[key]))),
    ...(compared ? [number(cell.ours[key] / cell.undici[key])] : []),
  ]);
  return table(['Cell', ...shown.map((subject) => titles[subject]), ...(compared ? ['ours ÷ undici'] : [])], rows);
}

function startTable({ start, installed }) {
  const rows = Object.entries(start).map(([subject, { load, first, second }]) => [
    titles[subject],
    number(load),
    number(first),
    number(second),
    String(installed[subject].packages),
    number(installed[subject].bytes / 1e6),
  ]);
  return table(['', 'import and construct, ms', 'first answer, ms', 'second, ms', 'packages', 'installed, MB'], rows);
}

function backlogTable({ backlog }) {
  const rows = Object.entries(backlog).map(([subject, { count, processCpu, mainCpu, resident, heap }]) => [
    titles[subject],
    count.toLocaleString('en'),
    number(processCpu),
    number(mainCpu),
    number(resident),
    number(heap),
  ]);
  return table(['', 'waiting calls', 'CPU, µs each', 'of it main thread', 'RSS, bytes each', 'of it V8 heap'], rows);
}

function machine({ load, parse }) {
  const [{ model }] = os.cpus();
  const first = (program, args) => execFileSync(program, args, { encoding: 'utf8' }).trim().split('\n')[0];
  const peers = ['undici', 'axios', 'helpscout-mailbox-api', 'bottleneck'];
  return [
    `- ${new Date().toISOString().slice(0, 10)}, commit ${first('git', ['rev-parse', '--short', 'HEAD'])}`,
    `- ${os.cpus().length} × ${model}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}`,
    `- Node.js ${process.version}, ${first('rustc', ['--version'])}`,
    `- ${peers.map((name) => `${name} ${versionOf(name)}`).join(', ')}`,
    `- Load average before the run: ${number(load)}`,
    `- \`JSON.parse\` alone takes ${Object.entries(parse).map(([answer, time]) => `${number(time)} µs for ${answer}`).join(', ')}`,
    `- The addon has ${number(addonBytes() / 1e6)} MB.`,
  ].join('\n');
}

const METHOD = `Answers: \`small\` {small}, \`page\` {page}, \`large\` {large}, \`unicode\` {unicode} bytes, the last with accents and emoji. A cell is an
answer, the calls in flight, and \`https\`, \`gzip\` or \`slow\` (50 ms of latency). Each figure is the median of {rounds} rounds in
which the subjects take turns, {goalRounds} in the cells that a goal speaks of; each round is a process of its own, after a warm-up.
Ours runs with everything on and limits that bind nothing; the original with its limiter relaxed. The floor is
the transport alone, in Rust, without parsing.`;

/** The document, without what a person adds. */
exports.report = (results) => {
  const { sizes, cells, start, backlog, rounds } = results;
  const known = { ...sizes, ...rounds };
  const parts = [
    '# Results',
    'Written by `npm run bench`.',
    machine(results),
    METHOD.replace(/\{(\w+)\}/g, (_, name) => known[name]),
    '## Goals',
    goalTable(results),
  ];
  if (Object.keys(cells).length > 0) for (const figure of figures) parts.push(`## ${figure.title}`, figureTable(results, figure));
  if (start) parts.push('## Start and size', startTable(results));
  if (backlog) {
    parts.push(
      '## Backlog',
      'What a call costs until it waits behind a limiter, and what it holds meanwhile: request, promise and all.',
      backlogTable(results),
    );
  }
  return `${parts.join('\n\n')}\n`;
};
