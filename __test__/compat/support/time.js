'use strict';

/** Resolves after `ms` milliseconds. */
function sleep(ms) {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/**
 * Waits until a condition holds; throws if it does not within 5 s.
 *
 * @param {() => unknown} condition may be async
 */
async function until(condition) {
  for (let waited = 0; !await condition(); waited += 5) {
    if (waited >= 5000) {
      throw new Error(`waited in vain: ${condition}`);
    }

    await sleep(5);
  }
}

module.exports = { sleep, until };
