'use strict';

// Written by hand and checked in a test against the API's reference. A new area is a file and a line here.
module.exports = {
  ...require('./areas/conversations'),
  ...require('./areas/conversation-timing'),
  ...require('./areas/threads'),
  ...require('./areas/attachments'),
  ...require('./areas/customer-list'),
  ...require('./areas/customers'),
  ...require('./areas/customer-properties'),
  ...require('./areas/customer-entries'),
  ...require('./areas/organizations'),
  ...require('./areas/organization-properties'),
  ...require('./areas/tags-and-ratings'),
  ...require('./areas/mailboxes'),
  ...require('./areas/saved-replies'),
  ...require('./areas/users'),
  ...require('./areas/user-status'),
  ...require('./areas/teams'),
  ...require('./areas/chats'),
  ...require('./areas/automation'),
  ...require('./areas/reports'),
};
