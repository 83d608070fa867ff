#!/usr/bin/env node
'use strict';

const { parseArgs } = require('node:util');
const { mockHelpScout } = require('../testing');

const HELP = `Usage: helpscout-native mock [options]

Runs a mock of the Help Scout Inbox API until it is interrupted.

Options:
  --port <n>           port to listen on (default: a free one)
  --host <address>     address to listen on (default: 127.0.0.1)
  --conversations <n>  conversations to start with (default: 30)
  --rate-limit <n>     weight allowed per minute, or "off" (default: 400)
  --expires-in <s>     lifetime of access tokens in seconds (default: 172800)
  --latency <ms>       wait before each answer (default: 0)
  --log                print each request
  --help               print this text
`;

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  conversations: { type: 'string' },
  'rate-limit': { type: 'string' },
  'expires-in': { type: 'string' },
  latency: { type: 'string' },
  log: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

class UsageError extends Error {}

/** The mock's options from the command line; undefined when help was asked for. */
function read(args) {
  const { values, positionals } = parse(args);
  if (values.help || args.length === 0) return undefined;
  if (positionals.join(' ') !== 'mock') throw new UsageError(`Unknown command: ${positionals.join(' ') || '(none)'}`);
  const conversations = whole('conversations', values.conversations);
  return {
    port: whole('port', values.port, 65_535) ?? 0,
    host: values.host,
    seed: conversations === undefined ? undefined : { conversations },
    rateLimit: rateLimit(values['rate-limit']),
    expiresIn: whole('expires-in', values['expires-in']),
    latencyMs: whole('latency', values.latency),
    log: false,
    onRequest: values.log ? print : undefined,
  };
}

function parse(args) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message.split('. ')[0]);
  }
}

function whole(name, text, max = Number.MAX_SAFE_INTEGER) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text === '' || !Number.isInteger(number) || number < 0 || number > max) {
    throw new UsageError(`--${name} must be a whole number from 0 to ${max}, not "${text}"`);
  }
  return number;
}

function rateLimit(text) {
  if (text === 'off') return false;
  const limit = whole('rate-limit', text);
  if (limit === 0) throw new UsageError('--rate-limit must be at least 1, or "off"');
  return limit === undefined ? undefined : { limit };
}

function print({ method, path, rawQuery, status, durationMs }) {
  const target = rawQuery ? `${path}?${rawQuery}` : path;
  process.stdout.write(`${method} ${target} -> ${status ?? 'no answer'} (${durationMs.toFixed(1)} ms)\n`);
}

function greeting(mock) {
  return `Mock Help Scout is running. Press Ctrl+C to stop it.

  URL            ${mock.url}
  client id      ${mock.clientId}
  client secret  ${mock.clientSecret}
  access token   ${mock.issueTokens().access_token}

Point a client at it with

  HELPSCOUT_BASE_URL=${mock.url} node your-script.js

or new HelpScout({ clientId, clientSecret, authenticationFlow: 'clientCredentials', baseUrl: '${mock.url}' })
`;
}

async function main() {
  const options = read(process.argv.slice(2));
  if (!options) {
    process.stdout.write(HELP);
    return;
  }
  const mock = await mockHelpScout(options);
  process.stdout.write(greeting(mock));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => mock.close());
}

main().catch((error) => {
  process.stderr.write(error instanceof UsageError ? `${error.message}\nTry --help.\n` : `${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
