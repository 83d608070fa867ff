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
];

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command the program and its arguments
 * @property {boolean} [essential] whether the later steps make no sense without it
 */

/**
 * Runs one step, showing its output as it comes.
 *
 * @param {Step} step
 * @returns {Promise<{ name: string, ok: boolean, seconds: number, closing: string[] }>}
 */
function runStep({ name, command }) {
  const [program, ...args] = command;
  const startedAt = Date.now();
  const closing = [];

  process.stdout.write(`\n==> ${name}: ${command.join(' ')}\n`);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], shell: windows });
  let rest = '';

  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    closing.push(...lines.filter((line) => CLOSING.some((pattern) => pattern.test(line))));
  });

  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ name, ok: code === 0, seconds: Math.round((Date.now() - startedAt) / 1000), closing });
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
