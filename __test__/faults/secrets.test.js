'use strict';

/* Every secret is a text of its own, and looked for in all that a logger could print. */

const assert = require('node:assert/strict');
const http = require('node:http');
const https = require('node:https');
const { test } = require('node:test');
const { format, inspect } = require('node:util');
const { makeClient, outcome } = require('../compat/support/client.js');
const { startProxy } = require('../compat/support/proxy.js');
const { startServer } = require('../compat/support/server.js');
const { identity, tlsFile } = require('../compat/support/tls.js');

const SECRETS = {
  client: 'hidden-client', access: 'hidden-access', refresh: 'hidden-refresh', code: 'hidden-code',
  fresh: 'hidden-fresh', next: 'hidden-next', proxy: 'hidden-proxy', passphrase: 'hidden-passphrase',
  basic: 'hidden-basic', cookie: 'hidden-cookie',
};
const KEY = tlsFile('client.key').toString();
const NEEDLES = [
  'hidden-',
  KEY.split('\n')[1],
  ...Object.values(SECRETS).map((secret) => Buffer.from(`user:${secret}`).toString('base64').slice(0, -4)),
];

/** All that loggers make of a value, and of what caused it. */
function* printed(value) {
  const DEPTHS = [{}, { depth: Infinity }, { depth: Infinity, getters: true }, { depth: Infinity, showHidden: true }];
  yield format('%s %o %O %j', value, value, value, value);
  yield JSON.stringify({ nested: [value] });
  for (const depth of DEPTHS) yield inspect(value, depth);
  if (value instanceof Error) {
    yield `${value.message} ${value.stack} ${JSON.stringify({ ...value })}`;
    if (value.cause) yield* printed(value.cause);
  }
}

function assertDiscreet(value, what) {
  for (const text of printed(value)) {
    for (const needle of NEEDLES) assert.ok(!text.includes(needle), `${needle} in ${what}: ${text}`);
  }
}

const proxy = (port = 1) => ({ host: '127.0.0.1', port, auth: { username: 'user', password: SECRETS.proxy } });
const agent = (options) => ({ httpsAgent: new https.Agent({ rejectUnauthorized: false, ...options }) });
const proxyAgent = (url) => ({ httpAgent: Object.assign(new http.Agent(), { proxy: url }) });
const PROXY_URL = `http://user:${SECRETS.proxy}@127.0.0.1:1`;
const redirected = (location) => ({ answer: { status: 302, headers: { Location: location } } });
const shown = (headers) => ({ options: { headers }, answer: { status: 404 } });
const token = (answer) => ({ token: answer, call: (client) => client.getTokens(SECRETS.code) });
const tls = identity('server');

