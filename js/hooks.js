'use strict';

// The options whose values are JavaScript: callbacks, tokens and signals. They
// run only for callers who set them; what they decide is decided in the core.

const agents = require('./agents');
const { discreet, holdsPassword, masksOf, withoutPassword } = require('./response');
const { refreshFailures, storeQuestions } = require('./stores');
const unfold = require('./unfold');

const MASKED = { password: '***' };

const parse = (data) => {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
};
const accept = (status) => status >= 200 && status < 300;

// What `response.config` shows of axios's defaults.
function adapter() {}
const transformRequest = { 0: (data) => data };
const parsing = { 0: parse };

// What `response.config` shows. Written out, with one spread: V8 copies an object
// literal of known shape a hundred times faster than several spreads.
function configOf(requestOptions, layer, method, url, params, data) {
  let config = {
    adapter,
    transformRequest,
    transformResponse: parsing,
    timeout: 0,
    xsrfCookieName: 'XSRF-TOKEN',
    xsrfHeaderName: 'X-XSRF-TOKEN',
    maxContentLength: -1,
    validateStatus: accept,
    headers: undefined,
    method,
    ...requestOptions,
  };
  if (layer !== undefined) config = { ...config, ...layer };
  config.headers = {};
  config.method = method;
  config.url = url;
  if (params !== undefined) config.params = params;
  config.data = data;
  if (config.auth) config.auth = discreet({ ...config.auth }, MASKED);
  if (typeof config.proxy?.auth === 'object') config.proxy = { ...config.proxy, auth: discreet({ ...config.proxy.auth }, MASKED) };
  const { url: address, baseURL } = config;
  const masks = masksOf(config);
  if (holdsPassword(address) || holdsPassword(baseURL)) {
    Object.assign(masks, { url: withoutPassword(address), baseURL: withoutPassword(baseURL) });
  }
  return Object.keys(masks).length === 0 ? config : discreet(config, masks);
}

// A function stands for itself; an array is laid over the one default entry.
function transforms(option) {
  if (typeof option === 'function') return [option];
  if (option === null || typeof option !== 'object') return [];
  return Object.values(option).filter((entry) => typeof entry === 'function');
}

// A body of `null` is folded JSON on the native side, by the call's `id`.
function transformResponse(config, body, headers, realm, id) {
  if (config.responseType === 'stream') return runStream(config, body, headers);
  if (config.transformResponse !== parsing) {
    const list = transforms(config.transformResponse);
    if (list.length > 1 || (list.length === 1 && list[0] !== parse)) {
      const text = body === null ? realm.original(id) : body;
      return list.reduce((data, transform) => transform(data, headers), text);
    }
  }
  if (body === null) return unfold(realm, id) ?? parse(realm.original(id));
  if (typeof body !== 'string' || body === '') return body;
  try {
    return JSON.parse(body);
  } catch {
    return realm.original(id) ?? body;
  }
}

function runStream(config, stream, headers) {
  const list = transforms(config.transformResponse).filter((transform) => transform !== parse);
  return list.reduce((data, transform) => transform(data, headers), stream);
}

function transformAdapted(response, config) {
  const list = transforms(config.transformResponse);
  const data = (list.length > 0 ? list : [parse]).reduce((value, transform) => transform(value, response.headers), response.data);
  return Object.assign(response, { data });
}

const groups = ['delete', 'get', 'head', 'post', 'put', 'patch'];
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

// Not at load: it costs a tenth of a millisecond.
let types;
function isDate(value) {
  types ??= require('util').types;
  return types.isDate(value);
}

// Has a Date written without its milliseconds, which `toJSON` has put into `value` by then.
function inSeconds(key, value) {
  return isDate(this[key]) && typeof value === 'string' ? value.replace(/\.\d{3}Z$/, 'Z') : value;
}

// What runs while a call is made; the native side asks for it by name.
const atCall = {
  ...agents,
  paramsSerializer: (serialise, params) => serialise(params),
  warn: (message) => process.emitWarning(message, { type: 'HelpScoutWarning', code: 'HELPSCOUT_UNKNOWN_PARAM' }),
  stringifyInSeconds: (data) => JSON.stringify(data, inSeconds),
  copyInSeconds: (data) => JSON.parse(JSON.stringify(data, inSeconds)),
  transformRequest(option, data, headers) {
    const nested = { common: { Accept: 'application/json, text/plain, */*' } };
    for (const group of groups) nested[group] = group.startsWith('p') ? { ...form } : {};
    Object.assign(nested, headers);
    const changed = transforms(option).reduce((value, transform) => transform(value, nested), data);
    return [changed, nested];
  },
};

