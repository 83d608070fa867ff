'use strict';

const HelpScout = require('helpscout-mailbox-api');
const helpscout = require('./helpscout');

const relaxed = {
  maxConcurrent: null,
  minTime: 0,
  reservoir: null,
  reservoirRefreshInterval: null,
  reservoirRefreshAmount: null,
};

/** The package that this one replaces. */
exports.open = ({ base }) => helpscout.open(HelpScout, base, relaxed);
exports.dataOf = ({ data }) => data;
