'use strict';

/*
 * The original posts token requests to a hard-coded URL. While a target is
 * set, whatever this process sends to that host over https goes to the target
 * over plain http instead. Only requests through Node's `https` are seen, so
 * ours is never touched.
 */

const http = require('http');
const https = require('https');

const HOST = 'api.helpscout.net';

let target;

/** Patches `https.request`, once. */
function redirectOriginal() {
  if (https.request.redirected) {
    return;
  }

  const original = https.request;

  https.request = function request(options, ...rest) {
    if (!target || options.hostname !== HOST) {
      return original.call(this, options, ...rest);
    }

    return http.request({
      ...options,
      protocol: 'http:',
      hostname: '127.0.0.1',
      host: '127.0.0.1',
      port: target.port,
      agent: undefined
    }, ...rest);
  };

  https.request.redirected = true;
}

/**
 * Sends the original's requests for its hard-coded host to `server`.
 *
 * @param {{ port: number } | undefined} server
 */
function directOriginalTo(server) {
  target = server;
}

module.exports = { redirectOriginal, directOriginalTo };
