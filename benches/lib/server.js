'use strict';

// The server under benches/native, a process of its own.

const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const LATENCY_MS = 50;

/** Builds packages of the workspace, optimised; does little if they are built. */
exports.build = (packages) => {
  const args = ['build', '--release', '--quiet', ...packages.flatMap((name) => ['-p', name])];
  execFileSync('cargo', args, { cwd: root, stdio: 'inherit' });
};

/** Path of a program in Rust. */
const program = (name) => path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'release', name);
exports.program = program;

/** Starts the server: its origins by scheme, the file of its certificate, and how to end it. */
exports.start = async () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'helpscout-bench-'));
  const ca = path.join(directory, 'ca.pem');
  const child = spawn(program('bench-server'), [ca, String(LATENCY_MS)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return {
    origins: JSON.parse(line),
    ca,
    async end() {
      child.stdin.end();
      await once(child, 'exit');
      fs.rmSync(directory, { recursive: true });
    },
  };
};
