'use strict';

// A program at full rate beside a server in trouble.

const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { LANES, RESOLVED, INDETERMINATE, methodOf } = require('./plan');

/** What is under way at the end is over by then: a call has 120 s from its first start. */
const TAIL_MS = 180_000;
/**
 * A call that opens a connection takes one that has become free meanwhile, and both are kept.
 * Connections apart, a process opens a few descriptors when it first needs them.
 */
const DESCRIPTORS = 2 * LANES + 12;
const GROWTH_MB = 24;
const GAP_MS = 2000;

const start = (name, args = [], execArgv = []) =>
  fork(path.join(__dirname, name), args, { serialization: 'advanced', execArgv });

/** What is wrong with the calls, by the server's count of each write: how many were lost, and how many doubled. */
function judge(outcomes, done) {
  let lost = 0;
  let doubled = 0;
  let indeterminate = 0;
  for (const [id, outcome] of outcomes.entries()) {
    const method = methodOf(id);
    const times = method === 'get' ? 1 : (done[id] ?? 0);
    if (method === 'post' && times > 1) doubled += 1;
    if (outcome === RESOLVED && times > 0) continue;
    if (outcome === INDETERMINATE && method === 'post') indeterminate += 1;
    else lost += 1;
  }
  return { lost, doubled, indeterminate };
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Growth from the second fifth of the time to the last, in MB: the first one warms up. */
function growthOf(samples) {
  const fifth = (n) => samples.slice((samples.length * (n - 1)) / 5, (samples.length * n) / 5).map(({ rss }) => rss);
  return (median(fifth(5)) - median(fifth(2))) / 2 ** 20;
}

/**
 * @param {number} minutes
 * @returns {Promise<object>} figures, and `wrong`: what did not hold, in words
 */
async function soak(minutes) {
  const server = start('server.js');
  try {
    const [{ base }] = await once(server, 'message');
    const client = start('client.js', [base, String(minutes * 60)], ['--expose-gc']);
    const watchdog = setTimeout(() => client.kill('SIGKILL'), minutes * 60_000 + TAIL_MS);
    const over = once(client, 'exit').then(([code, signal]) => {
      throw new Error(`The client ended early, with ${signal ?? code}.`);
    });
    const [report] = await Promise.race([once(client, 'message'), over]);
    clearTimeout(watchdog);
    over.catch(() => {});
    server.send('done?');
    const [{ counts, done }] = await once(server, 'message');

    const figures = {
      calls: report.outcomes.length,
      ...judge(report.outcomes, done),
      counts,
      growthMb: growthOf(report.samples),
      descriptors: Math.max(...report.samples.map(({ descriptors }) => descriptors)) - report.descriptors,
      longestGapMs: report.longestGapMs,
      failures: report.failures,
    };
    const claims = {
      'a call was lost': figures.lost === 0,
      'a write was done twice': figures.doubled === 0,
      'memory grew': figures.growthMb < GROWTH_MB,
      'descriptors leak': figures.descriptors <= DESCRIPTORS,
      'the event loop stood still': figures.longestGapMs < GAP_MS,
    };
    return { ...figures, wrong: Object.keys(claims).filter((claim) => !claims[claim]) };
  } finally {
    server.disconnect();
  }
}

module.exports = { soak };
