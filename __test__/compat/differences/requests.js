'use strict';

module.exports = [
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
    id: 'apostrophe',
    where: /^get param.*(wire\[0\]\.target|request\.(path|responseUrl))$/,
    what: 'An apostrophe in params is sent as %27',
    reason: 'Servers read both as the same character.'
  },
  {
    id: 'dot-segments',
    where: /^url (with params )?"(\.\.\/users|a\/\.\.\/b|a\/%2e%2e\/b)" \| /,
    what: 'Dot segments in a URL reject',
    reason: 'A value from outside must not lead a request to another resource.'
  },
  {
    id: 'url-type',
    where: /^url (?!ftp|gopher|foreign|absolute|(null|undefined|false|zero|NaN) \||[\w ]*string)[\w ]+ \| (error|wire|value)|^url boxed string /,
    what: 'A URL that is no string rejects with an error that says so',
    reason: 'The original fails with a TypeError of its own internals.'
  },
  {
    id: 'ids',
    where: /^id (?!(a string|a bigint|a number|a dashed name) )/,
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
    where: /^post data (view of a buffer|Uint8Array|DataView) \| (wire\[0\]\.(body|headers\.Content-Length)|value\.config\.(data|headers\.Content-Length))/,
    what: 'A view of a buffer sends its part only, and config.data is the view',
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
    id: 'params-of-resources',
    where: 'resource-params.test.js',
    what: 'Resource methods send arrays in params as comma lists, Dates in seconds, assignedTo as assigned_to and fieldId as fieldid',
    reason: 'Help Scout ignores the original\'s tag[] and assignedTo, and refuses milliseconds; text and numbers go out as they are.'
  },
  {
    id: 'dates-in-bodies',
    where: 'resource-params.test.js',
    what: 'Resource methods send a Date in a body in seconds',
    reason: 'Help Scout\'s dates have no milliseconds.'
  },
  {
    id: 'unknown-params',
    where: '__test__/unknown-params.test.js',
    what: 'A query parameter that the API does not document is warned of once, and sent',
    reason: 'Help Scout ignores it silently: a misspelt filter answers with everything.'
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
  {
    id: 'call-options',
    where: 'request-options.test.js',
    what: 'Every method takes one more argument, options of that call (headers, timeout, queueTimeout, retries, signal, responseType, onAmbiguous); a misspelt one rejects',
    reason: 'A deadline or a cancellation is often a matter of one call.'
  },
  {
    id: 'caller-object',
    where: 'options-merge.test.js',
    what: 'updateRequestOptions does not change the object it is given',
    reason: 'The original deletes a key from it.'
  },
  {
    id: 'plain-http',
    where: 'errors-input.test.js',
    what: 'Plain http to another machine throws unless allowInsecure is set',
    reason: 'The token would be readable on the way.'
  },
  {
    id: 'unsupported-options',
    where: 'options-tls.test.js',
    what: 'The option transport, agents with a createConnection or addRequest of their own, and their options pfx, checkServerIdentity, secureContext and crl throw, by name',
    reason: 'Connections are made natively; ignoring the option would be worse.'
  },
  {
    id: 'tls-algorithms',
    where: 'options-tls.test.js',
    what: 'TLS 1.2 is spoken with forward secrecy and authenticated encryption only; RSA keys have 2048 bits at least, elliptic curves are P-256, P-384 and Ed25519',
    reason: 'What is left out is broken or used by nobody; an agent\'s ciphers are not read.'
  },
  {
    id: 'authorities',
    where: 'src/core/transport/tests/trust.rs',
    what: 'A ca of an agent may be an intermediate authority, and its own dates do not count',
    reason: 'Whoever names it trusts it.'
  },
  {
    id: 'proxies',
    where: 'options-proxy.test.js',
    what: 'https goes through a proxy by CONNECT; NO_PROXY is honoured',
    reason: 'The original speaks TLS to the proxy itself, and fails.'
  },
  {
    id: 'token-requests',
    where: 'options-limits.test.js',
    what: 'The timeout and the proxy hold for token requests too',
    reason: 'A token endpoint that hangs would hang every call.'
  },
  {
    id: 'time-limits',
    where: 'src/core/call/tests/limits.rs',
    what: 'Connecting, an attempt and a call have time limits: 10, 30 and 120 s, without the wait for the limiter',
    reason: 'A server that falls silent would hang the call, and at two of them the client.'
  }
];
