'use strict';

// Writes the API reference from the declarations of src/resources and the types of
// src/models, the README's table of differences from the list that the
// compatibility tests keep, and the fault matrix from the table that its tests check.

const fs = require('node:fs');
const path = require('node:path');
const { differences } = require('../__test__/compat/differences');
const { declarations } = require('./declarations');
const { withFaults } = require('./reference/faults');
const { readModels } = require('./reference/models');
const { referencePages } = require('./reference/pages');

const root = path.join(__dirname, '..');
const REFERENCE = path.join(root, 'docs', 'api');
const README = path.join(root, 'README.md');
const RELIABILITY = path.join(root, 'docs', 'RELIABILITY.md');

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** The files of docs/api by name. */
function reference() {
  return referencePages(declarations(), readModels(path.join(root, 'src', 'models')));
}

/** `readme` with the table of differences as it is now. */
function withDifferences(readme) {
  const rows = differences.map(({ id, what, reason }) => `| \`${id}\` | ${cell(what)}. | ${cell(reason)} |`);
  const table = ['| | What differs | Why |', '|---|---|---|', ...rows].join('\n');
  return readme.replace(/(<!-- differences -->\n)[^]*?(\n<!-- end -->)/, (all, start, end) => start + table + end);
}

if (require.main === module) {
  fs.rmSync(REFERENCE, { recursive: true, force: true });
  fs.mkdirSync(REFERENCE, { recursive: true });
  for (const [name, text] of reference()) fs.writeFileSync(path.join(REFERENCE, name), text);
  fs.writeFileSync(README, withDifferences(fs.readFileSync(README, 'utf8')));
  fs.writeFileSync(RELIABILITY, withFaults(fs.readFileSync(RELIABILITY, 'utf8')));
}

module.exports = { reference, withDifferences };
