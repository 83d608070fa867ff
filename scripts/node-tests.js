'use strict';

// Runs the tests under __test__ with Node's runner: `node scripts/node-tests.js [--original] [part of a path…]`.
// (`node --test` takes patterns only from Node 21 on.)

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.join(__dirname, '..');
// These measure time and memory of processes: nothing else may run beside them.
const ALONE = path.join('__test__', 'process');
// A URL: Node imports it, and Windows' paths begin with what it takes for a scheme.
const FAILED_FILES = pathToFileURL(path.join(__dirname, 'failed-files.js'));
// More than these are broken, not disturbed.
const MOST_AGAIN = 3;
// These need a Redis: only `npm run test:redis` runs them.
const REDIS = path.join('__test__', 'redis');

function testFiles(directory) {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) return testFiles(file);
    return entry.name.endsWith('.test.js') ? [path.relative(root, file)] : [];
  });
}

/** Runs the files; gives whether all went well, and those in which a test failed. */
function run(files, concurrency, env) {
  if (files.length === 0) return { ok: true, failed: [] };
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'helpscout-tests-'));
  const list = path.join(directory, 'failed');
  const reporters = [
    '--test-reporter=spec', '--test-reporter-destination=stdout',
    `--test-reporter=${FAILED_FILES}`, `--test-reporter-destination=${list}`,
  ];
  const args = ['--test', `--test-concurrency=${concurrency}`, ...reporters, ...files];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  const failed = fs.readFileSync(list, 'utf8').split('\n').filter(Boolean);
  fs.rmSync(directory, { recursive: true });
  return { ok: status === 0, failed: failed.map((file) => path.relative(root, file)) };
}

/** Runs the files two at a time. A few that fail run once more, alone: what they wait for may have come late. */
function runBeside(files, env) {
  const { ok, failed } = run(files, 2, env);
  if (ok || failed.length === 0 || failed.length > MOST_AGAIN) return ok;
  process.stdout.write(`\nOnce more, with nothing beside them: ${failed.join(', ')}\n\n`);
  return run(failed, 1, env).ok;
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
  runBeside(wanted.filter((file) => !isAlone(file)), env),
  run(wanted.filter(isAlone), 1, env).ok,
];
process.exitCode = results.every(Boolean) ? 0 : 1;
