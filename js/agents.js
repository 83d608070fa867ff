'use strict';

// What only Node can tell of an agent. Its modules are loaded for callers who
// set one.

// Opening a key is slow on purpose; it is done once for the options of an agent.
const opened = new WeakMap();

// The method by which an agent opens connections its own way, if it has one.
function ownConnector(agent) {
  const { prototype: plain } = require('http').Agent;
  const { prototype: secure } = require('https').Agent;
  return ['createConnection', 'addRequest'].find((name) => ![plain[name], secure[name]].includes(agent[name]));
}

// The private keys of an agent's options as PEM without passphrase.
function openKeys(options) {
  const { key, passphrase } = options;
  const known = opened.get(options);
  if (known?.key === key && known.passphrase === passphrase) return known.keys;
  const { createPrivateKey } = require('crypto');
  const keys = [].concat(key).map((each) => {
    const given = { key: each?.pem ?? each, passphrase: each?.passphrase ?? passphrase };
    try {
      return createPrivateKey(given).export({ type: 'pkcs8', format: 'pem' });
    } catch (error) {
      error.message = `The "key" cannot be opened, perhaps for its "passphrase": ${error.message}`;
      throw error;
    }
  });
  opened.set(options, { key, passphrase, keys });
  return keys;
}

module.exports = { openKeys, ownConnector };
