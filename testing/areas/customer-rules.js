'use strict';

const check = require('../check');

const PHOTO_TYPES = [
  'unknown',
  'gravatar',
  'twitter',
  'facebook',
  'googleprofile',
  'googleplus',
  'linkedin',
  'instagram',
];

/** Rules for the fields of a customer that are not lists. */
const fieldRules = {
  firstName: check.optional(check.sized(1, 40)),
  lastName: check.optional(check.sized(1, 40)),
  jobTitle: check.optional(check.sized(0, 60)),
  location: check.optional(check.sized(0, 60)),
  organization: check.optional(check.sized(0, 60)),
  organizationId: check.optional(check.integer),
  photoUrl: check.optional(check.sized(0, 200)),
  photoType: check.optional(check.oneOf(...PHOTO_TYPES)),
  background: check.optional(check.sized(0, 200)),
  gender: check.optional(check.oneOf('male', 'female', 'unknown')),
  age: check.optional(check.string),
};

const entry = (value, ...types) =>
  check.object({ type: check.required(check.oneOf(...types)), value: check.required(value) });

/** Rule for an entry of each of a customer's lists. */
const entryRules = {
  emails: entry(check.email, 'home', 'other', 'work'),
  phones: entry(check.string, 'fax', 'home', 'mobile', 'other', 'pager', 'work'),
  chats: entry(check.string, 'aim', 'gtalk', 'icq', 'msn', 'other', 'qq', 'skype', 'xmpp', 'yahoo'),
  'social-profiles': entry(
    check.string,
    'aboutme',
    'facebook',
    'flickr',
    'forsquare',
    'google',
    'googleplus',
    'linkedin',
    'other',
    'quora',
    'tungleme',
    'twitter',
    'youtube',
  ),
  websites: check.object({ value: check.required(check.string) }),
};

const addressRule = check.object({
  city: check.required(check.string),
  state: check.required(check.string),
  postalCode: check.required(check.string),
  country: check.required(check.sized(2, 2)),
  lines: check.optional(check.listOf(check.string)),
});

module.exports = { addressRule, entryRules, fieldRules };
