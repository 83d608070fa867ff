'use strict';

// npm run prove: the proofs that take long. CONTRIBUTING.md tells the options.

const { parseArgs } = require('node:util');
const { startRedis } = require('../__test__/redis/support/redis');
const { testProgram } = require('../scripts/core-tests');
const { readAsOneAccount } = require('./account');
const { claims, simulate } = require('./hours');
const { writeRows } = require('./results');
const { soak } = require('./soak');

const { values: given } = parseArgs({
  options: {
    // A cut, which is printed and not written.
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'hours,account,soak' },
    shared: { type: 'string' },
    minutes: { type: 'string', default: '30' },
  },
});
const { quick } = given;
const parts = list('only', given.only, ['hours', 'account', 'soak']);
const ways = list('shared', given.shared ?? (quick ? 'process,machine' : 'process,machine,redis'), ['process', 'machine', 'redis']);

/** The words of an option. One that is misspelt would prove nothing, and well. */
function list(option, text, known) {
  const words = text.split(',');
  const wrong = words.find((word) => !known.includes(word));
  if (wrong !== undefined) throw new Error(`--${option} knows no "${wrong}": use ${known.join(', ')}.`);
  return words;
}

const percent = (part) => `${(part * 100).toFixed(1)} %`;

/** Says how a proof went, and has the process fail with it. */
function tell(what, ok) {
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${what}\n`);
  if (!ok) process.exitCode = 1;
  return ok;
}

function playHours() {
  const program = testProgram();
  for (const [claim, scenes] of claims) {
    const played = simulate(program, claim, scenes);
    const words = claim.replaceAll('_', ' ');
    if (!tell(`${words}: ${played?.hours} hours in ${scenes} scenes`, played !== undefined)) continue;
    writeRows('hours', 1, [[words, scenes.toLocaleString('en'), Number(played.hours).toLocaleString('en'), `${played.seconds} s`]]);
  }
}

/** What a way of sharing promises for windows of a minute: the most 429s, and the least that is used. */
const PROMISES = {
  process: { refused: 0.03, used: 0.9 },
  machine: { refused: 0.01, used: 0.97 },
  redis: { refused: 0.01, used: 0.97 },
};
const NAMES = { process: 'headers only', machine: '`machine`', redis: 'Redis' };

/** In short windows the delays of a busy machine weigh more. */
const SLACK = quick ? { refused: 0.01, used: 0.05 } : { refused: 0, used: 0 };

async function readOnAccounts(way) {
  const redis = way === 'redis' ? await startRedis() : undefined;
  const shared = redis ? { redis: redis.url } : way;
  const windowMs = quick ? 6000 : 60_000;
  const read = async (kind) => ({ kind, ...(await readAsOneAccount({ shared, kind, windowMs })) });
  const results = await Promise.all(['fixed', 'sliding'].map(read));
  await redis?.stop();
  for (const { kind, lost, refused, used } of results) {
    const most = PROMISES[way].refused + SLACK.refused;
    const least = PROMISES[way].used - SLACK.used;
    const cells = [NAMES[way], kind, String(lost), percent(refused), percent(used)];
    const held = tell(`4 × 600 reads, ${cells.join(', ')}`, lost === 0 && refused <= most && used >= least);
    if (held && !quick) writeRows('account', 2, [cells]);
  }
}

async function soakFor(minutes) {
  const figures = await soak(minutes);
  const { calls, lost, doubled, indeterminate, counts, growthMb, descriptors, longestGapMs, wrong, failures } = figures;
  const { refused, unauthorised, tokens, ...broken } = counts;
  const faults = Object.values(broken).reduce((sum, count) => sum + count);
  const numbers = [calls, lost, doubled, indeterminate, faults, refused, unauthorised].map((n) => n.toLocaleString('en'));
  const cells = [String(minutes), ...numbers, `${growthMb.toFixed(1)} MB`, String(descriptors), `${longestGapMs.toFixed(0)} ms`];
  process.stdout.write(`${JSON.stringify({ ...broken, tokens, ...failures })}\n`);
  if (tell(`soak: ${cells.join(', ')}${wrong.map((what) => `; ${what}`).join('')}`, wrong.length === 0) && !quick) {
    writeRows('soak', 0, [cells]);
  }
}

async function prove() {
  // The simulation's cut is among the core's tests.
  if (parts.includes('hours') && !quick) playHours();
  if (parts.includes('account')) for (const way of ways) await readOnAccounts(way);
  if (parts.includes('soak')) await soakFor(quick ? 0.2 : Number(given.minutes));
}

prove();
