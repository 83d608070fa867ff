'use strict';

// Help Scout clients of one shape: ours and the original. The limits are so high that they bind nothing.

const { requests } = require('../cells');

exports.open = (HelpScout, base, limits) => {
  const client = new HelpScout({
    clientId: 'id',
    clientSecret: 'secret',
    authenticationFlow: 'clientCredentials',
    baseUrl: `${base}/`,
  });
  client.setCredentials({ access_token: 'token' });
  client.updateRequestOptions({ baseURL: `${base}/` });
  client.updateBottleneckOptions(limits);
  return (answer) => {
    const { resource, method, args } = requests[answer];
    const owner = client[resource];
    return () => owner[method](...args);
  };
};
