'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..', '..', '..');
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const options = ['--strict', '--noEmit', '--pretty', 'false', '--module', 'esnext', '--moduleResolution', 'bundler',
  '--target', 'es2022', '--typeRoots', path.join(root, 'node_modules', '@types'), '--types', 'node'];

/**
 * Compiles TypeScript against the package's types, strictly.
 *
 * @param {string} prelude what comes before, which has HelpScout
 * @param {string[]} lines
 * @returns {string[]} the lines that do not compile, or messages about no line
 */
function compile(prelude, lines) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'types-'));
  const file = path.join(directory, 'lines.ts');
  const head = `import HelpScout from '${path.join(root, 'index').replaceAll('\\', '/')}';\n${prelude}\n`;
  fs.writeFileSync(file, `${head}${lines.join('\n')}\n`);
  try {
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, file], { encoding: 'utf8' });
    const first = head.split('\n').length;
    // What is indented explains the message above it.
    return stdout.split('\n').filter((line) => /^\S/.test(line)).map((message) => {
      const at = /lines\.ts\((\d+)/.exec(message);
      return at ? lines[at[1] - first] : message;
    });
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

module.exports = { compile };
