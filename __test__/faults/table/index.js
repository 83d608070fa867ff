'use strict';

/** The rows of the fault matrix by family; see row.js. */

const { failing, limits, unauthorised } = require('./statuses.js');
const { names, certificates, proxies } = require('./ways.js');

module.exports = new Map([
  ['Connections', require('./connections.js')],
  ['Answers', require('./answers.js')],
  ['Failing servers', failing],
  ['Rate limits', limits],
  ['Tokens', unauthorised],
  ['Names and certificates', [...names, ...certificates]],
  ['Proxies', proxies],
]);
