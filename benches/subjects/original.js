'use strict';

const HelpScout = require('helpscout-mailbox-api');
const { methodsOf } = require('../cells');

/** The package that this one replaces, its limiter relaxed as far as its options go. */
exports.open = ({ base }) => {
  const client = new HelpScout({ clientId: 'id', clientSecret: 'secret', authenticationFlow: 'clientCredentials' });
  client.setCredentials({ access_token: 'token' });
  client.updateRequestOptions({ baseURL: `${base}/` });
  client.updateBottleneckOptions({
    maxConcurrent: null,
    minTime: 0,
    reservoir: null,
    reservoirRefreshInterval: null,
    reservoirRefreshAmount: null,
  });
  return methodsOf(client);
};
exports.dataOf = ({ data }) => data;
