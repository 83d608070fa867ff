'use strict';

// `helpscout.bottleneck`: its listeners, and the calls of the user's own
// functions. When anything starts is decided in the core.

const { BottleneckError, callError, classes } = require('./errors');
const Listeners = require('./listeners');
const { hidden } = require('./response');

// Captured at load: fake timers of a test must not hold jobs back.
const { setTimeout, clearTimeout } = globalThis;

const OF_ATTEMPTS = ['failed', 'retry', 'scheduled', 'executing', 'done'];
const COUNTED = ['retry', 'executing', 'done'];
const NOT_OFFERED = ['Group', 'Batcher', 'clusterQueued', 'publish', 'clients', 'channel', 'channel_client'];
const constants = { strategy: { LEAK: 1, OVERFLOW: 2, OVERFLOW_PRIORITY: 4, BLOCK: 3 }, version: '2.19.5', BottleneckError };
// What is to follow a failure; see src/binding/hooks.rs.
const PASS = -1;
const REJECT = -2;

// Options are optional.
const parse = ([first, ...rest]) => (typeof first === 'function' ? [{}, first, ...rest] : [first, ...rest]);
const milliseconds = (answer) => (answer === undefined ? undefined : Math.max(0, ~~answer));

module.exports = function openBottleneck({ NativeClient, NativeLimiter }, delivery) {
  const native = NativeLimiter.prototype;
  const { sendStarted, setDetours } = NativeClient.prototype;
  const states = new WeakMap();
  const limiters = new WeakMap();
  const requests = new WeakSet();

  // The core tells only what somebody listens to.
  function attend(limiter) {
    const { client, listeners, retries, chained } = states.get(limiter);
    const { names } = listeners;
    native.listen.call(limiter, names);
    setDetours.call(client, !retries || OF_ATTEMPTS.some((name) => names.includes(name)), chained !== null);
  }

  // Passes on what the core tells of a job: a call, or a function of the user's.
  function tell(limiter, { event, says = [], info }, job = {}) {
    const { args = [], task, promise, retries: retryCount = 0 } = job;
    const { listeners } = states.get(limiter);
    if (event === 'retry') job.retries = retryCount + 1;
    if (info === undefined) listeners.emit(event, ...says);
    else if (event === 'dropped') listeners.emit(event, { args, ...info, task, promise });
    else listeners.emit(event, ...says, { args, ...info, ...(COUNTED.includes(event) && { retryCount }) });
  }

  async function run(limiter, job, options) {
    const id = native.submit.call(limiter, options);
    delivery.flushLater(states.get(limiter).client);
    const { about } = await delivery.arrival(id, job);
    if (about.options === undefined) throw callError(about, {});
    native.begin.call(limiter, id, requests.has(job.task));
    try {
      return await attempts(limiter, job, about.options);
    } finally {
      native.finish.call(limiter, id);
      await delivery.arrival(id, job);
    }
  }

  async function attempts(limiter, job, options) {
    const { task, args } = job;
    for (;;) {
      const { chained, listeners } = states.get(limiter);
      try {
        return await within(options.expiration, chained === null ? task(...args) : chained.schedule(options, task, ...args));
      } catch (error) {
        const wait = milliseconds(await listeners.emit('failed', error, { args, options, retryCount: job.retries }));
        if (wait === undefined) throw error;
        tell(limiter, { event: 'retry', says: [`Retrying ${options.id} after ${wait} ms`], info: { options } }, job);
        await new Promise((resolve) => setTimeout(resolve, wait));
        for (const event of ['scheduled', 'executing']) tell(limiter, { event, info: { options } }, job);
      }
    }
  }

  async function within(limit, running) {
    if (limit === null) return running;
    let timer;
    const expired = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new BottleneckError(`This job timed out after ${limit} ms.`)), limit);
    });
    return Promise.race([running, expired]).finally(() => clearTimeout(timer));
  }

  function applySettings(limiter, options) {
    const unknown = JSON.parse(native.updateSettings.call(limiter, options));
    for (const name of unknown) process.emitWarning(`The limiter has no use for "${name}": it is ignored.`, 'HelpScoutWarning');
  }

  class Bottleneck {
    constructor(client) {
      const self = Reflect.construct(NativeLimiter, [client], new.target);
      states.set(self, { client, listeners: new Listeners(() => attend(self)), retries: true, chained: null });
      limiters.set(client, self);
      return Object.assign(self, { id: '<no-id>', datastore: 'local', rejectOnDrop: true });
    }

    counts() {
      return JSON.parse(native.counts.call(this));
    }

    jobs(status) {
      return JSON.parse(native.jobs.call(this, status));
    }

    schedule(...given) {
      const [options, task, ...args] = parse(given);
      const job = { task, args, retries: 0 };
      job.promise = run(this, job, options);
      return job.promise;
    }

    submit(...given) {
      const callback = given.pop();
      const [options, task, ...args] = parse(given);
      const settle = (results) => callback?.(...[].concat(results));
      const promised = (...passed) =>
        new Promise((resolve, reject) => task(...passed, (...results) => (results[0] == null ? resolve : reject)(results)));
      this.schedule(options, promised, ...args).then(settle, settle);
    }

    wrap(task) {
      const limiter = this;
      function wrapped(...args) {
        return limiter.schedule(task.bind(this), ...args);
      }
      return Object.assign(wrapped, { withOptions: (options, ...args) => limiter.schedule(options, task, ...args) });
    }

    chain(limiter) {
      states.get(this).chained = limiter ?? null;
      attend(this);
      return this;
    }

    on(name, listener) {
      states.get(this).listeners.add(name, listener, false);
      return this;
    }

    once(name, listener) {
      states.get(this).listeners.add(name, listener, true);
      return this;
    }

    // The original's retry handler was a listener of `failed`, and went with the others.
    removeAllListeners(name = null) {
      const state = states.get(this);
      if (name === null || name === 'failed') state.retries = false;
      state.listeners.remove(name);
    }

    async updateSettings(options = {}) {
      applySettings(this, options);
      return this;
    }

    async stop(options) {
      await delivery.arrival(native.stop.call(this, options), {});
    }

    async ready() {}
  }

  for (const name of ['jobStatus', 'queued', 'empty']) hidden(Bottleneck.prototype, name, native[name]);
  for (const name of ['running', 'done', 'check', 'currentReservoir', 'incrementReservoir', 'disconnect']) {
    hidden(Bottleneck.prototype, name, async function ask(...args) {
      return native[name].apply(this, args);
    });
  }
  for (const name of NOT_OFFERED) {
    hidden(Bottleneck.prototype, name, function refuse() {
      throw new Error(`bottleneck.${name} is not offered: this limiter belongs to one client.`);
    });
  }
  for (const [name, value] of Object.entries(constants)) hidden(Bottleneck.prototype, name, value);

  return {
    Bottleneck,

    // Wrong values throw at once, unless somebody has another limiter in place.
    update(limiter, options) {
      if (limiter.updateSettings === Bottleneck.prototype.updateSettings) applySettings(limiter, options);
      else limiter.updateSettings(options);
    },

    tell: (client, about, job) => tell(limiters.get(client), about, job),

    report: (client, error) => states.get(limiters.get(client)).listeners.emit('error', error),

    async consult(client, error, { options, retryCount }) {
      const { listeners, retries } = states.get(limiters.get(client));
      const wait = milliseconds(await listeners.emit('failed', error, { args: [], options, retryCount }));
      return wait ?? (retries ? PASS : REJECT);
    },

    chained: (client) => states.get(limiters.get(client)).chained,

    // Has the user's own limiter start a call. It may start it again, as its
    // `failed` listeners say, but not when that could do twice what was asked once.
    async scheduleOn(client, limiter, job, request, options) {
      let unknown;
      const send = async () => {
        if (unknown !== undefined) throw unknown;
        try {
          return await sendStarted.call(client, job, request, options);
        } catch (error) {
          if (error instanceof classes.IndeterminateWriteError) unknown = error;
          throw error;
        }
      };
      requests.add(send);
      return limiter.schedule(job, send);
    },
  };
};
