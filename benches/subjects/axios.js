'use strict';

const http = require('node:http');
const https = require('node:https');
const axios = require('axios');
const { requests } = require('../cells');

/** axios with connections that are kept. */
exports.open = ({ base, inFlight }) => {
  const kept = { keepAlive: true, maxSockets: inFlight };
  const client = axios.create({
    baseURL: base,
    headers: { Authorization: 'Bearer token' },
    httpAgent: new http.Agent(kept),
    httpsAgent: new https.Agent(kept),
  });
  return (answer) => {
    const { target } = requests[answer];
    return () => client.get(target);
  };
};
exports.dataOf = ({ data }) => data;
