'use strict';

const { domainToASCII } = require('node:url');
const native = require('./addon');
const openBottleneck = require('./bottleneck');
const openDelivery = require('./delivery');
const { BottleneckError, classes, inputError } = require('./errors');
const { atCall } = require('./hooks');
const { hidden } = require('./response');
const { feedBody } = require('./streams');
const openStanding = require('./standing');
const buildSurface = require('./surface');

const own = {};
const standing = openStanding(own);
const delivery = openDelivery(native.NativeClient.prototype, standing);
const limiters = openBottleneck(native, delivery);
const HelpScout = buildSurface(native, delivery, limiters);
for (const name of ['get', 'post', 'put', 'patch', 'delete', 'handleRequest']) own[name] = HelpScout.prototype[name];
own.schedule = limiters.Bottleneck.prototype.schedule;

// The functions of this realm: the native side makes nothing of another one.
const realm = new native.Realm({
  stringify: JSON.stringify,
  URLSearchParams,
  domainToASCII,
  isMultipart: (value) => ['[object FormData]', '[object Blob]', '[object File]'].includes(String(Object.prototype.toString.call(value))),
  settle: delivery.settle,
  learn: standing.learn,
  stands: (client, verb) => standing.config(client, verb) !== undefined,
  begin: delivery.begin,
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
  ...own,
  scheduleOn: limiters.scheduleOn,
});
delivery.attach(realm, limiters);

for (const [name, value] of Object.entries({ ...classes, BottleneckError })) hidden(HelpScout, name, value);

module.exports = HelpScout;
