'use strict';

// npm run fuzz: a million inputs (or FUZZ_CASES) for each property of what takes the words of
// others. Writes what it found into docs/RELIABILITY.md. The addon has to be built.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { testProgram } = require('./core-tests');

const root = path.join(__dirname, '..');
const RELIABILITY = path.join(root, 'docs', 'RELIABILITY.md');
const CASES = Number(process.env.FUZZ_CASES ?? 1_000_000);

/** What is fuzzed in the core, and the tests that do it. */
const CORE = [
  ['HAL links and URLs', 'core::fuzz::addresses::a_link_that_is_taken_is_asked_as_it_was_checked'],
  ['URLs of one client', 'core::transport::wire_url::tests::what_was_asked_before_changes_no_url'],
  ['Ids in paths', 'core::fuzz::addresses::an_id_stays_one_segment_of_its_path'],
  ['Query', 'core::fuzz::addresses::params_reach_the_server_as_they_were_given'],
  ['Redirects', 'core::attempt::redirect::tests::no_location_panics_or_carries_credentials_away'],
  ['Response headers', 'core::fuzz::headers::headers_of_an_answer_keep_their_lines'],
  ['`Retry-After`', 'core::fuzz::headers::a_wait_is_positive_and_comes_from_the_answer'],
  ['Rate limit headers', 'core::fuzz::headers::rates_are_amounts'],
  ['Token answers', 'core::fuzz::tokens::an_answer_is_a_token_or_a_failure_that_quotes_nothing'],
  ['Statuses, redirects, encodings, bodies', 'core::fuzz::answers::an_attempt_ends_within_its_limits_and_keeps_its_secrets'],
  ['JSON in Latin-1', 'core::one_byte::tests::the_meaning_stays'],
  ['Broken JSON in Latin-1', 'core::one_byte::tests::broken_text_stays_broken_and_nothing_panics'],
  ['What follows a failure', 'core::retry::tests::decisions_keep_their_promises'],
];

/** What is fuzzed through the package. */
const PACKAGE = [
  ['Error bodies', 'the body of an error may be anything'],
  ['`nextPage`', 'the link of a page may be anything, and takes the token nowhere else'],
  ['Params', 'params may be anything, and change no path'],
];

/** Runs one property; its seconds if it held for all inputs. */
function run(program, args, env, passed) {
  const startedAt = Date.now();
  const options = { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 2 ** 28 };
  const { status, stdout } = spawnSync(program, args, options);
  const held = status === 0 && passed.test(stdout);
  if (!held) process.stdout.write(stdout);
  return held ? Math.round((Date.now() - startedAt) / 1000) : undefined;
}

const program = testProgram();
const inCore = ([what, test]) => ({
  what,
  claim: test.split('::').at(-1).replaceAll('_', ' '),
  seconds: run(program, [test, '--exact'], { PROPTEST_CASES: String(CASES) }, /\b1 passed/),
});
const inPackage = ([what, claim]) => {
  const args = ['--test', '--test-reporter=tap', `--test-name-pattern=^${claim}$`, '__test__/faults/fuzz.test.js'];
  return { what, claim, seconds: run(process.execPath, args, { FUZZ_CASES: String(CASES) }, /^# pass 1$/m) };
};

const results = [];
for (const [fuzz, properties] of [[inCore, CORE], [inPackage, PACKAGE]]) {
  for (const property of properties) {
    const result = fuzz(property);
    process.stdout.write(`${result.seconds === undefined ? 'FAILED' : `${result.seconds} s`} ${result.what}: ${result.claim}\n`);
    results.push(result);
  }
}

if (results.some(({ seconds }) => seconds === undefined)) {
  process.exitCode = 1;
} else {
  const rows = results.map(({ what, claim, seconds }) =>
    `| ${what} | ${claim} | ${CASES.toLocaleString('en')} | ${seconds} s |`);
  const table = ['| Input | Property | Inputs | Time |', '|---|---|---|---|', ...rows].join('\n');
  const text = fs.readFileSync(RELIABILITY, 'utf8');
  fs.writeFileSync(RELIABILITY, text.replace(/(<!-- fuzz -->\n)[^]*?(\n<!-- end -->)/, (all, start, end) => start + table + end));
}
