'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { test } = require('node:test');

const BIN = path.join(__dirname, '../../bin/helpscout-native.js');

/** Runs the command; `until` may stop it as soon as its output matches. */
async function run(args, until) {
  const child = spawn(process.execPath, [BIN, ...args]);
  const output = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  child.stdout.on('data', async (chunk) => {
    output.stdout += chunk;
    if (until?.pattern.test(output.stdout)) await until.act(child, output.stdout);
  });
  const [code] = await once(child, 'close');
  return { code, ...output };
}

test('mock prints a URL, credentials and a token that work, and ends on SIGINT', async () => {
  let status;
  const { code, stdout } = await run(['mock', '--port', '0', '--conversations', '3'], {
    pattern: /baseUrl/,
    act: async (child, text) => {
      const [, url] = /HELPSCOUT_BASE_URL=(\S+)/.exec(text);
      const [, token] = /access token +(\S+)/.exec(text);
      const response = await fetch(`${url}conversations`, { headers: { authorization: `Bearer ${token}` } });
      status = response.status;
      assert.equal((await response.json()).page.totalElements, 3);
      child.kill('SIGINT');
    },
  });
  assert.equal(status, 200);
  assert.match(stdout, /client id +mock-client-id/);
  assert.equal(code, 0);
});

test('--help explains itself', async () => {
  const { code, stdout } = await run(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /Usage: helpscout-native mock/);
});

for (const [args, message] of [
  [['mock', '--prot', '1'], /^Unknown option '--prot'\nTry --help\.\n$/],
  [['mock', '--port', '99999'], /^--port must be a whole number from 0 to 65535, not "99999"\n/],
  [['serve'], /^Unknown command: serve\n/],
]) {
  test(`"${args.join(' ')}" is a plain error`, async () => {
    const { code, stderr } = await run(args);
    assert.equal(code, 2);
    assert.match(stderr, message);
  });
}

test('a port that is taken is a plain error', async () => {
  const net = require('node:net');
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  try {
    const { code, stderr } = await run(['mock', '--port', String(taken.address().port)]);
    assert.equal(code, 1);
    assert.match(stderr, /^listen EADDRINUSE[^\n]*\n$/);
  } finally {
    taken.close();
  }
});
