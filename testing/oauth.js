'use strict';

const { randomBytes } = require('node:crypto');

const secret = () => randomBytes(24).toString('base64url');

const refusal = (status, error, description) => ({
  status,
  type: 'application/json',
  headers: {},
  body: { error, error_description: description },
});

/** The OAuth2 side of the mock: codes and refresh tokens work once, access tokens until they expire. */
class TokenIssuer {
  /**
   * @param {{ clientId: string, clientSecret: string, expiresIn: number, now: () => number }} options
   *   expiresIn in seconds
   */
  constructor({ clientId, clientSecret, expiresIn, now }) {
    Object.assign(this, { clientId, clientSecret, expiresIn, now });
    this.expiryByAccessToken = new Map();
    this.accessTokenByRefreshToken = new Map();
    this.codes = new Set();
  }

  /** Tokens as the authorization-code flow gives them. */
  issueTokens() {
    const body = this.issueAccessToken();
    body.refresh_token = secret();
    this.accessTokenByRefreshToken.set(body.refresh_token, body.access_token);
    return body;
  }

  /** A code as the browser would bring it back from the consent page. */
  issueCode() {
    const code = secret();
    this.codes.add(code);
    return code;
  }

  /** Makes every access token given out so far answer 401; with refreshTokens also the refresh tokens. */
  expireTokens({ refreshTokens = false } = {}) {
    this.expiryByAccessToken.clear();
    if (refreshTokens) this.accessTokenByRefreshToken.clear();
  }

  /** @param {string | undefined} authorization the request's header */
  accepts(authorization) {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    return this.expiryByAccessToken.get(token) > this.now();
  }

  /**
   * Answers a token request.
   * @param {Record<string, unknown>} input parameters from body or query
   * @param {string | undefined} authorization header, for HTTP Basic
   */
  grant(input, authorization) {
    const [clientId, clientSecret] = basic(authorization) ?? [input.client_id, input.client_secret];
    if (clientId !== this.clientId || clientSecret !== this.clientSecret) {
      return refusal(401, 'invalid_client', 'Client authentication failed');
    }
    switch (input.grant_type) {
      case 'client_credentials':
        return this.answer(this.issueAccessToken());
      case 'authorization_code':
        return this.redeemCode(input.code);
      case 'refresh_token':
        return this.rotate(input.refresh_token);
      default:
        return refusal(400, 'unsupported_grant_type', 'Unsupported grant_type');
    }
  }

  issueAccessToken() {
    const accessToken = secret();
    this.expiryByAccessToken.set(accessToken, this.now() + this.expiresIn * 1000);
    return { token_type: 'bearer', access_token: accessToken, expires_in: this.expiresIn };
  }

  redeemCode(code) {
    if (!this.codes.delete(code)) return refusal(400, 'invalid_grant', 'Invalid code');
    return this.answer(this.issueTokens());
  }

  rotate(refreshToken) {
    const replaced = this.accessTokenByRefreshToken.get(refreshToken);
    if (!this.accessTokenByRefreshToken.delete(refreshToken)) {
      return refusal(400, 'invalid_request', 'Invalid refresh_token');
    }
    this.expiryByAccessToken.delete(replaced);
    return this.answer(this.issueTokens());
  }

  answer(body) {
    return { status: 200, type: 'application/json', headers: {}, body };
  }
}

function basic(authorization) {
  const [, encoded] = /^Basic (\S+)$/i.exec(authorization ?? '') ?? [];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

module.exports = { TokenIssuer };
