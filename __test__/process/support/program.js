'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');

const PROGRAMS = path.join(__dirname, '..', 'programs');

/**
 * Runs a program of `programs/` in a process of its own.
 *
 * @param {string} name
 * @param {object} [options]
 * @param {(string|number)[]} [options.args]
 * @param {string[]} [options.flags] of Node
 * @param {number} [options.limitMs] after which a watchdog kills it and this rejects
 * @returns {Promise<{ code: number|null, signal: string|null, stderr: string, result: any, ms: number }>}
 *   `result` is what the program printed, as JSON; undefined if it printed nothing
 */
function runProgram(name, { args = [], flags = [], limitMs = 60_000 } = {}) {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [...flags, path.join(PROGRAMS, `${name}.js`), ...args.map(String)]);
  const output = { stdout: '', stderr: '' };

  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }

  return new Promise((resolve, reject) => {
    const watchdog = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name} still ran after ${limitMs} ms; it printed ${JSON.stringify(output)}`));
    }, limitMs);

    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      const { stdout, stderr } = output;
      const result = stdout === '' ? undefined : JSON.parse(stdout);
      resolve({ code, signal, stderr, result, ms: Date.now() - startedAt });
    });
  });
}

/**
 * The result of a program that is to end well by itself.
 *
 * @param {Parameters<typeof runProgram>} args
 */
async function resultOf(...args) {
  const { code, signal, stderr, result } = await runProgram(...args);
  if (code !== 0) throw new Error(`${args[0]} ended with ${signal ?? code}: ${stderr}`);
  return result;
}

module.exports = { resultOf, runProgram };
