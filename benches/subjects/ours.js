'use strict';

const HelpScout = require('../..');
const helpscout = require('./helpscout');

/** This package. The account's limit comes from the answers' headers. */
exports.open = ({ base }) => helpscout.open(HelpScout, base, { maxConcurrent: 100_000, minTime: 0 });
exports.dataOf = ({ data }) => data;
