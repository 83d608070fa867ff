'use strict';

/*
 * How the package is loaded, and what it does to the process it runs in. Each
 * claim runs a script in a process of its own.
 */

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { test } = require('node:test');
const { isOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');

const ROOT = path.join(__dirname, '../..');
const PACKAGE = isOriginal ? require.resolve('helpscout-mailbox-api') : path.join(ROOT, 'index.js');
const MODULE = pathToFileURL(isOriginal ? PACKAGE : path.join(ROOT, 'index.mjs')).href;
const SUPPORT = path.join(__dirname, 'support/client.js');

/** A process that takes longer than this hangs. */
const LIMIT = 20000;

/** What every script starts with: `client()` makes a client of the server at the port given. */
const PRELUDE = `
  const { makeClient } = require(${JSON.stringify(SUPPORT)});
  const port = Number(process.env.PORT);
  const client = options => makeClient({ port, base: 'http://127.0.0.1:' + port + '/v2/' }, options);
`;

/** Runs a script to its end; resolves to its exit code (null if it had to be killed) and output. */
function run(script, { port = 1, args = [] } = {}) {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [...args, '-e', script], {
      cwd: ROOT,
      timeout: LIMIT,
      killSignal: 'SIGKILL',
      env: { ...process.env, PORT: port }
    }, (error, stdout, stderr) => resolve({ code: child.exitCode, stdout: stdout.trim(), stderr }));
  });
}

test('the ES module has the class as its default export', async () => {
  const { code, stdout, stderr } = await run(`
    import HelpScout from ${JSON.stringify(MODULE)};
    import { createRequire } from 'node:module';
    const required = createRequire(import.meta.url)(${JSON.stringify(PACKAGE)});
    console.log(HelpScout === required, HelpScout.name);
  `, { args: ['--input-type=module'] });

  assert.equal(code, 0, stderr);
  assert.equal(stdout, 'true HelpScout');
});

test('the ES namespace has default and, in ours, the error classes', async () => {
  const { stdout } = await run(`
    import * as namespace from ${JSON.stringify(MODULE)};
    console.log(Object.keys(namespace).filter(key => key !== 'module.exports').join());
  `, { args: ['--input-type=module'] });
  const keys = stdout.split(',');

  if (isOriginal) {
    assert.deepEqual(keys, ['default']);
  } else {
    assert.ok(['default', 'HelpScoutError', 'IndeterminateWriteError', 'RateLimitError'].every(key => keys.includes(key)), stdout);
  }
});

test('loading and constructing does not keep the process alive', async () => {
  const { code, stderr } = await run(`${PRELUDE} client({ limiter: 'default' });`);

  assert.equal(code, 0, stderr);
});

test('a client with listeners and relaxed limits does not keep the process alive', async () => {
  const { code, stderr } = await run(`
    ${PRELUDE}
    const one = client();
    one.on('tokens', () => {});
    one.bottleneck.on('done', () => {});
  `);

  assert.equal(code, 0, stderr);
});

test('a process ends by itself after its calls, pooled connections or not', async t => {
  const server = await startServer(t);
  const { code, stdout, stderr } = await run(`
    ${PRELUDE}
    const one = client();
    Promise.all([one.users.me(), one.tags.list()]).then(all => console.log(all.length));
  `, { port: server.port });

  assert.equal(code, 0, stderr);
  assert.equal(stdout, '2');
});

test('a pending call keeps the process alive', async t => {
  const server = await startServer(t);

  server.reply({ delay: 500, body: {} });

  const { stdout, stderr } = await run(`
    ${PRELUDE}
    client().users.me().then(({ status }) => console.log(status));
  `, { port: server.port });

  assert.equal(stdout, '200', stderr);
});

test('calls that wait for the limiter keep the process alive', async t => {
  const server = await startServer(t);
  const { stdout, stderr } = await run(`
    ${PRELUDE}
    const one = client();
    one.updateBottleneckOptions({ maxConcurrent: 1, minTime: 200 });
    Promise.all([1, 2, 3].map(id => one.users.get(id))).then(all => console.log(all.length));
  `, { port: server.port });

  assert.equal(stdout, '3', stderr);
});

test('a process with calls that wait for the reservoir after an update does not exit', onlyOurs, async t => {
  const server = await startServer(t);
  const { stdout, stderr } = await run(`
    ${PRELUDE}
    const one = client();
    one.updateBottleneckOptions({ reservoir: 1, reservoirRefreshAmount: 1, reservoirRefreshInterval: 250 });
    one.updateBottleneckOptions({ minTime: 1 });
    Promise.all([1, 2].map(id => one.users.get(id))).then(all => console.log(all.length));
  `, { port: server.port });

  assert.equal(stdout, '2', stderr);
});

test('process.exit with calls in flight ends the process with its code', async t => {
  const server = await startServer(t);

  server.fallback = { hang: true };

  const { code, stderr } = await run(`
    ${PRELUDE}
    const one = client();
    for (let id = 0; id < 50; id++) one.users.get(id);
    setTimeout(() => process.exit(7), 100);
  `, { port: server.port });

  assert.equal(code, 7, stderr);
});

test('an unhandled rejection of a call ends the process as usual', async t => {
  const server = await startServer(t);

  server.reply({ status: 404 });

  const { code, stderr } = await run(`${PRELUDE} client().users.me();`, { port: server.port });

  assert.equal(code, 1);
  assert.match(stderr, /Request failed with status code 404/);
});

test('it works in a worker thread, also where the main thread never loads it', async t => {
  const server = await startServer(t);
  const inWorker = `
    ${PRELUDE}
    client().users.me().then(({ status }) => require('node:worker_threads').parentPort.postMessage(status));
  `;
  const { code, stdout, stderr } = await run(`
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(${JSON.stringify(inWorker)}, { eval: true });
    worker.on('message', status => console.log(status));
  `, { port: server.port });

  assert.equal(code, 0, stderr);
  assert.equal(stdout, '200');
});

test('a worker can be terminated with calls in flight, and the main thread goes on', async t => {
  const server = await startServer(t);

  server.fallback = ({ target }) => target.endsWith('/me') ? { body: {} } : { hang: true };

  const inWorker = `
    ${PRELUDE}
    const one = client();
    one.users.get(1).catch(() => {});
    one.users.get(2).catch(() => {});
    setTimeout(() => require('node:worker_threads').parentPort.postMessage('calling'), 200);
  `;
  const { code, stdout, stderr } = await run(`
    ${PRELUDE}
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(${JSON.stringify(inWorker)}, { eval: true });
    worker.on('message', async () => {
      await worker.terminate();
      const { status } = await client().users.me();
      console.log(status);
    });
  `, { port: server.port });

  assert.equal(code, 0, stderr);
  assert.equal(stdout, '200');
});

