// What every runtime must be able to do: `smoke.mjs <base URL> <access token>`, in an ES module. It must end by itself.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import process from 'node:process';

import HelpScout, { NotFoundError } from '../index.mjs';

const [baseUrl, access_token] = process.argv.slice(2);
const require = createRequire(import.meta.url);

assert.equal(require('../index.js'), HelpScout, 'require and import give one class');

const helpscout = new HelpScout({ clientId: 'id', clientSecret: 'secret', authenticationFlow: 'OAuth2', baseUrl });
helpscout.setCredentials({ access_token });

const conversations = await helpscout.conversations.list();
assert.equal(conversations.status, 200);
assert.equal(conversations._embedded.conversations.length, 3);

// Shapes of objects are learnt from the first answers.
for (let i = 0; i < 20; i += 1) {
  const { data } = await helpscout.conversations.list();
  assert.deepEqual(data, conversations.data);
  assert.equal(JSON.stringify(data), JSON.stringify(conversations.data));
}

// Large texts come in parts.
const [{ id, primaryCustomer }] = conversations._embedded.conversations;
const { headers } = await helpscout.conversations.threads.createReply(id, { customer: { id: primaryCustomer.id }, text: 'short' });
const thread = Number(headers['resource-id']);
const bodies = [];
for (const letter of ['a', 'é', '日', 'b']) {
  const value = letter.repeat(150_000);
  await helpscout.conversations.threads.update(id, thread, { op: 'replace', path: '/text', value });
  const { data } = await helpscout.conversations.threads.list(id);
  bodies.push([data._embedded.threads.find((each) => each.id === thread).body, value]);
}
for (const [body, value] of bodies) assert.equal(body, value);
await helpscout.conversations.threads.update(id, thread, { op: 'replace', path: '/text', value: 'short' });

await assert.rejects(helpscout.customers.get(404_404), (error) => {
  assert.ok(error instanceof NotFoundError);
  assert.equal(error.message, 'Request failed with status code 404');
  assert.equal(error.response.status, 404);
  return true;
});
await assert.rejects(helpscout.conversations.get('../users/me'), TypeError);

class Mine extends HelpScout {}
assert.ok(new Mine({ clientId: 'id', clientSecret: 'secret', authenticationFlow: 'OAuth2', baseUrl }) instanceof HelpScout);

let tokens;
helpscout.on('tokens', (fresh) => {
  tokens = fresh;
});
helpscout.emit('tokens', 'heard');
assert.equal(tokens, 'heard');
