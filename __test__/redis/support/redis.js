'use strict';

const { execFile, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const run = promisify(execFile);

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * A redis-server of its own on a free port of 127.0.0.1, which keeps nothing.
 *
 * @param {{ password?: string, database?: number, tls?: { cert: string, key: string }, more?: string[] }} [options]
 */
async function startRedis({ password, database = 0, tls, more = [] } = {}) {
  const port = await freePort();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-'));
  const args = ['--bind', '127.0.0.1', '--save', '', '--dir', directory, '--loglevel', 'warning'];
  if (tls) args.push('--port', '0', '--tls-port', port, '--tls-cert-file', tls.cert, '--tls-key-file', tls.key, '--tls-auth-clients', 'no');
  else args.push('--port', port);
  if (password) args.push('--requirepass', password);
  const login = password ? `:${encodeURIComponent(password)}@` : '';
  let child;

  const cli = async (...command) => {
    const { stdout } = await run(
      'redis-cli',
      ['-p', port, '-n', database, ...(tls ? ['--tls', '--insecure'] : []), ...command].map(String),
      { env: { ...process.env, REDISCLI_AUTH: password ?? '' } },
    );
    return stdout.trim();
  };

  async function start() {
    child = spawn('redis-server', [...args, ...more].map(String), { stdio: 'ignore' });
    for (let tries = 0; ; tries += 1) {
      if ((await cli('PING').catch(() => '')) === 'PONG') return;
      if (tries > 100 || child.exitCode !== null) throw new Error('redis-server does not answer');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const kill = async (signal = 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await once(child, 'exit');
  };

  await start();
  return {
    port,
    url: `redis${tls ? 's' : ''}://${login}${tls ? 'localhost' : '127.0.0.1'}:${port}/${database}`,
    cli,
    start,
    kill,
    stop: async () => {
      await kill();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

module.exports = { startRedis };
