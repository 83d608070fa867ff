'use strict';

// What is measured runs in processes of their own, one after the other.

const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');
const { requests } = require('../cells');
const server = require('./server');

const run = promisify(execFile);

async function node(program, spec, { flags = [], env = {} } = {}) {
  const file = path.join(__dirname, '..', 'programs', `${program}.js`);
  const { stdout } = await run(process.execPath, [...flags, file, JSON.stringify(spec)], {
    env: { PATH: process.env.PATH, ...env },
  });
  if (stdout === '') throw new Error(`programs/${program}.js ended early with ${JSON.stringify(spec)}`);
  return JSON.parse(stdout);
}

/** Sizes of the answers in bytes, asked of the server. */
exports.sizesOf = async ({ origins }) => {
  const sizes = {};
  for (const [name, { target }] of Object.entries(requests)) {
    const answer = await fetch(`${origins.http}/plain/v2${target}`);
    sizes[name] = (await answer.arrayBuffer()).byteLength;
  }
  return sizes;
};

/** Figures of one subject in one cell. */
exports.measure = async ({ origins, ca }, { subject, cell, bytes, seconds }) => {
  const base = `${origins[cell.scheme]}${cell.prefix}/v2`;
  const secure = cell.scheme === 'https';
  if (subject !== 'floor') {
    return node('measure', { subject, cell, base, bytes, seconds }, { env: secure ? { NODE_EXTRA_CA_CERTS: ca } : {} });
  }
  const args = [`${base}${requests[cell.answer].target}`, cell.inFlight, seconds.warm, seconds.measure, ...(secure ? [ca] : [])];
  const { stdout } = await run(server.program('bench-floor'), args.map(String));
  return JSON.parse(stdout);
};

/** CPU time in µs that parsing takes, by answer. */
exports.parse = ({ origins }, seconds) => node('parse', { base: `${origins.http}/plain/v2`, seconds });

/** Times of one subject's beginning. */
exports.start = ({ origins }, subject) => node('start', { subject, base: `${origins.http}/plain/v2` });

/** Cost of each of `count` calls that wait. */
exports.backlog = async ({ origins }, subject, count) => {
  if (subject !== 'core') {
    return node('backlog', { subject, base: `${origins.http}/plain/v2`, count }, { flags: ['--expose-gc'] });
  }
  const { stdout } = await run(server.program('core-bench'), ['backlog', String(count)]);
  return JSON.parse(stdout);
};
