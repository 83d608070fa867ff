/** Kind of an e-mail address. */
type EmailType = 'home' | 'other' | 'work';

/** Kind of a phone number. */
type PhoneType = 'fax' | 'home' | 'mobile' | 'other' | 'pager' | 'work';

/** Service of a chat handle. */
type ChatType = 'aim' | 'gtalk' | 'icq' | 'msn' | 'other' | 'qq' | 'skype' | 'xmpp' | 'yahoo';

/** Service of a social profile, as Help Scout spells them. */
type SocialProfileType = 'aboutme' | 'facebook' | 'flickr' | 'forsquare' | 'google' | 'googleplus' | 'linkedin'
  | 'other' | 'quora' | 'tungleme' | 'twitter' | 'youtube';

/** A contact entry to store. */
interface CustomerEntryInput<Type extends string> {
  /** What kind of entry it is. */
  type: Open<Type>;
  /** The address, number, handle or URL. */
  value: string;
}

/** A contact entry of a customer. */
interface CustomerEntry<Type extends string> extends CustomerEntryInput<Type> {
  /** Id of the entry. */
  id: number;
}

/** A website to store. */
interface CustomerWebsiteInput {
  /** URL of the website. */
  value: string;
}

/** A website of a customer. */
interface CustomerWebsite extends CustomerWebsiteInput {
  /** Id of the entry. */
  id: number;
}

/**
 * An e-mail address of a customer.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/emails/list/
 */
type CustomerEmail = CustomerEntry<EmailType>;

/**
 * A phone number of a customer.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/phones/list/
 */
type CustomerPhone = CustomerEntry<PhoneType>;

/**
 * A chat handle of a customer.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/chat_handles/list/
 */
type CustomerChat = CustomerEntry<ChatType>;

/**
 * A social profile of a customer.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/social_profiles/list/
 */
type CustomerSocialProfile = CustomerEntry<SocialProfileType>;

/** An e-mail address to store. */
type CustomerEmailInput = CustomerEntryInput<EmailType>;

/** A phone number to store. */
type CustomerPhoneInput = CustomerEntryInput<PhoneType>;

/** A chat handle to store. */
type CustomerChatInput = CustomerEntryInput<ChatType>;

/** A social profile to store. */
type CustomerSocialProfileInput = CustomerEntryInput<SocialProfileType>;

/** The e-mail addresses of a customer; not paged. */
type CustomerEmailList = Page<'emails', CustomerEmail>;

/** The phone numbers of a customer; not paged. */
type CustomerPhoneList = Page<'phones', CustomerPhone>;

/** The chat handles of a customer; not paged. */
type CustomerChatList = Page<'chats', CustomerChat>;

/** The social profiles of a customer; not paged. */
type CustomerSocialProfileList = Page<'social-profiles', CustomerSocialProfile>;

/**
 * The websites of a customer; not paged.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/websites/list/
 */
type CustomerWebsiteList = Page<'websites', CustomerWebsite>;

/**
 * The address of a customer; any part may be missing.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/address/get/
 */
interface CustomerAddress {
  /** Id of the address; newer answers have none. */
  id?: number;
  /** City. */
  city?: string;
  /** State, province or region. */
  state?: string;
  /** Postal code. */
  postalCode?: string;
  /** Country code of two letters. */
  country?: string;
  /** Street, house and the like. */
  lines?: string[];
  /** Where it is. */
  _links?: Links;
}

/**
 * An address to store.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/address/create/
 */
interface CustomerAddressInput {
  /** City. */
  city: string;
  /** State, province or region. */
  state: string;
  /** Postal code. */
  postalCode: string;
  /** Country code of two letters. */
  country: string;
  /** Street, house and the like. */
  lines?: readonly string[];
}
