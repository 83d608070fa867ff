'use strict';

/*
 * Every way in which this package differs on purpose from
 * helpscout-mailbox-api 1.0.1. The README's table and this one hold the same ids.
 *
 *   id      short name
 *   where   a RegExp over `<scenario> | <path of the difference>` for what the
 *           differential test sees, else the test file that pins it
 *   what    what differs
 *   reason  why a user would want it so
 */

const differences = [
  /* Requests */
  {
    id: 'user-agent',
    where: /headers\.User-Agent$/,
    what: 'User-Agent is helpscout-native/<version>',
    reason: 'A server\'s log should name the program that calls it.'
  },
  {
    id: 'accept-encoding',
    where: /\.headers\.Accept-Encoding$/,
    what: 'Compressed answers are asked for',
    reason: 'Pages of JSON shrink to a tenth.'
  },
  {
    id: 'connection',
    where: /\.headers\.Connection$/,
    what: 'Connection: keep-alive is not sent',
    reason: 'It is what HTTP/1.1 means without the header.'
  },
  {
    id: 'header-order',
    where: /(wire|tokens|other)\[\d+\]\.order$/,
    what: 'The order of request headers',
    reason: 'HTTP gives it no meaning.'
  },
  {
    id: 'url-encoding',
    where: /^url (with params )?("café"|"a€"|"😀"|unicode string) \| /,
    what: 'Characters beyond ASCII in a URL are sent as percent-encoded UTF-8',
    reason: 'The original sends a raw byte, which servers answer with 400, or rejects.'
  },
  {
    id: 'dot-segments',
    where: /^url (with params )?"(\.\.\/users|a\/\.\.\/b|a\/%2e%2e\/b)" \| /,
    what: 'Dot segments in a URL reject',
    reason: 'A value from outside must not lead a request to another resource.'
  },
  {
    id: 'url-type',
    where: /^url (true|number|large number|bigint|Infinity|minus zero|symbol|function|.*) \| (error|wire)/,
    what: 'A URL that is no string rejects with an error that says so',
    reason: 'The original fails with a TypeError of its own internals.'
  },
  {
    id: 'ids',
    where: /^id /,
    what: 'Ids are checked and percent-encoded',
    reason: 'conversations.get(undefined) or get(\'../users/me\') must not reach another resource.'
  },
  {
    id: 'foreign-origin',
    where: /^(url foreign|nextPage foreign|redirect foreign|redirect to \/\/)/,
    what: 'The token is not sent to another origin',
    reason: 'A link or redirect in an answer could otherwise collect it.'
  },
  {
    id: 'schemes',
    where: /^url (ftp|gopher) \| /,
    what: 'URLs of other schemes than http and https reject',
    reason: 'The original sends the token in plain HTTP to an ftp URL.'
  },
  {
    id: 'next-page',
    where: /^nextPage without /,
    what: 'nextPage() without a link rejects with an error that says so, instead of throwing',
    reason: 'A method that returns a promise should fail by it.'
  },
  {
    id: 'views',
    where: /^post data (view of a buffer) \| /,
    what: 'A view of a buffer sends its part only',
    reason: 'The original sends the whole buffer: memory that was not meant to leave.'
  },
  {
    id: 'custom-headers',
    where: /^option headers of /,
    what: 'headers in the request options are sent, under Authorization',
    reason: 'The original ignores them.'
  },
  {
    id: 'customer-properties',
    where: /^resource customers\.properties\.update /,
    what: 'customers.properties.update sends PATCH',
    reason: 'The API has no PUT there.'
  },
  {
    id: 'inputs-when-called',
    where: 'request-body.test.js',
    what: 'Params and data are taken when the call is made',
    reason: 'What is changed while a call waits must not change the call.'
  },
  {
    id: 'large-bodies',
    where: 'request-body.test.js',
    what: 'Bodies over 10 MiB are sent',
    reason: 'An attachment of 10 MB in base64 is larger than that.'
  },
  {
    id: 'stream-bodies',
    where: 'request-body.test.js',
    what: 'A stream body is sent once',
    reason: 'The original sends it again, empty.'
  },

  /* Answers */
  {
    id: 'request-stub',
    where: /\.(request)(\.|$)/,
    what: 'request on responses and errors is a small object (path, method, host, res.responseUrl, getHeader)',
    reason: 'There is no ClientRequest, and a response can be written as JSON.'
  },
  {
    id: 'page-members',
    where: 'response-shape.test.js',
    what: '_embedded, _links and page are readable on the response as well as on its data',
    reason: 'The original\'s README says so, but it fails there.'
  },
  {
    id: 'redirect-308',
    where: /^redirect 308 of (POST|PUT|DELETE) \| /,
    what: '308 keeps method and body',
    reason: 'That is what 308 means; the original loses the write.'
  },
  {
    id: 'transport-errors',
    where: /^(closed before the answer|reset before the answer|cut body|not HTTP|header overflow|refused|timeout) \| error\./,
    what: 'Texts and details of network errors',
    reason: 'The original\'s quote Node\'s internals; code is the same.'
  },
  {
    id: 'gzip-cut',
    where: 'response-data.test.js',
    what: 'A connection lost inside a gzip body rejects',
    reason: 'The original never settles.'
  },
  {
    id: 'inspection',
    where: 'surface-secrets.test.js',
    what: 'Tokens and secrets are hidden from inspection and JSON',
    reason: 'They would end in logs.'
  },

  /* Retries */
  {
    id: 'writes-not-replayed',
    where: /^status of post (500|503) once \| /,
    what: 'A POST or PATCH whose effect is unknown is not sent again',
    reason: 'The original sends a second reply to the customer.'
  },

  /* Tokens */
  {
    id: 'missing-credentials',
    where: /^(no|empty) credentials /,
    what: 'Client credentials without a token fetch it with the first call; OAuth2 rejects with an error that says so',
    reason: 'The original fails with a TypeError or sends "Bearer undefined".'
  },
  {
    id: 'token-url',
    where: /^getTokens .*(config\.(url|baseURL)|responseUrl)$/,
    what: 'Token requests follow the base URL',
    reason: 'So that tests and proxies see them; by default it is the same URL.'
  },
  {
    id: 'refresh-token-kept',
    where: /^(401 once|refreshAccessToken).* \| credentials/,
    what: 'A refresh answer without refresh_token keeps the old one',
    reason: 'The next refresh would have none.'
  },
  {
    id: 'state-encoded',
    where: /^generateAuthorizationUri odd state /,
    what: 'generateAuthorizationUri encodes its state',
    reason: 'A state with & or # is cut or changes the query.'
  }
];

module.exports = { differences };
