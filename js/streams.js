'use strict';

// Bodies that are not read whole. The native side holds them; one chunk is
// asked for at a time, so a slow reader slows the connection down.

const { callError } = require('./errors');

// Not at load: it costs a program that streams nothing a millisecond.
const readable = () => require('stream').Readable;

// A Readable over the body of answer `id`; destroying it aborts the exchange.
function openBody(realm, waiters, id) {
  const close = () => {
    waiters.delete(id);
    realm.closeBody(id);
  };
  const stream = new (readable())({
    read() {
      waiters.set(id, take);
      realm.pull(id);
    },
    destroy(error, done) {
      close();
      done(error);
    },
  });
  function take({ body, about }) {
    if (about !== undefined) stream.destroy(callError(about, {}));
    else if (body === undefined) stream.push(null);
    else stream.push(body);
  }
  return stream;
}

function bytesOf(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return chunk;
  throw new TypeError(`The request body is a stream of ${chunk === null ? 'null' : typeof chunk}: it must give strings or bytes.`);
}

// Feeds a Readable to the native side, a chunk for each that was taken.
function feedBody(realm, waiters, id, source) {
  let chunks;
  const feed = async () => {
    try {
      // Streams older than async iteration are wrapped.
      chunks ??= (source[Symbol.asyncIterator] ? source : new (readable())().wrap(source))[Symbol.asyncIterator]();
      const { value, done } = await chunks.next();
      if (done) realm.endBody(id);
      else realm.feedBody(id, bytesOf(value));
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
      realm.endBody(id);
      source.destroy?.();
    }
  });
  feed();
}

module.exports = { openBody, feedBody };
