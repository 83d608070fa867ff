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
    // Each with the id of the user who gave consent; undefined stands for the account's owner.
    this.accessTokens = new Map();
    this.refreshTokens = new Map();
    this.codes = new Map();
  }

  /** Tokens as the authorization-code flow gives them. */
  issueTokens({ userId } = {}) {
    const body = this.issueAccessToken(userId);
    body.refresh_token = secret();
    this.refreshTokens.set(body.refresh_token, { accessToken: body.access_token, userId });
    return body;
  }

  /** A code as the browser would bring it back from the consent page. */
  issueCode({ userId } = {}) {
    const code = secret();
    this.codes.set(code, { userId });
    return code;
  }

  /** Makes every access token given out so far answer 401; with refreshTokens also the refresh tokens. */
  expireTokens({ refreshTokens = false } = {}) {
    this.accessTokens.clear();
    if (refreshTokens) this.refreshTokens.clear();
  }

  /**
   * The grant behind a request; undefined without a valid token.
   * @param {string | undefined} authorization the request's header
   * @returns {{ userId?: number } | undefined}
   */
  grantOf(authorization) {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    const grant = this.accessTokens.get(token);
    return grant?.expiresAt > this.now() ? grant : undefined;
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

  issueAccessToken(userId) {
    const accessToken = secret();
    this.accessTokens.set(accessToken, { expiresAt: this.now() + this.expiresIn * 1000, userId });
    return { token_type: 'bearer', access_token: accessToken, expires_in: this.expiresIn };
  }

  redeemCode(code) {
    const grant = this.codes.get(code);
    if (!this.codes.delete(code)) return refusal(400, 'invalid_grant', 'Invalid code');
    return this.answer(this.issueTokens(grant));
  }

  rotate(refreshToken) {
    const replaced = this.refreshTokens.get(refreshToken);
    if (!this.refreshTokens.delete(refreshToken)) {
      return refusal(400, 'invalid_request', 'Invalid refresh_token');
    }
    this.accessTokens.delete(replaced.accessToken);
    return this.answer(this.issueTokens(replaced));
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
