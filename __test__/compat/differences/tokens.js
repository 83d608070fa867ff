'use strict';

module.exports = [
  {
    id: 'missing-credentials',
    where: /^(no|empty) credentials /,
    what: 'Client credentials without a token fetch it with the first call; OAuth2 rejects with an error that says so',
    reason: 'The original fails with a TypeError or sends "Bearer undefined".'
  },
  {
    id: 'token-url',
    where: /^(getTokens|refreshAccessToken) .*(config\.url|responseUrl)$/,
    what: 'Token requests follow the base URL',
    reason: 'So that tests and proxies see them; by default it is the same URL.'
  },
  {
    id: 'refresh-token-kept',
    where: 'auth-refresh.test.js',
    what: 'A refresh answer without refresh_token keeps the old one',
    reason: 'The next refresh would have none.'
  },
  {
    id: 'bounded-401',
    where: 'auth-failures.test.js',
    what: 'One refresh and one more attempt a call, then the 401\'s own error, with the refresh\'s as cause',
    reason: 'The original loops as fast as the network allows.'
  },
  {
    id: 'refresh-failure',
    where: 'auth-failures.test.js',
    what: 'A failed refresh fails for everybody who waited for it',
    reason: 'The original refreshes once more for each of them.'
  },
  {
    id: 'refresh-pause',
    where: 'src/core/call/tests/tokens.rs',
    what: 'After a second failed refresh in a row, calls fail by it without another one for 1 s, doubling up to 30 s',
    reason: 'A user who took the grant back would otherwise cost a token request a call.'
  },
  {
    id: 'late-401',
    where: 'auth-refresh.test.js',
    what: 'A 401 for a token that has been replaced meanwhile refreshes nothing',
    reason: 'The original spends another refresh token.'
  },
  {
    id: 'refresh-ahead',
    where: 'src/core/call/tests/tokens.rs',
    what: 'A token is renewed shortly before its expires_in has passed',
    reason: 'It saves the calls around that time a refusal.'
  },
  {
    id: 'token-answer',
    where: 'auth-failures.test.js',
    what: 'A token answer without access_token is an error',
    reason: 'The original sends "Bearer undefined" from then on.'
  },
  {
    id: 'token-listener',
    where: 'auth-failures.test.js',
    what: 'A tokens listener that throws loses no tokens',
    reason: 'The old refresh token is spent: the account would be locked out.'
  },
  {
    id: 'state-encoded',
    where: /^generateAuthorizationUri odd state /,
    what: 'generateAuthorizationUri encodes its state',
    reason: 'A state with & or # is cut or changes the query.'
  }
];
