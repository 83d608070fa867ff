'use strict';

// What an installation brings: packages and bytes.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const modules = path.join(__dirname, '..', 'node_modules');

function bytesOf(directory) {
  return fs.readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
    const file = path.join(directory, entry.name);
    if (entry.name === 'node_modules') return sum;
    return sum + (entry.isDirectory() ? bytesOf(file) : fs.statSync(file).size);
  }, 0);
}

/** Where Node finds a package from a directory. */
function find(name, from) {
  const directory = path.join(from, 'node_modules', name);
  return fs.existsSync(directory) ? directory : find(name, path.dirname(from));
}

function closure(name, from, found = new Set()) {
  const directory = find(name, from);
  if (found.has(directory)) return found;
  found.add(directory);
  const { dependencies = {} } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) closure(dependency, directory, found);
  return found;
}

/** Ours as packed, the addon included, which npm installs as a package of its own. */
function ours() {
  const [{ unpackedSize }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  return { packages: 2, bytes: unpackedSize };
}

/** By the name of a subject. */
exports.installed = (subject) => {
  if (subject === 'ours') return ours();
  if (subject === 'fetch') return { packages: 0, bytes: 0 };
  const directories = [...closure(subject === 'original' ? 'helpscout-mailbox-api' : subject, path.dirname(modules))];
  return { packages: directories.length, bytes: directories.reduce((sum, directory) => sum + bytesOf(directory), 0) };
};

/** Bytes of the addon. */
exports.addonBytes = () => {
  const [addon] = fs.readdirSync(root).filter((name) => name.endsWith('.node'));
  return fs.statSync(path.join(root, addon)).size;
};

/** Version of a package that is measured. */
exports.versionOf = (name) => JSON.parse(fs.readFileSync(path.join(find(name, path.dirname(modules)), 'package.json'), 'utf8')).version;
