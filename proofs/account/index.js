'use strict';

// Processes that read at once as one account.

const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');
const { startServer } = require('./server');

const LIMIT = 400;
const PROCESSES = 4;
const READS = 600;

/** The windows that it takes are 6; whoever needs so many more never ends. */
const LONGEST_WINDOWS = 20;

const read = async (args, timeout) => {
  const reader = path.join(__dirname, 'reader.js');
  const { stdout } = await promisify(execFile)(process.execPath, [reader, ...args], { timeout });
  return Number(stdout);
};

/**
 * Of what the limit allows, the part that was used after the first window. From the middle of one
 * window's reads to the middle of the next a window has passed, if none was wasted.
 */
function usedOf(admitted, windowMs) {
  const windows = Math.floor(admitted.length / LIMIT - 1.5);
  const passed = admitted[(windows + 1.5) * LIMIT] - admitted[1.5 * LIMIT];
  return (windows * windowMs) / passed;
}

/**
 * Has four processes of one account make 600 reads each.
 *
 * @param {{ shared: 'process' | 'machine' | { redis: string }, kind: 'fixed' | 'sliding', windowMs: number }} options
 * @returns {Promise<{ lost: number, refused: number, used: number }>} reads that failed; 429s and what
 *   was used of the limit, as parts of one
 */
async function readAsOneAccount({ shared, kind, windowMs }) {
  const server = await startServer({ kind, limit: LIMIT, windowMs });
  // What is shared within a process is so by default.
  const rateLimit = { windowMs, account: server.base, ...(shared !== 'process' && { shared }) };
  try {
    const args = [server.base, String(READS), JSON.stringify(rateLimit)];
    const answered = await Promise.all(Array.from({ length: PROCESSES }, () => read(args, LONGEST_WINDOWS * windowMs)));
    const total = PROCESSES * READS;
    return {
      lost: total - answered.reduce((sum, count) => sum + count),
      refused: server.refused() / total,
      used: usedOf(server.admitted, windowMs),
    };
  } finally {
    await server.close();
  }
}

module.exports = { readAsOneAccount };
