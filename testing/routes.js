'use strict';

// Written by hand and checked in a test against the API's reference. A new area is a file and a line here.
module.exports = {
  ...require('./areas/conversations'),
  ...require('./areas/threads'),
  ...require('./areas/customers'),
  ...require('./areas/customer-entries'),
  ...require('./areas/account'),
  ...require('./areas/automation'),
  ...require('./areas/reports'),
};
