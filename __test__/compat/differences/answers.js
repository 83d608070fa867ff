'use strict';

module.exports = [
  {
    id: 'request-stub',
    where: /error\.request(\.|$)/,
    what: 'request on responses and errors is a small object (path, method, host, res.responseUrl, getHeader)',
    reason: 'There is no ClientRequest, and a response can be written as JSON.'
  },
  {
    id: 'response-url',
    where: /^(redirect to #x|option (auth|user in the base|maxRedirects) of \w+) .*request\.responseUrl$/,
    what: 'request.res.responseUrl has no password and no fragment, and is there with maxRedirects: 0 too',
    reason: 'It is the URL that answered.'
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
    id: 'redirect-plain',
    where: 'src/core/attempt/tests/redirects.rs',
    what: 'No redirect leads from https to plain http',
    reason: 'A server elsewhere could have services on this machine asked, and what is asked read on the way.'
  },
  {
    id: 'redirect-host',
    where: '__test__/compat/request-hosts.test.js',
    what: 'A redirect whose host is not in ASCII is not followed',
    reason: 'RFC 9110 has it in ASCII, and reading any other takes tables of 124 KB.'
  },
  {
    id: 'redirect-config',
    where: /^redirect .* \| (value|error)\.config\.headers\.Content-(Type|Length)$/,
    what: 'config.headers after a redirect are those of the first request',
    reason: 'They belong to the method, data and url that config shows.'
  },
  {
    id: 'transport-errors',
    where: /^(closed before the answer|reset before the answer|cut body|not HTTP|header overflow|refused|timeout) \| error\.(message|errno|\(keys\))$/,
    what: 'Texts and details of network errors',
    reason: 'The original\'s quote Node\'s internals; code is the same.'
  },
  {
    id: 'empty-coding',
    where: 'response-data.test.js',
    what: 'A 204, 304 or HEAD that is marked as compressed resolves',
    reason: 'There is no body to decode; the original rejects it as cut off.'
  },
  {
    id: 'gzip-cut',
    where: 'response-data.test.js',
    what: 'A connection lost inside a gzip body rejects',
    reason: 'The original never settles.'
  },
  {
    id: 'stalled-body',
    where: 'errors-network.test.js',
    what: 'timeout covers the body of an answer',
    reason: 'The original waits for ever once headers have arrived.'
  },
  {
    id: 'error-classes',
    where: 'errors-classes.test.js',
    what: 'Errors have classes (NotFoundError, TimeoutError …) and accessors such as status and attempts',
    reason: 'Code can ask what went wrong; message, name and own keys stay.'
  },
  {
    id: 'error-stack',
    where: 'errors-http.test.js',
    what: 'The stack of an error names the functions that awaited the call',
    reason: 'The original\'s stack ends in Node\'s internals.'
  },
  {
    id: 'inspection',
    where: /^(getTokens|refreshAccessToken) refused .*config\.\(keys\)$/,
    what: 'Tokens and secrets are hidden from inspection, enumeration and JSON',
    reason: 'They would end in logs.'
  }
];
