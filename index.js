'use strict';

const native = require('./binding');
const openBottleneck = require('./js/bottleneck');
const openDelivery = require('./js/delivery');
const { BottleneckError, classes, inputError } = require('./js/errors');
const { atCall } = require('./js/hooks');
const { hidden } = require('./js/response');
const { feedBody } = require('./js/streams');
const buildSurface = require('./js/surface');

const delivery = openDelivery(native.NativeClient.prototype);
const limiters = openBottleneck(native, delivery);
const HelpScout = buildSurface(native, delivery, limiters);

// The functions of this realm: the native side makes nothing of another one.
const realm = new native.Realm({
  stringify: JSON.stringify,
  URLSearchParams,
  isMultipart: (value) => ['[object FormData]', '[object Blob]', '[object File]'].includes(String(Object.prototype.toString.call(value))),
  settle: delivery.settle,
  wake: delivery.wake,
  makeError: inputError,
  reject: async (...args) => {
    throw inputError(...args);
  },
  rejected: async (reason) => {
    throw reason;
  },
  hooked: (name, ...args) => atCall[name](...args),
  feed: (id, source) => feedBody(realm, delivery.waiters, id, source),
  get: HelpScout.prototype.get,
  post: HelpScout.prototype.post,
  put: HelpScout.prototype.put,
  patch: HelpScout.prototype.patch,
  delete: HelpScout.prototype.delete,
  handleRequest: HelpScout.prototype.handleRequest,
  schedule: limiters.Bottleneck.prototype.schedule,
  scheduleOn: limiters.scheduleOn,
});
delivery.attach(realm, limiters);

for (const [name, value] of Object.entries({ ...classes, BottleneckError })) hidden(HelpScout, name, value);

module.exports = HelpScout;
