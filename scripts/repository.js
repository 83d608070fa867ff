'use strict';

// Rules that hold for the files of the repository as a whole, and for its history where noted.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');
const GENERATED = /(^|\/)(index\.d\.m?ts|package-lock\.json|Cargo\.lock|endpoints\.json|[^/]*\.generated\.\w+)$/;
const SOURCE = /\.(rs|js|mjs|cjs|ts|mts)$/;
const MAX_LINES = 400;

const output = (program, args) =>
  execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30, shell: false });
const lines = (text) => text.split('\n').filter(Boolean);
const tracked = lines(output('git', ['ls-files', '--cached', '--others', '--exclude-standard'])).filter((file) =>
  fs.existsSync(path.join(root, file)),
);
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');

/** Lines of the files that `wants` picks which contain `pattern`, as `file:line: text`. */
function matches(pattern, wants = () => true) {
  return tracked.filter(wants).flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((text, n) => (pattern.test(text) ? [`${file}:${n + 1}: ${text.trim().slice(0, 120)}`] : [])),
  );
}

/** Directories of this machine; those above a clone in a common place tell nothing. */
function machinePaths() {
  const above = path.dirname(root);
  const common = ['/', '/tmp', '/home', '/opt', '/srv', '/var/tmp', os.tmpdir()];
  return [root, os.homedir(), ...(common.includes(above) ? [] : [above])]
    .filter((directory) => directory.length > 2)
    .map((directory) => `${directory}${path.sep}`);
}

/** Host of the package registry that this machine uses. */
function registryHosts() {
  return [new URL(output('npm', ['config', 'get', 'registry']).trim()).host];
}

/** Texts that no commit may hold, not even one that a later commit mended. */
function inHistory(texts) {
  const found = (text) =>
    lines(output('git', ['log', '--format=%h %s', `-S${text}`, '--', '.', ':!scripts/repository.js'])).map(
      (commit) => `${commit}: "${text}"`,
    );
  return texts.flatMap(found);
}

const rules = {
  'paths of this machine in a commit': () => inHistory(machinePaths()),
  'names of a package registry in a commit': () => inHistory(registryHosts()),
  'download addresses in a lock file': () =>
    matches(/"resolved": "http/, (file) => file.endsWith('package-lock.json')),
  'work left behind': () =>
    matches(/\b(TO[D]O|FIX[M]E|X[X]X)\b|\btodo!\(|\bunimplemented!\(|\bdbg!\(|#\[ignore|\btest\.only\(/, (file) =>
      /\.(rs|m?js|m?ts|md|toml)$/.test(file),
    ),
  [`files over ${MAX_LINES} lines`]: () =>
    tracked
      .filter((file) => SOURCE.test(file) && !GENERATED.test(file))
      .map((file) => ({ file, count: read(file).split('\n').length - 1 }))
      .filter(({ count }) => count > MAX_LINES)
      .map(({ file, count }) => `${file}: ${count} lines`),
  'generated files that differ from their commit': () =>
    lines(output('git', ['diff', '--name-only', 'HEAD', '--', 'index.d.ts', 'index.d.mts', 'docs/api', 'docs/RELIABILITY.md', 'README.md'])),
  'JavaScript in the core': () => matches(/\bnapi(_derive)?\b/, (file) => file.startsWith('src/core/')),
};

let broken = 0;
for (const [name, find] of Object.entries(rules)) {
  const found = find();
  if (found.length === 0) continue;
  broken += 1;
  process.stdout.write(`${name}:\n${found.map((line) => `  ${line}\n`).join('')}`);
}
if (broken === 0) process.stdout.write(`All ${Object.keys(rules).length} rules of the repository hold.\n`);
process.exitCode = broken === 0 ? 0 : 1;
