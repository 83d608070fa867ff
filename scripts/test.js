'use strict';

// npm test: all tests, from a clone with nothing but Rust and Node installed.

const fs = require('node:fs');
const path = require('node:path');
const { runSteps } = require('./steps');

const root = path.join(__dirname, '..');
process.chdir(root);

const steps = [
  { name: 'addon', command: ['npm', 'run', 'build'], essential: true },
  { name: 'core, without Node', command: ['cargo', 'test'] },
  { name: 'package', command: [process.execPath, 'scripts/node-tests.js'] },
];

if (!fs.existsSync('node_modules')) steps.unshift({ name: 'dependencies', command: ['npm', 'ci'], essential: true });

runSteps(steps);
