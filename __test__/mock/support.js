'use strict';

const { mockHelpScout } = require('../../testing');

/** A mock that ends with the test, and a plain client with a valid token. */
async function startMock(t, options) {
  const mock = await mockHelpScout(options);
  t.after(() => mock.close());
  const tokens = mock.issueTokens();
  return { mock, tokens, call: caller(mock, tokens.access_token) };
}

/** A function that sends "METHOD path" (under /v2, or from the root if it begins with a slash) with a JSON body and reads the whole answer. */
function caller(mock, accessToken) {
  return async (request, body, headers = {}) => {
    const [method, path] = request.split(' ');
    const response = await fetch(new URL(path, mock.url), {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      headers: response.headers,
      type,
      id: Number(response.headers.get('resource-id')) || undefined,
      body: type.includes('json') ? JSON.parse(text) : text,
    };
  };
}

/** Posts to the token endpoint; a string goes as a form, an object as JSON. */
async function requestToken(mock, input) {
  const form = typeof input === 'string';
  const response = await fetch(new URL('oauth2/token', mock.url), {
    method: 'POST',
    headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
    body: form ? input : JSON.stringify({ client_id: mock.clientId, client_secret: mock.clientSecret, ...input }),
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

module.exports = { caller, requestToken, startMock };
