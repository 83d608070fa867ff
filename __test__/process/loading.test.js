'use strict';

// What loading the package comes to where there is no addon for it.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const ROOT = path.join(__dirname, '..', '..');

function loadOn(platform, before = '') {
  const script = `Object.defineProperty(process, 'platform', { value: '${platform}' });
    ${before}
    try { require(${JSON.stringify(ROOT)}); } catch ({ message, cause }) { console.log(JSON.stringify([message, cause?.code ?? null])); }`;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

test('a platform without an addon is named', () => {
  const [message, code] = loadOn('sunos');
  assert.match(message, new RegExp(`^The addon of helpscout-native for sunos-${process.arch} could not be loaded: there is none\\.`));
  assert.equal(code, null);
});

test('an addon that is not installed is named, with what to do', () => {
  const [message, code] = loadOn('darwin', "Object.defineProperty(process, 'arch', { value: 'arm64' });");
  assert.match(message, /^The addon .* could not be loaded: .*helpscout-native\.darwin-arm64\.node'\. If npm/);
  assert.match(message, /install again/);
  assert.equal(code, 'MODULE_NOT_FOUND');
});

// esbuild and webpack take `require` in a `try` of the same function for one that may fail.
test('bundlers are told that an addon may not be there', () => {
  const index = fs.readFileSync(path.join(ROOT, 'index.js'), 'utf8');
  const lines = index.split('\n').filter((line) => /require\('(\.\/)?helpscout-native[.-]/.test(line));

  assert.ok(lines.length >= 14);
  for (const line of lines) assert.match(line, /^ *\(\) => \{ try \{ return require\('[^']+'\); \} catch /);
});
