'use strict';

// Bodies that are not read whole. The native side holds them; one chunk is
// asked for at a time, so a slow reader slows the connection down.

const { Readable } = require('stream');
const { callError } = require('./errors');

// A Readable over the body of answer `id`; destroying it aborts the exchange.
function openBody(realm, waiters, id) {
  const close = () => {
    waiters.delete(id);
    realm.closeBody(id);
  };
  const stream = new Readable({
    read() {
      realm.pull(id);
    },
    destroy(error, done) {
      close();
      done(error);
    },
  });
  waiters.set(id, ({ body, about }) => {
    if (about !== undefined) stream.destroy(callError(about, {}));
    else if (body === undefined) stream.push(null);
    else stream.push(body);
  });
  return stream;
}

// Feeds a Readable to the native side, a chunk for each that was taken.
function feedBody(realm, waiters, id, source) {
  const chunks = source[Symbol.asyncIterator]();
  const feed = async () => {
    try {
      const { value, done } = await chunks.next();
      if (done) realm.endBody(id);
      else realm.feedBody(id, typeof value === 'string' ? Buffer.from(value) : value);
      if (done) waiters.delete(id);
    } catch (error) {
      waiters.delete(id);
      realm.failBody(id, String(error?.message ?? error));
    }
  };
  waiters.set(id, ({ about }) => {
    if (about === undefined) feed();
    else {
      // Nobody takes the rest: the call is over.
      waiters.delete(id);
      source.destroy?.();
    }
  });
  feed();
}

module.exports = { openBody, feedBody };
