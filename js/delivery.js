'use strict';

// From the native queue to the caller's promise. Many parcels, or large ones, are taken
// from `setImmediate`, a budget of bytes a turn, so that timers and I/O of the program
// get their turns however much arrives at once.

const Calls = require('./calls');
const { amend, callError } = require('./errors');
const hooks = require('./hooks');
const openParcels = require('./parcels');
const { Response, copyRequestHeaders, holdsPassword, requestOf, responseHeaders, secret, verified } = require('./response');
const { openBody } = require('./streams');

// The codes of src/binding/parcel.rs.
const SETTLED = 0;
const ASK = 3;
const START = 4;
const EVENT = 5;
// The verb, as src/binding/standing.rs numbers them.
const GET = 0;
const MOST_AT_ONCE = 4;

// Captured at load: fake timers of a test must not hold calls or completions back.
const { queueMicrotask, setImmediate: later } = globalThis;

// `methods` are those of the native client, `standing` tells whether calls are alike.
module.exports = function openDelivery(methods, standing) {
  const calls = new Calls();
  const waiters = new Map();
  const clients = new Map();
  const forgetting = new FinalizationRegistry((number) => clients.delete(number));
  let realm;
  let takeParcels;
  let rehearsed = false;
  let limiters;

  // While many come, a wake waits for those that come with it. One alone is taken at once,
  // which spares the loop two rounds; but Node calls what wakes meanwhile in the same round,
  // so only so many between two rounds of ours.
  let atOnce = 0;
  const wake = () => {
    if (atOnce === MOST_AT_ONCE) {
      later(round);
    } else {
      atOnce += 1;
      drain();
    }
  };
  const round = () => {
    if (drain()) atOnce = 0;
  };

  // Texts of bodies go with the next turn, so the promises of the last are told before it:
  // Node puts them off when a tick of the program throws.
  let untold = false;
  const told = () => {
    untold = false;
  };

  // Whether there was one alone.
  function drain() {
    if (untold) {
      later(round);
      return false;
    }
    const turn = taken();
    if (turn === null) return false;
    if (turn.more) {
      atOnce = MOST_AT_ONCE;
      later(round);
    }
    for (const parcel of turn.parcels) {
      try {
        deliver(parcel);
      } catch (error) {
        // What a stream's listener throws is nobody's but the program's; the rest still arrives.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    untold = true;
    soon.then(told);
    return !turn.more;
  }

  function taken() {
    takeParcels ??= openParcels(realm);
    try {
      return takeParcels();
    } catch (error) {
      // V8 had no memory for this turn; the next ones are still to come.
      later(round);
      throw error;
    }
  }

  function deliver(parcel) {
    const { code, id } = parcel;
    if (code === SETTLED) {
      const call = calls.get(id);
      calls.delete(id);
      // A dropped call whose limiter was told not to reject never settles.
      if (parcel.about?.kind !== 'dropped') call.resolve(parcel);
    } else if (code === ASK) hooks.answer({ realm, calls, clients, build, methods, limiters }, parcel);
    else if (code === START) calls.get(id).resolve(parcel);
    else if (code === EVENT) tell(parcel.about);
    else waiters.get(id)?.(parcel);
  }

  function tell(about) {
    const client = clients.get(about.client)?.deref();
    if (client !== undefined) limiters.tell(client, about, calls.get(about.number));
  }

  // The next parcel of `call`, which is known by `id` from now on.
  function arrival(id, call) {
    calls.set(id, call);
    return new Promise((resolve) => {
      call.resolve = resolve;
    });
  }

  // Registers a call that is about to be handed in. What the caller's own objects
  // throw while they are looked at is thrown here, and nothing is sent.
  function settle(id, client, layer, method, url, target, params, data, options, isTokenRequest) {
    const config = hooks.configOf(isTokenRequest ? {} : client.requestOptions, layer, method, url, params, data);
    if (isTokenRequest) secret(config, 'data', data);
    if (options?.timeout !== undefined) config.timeout = options.timeout;
    if (options?.responseType !== undefined) config.responseType = options.responseType;
    // axios takes the header away where `auth` or the URL says who calls.
    const call = { id, client, config, target, authenticated: config.auth || holdsPassword(config.url) };
    const release = hooks.abortOn([options?.signal, config.signal], config.cancelToken, call, abortLater, abort);
    return outcome(id, call, release);
  }

  // Registers a plain call; `undefined` if the client stands otherwise than it did.
  function begin(id, client, verb, url, target, params, data) {
    const template = standing.config(client, verb);
    if (template === undefined) return undefined;
    const config = { ...template };
    config.url = url;
    // `get` has `{}` for the params it is not given.
    if (verb === GET) config.params = params === undefined ? {} : params;
    config.data = data;
    return plainOutcome({ id, client, config, target, resolve: undefined });
  }

  async function plainOutcome(call) {
    flushLater(call.client);
    const { response, error } = build(call, await arrival(call.id, call));
    if (error !== undefined) throw error;
    return response;
  }

  // The promise of one call. Being async and throwing after the await gives the
  // error V8's frames of every caller that awaits it.
  async function outcome(id, call, release) {
    flushLater(call.client);
    const parcel = await arrival(id, call);
    if (release !== undefined) methods.forgetCall.call(call.client, id);
    const streams = call.config.responseType === 'stream' && parcel.status !== 0;
    try {
      if (call.aborted !== undefined) throw call.aborted.reason;
      const { response, error } = build(call, parcel);
      if (streams) keep(call, response ?? error.response, release);
      if (error !== undefined) throw error;
      return response;
    } finally {
      if (call.stream === undefined) {
        release?.();
        if (streams) realm.closeBody(id);
      }
    }
  }

  // A call that became a stream can be aborted until that closes.
  function keep(call, { data: body }, release) {
    if (typeof body?.once !== 'function') return;
    call.stream = body;
    body.once('close', () => release?.());
  }

  // Makes the response, and the error if the parcel tells of a failure.
  function build(call, parcel) {
    const { config } = call;
    const { about } = parcel;
    config.headers = copyRequestHeaders(parcel.requestHeaders);
    if (call.authenticated) delete config.headers.Authorization;
    const request = requestOf(parcel.requestLine, call.adapted === undefined ? call.target : undefined, config);
    const response = parcel.status === 0 ? undefined : respond(call, parcel, request);
    if (about === undefined) return { response };
    if (about.kind === 'verified') return { response: verified(response) };
    return { error: errorOf(call, parcel, request, response) };
  }

  function errorOf(call, parcel, request, response) {
    const { config } = call;
    const { about, attempts } = parcel;
    if (about.hook !== undefined) return thrown(call, about.hook);
    const heard = heardOf(call, parcel);
    const inner = about.cause;
    const cause = inner && (inner.hook === undefined ? heard ?? callError(inner, { config, request, response, attempts }) : thrown(call, inner.hook));
    if (heard !== undefined && about.kind !== 'indeterminate') return amend(heard, about, cause);
    return callError(about, { config, request, response, attempts, cause });
  }

  // The error that listeners of `failed` were given for the same failure.
  function heardOf({ config, failed }, { about, attempts }) {
    if (failed?.attempts !== attempts || config.responseType === 'stream') return undefined;
    return failed.kind === about.kind || about.kind === 'indeterminate' ? failed.error : undefined;
  }

  // What a callback threw, or, by key 0, the refresh of the client.
  const thrown = (call, key) => (key === 0 ? hooks.refreshFailures.get(call.client) : call.thrown);

  function respond(call, parcel, request) {
    const { config } = call;
    if (call.adapted !== undefined) return hooks.transformAdapted(call.adapted, config);
    const headers = responseHeaders(parcel.names, parcel.values);
    const raw = config.responseType === 'stream' ? openBody(realm, waiters, parcel.id) : parcel.body === undefined ? '' : parcel.body;
    const data = hooks.transformResponse(config, raw, headers, realm, parcel.id);
    return new Response(parcel.status, parcel.statusText, headers, config, request, data);
  }

  // Calls of one signal or token end together: none starts in the place of another.
  const unwanted = new Map();
  function abortLater({ client, id }) {
    if (unwanted.size === 0) soon.then(abort);
    if (!unwanted.has(client)) unwanted.set(client, []);
    unwanted.get(client).push(id);
  }

  function abort() {
    const each = [...unwanted];
    unwanted.clear();
    for (const [client, ids] of each) methods.abortCalls.call(client, ids);
  }

  // The limiter judges together what one turn of the program hands in.
  const unflushed = new Set();
  const soon = Promise.resolve();
  function flushLater(client) {
    // A promise: Node's `queueMicrotask` makes an object for async_hooks, too.
    if (unflushed.size === 0) soon.then(flush);
    unflushed.add(client);
  }

  function flush() {
    const each = [...unflushed];
    unflushed.clear();
    for (const client of each) methods.flush.call(client);
    // What a changed prototype throws here, calls will tell of.
    if (!rehearsed) rehearse().catch(() => undefined);
  }

  // See src/binding/rehearsal.rs.
  async function rehearse() {
    rehearsed = true;
    const call = { config: hooks.configOf({}, undefined, 'get', ''), target: 'http://localhost/' };
    const arrived = arrival(0, call);
    realm.rehearse();
    build(call, await arrived);
  }

  return {
    know(number, client) {
      clients.set(number, new WeakRef(client));
      forgetting.register(client, number);
    },
    waiters,
    wake,
    begin,
    settle,
    arrival,
    flushLater,
    realm: () => realm,
    attach: (opened, bottlenecks) => {
      realm = opened;
      limiters = bottlenecks;
    },
  };
};
