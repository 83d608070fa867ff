'use strict';

// What the README says is run or compared with what is there.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const HelpScout = require('../..');
const testing = require('../../testing');
const { differences } = require('../compat/differences');

const AsyncFunction = (async () => {}).constructor;
const readme = fs.readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
const packages = { 'helpscout-native': HelpScout, 'helpscout-native/testing': testing };

/** The text below the heading that says `title`. */
const section = (title) => readme.split(/^##+ /m).find((part) => part.startsWith(`${title}\n`));

/** Runs a snippet against a mock of its own; what it prints comes back. */
async function run(t, code) {
  const mock = await testing.mockHelpScout({
    clientId: 'your-client-id',
    clientSecret: 'your-client-secret',
    seed: { conversations: [{ id: 1001 }, ...Array(59).fill({})] },
  });
  const before = process.env.HELPSCOUT_BASE_URL;
  process.env.HELPSCOUT_BASE_URL = mock.url;
  t.after(() => {
    if (before === undefined) delete process.env.HELPSCOUT_BASE_URL;
    else process.env.HELPSCOUT_BASE_URL = before;
    return mock.close();
  });

  const printed = [];
  const given = {
    require: (name) => packages[name] ?? assert.fail(`no package ${name}`),
    console: { log: (...values) => printed.push(values) },
    HelpScout,
    helpscout: new HelpScout({
      clientId: 'your-client-id',
      clientSecret: 'your-client-secret',
      authenticationFlow: 'clientCredentials',
    }),
    code: mock.issueCode(),
    store: () => {},
  };
  // The braces let a snippet declare what is given to others.
  await new AsyncFunction(...Object.keys(given), `{${code}}`)(...Object.values(given));
  return { mock, printed };
}

for (const code of snippets) {
  const title = code.split('\n').find((line) => line.includes('helpscout.')) ?? code;

  test(`the snippet with ${title.trim()} runs`, async (t) => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'readme-'));
    t.after(() => fs.rmSync(directory, { recursive: true }));
    const { mock, printed } = await run(t, code.replace('/var/lib/app', directory.replaceAll('\\', '/')));

    if (code.includes('users.me')) assert.ok(mock.requests.some(({ path: at }) => at === '/v2/users/me'));
    if (code.includes('nextPage')) assert.deepEqual(printed.slice(1).flat(), [25, 25, 10]);
    if (code.includes('tokenStore')) assert.deepEqual(fs.readdirSync(directory), ['helpscout-tokens.json', 'helpscout-tokens.json.lock']);
    if (code.includes('NotFoundError')) assert.deepEqual(printed, [['No such conversation']]);
    if (code.includes('mock.fail')) assert.deepEqual(printed, [[60, [200, 502, 200]]]);
  });
}

test('the README has its snippets', () => assert.ok(snippets.length >= 7));

test('every difference is pinned by the file it names', () => {
  for (const { id, where } of differences) {
    if (typeof where !== 'string') continue;
    const places = [path.join(__dirname, '..', 'compat', where), path.join(__dirname, '..', '..', where)];
    assert.ok(places.some(fs.existsSync), `${id}: ${where}`);
  }
});

test('the error classes are those that there are', () => {
  const named = new Set([...section('Errors').matchAll(/`([A-Z]\w+Error)`/g)].map(([, name]) => name));

  for (const name of named) assert.equal(typeof HelpScout[name], 'function', name);
  for (const name of Object.getOwnPropertyNames(HelpScout)) {
    if (name.endsWith('Error')) assert.ok(named.has(name), name);
  }
});

test('the methods of the client and its limiter are there', () => {
  const helpscout = new HelpScout({ clientId: 'a', clientSecret: 'b', authenticationFlow: 'OAuth2' });
  const [, names] = section('Limiter').match(/answers as Bottleneck's: (.*?)\. Anything/);

  for (const [, name] of names.matchAll(/`(\w+)`/g)) assert.equal(typeof helpscout.bottleneck[name], 'function', name);
  for (const [, name] of section('Methods of the client').matchAll(/^\| `(\w+)/gm)) {
    assert.equal(typeof helpscout[name], 'function', name);
  }
});
