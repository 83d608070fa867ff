'use strict';

// What .ci/run does once the dependencies are there. The addon is built once, by the first step.

const path = require('node:path');
const { runSteps } = require('./steps');

process.chdir(path.join(__dirname, '..'));

const script = (name) => ({ name, command: ['npm', 'run', name] });

runSteps([
  script('test'),
  script('prove:check'),
  script('test:redis'),
  script('test:original'),
  script('lint'),
  script('types:check'),
  script('lint:package'),
  script('docs'),
  script('test:runtimes'),
  script('bench:check'),
  script('bench:budgets'),
  script('demo'),
]);
