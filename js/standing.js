'use strict';

// Whether a client's calls are like the ones before: nobody put another function
// in the place of its verbs or its limiter, and its request options are those that
// the native side has read. Then nothing is read again; a property costs V8 next to
// nothing where Node-API takes a microsecond.

const { configOf } = require('./hooks');

const VERBS = ['get', 'post', 'put', 'patch', 'delete'];
// axios keeps headers of a method under these names.
const GROUPS = new Set(['common', 'head', ...VERBS]);

const isPrimitive = (value) => value === null || (typeof value !== 'object' && typeof value !== 'function');
const isPlain = (value) => value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

// A copy of primitives and of the headers, `undefined` for options that hold more:
// what is inside an object can change unseen.
function copyOf(options) {
  if (!isPlain(options)) return undefined;
  const copy = { ...options };
  for (const name of Object.keys(copy)) {
    if (name !== 'headers' || isPrimitive(copy.headers)) {
      if (!isPrimitive(copy[name])) return undefined;
    } else if ((copy.headers = flatHeaders(copy.headers)) === undefined) return undefined;
  }
  return copy;
}

function flatHeaders(headers) {
  if (!isPlain(headers)) return undefined;
  const copy = { ...headers };
  return Object.keys(copy).every((name) => isPrimitive(copy[name]) && !GROUPS.has(name)) ? copy : undefined;
}

// Whether `now` has the entries of `before`, and no others.
function isSame(now, before, size) {
  if (now === null || typeof now !== 'object') return false;
  let count = 0;
  for (const name in now) {
    count += 1;
    const value = now[name];
    if (value === before[name]) continue;
    if (name !== 'headers' || isPrimitive(before.headers) || !isSame(value, before.headers, Object.keys(before.headers).length)) return false;
  }
  return count === size;
}

// `own` are the functions of this realm by name.
module.exports = function openStanding(own) {
  const standings = new WeakMap();

  return {
    // Notes how `client` stands; whether its calls can be told to be alike at all.
    learn(client) {
      const { bottleneck, requestOptions } = client;
      const options = copyOf(requestOptions);
      standings.delete(client);
      if (options === undefined) return false;
      standings.set(client, { bottleneck, options, size: Object.keys(options).length, configs: VERBS.map(() => undefined) });
      return true;
    },

    // The `config` of its plain calls with that verb, to be copied and given `url`, `data`
    // and, for `get`, `params`; undefined if `client` stands otherwise than it did.
    config(client, verb) {
      const standing = standings.get(client);
      if (standing === undefined) return undefined;
      const { bottleneck, options, size, configs } = standing;
      const name = VERBS[verb];
      const stands =
        client[name] === own[name] &&
        client.handleRequest === own.handleRequest &&
        client.bottleneck === bottleneck &&
        bottleneck.schedule === own.schedule &&
        isSame(client.requestOptions, options, size);
      if (!stands) return undefined;
      // Copied for each call, and complete: a property added to a copy costs V8 a new shape.
      configs[verb] ??= configOf(options, undefined, name, '', name === 'get' ? {} : undefined);
      return configs[verb];
    },
  };
};
