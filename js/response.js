'use strict';

// Responses in axios's shape. What is computed here is computed once, on
// delivery; `request` answers what people read of it and is not circular.

const halMember = (name) => ({
  get() {
    const { data } = this;
    return data !== null && typeof data === 'object' ? data[name] : undefined;
  },
  set(value) {
    Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
  },
  configurable: true,
});

// The responses that stand for a lost one: what the call made was found.
const found = new WeakSet();

function verified(response) {
  found.add(response);
  return response;
}

function Response(status, statusText, headers, config, request, data) {
  this.status = status;
  this.statusText = statusText;
  this.headers = headers;
  this.config = config;
  this.request = request;
  this.data = data;
}
Response.prototype = Object.create(Object.prototype, {
  _embedded: halMember('_embedded'),
  _links: halMember('_links'),
  page: halMember('page'),
  verified: {
    get() {
      return found.has(this);
    },
    configurable: true,
  },
});

// Start and host of the last request's URL: most go to the same origin.
let origin = '';
let host = '';

function note(url) {
  const authority = url.indexOf('//') + 2;
  const path = url.indexOf('/', authority);
  origin = path < 0 ? url : url.slice(0, path);
  host = origin.slice(authority).replace(/:\d+$/, '');
}

class Request {
  #headers;

  constructor(method, url, headers) {
    if (!url.startsWith(origin) || url[origin.length] !== '/') note(url);
    this.method = method;
    this.path = url.slice(origin.length) || '/';
    this.host = host;
    this.res = { responseUrl: url };
    this.#headers = headers;
  }

  getHeader(name) {
    const wanted = String(name).toLowerCase();
    const found = Object.getOwnPropertyNames(this.#headers).find((key) => key.toLowerCase() === wanted);
    return found === undefined ? undefined : this.#headers[found];
  }
}

// The request of a call: that of its answer, `METHOD url`, if a redirect led
// elsewhere, else to `target`.
function requestOf(line, target, config) {
  if (line === undefined) return new Request(config.method.toUpperCase(), target ?? config.url, config.headers);
  const space = line.indexOf(' ');
  return new Request(line.slice(0, space), line.slice(space + 1), config.headers);
}

const hidden = (object, key, value) =>
  Object.defineProperty(object, key, { value, writable: true, enumerable: false, configurable: true });

// Keeps a secret readable and writable by name, and out of JSON and any
// inspection: one that shows hidden properties does not call getters.
function secret(object, key, value) {
  const get = () => value;
  const set = (changed) => {
    value = changed;
  };
  Object.defineProperty(object, key, { get, set, enumerable: false, configurable: true });
}

// An object that keeps its secrets by their keys, as in axios, but prints `masks` instead.
function discreet(object, masks) {
  const redacted = () => ({ ...object, ...masks });
  hidden(object, 'toJSON', redacted);
  hidden(object, Symbol.for('nodejs.util.inspect.custom'), redacted);
  return object;
}

// Few have the sign: V8 need not compile the expression for the others.
const holdsPassword = (url) => typeof url === 'string' && url.includes('@') && /\/\/[^/?#]*@/.test(url);
const withoutPassword = (url) => (holdsPassword(url) ? url.replace(/\/\/[^/?#]*@/, '//***@') : url);

// What options and headers of a request are secrets, or hold some.
const SECRET_HEADER = /^((proxy-)?authorization|cookie)$/i;
const SECRET_OPTIONS = ['auth', 'proxy', 'httpAgent', 'httpsAgent'];

const withoutSecrets = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, SECRET_HEADER.test(name) ? '***' : value]));

// Masks of the secrets that request options have.
function masksOf(options) {
  const masks = {};
  for (const name of SECRET_OPTIONS) {
    if (options[name]) masks[name] = '***';
  }
  return masks;
}

// Request options that print their secrets as `***`, whatever is put into them later.
function discreetOptions(options) {
  const redacted = () => {
    const { headers, baseURL } = options;
    const shown = { ...options, ...masksOf(options) };
    if (holdsPassword(baseURL)) shown.baseURL = withoutPassword(baseURL);
    if (headers !== null && typeof headers === 'object') shown.headers = withoutSecrets(headers);
    return shown;
  };
  hidden(options, 'toJSON', redacted);
  hidden(options, Symbol.for('nodejs.util.inspect.custom'), redacted);
  return options;
}

// Request headers keep the token by its key, as in axios, but print `***` instead.
function RequestHeaders() {}
const masked = {
  value() {
    const all = 'Authorization' in this ? { ...this, Authorization: '***' } : this;
    return withoutSecrets(all);
  },
  writable: true,
  configurable: true,
};
RequestHeaders.prototype = Object.create(Object.prototype, {
  toJSON: masked,
  [Symbol.for('nodejs.util.inspect.custom')]: masked,
});

// Reads "name\nvalue\n…" once; each call is given a copy.
function readRequestHeaders(flat) {
  const entries = new Map();
  const parts = flat.split('\n');
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const name = parts[i];
    const value = name === 'Content-Length' ? Number(parts[i + 1]) : parts[i + 1];
    entries.set(name, entries.has(name) ? [].concat(entries.get(name), value) : value);
  }
  return { names: [...entries.keys()], values: [...entries.values()] };
}

function copyRequestHeaders({ names, values }) {
  const headers = new RequestHeaders();
  for (let i = 0; i < names.length; i += 1) {
    const value = values[i];
    headers[names[i]] = typeof value === 'object' ? [...value] : value;
  }
  return headers;
}

// Response headers from their names and "value\n…"; only `set-cookie` repeats.
// Names are told apart from values since V8 looks up each fresh string that names a property.
function responseHeaders(names, values) {
  const headers = {};
  let start = 0;
  for (let i = 0; i < names.length; i += 1) {
    const end = values.indexOf('\n', start);
    const value = values.slice(start, end);
    start = end + 1;
    if (names[i] !== 'set-cookie') headers[names[i]] = value;
    else (headers['set-cookie'] ||= []).push(value);
  }
  return headers;
}

module.exports = {
  Response,
  copyRequestHeaders,
  SECRET_OPTIONS,
  discreet,
  discreetOptions,
  hidden,
  holdsPassword,
  masksOf,
  readRequestHeaders,
  requestOf,
  responseHeaders,
  secret,
  verified,
  withoutPassword,
};