// A stream fails with an error, which a Cancel or the reason of a signal need not be.
const aborted = () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

// What each signal stops, told by one listener: all of it ends at once, or one call could
// start in the place of another, and before `abort()` returns, or it could still be sent.
const listening = new WeakMap();

function listen(signal, stop, end) {
  if (!listening.has(signal)) {
    const stops = new Set();
    const onAbort = () => {
      for (const each of stops) each(signal.reason);
      end();
    };
    signal.addEventListener('abort', onAbort);
    listening.set(signal, { stops, onAbort });
  }
  listening.get(signal).stops.add(stop);
}

function unlisten(signal, stop) {
  const { stops, onAbort } = listening.get(signal);
  stops.delete(stop);
  if (stops.size > 0) return;
  signal.removeEventListener('abort', onAbort);
  listening.delete(signal);
}

// Rejects with the caller's own reason, or ends the stream that the call became.
// `abortLater` notes a call that is to end; `abort` ends those that are noted.
// Gives back what takes the listeners away, if there are any.
function abortOn(signals, cancelToken, call, abortLater, abort) {
  const stop = (reason) => {
    call.aborted ??= { reason };
    if (call.stream === undefined) abortLater(call);
    else call.stream.destroy(reason instanceof Error ? reason : aborted());
  };
  const all = new Set(signals.filter((signal) => typeof signal?.addEventListener === 'function'));
  if (all.size === 0 && cancelToken === undefined) return undefined;
  cancelToken?.promise?.then(stop);
  for (const signal of all) listen(signal, stop, abort);
  return () => {
    for (const signal of all) unlisten(signal, stop);
  };
}

const YES = 1;
const NO = 0;
const THREW = -1;

// Answers to what the core asks in the middle of a call.
const questions = {
  ...storeQuestions,

  accepts: ({ config }, { status }) => (config.validateStatus(status) ? YES : NO),

  async adapter(call, parcel, { build }) {
    const { config } = call;
    build(call, { ...parcel, about: undefined, status: 0 });
    try {
      call.adapted = await config.adapter(config);
      return call.adapted.status;
    } catch (error) {
      call.thrown = error;
      return error?.response?.status > 0 ? -error.response.status : THREW;
    }
  },

  failed(call, parcel, { build, limiters }) {
    const { about, attempts } = parcel;
    const { error } = build(call, parcel);
    call.failed = { kind: about.kind, attempts, error };
    return limiters.consult(call.client, error, about);
  },

  enter(call, { about }, { limiters }) {
    const chained = limiters.chained(call.client);
    if (chained === null) return YES;
    // The call may leave before it has entered: then the attempt is over as it begins.
    const left = new Promise((leave) => {
      call.leave = leave;
    });
    return new Promise((entered, refused) => {
      const attempt = () => {
        entered(YES);
        return left;
      };
      chained.schedule(about.options, attempt).then(undefined, refused);
    });
  },

  leave: (call) => call.leave?.(),

  rateLimited({ client }, { about: { retryAfterMs, account } }) {
    client.emit('ratelimited', { retryAfterMs, account });
  },

  // A listener of `tokens` that throws does not undo the refresh.
  async refresh({ client }, parcel, { methods, limiters }) {
    const before = client.credentials?.access_token;
    try {
      await client.refreshAccessToken();
    } catch (error) {
      refreshFailures.set(client, error);
      limiters.report(client, error);
      if (client.credentials?.access_token === before) return THREW;
    }
    methods.syncCredentials.call(client);
    return YES;
  },
};

async function answer(context, parcel) {
  const { ask, call: id, client } = parcel.about;
  // A call that has ended meanwhile has no say, but whoever asked waits all the same.
  const call = (id === undefined ? undefined : context.calls.get(id)) ?? { client: context.clients.get(client)?.deref() };
  let value = THREW;
  try {
    value = Number((await questions[ask](call, parcel, context)) ?? 0);
  } catch (error) {
    call.thrown = error;
    // Outside of a call only listeners of the client throw.
    if (id === undefined && call.client !== undefined) context.limiters.report(call.client, error);
  }
  context.realm.answer(parcel.id, value);
}

module.exports = { abortOn, answer, atCall, configOf, refreshFailures, transformAdapted, transformResponse };
