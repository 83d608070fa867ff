'use strict';

// The fault matrix of docs/RELIABILITY.md, from the table that __test__/faults checks.

const table = require('../../__test__/faults/table');

const COLUMNS = [['GET'], ['PUT', 'DELETE'], ['POST', 'PATCH']];

const seconds = (ms) => `${ms / 1000} s`;

/** What one call comes to, in words. */
function describe({ sent, tries, outcome, retryable, maybe }) {
  const count = tries === undefined || tries === sent ? `${sent}` : `${sent} of ${tries}`;
  if (outcome === 'resolves') return `${count}, resolves`;
  const facts = [retryable && 'retryable', maybe && 'may be applied'].filter(Boolean);
  return [`${count}, \`${outcome}\``, ...facts].join(', ');
}

/** The cells of some verbs: one text if they agree, else each by its verb. */
function column(cells, verbs) {
  const texts = verbs.filter((verb) => cells[verb]).map((verb) => [verb, describe(cells[verb])]);
  const agree = texts.length === verbs.length && texts.every(([, text]) => text === texts[0][1]);
  if (agree) return texts[0][1];
  return texts.map(([verb, text]) => `${verb}: ${text}`).join('; ') || '–';
}

function rowOf({ fault, code = [], cells, within }) {
  const codes = [code].flat().map((one) => `\`${one}\``).join(' or ');
  return `| ${[fault, codes, ...COLUMNS.map((verbs) => column(cells, verbs)), seconds(within)].join(' | ')} |`;
}

function section([family, rows]) {
  const head = ['Fault', 'Code', ...COLUMNS.map((verbs) => verbs.join(', ')), 'Within'];
  return [
    `### ${family}`,
    '',
    `| ${head.join(' | ')} |`,
    `|${'---|'.repeat(head.length)}`,
    ...rows.map(rowOf),
  ].join('\n');
}

/** `text` with the fault matrix as it is now. */
function withFaults(text) {
  const sections = [...table].map(section).join('\n\n');
  return text.replace(/(<!-- faults -->\n)[^]*?(\n<!-- end -->)/, (all, start, end) => start + sections + end);
}

module.exports = { withFaults };
