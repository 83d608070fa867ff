'use strict';

// Runs commands one after another and says at the end how each of them closed.

const { spawn } = require('node:child_process');

const windows = process.platform === 'win32';

/** Lines in which a runner sums up what it did. */
const CLOSING = [
  /^test result: /,
  /^(ℹ|#) (tests|pass|fail|skipped) \d/,
  /^Found \d+ warnings? and \d+ errors?/,
  /^All good!|No problems found/,
  /^All \d+ /,
  /^Once more, /,
];

/** Begins what Node's runner and cargo tell of the tests that failed, at the end of a run. */
const FAILURES = /^(✖ failing tests:|failures:)$/;
/** Ends it: a line of the next run, or the summary. */
const AFTER_FAILURES = /^(▶|✔|ℹ|#|==>) |^test result: /;
/** One broken thing can fail hundreds of tests; the first tell what it is. */
const FAILURE_LINES = 150;

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command the program and its arguments
 * @property {boolean} [essential] whether the later steps make no sense without it
 */

/**
 * Takes a runner's lines, and keeps those to be told again at the very end.
 *
 * @returns {{ closing: string[], failures: string[], take: (line: string) => void }}
 */
function collector() {
  const closing = [];
  const failures = [];
  let failing = false;

  function take(line) {
    if (CLOSING.some((pattern) => pattern.test(line))) closing.push(line);
    if (FAILURES.test(line)) failing = true;
    else if (AFTER_FAILURES.test(line)) failing = false;
    if (failing && failures.length < FAILURE_LINES) failures.push(line);
  }
  return { closing, failures, take };
}

/**
 * Runs one step, showing its output as it comes.
 *
 * @param {Step} step
 * @returns {Promise<{ name: string, ok: boolean, seconds: number, closing: string[], failures: string[] }>}
 */
function runStep({ name, command }) {
  const [program, ...args] = command;
  const startedAt = Date.now();
  const { closing, failures, take } = collector();

  process.stdout.write(`\n==> ${name}: ${command.join(' ')}\n`);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], shell: windows });
  let rest = '';

  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.forEach(take);
  });

  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      resolve({ name, ok: code === 0, seconds, closing, failures });
    });
  });
}

/**
 * Runs the steps in order. A failure lets the others run, so that one run shows
 * all that is wrong, but for a step that is essential to them.
 *
 * @param {Step[]} steps
 * @returns {Promise<boolean>} whether all went well; `process.exitCode` says so too
 */
async function runSteps(steps) {
  const results = [];

  for (const step of steps) {
    results.push(await runStep(step));
    if (step.essential && !results.at(-1).ok) break;
  }

  process.stdout.write('\n');
  for (const { failures } of results.filter((result) => !result.ok)) {
    for (const line of failures) process.stdout.write(`  ${line}\n`);
  }
  for (const { name, ok, seconds, closing } of results) {
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
    for (const line of closing) process.stdout.write(`         ${line}\n`);
  }
  for (const { name } of steps.slice(results.length)) process.stdout.write(`not run ${name}\n`);

  const ok = results.length === steps.length && results.every((result) => result.ok);
  process.exitCode = ok ? 0 : 1;
  return ok;
}

module.exports = { runSteps };
