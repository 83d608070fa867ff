'use strict';

// `helpscout.bottleneck`: its listeners, and the calls of the user's own
// functions. When anything starts is decided in the core.

const { BottleneckError, callError, classes } = require('./errors');
const { hidden } = require('./response');

// Captured at load: fake timers of a test must not hold jobs back.
const { setTimeout, clearTimeout } = globalThis;

const NAMES_OF_ATTEMPTS = ['failed', 'retry', 'scheduled', 'executing', 'done'];
const NOT_OFFERED = ['Group', 'Batcher', 'clusterQueued', 'publish', 'clients', 'channel', 'channel_client'];
const LABELS = ['id', 'datastore', 'connection', 'trackDoneStatus', 'Promise', 'rejectOnDrop'];
// Answers to the core's question what is to follow a failure; see src/binding/hooks.rs.
const PASS = -1;
const REJECT = -2;

const warned = new Set();

module.exports = function openBottleneck({ NativeClient, NativeLimiter }, delivery) {
  const native = NativeLimiter.prototype;
  const { sendStarted, setDetours } = NativeClient.prototype;
  const states = new WeakMap();
  const limiters = new WeakMap();

  // Says in the core what somebody listens to; the rest is not told.
  function attend(limiter) {
    const { client, listeners, retries, chained } = states.get(limiter);
    native.listen.call(limiter, [...listeners.keys()]);
    setDetours.call(client, !retries || NAMES_OF_ATTEMPTS.some((name) => listeners.has(name)), chained !== null);
  }

  // Calls the listeners; the first answer that is none of null and undefined wins.
  async function emit(limiter, name, ...args) {
    const { listeners } = states.get(limiter);
    if (name !== 'debug') emit(limiter, 'debug', `Event triggered: ${name}`, args);
    const heard = listeners.get(name);
    if (heard === undefined) return undefined;
    const left = heard.filter(({ once }) => !once);
    if (left.length < heard.length) replace(limiter, name, left);
    const answers = await Promise.all(heard.map(({ listener }) => hear(limiter, name, listener, args)));
    return answers.find((answer) => answer !== null && answer !== undefined);
  }

  async function hear(limiter, name, listener, args) {
    try {
      return await listener(...args);
    } catch (error) {
      // An error listener that throws is not told of that.
      if (name !== 'error') emit(limiter, 'error', error);
      return undefined;
    }
  }

  function replace(limiter, name, list) {
    const { listeners } = states.get(limiter);
    if (list.length > 0) listeners.set(name, list);
    else listeners.delete(name);
    attend(limiter);
  }

  function listen(limiter, name, listener, once) {
    if (typeof listener !== 'function') return limiter;
    replace(limiter, name, [...(states.get(limiter).listeners.get(name) ?? []), { listener, once }]);
    return limiter;
  }

  const retryAfter = (answer) => (answer === undefined ? undefined : Math.max(0, ~~answer));

  // Passes on what the core tells of a job, its call or function being `job`.
  function tell(limiter, about, job = {}) {
    const { event, options, wait, message, empty, reachedHWM, blocked } = about;
    const { args = [], task, promise, retries: retryCount = 0 } = job;
    const info = { args, options };
    const attempt = { ...info, retryCount };
    if (event === 'empty' || event === 'idle') emit(limiter, event);
    else if (event === 'depleted') emit(limiter, event, empty);
    else if (event === 'debug') emit(limiter, event, message, info);
    else if (event === 'queued') emit(limiter, event, { ...info, reachedHWM, blocked });
    else if (event === 'dropped') emit(limiter, event, { ...info, task, promise });
    else if (event === 'executing' || event === 'done') emit(limiter, event, attempt);
    else if (event === 'retry') {
      job.retries = retryCount + 1;
      emit(limiter, event, `Retrying ${options.id} after ${wait} ms`, attempt);
    } else emit(limiter, event, info);
  }

  // One function of the user's, from its queueing to its end.
  async function run(limiter, job, options) {
    const id = native.submit.call(limiter, options);
    delivery.flushLater(states.get(limiter).client);
    const { about } = await delivery.arrival(id, job);
    if (about.options === undefined) throw callError(about, {});
    native.begin.call(limiter, id);
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
      const { chained } = states.get(limiter);
      try {
        const running = chained === null ? task(...args) : chained.schedule(options, task, ...args);
        return await within(options.expiration, running);
      } catch (error) {
        const info = { args, options, retryCount: job.retries };
        const wait = retryAfter(await emit(limiter, 'failed', error, info));
        if (wait === undefined) throw error;
        tell(limiter, { event: 'retry', options, wait }, job);
        await new Promise((resolve) => setTimeout(resolve, wait));
        for (const event of ['scheduled', 'executing']) tell(limiter, { event, options }, job);
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
    for (const label of LABELS) {
      if (options?.[label] !== undefined) limiter[label] = options[label];
    }
    for (const name of unknown) {
      if (LABELS.includes(name) || warned.has(name)) continue;
      warned.add(name);
      process.emitWarning(`The limiter has no setting "${name}": it is ignored.`, 'HelpScoutWarning');
    }
  }

  class Bottleneck {
    constructor(client) {
      const self = Reflect.construct(NativeLimiter, [client], new.target);
      states.set(self, { client, listeners: new Map(), retries: true, chained: null });
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
      const options = typeof given[0] === 'function' ? {} : given.shift();
      const [task, ...args] = given;
      const job = { task, args, retries: 0 };
      job.promise = run(this, job, options);
      return job.promise;
    }

    submit(...given) {
      const options = typeof given[0] === 'function' ? {} : given.shift();
      const [task, ...args] = given;
      const callback = args.pop();
      const promised = (...passed) =>
        new Promise((resolve, reject) => task(...passed, (...results) => (results[0] == null ? resolve : reject)(results)));
      const settled = (results) => callback?.(...[].concat(results));
      this.schedule(options, promised, ...args).then(settled, settled);
    }

    wrap(task) {
      const limiter = this;
      function wrapped(...args) {
        return limiter.schedule(task.bind(this), ...args);
      }
      wrapped.withOptions = (options, ...args) => limiter.schedule(options, task, ...args);
      return wrapped;
    }

    chain(limiter) {
      states.get(this).chained = limiter ?? null;
      attend(this);
      return this;
    }

    on(name, listener) {
      return listen(this, name, listener, false);
    }

    once(name, listener) {
      return listen(this, name, listener, true);
    }

    // The retry handler was a listener of `failed` in the original, and goes with the others.
    removeAllListeners(name = null) {
      const state = states.get(this);
      if (name === null) state.listeners.clear();
      else state.listeners.delete(name);
      if (name === null || name === 'failed') state.retries = false;
      attend(this);
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
  const constants = { strategy: { LEAK: 1, OVERFLOW: 2, OVERFLOW_PRIORITY: 4, BLOCK: 3 }, version: '2.19.5', BottleneckError };
  for (const [name, value] of Object.entries(constants)) hidden(Bottleneck.prototype, name, value);

  return {
    Bottleneck,

    // Wrong values throw at once, unless somebody has another limiter in place.
    update(limiter, options) {
      if (limiter.updateSettings === Bottleneck.prototype.updateSettings) applySettings(limiter, options);
      else limiter.updateSettings(options);
    },

    tell: (client, about, call) => tell(limiters.get(client), about, call),

    report: (client, error) => emit(limiters.get(client), 'error', error),

    async consult(client, error, { options, retryCount }) {
      const limiter = limiters.get(client);
      const answer = await emit(limiter, 'failed', error, { args: [], options, retryCount });
      return retryAfter(answer) ?? (states.get(limiter).retries ? PASS : REJECT);
    },

    chained: (client) => states.get(limiters.get(client)).chained,

    // Has the user's own limiter start a call. It may start it again, as its
    // `failed` listeners say, but not when that could do twice what was asked once.
    async scheduleOn(client, limiter, job, request, options) {
      let unknown;
      return limiter.schedule(job, async () => {
        if (unknown !== undefined) throw unknown;
        try {
          return await sendStarted.call(client, job, request, options);
        } catch (error) {
          if (error instanceof classes.IndeterminateWriteError) unknown = error;
          throw error;
        }
      });
    },
  };
};
