'use strict';

// Simulated hours: the claims of src/core/simulation, in many scenes.

const { spawnSync } = require('node:child_process');

const CLAIMS = 'core::simulation::claims::';

/** The claims and how many scenes of each are played. */
const claims = [
  ['no_window_exceeds_the_limit_and_every_call_is_settled_once_in_its_order', 5000],
  ['demand_uses_the_limit', 500],
  ['a_write_gets_its_turn_beside_reads_that_never_stop', 1000],
  ['processes_that_know_each_other_by_headers_only_are_seldom_refused', 500],
];

/**
 * Plays scenes of one claim.
 *
 * @param {string} program the core's tests
 * @param {string} claim
 * @param {number} scenes
 * @returns {{ hours: string, seconds: number } | undefined} simulated hours, if the claim held
 */
function simulate(program, claim, scenes) {
  const startedAt = Date.now();
  const env = { ...process.env, PROPTEST_CASES: String(scenes) };
  const { status, stdout } = spawnSync(program, [CLAIMS + claim, '--exact', '--nocapture'], { env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const [, hours] = /^(\d+) simulated hours$/m.exec(stdout) ?? [];
  if (status === 0 && hours !== undefined) return { hours, seconds: Math.round((Date.now() - startedAt) / 1000) };
  process.stdout.write(stdout);
  return undefined;
}

module.exports = { claims, simulate };
