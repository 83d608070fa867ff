'use strict';

// Runs the smoke test in every runtime of package.json, against one mock: npm run test:runtimes

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { mockHelpScout } = require('../testing');

const LIMIT_MS = 60_000;
const { dependencies } = require('./package.json');
const smoke = path.join(__dirname, 'smoke.mjs');

/** The command that runs a script in a runtime, by the name of its dependency. */
function commandOf(name) {
  const inModule = (...parts) => path.join(__dirname, 'node_modules', ...parts);
  if (name === 'bun') return [inModule('.bin', 'bun')];
  if (name === 'deno') return [inModule('.bin', 'deno'), 'run', '--allow-all', '--node-modules-dir=manual'];
  return [inModule(name, 'bin', 'node')];
}

function run([program, ...args]) {
  const child = spawn(program, args, { cwd: __dirname, stdio: ['ignore', 'inherit', 'inherit'] });
  const watchdog = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      resolve(signal === 'SIGKILL' ? `did not end within ${LIMIT_MS} ms` : signal ?? code);
    });
  });
}

function versionOf(name) {
  return JSON.parse(fs.readFileSync(path.join(__dirname, 'node_modules', name, 'package.json'), 'utf8')).version;
}

async function main() {
  const mock = await mockHelpScout({ seed: { conversations: 3 } });
  const { access_token } = mock.issueTokens();
  const names = Object.keys(dependencies).sort();
  const failed = [];

  for (const name of names) {
    const startedAt = Date.now();
    const end = await run([...commandOf(name), smoke, mock.url, access_token]);
    process.stdout.write(`${end === 0 ? 'ok    ' : `FAILED (${end})`} ${name} ${versionOf(name)} (${Date.now() - startedAt} ms)\n`);
    if (end !== 0) failed.push(name);
  }
  await mock.close();

  if (failed.length === 0) process.stdout.write(`All ${names.length} runtimes pass.\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

main();
