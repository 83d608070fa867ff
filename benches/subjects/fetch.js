'use strict';

const { requests } = require('../cells');

const headers = { authorization: 'Bearer token', accept: 'application/json' };

/** Node's own fetch. */
exports.open = ({ base }) => (answer) => {
  const url = `${base}${requests[answer].target}`;
  return async () => {
    const response = await fetch(url, { headers });
    return response.json();
  };
};
exports.dataOf = (data) => data;
