'use strict';

// Runs the tests under __test__ with Node's runner: `node scripts/node-tests.js [--original] [part of a path…]`.
// (`node --test` takes patterns only from Node 21 on.)

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
// These measure time and memory of processes: nothing else may run beside them.
const ALONE = path.join('__test__', 'process');
// These need a Redis: only `npm run test:redis` runs them.
const REDIS = path.join('__test__', 'redis');

function testFiles(directory) {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) return testFiles(file);
    return entry.name.endsWith('.test.js') ? [path.relative(root, file)] : [];
  });
}

function run(files, concurrency, env) {
  if (files.length === 0) return true;
  const args = ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec', ...files];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  return status === 0;
}

const parts = process.argv.slice(2).filter((arg) => arg !== '--original');
const env = { ...process.env };
if (process.argv.includes('--original')) env.HELPSCOUT_SUBJECT = 'original';

const wanted = testFiles(path.join(root, '__test__'))
  .filter((file) => !file.startsWith(REDIS) || parts.includes(REDIS))
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
const isAlone = (file) => file.startsWith(ALONE);

if (wanted.length === 0) throw new Error(`No test file matches ${parts.join(', ')}`);

const results = [
  run(wanted.filter((file) => !isAlone(file)), 2, env),
  run(wanted.filter(isAlone), 1, env),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
