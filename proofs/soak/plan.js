'use strict';

/** Calls at a time. */
const LANES = 64;

// What became of a call.
const PENDING = 1;
const RESOLVED = 2;
const INDETERMINATE = 3;
const FAILED = 4;

const METHODS = ['get', 'get', 'get', 'get', 'get', 'get', 'post', 'post', 'put', 'delete'];

/** The verb of the call of a number. */
const methodOf = (id) => METHODS[id % METHODS.length];

module.exports = { LANES, PENDING, RESOLVED, INDETERMINATE, FAILED, methodOf };
