'use strict';

/*
 * The class: constructor, own keys, prototype, events, subclassing.
 */

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { test } = require('node:test');
const { HelpScout, differs, onlyOriginal, onlyOurs } = require('./support/subject.js');
const { startServer } = require('./support/server.js');
const { makeClient } = require('./support/client.js');

const OPTIONS = { clientId: 'id', clientSecret: 'secret', authenticationFlow: 'OAuth2' };
const make = more => new HelpScout({ ...OPTIONS, ...more });

test('the module is the class, a direct child of EventEmitter', () => {
  assert.equal(typeof HelpScout, 'function');
  assert.equal(HelpScout.name, 'HelpScout');
  assert.equal(HelpScout.length, 0);
  assert.equal(Object.getPrototypeOf(HelpScout), EventEmitter);
  assert.equal(Object.getPrototypeOf(HelpScout.prototype), EventEmitter.prototype);
  assert.equal(HelpScout.prototype.constructor, HelpScout);
});

test('the module has no enumerable members, no default and no __esModule', () => {
  assert.deepEqual(Object.keys(HelpScout), []);
  assert.equal(HelpScout.default, undefined);
  assert.equal(HelpScout.__esModule, undefined);
});

test('requiring twice gives the same class', () => {
  assert.equal(require('./support/subject.js').load(differs({ original: 'original', ours: 'ours' })), HelpScout);
});

test('the class cannot be called without new', () => {
  const claim = { name: 'TypeError', message: "Class constructor HelpScout cannot be invoked without 'new'" };

  assert.throws(() => HelpScout(OPTIONS), claim);
  assert.throws(() => HelpScout.call({}, OPTIONS), claim);
  assert.throws(() => HelpScout.apply(Object.create(HelpScout.prototype), [OPTIONS]), claim);
});

const MISSING = [
  [undefined, 'The "clientId" parameter must be passed.'],
  [{}, 'The "clientId" parameter must be passed.'],
  [{ clientId: undefined }, 'The "clientId" parameter must be passed.'],
  [{ clientSecret: 's', authenticationFlow: 'x' }, 'The "clientId" parameter must be passed.'],
  [{ clientId: 'i' }, 'The "clientSecret" parameter must be passed.'],
  [{ clientId: 'i', authenticationFlow: 'x' }, 'The "clientSecret" parameter must be passed.'],
  [{ clientId: 'i', clientSecret: 's' }, 'The "authenticationFlow" parameter must be passed.'],
  [{ clientId: 'i', clientSecret: 's', authenticationFlow: 'x' }, 'The "x" authentication flow is not supported!'],
  [{ clientId: 'i', clientSecret: 's', authenticationFlow: null }, 'The "null" authentication flow is not supported!'],
  [{ clientId: 'i', clientSecret: 's', authenticationFlow: '' }, 'The "" authentication flow is not supported!'],
  [{ clientId: 'i', clientSecret: 's', authenticationFlow: 5 }, 'The "5" authentication flow is not supported!'],
  [{ clientId: 'i', clientSecret: 's', authenticationFlow: 'oauth2' }, 'The "oauth2" authentication flow is not supported!'],
  [{ clientId: 'i', clientSecret: 's', authenticationFlow: 'ClientCredentials' },
    'The "ClientCredentials" authentication flow is not supported!']
];

for (const [options, message] of MISSING) {
  test(`new HelpScout(${JSON.stringify(options) || ''}) throws: ${message}`, () => {
    assert.throws(() => new HelpScout(options), error => {
      assert.ok(error instanceof Error);
      assert.equal(error.name, 'Error');
      assert.equal(error.message, message);
      return true;
    });
  });
}

test('the constructor rejects null as options with a TypeError', () => {
  assert.throws(() => new HelpScout(null), TypeError);
});

test('only undefined counts as missing', () => {
  for (const value of [null, '', 0, false]) {
    const client = make({ clientId: value, clientSecret: value });

    assert.equal(client.clientId, value);
    assert.equal(client.clientSecret, value);
  }
});

test('own enumerable keys come in the order of the original', () => {
  assert.deepEqual(Object.keys(make()), [
    '_events', '_eventsCount', '_maxListeners', 'clientId',
    ...differs({ original: ['clientSecret'], ours: [] }),
    'authenticationFlow', 'bottleneck', 'requestOptions',
    'conversations', 'customerProperties', 'customers', 'mailboxes', 'ratings', 'reports', 'tags', 'teams',
    'users', 'webhooks', 'workflows',
    ...differs({ original: [], ours: ['organizations', 'organizationProperties', 'systemUsers', 'chats'] })
  ]);
});

test('for...in lists the own keys of a client, then only what EventEmitter has', () => {
  const client = make();
  const inherited = [];

  for (const key in client) {
    if (!Object.hasOwn(client, key)) {
      inherited.push(key);
    }
  }

  assert.ok(inherited.every(key => key in EventEmitter.prototype), inherited.join());
});

