'use strict';

/*
 * Every way in which this package differs on purpose from helpscout-mailbox-api 1.0.1,
 * written into the README: what differs, and the reason why a user would want it so.
 * `where` is a RegExp over `<scenario> | <path of the difference>` for what the
 * differential test sees, else the test file that pins it.
 */

const differences = [
  ...require('./requests.js'),
  ...require('./answers.js'),
  ...require('./retries.js'),
  ...require('./tokens.js'),
  ...require('./limiter.js'),
  ...require('./surface.js')
];

module.exports = { differences };
