'use strict';

// Gives the native classes the shape that callers of the original know: names,
// lengths, own properties in order, and nothing enumerable that was not.

const EventEmitter = require('events');
const { discreetOptions, hidden, secret, withoutPassword } = require('./response');
const { keepStore } = require('./stores');
const tokenMethods = require('./tokens');

const clientLengths = {
  delete: 1,
  get: 1,
  patch: 1,
  post: 1,
  put: 1,
  nextPage: 1,
  handleRequest: 2,
  setCredentials: 1,
  generateAuthorizationUri: 1,
  updateRequestOptions: 0,
};

// Copies native functions onto a class of this realm.
function adopt(Class, native, lengths) {
  for (const [name, length] of Object.entries(lengths)) {
    const method = native[name];
    Object.defineProperties(method, { length: { value: length }, name: { value: name } });
    hidden(Class.prototype, name, method);
  }
  return Class;
}

// The class of a resource; its methods are native functions of `this.client`.
function resourceClass(native, number, name) {
  const { [name]: Class } = {
    [name]: class {
      constructor(client) {
        this.client = client;
      }
    },
  };
  native.addMethods(number, Class.prototype);
  return Class;
}

function resourceTree(native) {
  const root = [];
  const nodes = new Map();
  for (const [number, line] of native.resources().trimEnd().split('\n').entries()) {
    const [path, className] = line.split(' ');
    const at = path.lastIndexOf('.');
    const node = { name: path.slice(at + 1), Class: resourceClass(native, number, className), children: [] };
    nodes.set(path, node);
    (at < 0 ? root : nodes.get(path.slice(0, at)).children).push(node);
  }
  return root;
}

function attach(target, nodes, client) {
  for (const { name, Class, children } of nodes) {
    target[name] = new Class(client);
    attach(target[name], children, client);
  }
}

module.exports = function buildSurface(native, delivery, limiters) {
  const tree = resourceTree(native);
  let count = 0;

  class HelpScout extends EventEmitter {
    constructor(options = {}) {
      count += 1;
      const { clientId, clientSecret, authenticationFlow } = options;
      const self = Reflect.construct(native.NativeClient, [delivery.realm(), count, options, process.env], new.target);
      EventEmitter.call(self);
      keepStore(self, options.tokenStore);
      self.clientId = clientId;
      secret(self, 'clientSecret', clientSecret);
      self.authenticationFlow = authenticationFlow;
      self.bottleneck = new limiters.Bottleneck(self);
      self.requestOptions = discreetOptions({ baseURL: native.NativeClient.prototype.initialBaseUrl.call(self) });
      attach(self, tree, self);
      delivery.know(count, self);
      return self;
    }

    get credentials() {
      return undefined;
    }

    set credentials(tokens) {
      secret(this, 'credentials', tokens);
    }

    get rateLimit() {
      return JSON.parse(native.NativeClient.prototype.rateLimit.call(this));
    }

    // A subclass of the original's may have a property of that name.
    set rateLimit(value) {
      Object.defineProperty(this, 'rateLimit', { value, writable: true, enumerable: true, configurable: true });
    }

    updateBottleneckOptions(options = {}) {
      limiters.update(this.bottleneck, options);
    }

    toJSON() {
      const { clientId, authenticationFlow, requestOptions } = this;
      return { clientId, authenticationFlow, baseURL: withoutPassword(requestOptions?.baseURL) };
    }
  }

  Object.defineProperty(HelpScout.prototype, 'updateBottleneckOptions', { enumerable: false });
  adopt(HelpScout, native.NativeClient.prototype, clientLengths);
  for (const [name, method] of Object.entries(tokenMethods(native.NativeClient.prototype))) hidden(HelpScout.prototype, name, method);
  return HelpScout;
};
