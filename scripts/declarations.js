'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

/** The declarations of `src/resources`, a resource after the other; compiled if they have changed. */
exports.declarations = () => {
  const args = ['run', '--quiet', '-p', 'declarations'];
  return JSON.parse(execFileSync('cargo', args, { cwd: path.join(__dirname, '..'), encoding: 'utf8', maxBuffer: 1 << 24 }));
};
