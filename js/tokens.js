'use strict';

// The hooks around a token request. The request itself, single flight and the
// decision to refresh are native; this is the order in which the caller's own
// code is called.

// Captured at load: fake timers of a test must not hold a refresh back.
const { setTimeout } = globalThis;

const flights = new WeakMap();

// A listener that throws must not cost the caller the new, single-use tokens.
function announce(client, tokens) {
  try {
    client.emit('tokens', tokens);
  } finally {
    client.setCredentials(tokens);
  }
}

async function refresh(client, { requestTokens, renewed }) {
  try {
    client.startRefreshingAccessToken();
    const { data } = await requestTokens.call(client, true);
    // Tokens that another process has saved are not news.
    if (renewed.call(client, data)) announce(client, data);
    else client.setCredentials(data);
  } finally {
    client.finishRefreshingAccessToken();
  }
}

// `native` has the methods of the native client.
module.exports = function tokenMethods(native) {
  return {
    async getTokens(code) {
      const { data } = await native.requestTokens.call(this, false, code);
      return data;
    },

    refreshAccessToken() {
      if (this.isRefreshingAccessTokenInProgress === true) return this.waitForRefreshingAccessTokenToBeFinished();
      const flight = refresh(this, native).finally(() => flights.delete(this));
      flights.set(this, flight);
      return flight;
    },

    startRefreshingAccessToken() {
      this.isRefreshingAccessTokenInProgress = true;
    },

    // Settles as the refresh under way does; a flag that the caller raised is waited for.
    async waitForRefreshingAccessTokenToBeFinished() {
      if (flights.has(this)) return flights.get(this);
      while (this.isRefreshingAccessTokenInProgress === true) await new Promise((resolve) => setTimeout(resolve, 50));
      return undefined;
    },

    finishRefreshingAccessToken() {
      this.isRefreshingAccessTokenInProgress = false;
    },
  };
};
