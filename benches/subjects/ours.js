'use strict';

const HelpScout = require('../..');
const { methodsOf } = require('../cells');

/** This package, with all that is on by default, and limits that bind nothing: the account's come with the answers. */
exports.clientOf = (base) => {
  const client = new HelpScout({
    clientId: 'id',
    clientSecret: 'secret',
    authenticationFlow: 'clientCredentials',
    baseUrl: `${base}/`,
  });
  client.setCredentials({ access_token: 'token' });
  client.updateBottleneckOptions({ maxConcurrent: 100_000, minTime: 0 });
  return client;
};

exports.open = ({ base }) => methodsOf(exports.clientOf(base));
exports.dataOf = ({ data }) => data;
