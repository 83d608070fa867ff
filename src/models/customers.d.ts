type PhotoType = Open<'unknown' | 'gravatar' | 'twitter' | 'facebook' | 'googleprofile' | 'googleplus' | 'linkedin'
  | 'instagram'>;

/** Type of a customer or organization property. */
type PropertyType = Open<'text' | 'number' | 'url' | 'date' | 'dropdown'>;

/** A contact entry of a customer. */
interface CustomerEntry<Type extends string> {
  id: number;
  type: Open<Type>;
  value: string;
}

/** A contact entry to store. */
interface CustomerEntryInput<Type extends string> {
  type: Open<Type>;
  value: string;
}

type EmailType = 'home' | 'other' | 'work';
type PhoneType = 'fax' | 'home' | 'mobile' | 'other' | 'pager' | 'work';
type ChatType = 'aim' | 'gtalk' | 'icq' | 'msn' | 'other' | 'qq' | 'skype' | 'xmpp' | 'yahoo';
type SocialProfileType = 'aboutme' | 'facebook' | 'flickr' | 'forsquare' | 'google' | 'googleplus' | 'linkedin'
  | 'other' | 'quora' | 'tungleme' | 'twitter' | 'youtube';

type CustomerEmail = CustomerEntry<EmailType>;
type CustomerPhone = CustomerEntry<PhoneType>;
type CustomerChat = CustomerEntry<ChatType>;
type CustomerSocialProfile = CustomerEntry<SocialProfileType>;

interface CustomerWebsite {
  id: number;
  value: string;
}

type CustomerEmailInput = CustomerEntryInput<EmailType>;
type CustomerPhoneInput = CustomerEntryInput<PhoneType>;
type CustomerChatInput = CustomerEntryInput<ChatType>;
type CustomerSocialProfileInput = CustomerEntryInput<SocialProfileType>;

interface CustomerWebsiteInput {
  value: string;
}

type CustomerEmailList = Page<'emails', CustomerEmail>;
type CustomerPhoneList = Page<'phones', CustomerPhone>;
type CustomerChatList = Page<'chats', CustomerChat>;
type CustomerSocialProfileList = Page<'social-profiles', CustomerSocialProfile>;
type CustomerWebsiteList = Page<'websites', CustomerWebsite>;

interface CustomerAddress {
  id?: number;
  city?: string;
  state?: string;
  postalCode?: string;
  /** Two letters. */
  country?: string;
  lines?: string[];
  _links?: HalLinks;
}

interface CustomerAddressInput {
  city: string;
  state: string;
  postalCode: string;
  /** Two letters. */
  country: string;
  lines?: string[];
}

/** Value of a customer property. */
interface CustomerPropertyValue {
  type: PropertyType;
  slug: string;
  name: string;
  /** The option's id if the property is a dropdown. */
  value: string | number;
  /** What the user sees. */
  text?: string;
  /** Who set it. */
  source?: { name: string } | string;
}

/** A customer. */
interface Customer {
  id: number;
  firstName: string | null;
  lastName: string | null;
  gender?: Open<'Male' | 'Female' | 'Unknown'>;
  jobTitle: string | null;
  location: string | null;
  /** Name of the organization. */
  organization: string | null;
  organizationId?: number | null;
  photoType?: PhotoType;
  photoUrl: string | null;
  /** Free text, such as `30-35`. */
  age: string | null;
  /** Notes. */
  background: string | null;
  draft?: boolean;
  conversationCount?: number;
  createdAt: DateTime;
  updatedAt: DateTime;
  _embedded?: {
    emails?: CustomerEmail[];
    phones?: CustomerPhone[];
    chats?: CustomerChat[];
    social_profiles?: CustomerSocialProfile[];
    websites?: CustomerWebsite[];
    properties?: CustomerPropertyValue[];
    address?: CustomerAddress;
  };
  _links?: HalLinks;
}

type CustomerList = Page<'customers', Customer>;
type CustomerListV3 = CursorPage<'customers', Customer>;

interface CustomerGetParams {
  /** @deprecated Entries are always embedded. */
  embed?: string;
}

interface CustomerListParams extends PageParams {
  /** Inbox id. */
  mailbox?: Id;
  firstName?: string;
  lastName?: string;
  modifiedSince?: DateTime;
  sortField?: Open<'score' | 'firstName' | 'lastName' | 'modifiedAt'>;
  /** Default `desc`. */
  sortOrder?: 'asc' | 'desc';
  /** Advanced search, `(email:"a@example.com")`. */
  query?: string;
}

interface CustomerListV3Params {
  firstName?: string;
  lastName?: string;
  email?: string;
  createdSince?: DateTime;
  modifiedSince?: DateTime;
  /** Advanced search, `(email:"a@example.com")`. */
  query?: string;
  /** From the `next` link of the page before. */
  cursor?: string;
}

/** A customer's own fields; all that are left out are cleared. */
interface CustomerOverwrite {
  /** From 1 to 40 characters. */
  firstName?: string;
  /** From 1 to 40 characters. */
  lastName?: string;
  phone?: string;
  /** At most 200 characters. */
  photoUrl?: string;
  /** At most 60 characters. */
  jobTitle?: string;
  photoType?: PhotoType;
  /** At most 200 characters. */
  background?: string;
  /** At most 60 characters. */
  location?: string;
  /** Name of the organization, at most 60 characters. */
  organization?: string;
  organizationId?: number;
  gender?: Open<'male' | 'female' | 'unknown'>;
  age?: string;
}

interface CustomerCreate extends CustomerOverwrite {
  emails?: CustomerEmailInput[];
  phones?: CustomerPhoneInput[];
  chats?: CustomerChatInput[];
  socialProfiles?: CustomerSocialProfileInput[];
  websites?: CustomerWebsiteInput[];
  address?: CustomerAddressInput;
  /** Values of properties by slug. */
  properties?: Array<{ slug: string; value: string | number }>;
}

/** One change of a customer; the request is an array of them. */
type CustomerPatch =
  | { op: 'add' | 'replace'; path: `/${string}`; value: Json }
  | { op: 'remove'; path: `/${string}` };

/** One change of a customer's properties, `/slug`; the request is an array of them. */
type CustomerPropertyPatch =
  | { op: 'replace'; path: `/${string}`; value: string | number }
  | { op: 'remove'; path: `/${string}` };

/** Definition of a customer property. */
interface CustomerProperty {
  type: PropertyType;
  slug: string;
  name: string;
  /** Dropdowns only. */
  options?: Array<{ id: string; label: string }>;
}

type CustomerPropertyList = Page<'customer-properties', CustomerProperty>;

interface CustomerPropertyCreate {
  type: PropertyType;
  /** From 1 to 100 letters, digits, `-` and `_`. */
  slug: string;
  name: string;
  /** Dropdowns only; at most 100. */
  options?: Array<{ id?: string; label: string }>;
}
