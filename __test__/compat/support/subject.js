'use strict';

/*
 * Which implementation the compatibility suite runs against.
 *
 *   node --test __test__/compat                              ours
 *   HELPSCOUT_SUBJECT=original node --test __test__/compat   npm's helpscout-mailbox-api
 *
 * A claim that holds for both is written once. Where ours differs on purpose,
 * the claim about ours takes `onlyOurs` as its test options and a second one,
 * with `onlyOriginal`, records what the original does:
 *
 *   test('a 308 keeps the method', onlyOurs, async t => { ... });
 *   test('the original turns a 308 into a GET', onlyOriginal, async t => { ... });
 *
 * Where only an expected value differs, `differs({ original, ours })` picks it.
 */

const { redirectOriginal } = require('./redirect-original.js');

const name = process.env.HELPSCOUT_SUBJECT === 'original' ? 'original' : 'ours';
const isOriginal = name === 'original';

/**
 * Loads an implementation.
 *
 * @param {'original'|'ours'} which
 * @returns {typeof import('helpscout-mailbox-api')} the HelpScout class
 */
function load(which) {
  if (which === 'original') {
    redirectOriginal();
    return require('helpscout-mailbox-api');
  }

  return require('../../..');
}

module.exports = {
  name,
  isOriginal,
  load,
  HelpScout: load(name),
  onlyOriginal: { skip: !isOriginal && 'records the original' },
  onlyOurs: { skip: isOriginal && 'differs on purpose' },
  differs: values => values[name]
};
