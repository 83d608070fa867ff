'use strict';

/* Runs the snippets of the original's README, read from its package. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, before, after } = require('node:test');
const { HelpScout, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { directOriginalTo, redirectOriginal } = require('./support/redirect-original.js');
const { startServer } = require('./support/server.js');
const { RELAXED } = require('./support/client.js');

const AsyncFunction = (async () => {}).constructor;
const README = path.join(path.dirname(require.resolve('helpscout-mailbox-api/package.json')), 'README.md');
const snippets = [...fs.readFileSync(README, 'utf8').matchAll(/```javascript\n([\s\S]*?)```/g)]
  .map(([, code]) => code.replace(';)', ';'));

/** The only snippet that contains `text`. */
function snippet(...texts) {
  const found = snippets.filter(code => texts.every(text => code.includes(text)));

  assert.equal(found.length, 1, `${found.length} snippets contain ${texts.join(' and ')}`);

  return found[0];
}

/** Runs a snippet with these variables; the value of `result` comes back. */
function run(code, variables, result = 'undefined') {
  const withModule = {
    require: name => name === 'helpscout-mailbox-api' ? HelpScout : assert.fail(`require of ${name}`),
    ...variables
  };

  return new AsyncFunction(...Object.keys(withModule), `${code}\nreturn ${result};`)(...Object.values(withModule));
}

let server;
const baseUrl = process.env.HELPSCOUT_BASE_URL;

before(async () => {
  server = await startServer();
  process.env.HELPSCOUT_BASE_URL = server.base;
  redirectOriginal();
  directOriginalTo(server);
});

after(async () => {
  if (baseUrl === undefined) {
    delete process.env.HELPSCOUT_BASE_URL;
  } else {
    process.env.HELPSCOUT_BASE_URL = baseUrl;
  }

  await server.close();
});

/** A client made by the snippet for `flow`, its limiter relaxed. */
async function construct(flow) {
  const helpscout = await run(snippet(`authenticationFlow: '${flow}'`), {}, 'helpscout');

  helpscout.updateBottleneckOptions(RELAXED);

  return helpscout;
}

/** Waits until the server has answered `count` more requests than `seen`. */
async function arrived(seen, count) {
  for (const end = Date.now() + 10000; server.requests.length < seen + count;) {
    assert.ok(Date.now() < end, `${server.requests.length - seen} of ${count} requests arrived`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

test('creating an instance of either flow', async () => {
  for (const flow of ['OAuth2', 'clientCredentials']) {
    assert.equal((await construct(flow)).authenticationFlow, flow);
  }
});

test('generating an authorization URI, with and without a state', async () => {
  const helpscout = await construct('OAuth2');
  const uri = 'https://secure.helpscout.net/authentication/authorizeClientApplication?client_id=your_client_id';

  assert.equal(await run(snippet('generateAuthorizationUri()'), { helpscout }, 'authorizeUri'), uri);
  assert.equal(
    await run(snippet('generateAuthorizationUri(\'your_secret\')'), { helpscout }, 'authorizeUri'),
    `${uri}&state=your_secret`
  );
});

test('getting tokens by either flow', async () => {
  for (const [flow, call, grant] of [
    ['OAuth2', 'getTokens(code)', 'authorization_code'],
    ['clientCredentials', 'getTokens()', 'client_credentials']
  ]) {
    const helpscout = await construct(flow);
    const tokens = await run(snippet(call), { helpscout, code: 'the code' }, 'tokens');

    assert.match(tokens.access_token, /^fresh-/);
    assert.equal(server.tokenRequests.at(-1).json().grant_type, grant);
  }
});

test('listening for tokens, setting credentials and request options', async () => {
  const helpscout = await construct('clientCredentials');
  const tokens = { access_token: 'mine' };

  await run(snippet('helpscout.on(\'tokens\''), { helpscout });
  await run(snippet('helpscout.setCredentials(tokens)'), { helpscout, tokens });
  await run(snippet('helpscout.updateRequestOptions('), { helpscout });
  await helpscout.users.me();

  assert.equal(helpscout.listenerCount('tokens'), 1);
  assert.equal(server.requests.at(-1).header('authorization'), 'Bearer mine');
});

test('updating the limiter, also with its defaults', async () => {
  const helpscout = await construct('clientCredentials');
  const defaults = snippets.find(code => code.startsWith('{'));

  await run(snippet('helpscout.updateBottleneckOptions('), { helpscout });
  helpscout.updateBottleneckOptions(await run('', {}, `(${defaults})`));
});

for (const code of snippets.filter(code => /^helpscout\.\w+\.(\w+\.)?\w+\(/.test(code))) {
  const lines = code.trim().split('\n');

  test(`${lines[0].replace(/\.\w+\(.*/, '')}: every line sends its request`, async () => {
    const helpscout = await construct('clientCredentials');
    const ids = Object.fromEntries([...code.matchAll(/\b\w+Id\b/g)].map(([name], n) => [name, n + 1]));
    const seen = server.requests.length;

    helpscout.setCredentials({ access_token: 'token' });
    await run(code, { helpscout, ...ids, params: { page: 2 }, data: { a: 1 } });
    await arrived(seen, lines.length);

    for (const { target, header } of server.requests.slice(seen)) {
      assert.doesNotMatch(target, /undefined|null/);
      assert.equal(header('authorization'), 'Bearer token');
    }
  });
}

const firstPage = isNext => ({
  body: {
    _embedded: { conversations: [{ id: 1 }] },
    _links: isNext ? { next: { href: `${server.base}conversations?page=2` } } : {},
    page: { number: isNext ? 1 : 2 }
  }
});

test('pagination: the second page is requested by the link of the first', onlyOurs, async () => {
  const helpscout = await construct('clientCredentials');

  helpscout.setCredentials({ access_token: 'token' });
  server.reply(firstPage(true), firstPage(false));
  await run(snippet('nextPage(_links)'), { helpscout });

  assert.deepEqual(server.requests.slice(-2).map(({ target }) => target), ['/v2/conversations', '/v2/conversations?page=2']);
});

test('pagination: the snippet fails with the original, whose links are in data', onlyOriginal, async () => {
  const helpscout = await construct('clientCredentials');

  helpscout.setCredentials({ access_token: 'token' });
  server.reply(firstPage(true));
  await assert.rejects(run(snippet('nextPage(_links)'), { helpscout }), TypeError);
});

test('every snippet of the README was run', () => {
  const known = [
    'new HelpScout(', 'generateAuthorizationUri(', 'getTokens(', 'helpscout.on(', 'setCredentials(', 'updateRequestOptions(',
    'updateBottleneckOptions(', 'nextPage('
  ];
  const others = snippets.filter(code => !known.some(text => code.includes(text)) && !code.startsWith('{') && !/^helpscout\.\w+\.(\w+\.)?\w+\(/.test(code));

  assert.deepEqual(others, []);
  assert.ok(snippets.length > 30);
});
