'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** The core's test program, built if need be. */
function testProgram() {
  const messages = execFileSync('cargo', ['test', '--lib', '--no-run', '--message-format=json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const artifacts = messages.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return artifacts.findLast(({ executable, profile }) => executable && profile.test).executable;
}

module.exports = { testProgram };
