'use strict';

/*
 * Every way in which this package differs on purpose from helpscout-mailbox-api 1.0.1,
 * written into the README: what differs, and the reason why a user would want it so.
 * `where` is a RegExp over `<scenario> | <path of the difference>` for what the
 * differential test sees, else the test file that pins it.
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
    what: 'Every method takes one more argument, options of that call (headers, timeout, signal); a misspelt one rejects',
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
    id: 'server-name',
    where: 'options-tls.test.js',
    what: 'An agent\'s servername is the name a certificate must bear; the server is told the name in the URL',
    reason: 'It serves the usual case, a server reached by its address.'
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
  },

  /* Answers */
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
  },

  /* Retries */
  {
    id: 'writes-not-replayed',
    where: /^status of post (500|503) once \| /,
    what: 'A POST or PATCH whose effect is unknown is not sent again',
    reason: 'The original sends a second reply to the customer.'
  },
  {
    id: 'retry-network',
    where: 'errors-network.test.js',
    what: 'GET, PUT and DELETE are tried again after a lost connection or an attempt\'s time limit',
    reason: 'They have the same effect once or twice, so a short outage need not be an error.'
  },
  {
    id: 'retry-after',
    where: 'limiter-retries.test.js',
    what: 'A 429 or 503 is waited out for as long as the server says, else with growing, random pauses',
    reason: 'The original tries again within half a second, five times.'
  },
  {
    id: 'rate-limit-pause',
    where: 'limiter-retries.test.js',
    what: 'A 429 pauses all calls of the account, and uses up no retry',
    reason: 'They would be refused too.'
  },
  {
    id: 'repeated-delete',
    where: 'limiter-retries.test.js',
    what: 'A DELETE that was sent again and finds nothing resolves',
    reason: 'The first attempt has done it.'
  },
  {
    id: 'failed-listener',
    where: 'limiter-events.test.js',
    what: 'A failed listener cannot repeat a write whose effect is unknown',
    reason: 'What it returns by accident would send a second reply.'
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
  },

  /* Limiter */
  {
    id: 'account-ledger',
    where: 'limiter-retries.test.js',
    what: 'What may start is counted for each account from its rate headers, by all clients in the process',
    reason: 'The original\'s fixed window allows 800 a minute at its edge, and each client counts alone.'
  },
  {
    id: 'limiter-timing',
    where: 'limiter-settings.test.js',
    what: 'Bottleneck\'s scheduling artefacts are gone: timer ticks, a 250 ms heartbeat, 250 jobs a second',
    reason: 'They cost time and give nothing.'
  },
  {
    id: 'limiter-values',
    where: 'limiter-settings.test.js',
    what: 'Wrong values of limiter options throw; unknown options are ignored with one warning',
    reason: 'The original ignores both silently.'
  },
  {
    id: 'limiter-updates',
    where: 'limiter-settings.test.js',
    what: 'The reservoir is refilled after updateBottleneckOptions too',
    reason: 'The original stops refilling and hangs.'
  },
  {
    id: 'limiter-exit',
    where: 'surface-process.test.js',
    what: 'Calls that wait for the reservoir keep the process alive',
    reason: 'The original\'s process ends with its promises pending.'
  },
  {
    id: 'limiter-errors',
    where: 'limiter-events.test.js',
    what: 'An error listener of the limiter that throws is called once',
    reason: 'The original calls it for ever.'
  },
  {
    id: 'limiter-members',
    where: 'limiter-state.test.js',
    what: 'Group, Batcher, clusterQueued, publish, clients and channel of the limiter throw',
    reason: 'They belong to Bottleneck\'s clusters, which the original cannot be set up for.'
  },
  {
    id: 'own-jobs',
    where: 'limiter-jobs.test.js',
    what: 'A function given to bottleneck.schedule is not run again unless a failed listener says so',
    reason: 'Nobody else knows whether it may run twice.'
  },
  {
    id: 'assigned-limiter',
    where: 'hooks-bottleneck.test.js',
    what: 'An assigned bottleneck gets the retry rules by itself',
    reason: 'The original needs a deep file of its package for that.'
  }
];

module.exports = { differences };
