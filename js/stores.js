'use strict';

// The caller's token stores: their functions are called here, when the core says so; and
// whoever is to know that a store failed is told.

const { callError } = require('./errors');

const YES = 1;
const NO_LOCK = 0;
const THREW = -1;

const stores = new WeakMap();
// What a store or a refresh threw last: the core knows only that it did.
const refreshFailures = new WeakMap();
// The promises of `lock` whose locks are not freed yet.
const locks = new WeakMap();

function keepStore(client, store) {
  if (store !== undefined) stores.set(client, store);
}

const guarded = (work) => async (call, parcel, context) => {
  try {
    return await work(call.client, parcel.about, context);
  } catch (error) {
    refreshFailures.set(call.client, error);
    return THREW;
  }
};

function tell(client, error) {
  if (client.emit('tokenstoreerror', error)) return;
  const message = `The token store failed: ${error?.message ?? error}`;
  process.emitWarning(message, { type: 'HelpScoutWarning', code: 'HELPSCOUT_TOKEN_STORE' });
}

function tellOfLimit(client, error) {
  if (client.emit('ratelimitstoreerror', error)) return;
  const message = `The rate limit is not shared for now: ${error.message}`;
  process.emitWarning(message, { type: 'HelpScoutWarning', code: 'HELPSCOUT_RATE_LIMIT_STORE' });
}

const storeQuestions = {
  load: guarded(async (client, about, { methods }) => {
    const tokens = await stores.get(client).load();
    methods.loaded.call(client, JSON.stringify(tokens ?? null) ?? '');
    return YES;
  }),

  save: guarded(async (client, { tokens }) => {
    await stores.get(client).save(tokens);
    return YES;
  }),

  lock: guarded(async (client, { leaseMs }) => {
    const store = stores.get(client);
    if (store.lock === undefined) return NO_LOCK;
    const lock = (async () => store.lock({ leaseMs }))();
    locks.set(client, lock);
    await lock;
    return YES;
  }),

  async unlock({ client }) {
    const lock = locks.get(client);
    locks.delete(client);
    const release = await lock?.catch(() => undefined);
    try {
      await release?.();
    } catch (error) {
      tell(client, error);
    }
  },

  storeFailed({ client }, { about }) {
    tell(client, about.hook === undefined ? callError(about, {}) : refreshFailures.get(client));
  },

  limitStoreFailed({ client }, { about }) {
    tellOfLimit(client, callError(about, {}));
  },
};

module.exports = { keepStore, refreshFailures, storeQuestions };