/* What a call meets: { answer, token, options, tls, credentials, call }. */
const SCENES = {
  'an answer': {},
  'a 404': { answer: { status: 404 } },
  'a 422 of a write': { answer: { status: 422 }, call: (client) => client.post('things', {}) },
  'a 401 after a refresh': { answer: { status: 401 } },
  'a 429': { answer: { status: 429, headers: { 'Retry-After': '9999' } } },
  'a 503': { answer: { status: 503, headers: { 'Retry-After': '9999' } } },
  'a 503 of a write': { answer: { status: 503 }, call: (client) => client.post('things', {}) },
  'an answer that is none': { answer: { raw: 'SSH', end: true } },
  'a timeout': { answer: { hang: true }, options: { timeout: 100 } },
  'a cookie': shown({ cookie: SECRETS.cookie }),
  'the credentials of a proxy as a header': shown({ 'Proxy-Authorization': `Basic ${SECRETS.basic}` }),
  'a header that cannot be sent': shown({ Cookie: `${SECRETS.cookie}\r\n` }),
  'an Authorization of the caller': {
    answer: { status: 404 },
    call: (client) => client.handleRequest({}, { url: 'things', headers: { authorization: `Basic ${SECRETS.basic}` } }),
  },
  'Basic credentials': { options: { auth: { username: 'user', password: SECRETS.basic } } },
  'Basic credentials as a text': { options: { auth: `user:${SECRETS.basic}` } },
  'a token that cannot be sent': { credentials: { access_token: `${SECRETS.access}\r\n` } },
  'a password in a URL': {
    answer: { status: 404 },
    call: (client, { origin }) => client.get(`${origin.replace('//', `//user:${SECRETS.basic}@`)}/v2/things`),
  },
  ...Object.fromEntries(['http://user:PW@127.0.0.1:99999/', 'http://user:PW@[x/', 'http://user:PW@a.test/', 'ftp://user:PW@a.test/'].map(
    (url) => [`a password in ${url}`, { call: (client) => client.get(url.replace('PW', SECRETS.basic)) }],
  )),
  'a redirect with a password to nowhere': redirected(`http://user:${SECRETS.basic}@[x`),
  'a redirect with a password to another protocol': redirected(`ftp://user:${SECRETS.basic}@a.test/`),
  'a proxy that is not there': { options: { proxy: proxy() } },
  'a proxy of an unknown protocol': { options: { proxy: { ...proxy(), protocol: 'ftp' } } },
  'a proxy as a text': { options: { proxy: PROXY_URL } },
  'credentials of a proxy as a text': { options: { proxy: { ...proxy(), auth: `user:${SECRETS.proxy}` } } },
  'a proxy agent': { options: proxyAgent(new URL(PROXY_URL)) },
  'a proxy agent with its proxy as a text': { options: proxyAgent(PROXY_URL) },
  'a proxy that refuses': { refuse: 407 },
  'a tunnel that is refused': { refuse: 407, tls },
  'a client certificate': { tls, options: agent({ cert: tlsFile('client.pem'), key: KEY }) },
  'a key that does not belong to its certificate': { tls, options: agent({ cert: tlsFile('server.pem'), key: KEY }) },
  'two keys': { tls, options: agent({ cert: tlsFile('client.pem'), key: [KEY, KEY] }) },
  'a wrong passphrase': {
    tls,
    options: agent({ cert: tlsFile('client.pem'), key: tlsFile('client-encrypted.key'), passphrase: SECRETS.passphrase }),
  },
  'a pfx': { tls, options: agent({ pfx: Buffer.from('x'), passphrase: SECRETS.passphrase }) },
  'a code that is refused': token({ status: 400, body: { error: 'invalid_grant' } }),
  'a code whose answer is lost': token({ reset: true }),
  'a token answer that is too large': token({ body: ' '.repeat(2_000_000) }),
  'a refresh that is refused': { answer: { status: 401 }, token: { status: 400 } },
  'a refresh without an access token': {
    token: { body: { refresh_token: SECRETS.next } },
    call: (client) => client.refreshAccessToken(),
  },
};

for (const [what, scene] of Object.entries(SCENES)) {
  test(`${what} shows no secret`, async (t) => {
    const server = await startServer(t, scene.tls ? { tls: scene.tls } : {});
    const credentials = { access_token: SECRETS.access, refresh_token: SECRETS.refresh };
    const client = makeClient(server, { flow: 'OAuth2', credentials: scene.credentials ?? credentials });
    const heard = [];
    client.clientSecret = SECRETS.client;
    for (const event of ['failed', 'error', 'retry', 'debug', 'done']) client.bottleneck.on(event, (...about) => void heard.push(...about));
    if (scene.answer) server.fallback = scene.answer;
    server.replyToken(scene.token ?? { body: { access_token: SECRETS.fresh, refresh_token: SECRETS.next } });
    if (scene.refuse) client.updateRequestOptions({ proxy: proxy((await startProxy(t, scene)).port) });
    client.updateRequestOptions(scene.options ?? {});

    const { value, error } = await outcome((async () => (scene.call ?? (() => client.get('things')))(client, server))());

    assertDiscreet(error ?? value, 'the outcome');
    for (const about of heard) assertDiscreet(about, 'an event');
    assertDiscreet(client, 'the client');
    assertDiscreet(client.requestOptions, 'its options');
  });
}
