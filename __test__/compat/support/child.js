'use strict';

const { execFile } = require('node:child_process');
const path = require('node:path');

const CLIENT = path.join(__dirname, 'client.js');

/**
 * Runs `script` in a process of its own, for what only a fresh process shows:
 * its environment, its exit, its uncaught exceptions. The script finds
 * `makeClient`, `rejection` and a `server` to pass to makeClient, and prints
 * what it has to say.
 *
 * @param {{ base: string, port: number }} server
 * @param {string} script the body of an async function
 * @param {Record<string, string>} [env] added to the environment, which has no proxies
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} stdout trimmed;
 *   a process that still runs after 20 s is ended
 */
function runChild({ base, port }, script, env = {}) {
  const source = `(async () => {
    const { makeClient, rejection } = require(${JSON.stringify(CLIENT)});
    const server = ${JSON.stringify({ base, port })};
    ${script}
  })()`;

  return new Promise(resolve => {
    execFile(process.execPath, ['-e', source], {
      env: { ...withoutProxies(process.env), ...env },
      timeout: 20_000
    }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout: stdout.trim(), stderr });
    });
  });
}

function withoutProxies(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/_proxy$/i.test(name)));
}

module.exports = { runChild };
