'use strict';

// The tables of docs/RELIABILITY.md that the proofs fill.

const fs = require('node:fs');
const path = require('node:path');

const RELIABILITY = path.join(__dirname, '..', 'docs', 'RELIABILITY.md');

const keyOf = (row, keys) => row.split('|').slice(1, keys + 1).join('|');

/**
 * Writes rows into the table after `<!-- name -->`. A row takes the place of the one with the same
 * first `keys` cells, so that a part of the proofs may be run.
 *
 * @param {string} name
 * @param {number} keys
 * @param {string[][]} rows the cells of each
 */
function writeRows(name, keys, rows) {
  const table = new RegExp(`(<!-- ${name} -->\\n[^\\n]*\\n[^\\n]*\\n)([^]*?)(<!-- end -->)`);
  const text = fs.readFileSync(RELIABILITY, 'utf8');
  const written = text.replace(table, (all, head, body, end) => {
    const lines = new Map(body.split('\n').filter(Boolean).map((row) => [keyOf(row, keys), row]));
    for (const cells of rows) {
      const row = `| ${cells.join(' | ')} |`;
      lines.set(keyOf(row, keys), row);
    }
    return head + [...lines.values()].map((row) => `${row}\n`).join('') + end;
  });
  fs.writeFileSync(RELIABILITY, written);
}

module.exports = { writeRows };
