'use strict';

const { mockHelpScout } = require('./server');

module.exports = { mockHelpScout };
