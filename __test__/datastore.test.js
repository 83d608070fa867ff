'use strict';

// Bottleneck's `datastore` and `clientOptions`; what they come to is in __test__/redis/datastore.test.js.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');
const HelpScout = require('..');

const PASSWORD = 'hunter2';

const make = (options) =>
  new HelpScout({ clientId: 'id', clientSecret: 'secret', authenticationFlow: 'clientCredentials', baseUrl: 'http://127.0.0.1:1/v2/', ...options });

const redis = (clientOptions) => ({ datastore: 'redis', clientOptions });

const REFUSED = [
  ['a datastore that there is not', { datastore: `redis://:${PASSWORD}@127.0.0.1` }, /"datastore" option cannot be used: pass 'local', 'redis' or 'ioredis'/],
  ['a datastore that is no string', { datastore: 5 }, /"datastore" option/],
  ['a connection of the other client', { datastore: 'ioredis', connection: { password: PASSWORD } }, /"connection" option cannot be used: pass "clientOptions"/],
  ['a cluster', { datastore: 'ioredis', clusterNodes: [{ port: 7000, password: PASSWORD }] }, /"clusterNodes" option cannot be used: pass "clientOptions" with the host/],
  ['clientOptions as text', redis(`redis://:${PASSWORD}@127.0.0.1`), /"clientOptions" option cannot be used: pass an object such as/],
  ['a list of clientOptions', redis([{ password: PASSWORD }]), /"clientOptions" option/],
  ['a URL of another scheme', redis({ url: `http://:${PASSWORD}@127.0.0.1` }), /"clientOptions.url" option cannot be used: pass a URL such as/],
  ['a host that is none', redis({ host: `:${PASSWORD}@127.0.0.1/` }), /"clientOptions.host" option cannot be used: pass a name in ASCII or an address/],
  ['an empty host', redis({ host: '', password: PASSWORD }), /"clientOptions.host" option/],
  ['a port beyond all', redis({ port: 65536, password: PASSWORD }), /"clientOptions.port" option cannot be used: pass the number of a port/],
  ['a database below 0', redis({ db: -1, password: PASSWORD }), /"clientOptions.db" option cannot be used: pass the number of a database/],
  ['a password that is no string', redis({ password: [PASSWORD] }), /"clientOptions.password" option cannot be used: pass a string/],
  ['a socket file', redis({ path: '/run/redis.sock', password: PASSWORD }), /"clientOptions.path" option cannot be used: pass "host" and "port"/],
  ['a socket', redis({ socket: { host: '127.0.0.1' }, password: PASSWORD }), /"clientOptions.socket" option cannot be used: pass its "host", "port" and "tls" beside it/],
  ['sentinels', redis({ sentinels: [], password: PASSWORD }), /"clientOptions.sentinels" option/],
  ['a member of one client only', redis({ retryStrategy: () => 1, password: PASSWORD }), /"clientOptions.retryStrategy" option cannot be used: pass the others without it: understood are url, host, port/],
  ['tls as text', redis({ tls: 'yes', password: PASSWORD }), /"clientOptions.tls" option cannot be used: pass true, false or \{\}/],
  ['certificates of its own', redis({ tls: { rejectUnauthorized: false }, password: PASSWORD }), /"clientOptions.tls.rejectUnauthorized" option cannot be used: pass .* to the constructor/],
];

for (const [name, options, message] of REFUSED) {
  test(`${name} throws, and the error names the mend and no password`, async () => {
    const client = make();

    assert.throws(() => client.updateBottleneckOptions({ maxConcurrent: 0, ...options }), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, message);
      assert.ok(!inspect(error).includes(PASSWORD));
      return true;
    });
    assert.equal(client.bottleneck.datastore, 'local');
    assert.equal(await client.bottleneck.check(), true, 'the other settings stay as they were');
    await assert.rejects(client.bottleneck.updateSettings(options), message);
  });
}

test('an account without a name throws, and the error says to name it', () => {
  const client = make({ authenticationFlow: 'OAuth2' });

  assert.throws(() => client.updateBottleneckOptions(redis({ password: PASSWORD })), /With OAuth2, "datastore" needs "rateLimit.account" in the constructor/);
  make({ authenticationFlow: 'OAuth2', rateLimit: { account: 'acme' } }).updateBottleneckOptions(redis({ port: 1 }));
});

test('local, null and what is left out change nothing', async () => {
  const client = make();

  for (const datastore of ['local', null, undefined]) client.updateBottleneckOptions({ datastore, clientOptions: { nonsense: 1 } });
  client.updateBottleneckOptions({ clientOptions: { nonsense: 1 } });
  client.updateBottleneckOptions(redis({ port: 1, password: null, path: undefined }));
  client.updateBottleneckOptions({ datastore: 'local' });
  assert.equal(client.bottleneck.datastore, 'redis', 'there is no way back');
});

test('no password is kept where it can be seen', () => {
  const client = make();

  client.updateBottleneckOptions({ connection: { password: PASSWORD } });
  client.updateBottleneckOptions(redis({ port: 1, password: PASSWORD, username: 'user' }));
  const shown = [client, client.bottleneck, { ...client.bottleneck }].map((value) => inspect(value, { depth: 9 }) + JSON.stringify(value));
  assert.ok(!shown.join().includes(PASSWORD));
  assert.deepEqual(client.bottleneck.connection, { password: PASSWORD });
});
