'use strict';

// Runs what needs a real Redis: `__test__/redis`, and the comparison of the Lua script with the state machine in Rust.
// Where there is no redis-server, root gets Debian's.

const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { startRedis } = require('../__test__/redis/support/redis');

const root = path.join(__dirname, '..');
const isThere = (program) => spawnSync(program, ['--version']).status === 0;
const run = (program, args, env = {}) =>
  spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;

function install() {
  if (process.getuid?.() !== 0 || !isThere('apt-get')) throw new Error('There is no redis-server: install it first.');
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update'], options);
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], options);
  // Debian starts a server with the package, unless a policy forbids it; there was none before.
  spawnSync('service', ['redis-server', 'stop'], options);
}

async function main() {
  if (!isThere('redis-server')) install();
  const redis = await startRedis();
  const compared = run('cargo', ['test', '--lib', 'redis_does_what'], { HELPSCOUT_TEST_REDIS: redis.url });
  await redis.stop();
  const kept = run('npm', ['run', 'test:node', '--', path.join('__test__', 'redis')]);
  process.exitCode = compared && kept ? 0 : 1;
}

main();