for (const key of ['clientId', 'clientSecret', 'authenticationFlow', 'bottleneck', 'requestOptions', 'conversations',
  'reports', 'workflows']) {
  test(`${key} is an own property that can be assigned`, () => {
    const client = make();
    const value = {};

    assert.ok(Object.hasOwn(client, key));
    client[key] = value;
    assert.equal(client[key], value);
  });
}

test('credentials and isRefreshingAccessTokenInProgress are absent at first', () => {
  const client = make();

  assert.equal(client.credentials, undefined);
  assert.equal(client.isRefreshingAccessTokenInProgress, undefined);
  assert.ok(!Object.keys(client).includes('credentials'));
});

test('credentials are the very object given, by setCredentials or by assignment', () => {
  const client = make();
  const [first, second] = [{ access_token: 'a' }, { access_token: 'b' }];

  assert.equal(client.setCredentials(first), undefined);
  assert.equal(client.credentials, first);
  client.credentials = second;
  assert.equal(client.credentials, second);
});

test('clientSecret and credentials are not enumerable', onlyOurs, () => {
  const client = make();

  client.setCredentials({ access_token: 'a' });

  assert.equal(client.clientSecret, 'secret');
  assert.ok(!client.propertyIsEnumerable('clientSecret'));
  assert.ok(!client.propertyIsEnumerable('credentials'));
});

test('the original enumerates clientSecret and credentials', onlyOriginal, () => {
  const client = make();

  client.setCredentials({ access_token: 'a' });
  assert.ok(client.propertyIsEnumerable('clientSecret') && client.propertyIsEnumerable('credentials'));
});

const METHODS = {
  delete: 1,
  get: 1,
  patch: 1,
  post: 1,
  put: 1,
  nextPage: 1,
  handleRequest: 2,
  getTokens: 1,
  setCredentials: 1,
  generateAuthorizationUri: 1,
  updateRequestOptions: 0,
  updateBottleneckOptions: 0,
  refreshAccessToken: 0,
  startRefreshingAccessToken: 0,
  finishRefreshingAccessToken: 0,
  waitForRefreshingAccessTokenToBeFinished: 0
};

for (const [name, length] of Object.entries(METHODS)) {
  test(`${name} is a writable, non-enumerable method of length ${length} on the prototype`, () => {
    const descriptor = Object.getOwnPropertyDescriptor(HelpScout.prototype, name);

    assert.equal(typeof descriptor.value, 'function');
    assert.deepEqual(
      [descriptor.enumerable, descriptor.writable, descriptor.configurable],
      [false, true, true]
    );
    assert.equal(descriptor.value.length, length);
    assert.equal(descriptor.value.name, name);
  });
}

test('the prototype has nothing enumerable', () => {
  assert.deepEqual(Object.keys(HelpScout.prototype), []);
});

test('a client is an EventEmitter in every way', () => {
  const client = make();
  const heard = [];

  client.on('a', value => heard.push(['on', value]));
  client.once('a', value => heard.push(['once', value]));
  client.prependListener('a', value => heard.push(['first', value]));

  assert.ok(client instanceof EventEmitter && client instanceof HelpScout);
  assert.equal(client.emit('a', 1), true);
  assert.equal(client.emit('a', 2), true);
  assert.equal(client.emit('b'), false);
  assert.deepEqual(heard, [['first', 1], ['on', 1], ['once', 1], ['first', 2], ['on', 2]]);
  assert.equal(client.listenerCount('a'), 2);
  assert.equal(client.setMaxListeners(3).getMaxListeners(), 3);
  assert.throws(() => client.emit('error', new Error('unheard')), /unheard/);
});

test('a subclass adds its own members and keeps the rest', async t => {
  class Desk extends HelpScout {
    static kind = 'desk';
    room = 1;
    #door = 'open';

    constructor(options) {
      super(options);
      this.late = true;
    }

    door() {
      return this.#door;
    }

    get(endpoint) {
      return super.get(`${endpoint}/x`);
    }
  }

  const server = await startServer(t);
  const client = makeClient(server, { Class: Desk });

  await client.get('things');

  assert.ok(client instanceof Desk && client instanceof HelpScout && client instanceof EventEmitter);
  assert.equal(client.constructor, Desk);
  assert.deepEqual([client.room, client.late, client.door(), Desk.kind], [1, true, 'open', 'desk']);
  assert.equal(server.request.target, '/v2/things/x');
});

test('Reflect.construct makes an instance of the new target', () => {
  class Other extends HelpScout {}

  assert.ok(Reflect.construct(HelpScout, [OPTIONS], Other) instanceof Other);
});

test('the constructor leaves its options alone', () => {
  const options = Object.freeze({ ...OPTIONS });

  assert.equal(new HelpScout(options).clientId, 'id');
  assert.deepEqual(options, OPTIONS);
});

test('two clients share no mutable state', () => {
  const [one, other] = [make(), make()];

  one.updateRequestOptions({ timeout: 5 });

  assert.equal(other.requestOptions.timeout, undefined);
  assert.notEqual(one.bottleneck, other.bottleneck);
  assert.notEqual(one.conversations, other.conversations);
});

test('the request options start with the base URL alone', () => {
  assert.deepEqual(make().requestOptions, { baseURL: 'https://api.helpscout.net/v2/' });
});
