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
});

class Request {
  #headers;

  constructor(method, url, headers) {
    const authority = url.indexOf('//') + 2;
    const path = url.indexOf('/', authority);
    this.method = method;
    this.path = path < 0 ? '/' : url.slice(path);
    this.host = url.slice(authority, path < 0 ? undefined : path).replace(/:\d+$/, '');
    this.res = { responseUrl: url };
    this.#headers = headers;
  }

  getHeader(name) {
    const wanted = String(name).toLowerCase();
    const found = Object.getOwnPropertyNames(this.#headers).find((key) => key.toLowerCase() === wanted);
    return found === undefined ? undefined : this.#headers[found];
  }
}

// The request of a call: that of its answer, `METHOD url`, if there is one.
function requestOf(line, config) {
  if (line === '') return new Request(config.method.toUpperCase(), config.url, config.headers);
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

const holdsPassword = (url) => typeof url === 'string' && /\/\/[^/?#]*@/.test(url);
const withoutPassword = (url) => (holdsPassword(url) ? url.replace(/\/\/[^/?#]*@/, '//***@') : url);

// Reads the headers of the last attempt from "name\nvalue\n…".
function splitRequestHeaders(flat) {
  const headers = {};
  const parts = flat.split('\n');
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const name = parts[i];
    const value = parts[i + 1];
    if (name === 'Content-Length') headers[name] = Number(value);
    else if (Object.prototype.hasOwnProperty.call(headers, name)) headers[name] = [].concat(headers[name], value);
    else headers[name] = value;
  }
  return headers.Authorization === undefined ? headers : discreet(headers, { Authorization: '***' });
}

// Reads response headers from "name\nvalue\n…"; only `set-cookie` repeats.
function splitHeaders(flat) {
  const headers = {};
  const parts = flat.split('\n');
  for (let i = 0; i + 1 < parts.length; i += 2) {
    if (parts[i] !== 'set-cookie') headers[parts[i]] = parts[i + 1];
    else (headers['set-cookie'] ||= []).push(parts[i + 1]);
  }
  return headers;
}

module.exports = {
  Response,
  discreet,
  hidden,
  holdsPassword,
  requestOf,
  secret,
  splitHeaders,
  splitRequestHeaders,
  withoutPassword,
};
