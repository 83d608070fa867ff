/** Where the picture of a customer is from. */
type PhotoType = Open<'facebook' | 'googleplus' | 'googleprofile' | 'gravatar' | 'instagram' | 'linkedin' | 'twitter'
  | 'unknown'>;

/**
 * A customer.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/get/
 */
interface Customer {
  /** Id of the customer. */
  id: number;
  /** First name. */
  firstName: string | null;
  /** Last name. */
  lastName: string | null;
  /** Gender, capitalised; requests want it in lower case. */
  gender?: Open<'Female' | 'Male' | 'Unknown'>;
  /** Job title. */
  jobTitle: string | null;
  /** Where the customer lives. */
  location: string | null;
  /** Name of the organization. */
  organization: string | null;
  /** Id of the organization. */
  organizationId?: number | null;
  /** Where the picture is from. */
  photoType?: PhotoType;
  /** URL of a picture. */
  photoUrl: string | null;
  /** Age, as free text such as `30-35`. */
  age: string | null;
  /** Notes. */
  background: string | null;
  /** Whether the customer is a draft; newer answers only. */
  draft?: boolean;
  /** How many conversations there are with the customer. */
  conversationCount?: number;
  /** When the customer was created. */
  createdAt: DateTime;
  /** When the customer last changed. */
  updatedAt: DateTime;
  /** The entries, which come without asking. */
  _embedded?: CustomerEntries;
  /** Where related objects are. */
  _links?: Links<'address' | 'chats' | 'emails' | 'organization' | 'phones' | 'self' | 'social-profiles' | 'websites'>;
}

/** What a customer comes with. */
interface CustomerEntries {
  /** E-mail addresses. */
  emails?: CustomerEmail[];
  /** Phone numbers. */
  phones?: CustomerPhone[];
  /** Chat handles. */
  chats?: CustomerChat[];
  /** Social profiles; the list of them spells it `social-profiles`. */
  social_profiles?: CustomerSocialProfile[];
  /** Websites. */
  websites?: CustomerWebsite[];
  /** Values of properties. */
  properties?: PropertyValue[];
  /** Address. */
  address?: CustomerAddress;
}

/** A page of customers. */
type CustomerList = Page<'customers', Customer>;

/**
 * A page of customers, without a number: `_links.next` leads on.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/list-v3/
 */
type CustomerListV3 = CursorPage<'customers', Customer>;

/** What a customer comes with. */
interface CustomerGetParams {
  /** @deprecated Entries come without asking. */
  embed?: string;
}

/**
 * Filters and order of a list of customers; all filters must hold.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/list/
 */
interface CustomerListParams extends PageParams {
  /** Id of an inbox. */
  mailbox?: Id;
  /** First name. */
  firstName?: string;
  /** Last name. */
  lastName?: string;
  /** Only who changed at or after this moment. */
  modifiedSince?: DateTimeInput;
  /** Default `score`. */
  sortField?: Open<'firstName' | 'lastName' | 'modifiedAt' | 'score'>;
  /** Default `desc`. */
  sortOrder?: 'asc' | 'desc';
  /** Advanced search, in parentheses: `(email:"a@example.com")`. */
  query?: string;
}

/**
 * Filters of a list of customers, newest first; all filters must hold.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/list-v3/
 */
interface CustomerListV3Params {
  /** First name. */
  firstName?: string;
  /** Last name. */
  lastName?: string;
  /** E-mail address. */
  email?: string;
  /** Only who was created at or after this moment. */
  createdSince?: DateTimeInput;
  /** Only who changed at or after this moment. */
  modifiedSince?: DateTimeInput;
  /** Advanced search, in parentheses: `(email:"a@example.com")`. */
  query?: string;
  /** Where to go on: the `cursor` of the `next` link of the page before. */
  cursor?: string;
}

/**
 * A customer's own fields, to be stored whole: those that are left out are cleared. Entries stay.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/overwrite/
 */
interface CustomerOverwrite extends NewCustomerFields {
  /** Id of the organization. */
  organizationId?: BodyId;
}

/**
 * A customer to create.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/create/
 */
interface CustomerCreate extends CustomerOverwrite {
  /** E-mail addresses. */
  emails?: readonly CustomerEmailInput[];
  /** Phone numbers. */
  phones?: readonly CustomerPhoneInput[];
  /** Chat handles. */
  chats?: readonly CustomerChatInput[];
  /** Social profiles; answers call them `social_profiles`. */
  socialProfiles?: readonly CustomerSocialProfileInput[];
  /** Websites. */
  websites?: readonly CustomerWebsiteInput[];
  /** Address. */
  address?: CustomerAddressInput;
  /** Values of properties. */
  properties?: readonly CustomerPropertyInput[];
}

/** Value of a customer property to store. */
interface CustomerPropertyInput {
  /** Slug of the property. */
  slug: string;
  /** The value; of a dropdown the id or label of an option. */
  value: string | number;
}

/** Collections of entries, as paths of changes name them. */
type CustomerCollection = 'chats' | 'emails' | 'phones' | 'social-profiles' | 'socialProfiles' | 'websites';

/** Path of an entry by its id. */
type CustomerEntryPath<Collection extends string = CustomerCollection> = `/${Collection}/${number | bigint}`;

/** Path of a field of a customer. */
type CustomerFieldPath =
  `/${'age' | 'background' | 'firstName' | 'jobTitle' | 'lastName' | 'location' | 'organization' | 'photoUrl'}`;

/**
 * One change of a customer; the request is an array of them. A whole collection cannot be removed, and properties are
 * changed by `customers.properties.update`.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/customers/update/
 */
type CustomerPatch =
  /** Sets a field. */
  | ReplaceOperation<CustomerFieldPath, string>
  /** Sets the gender, in lower case. */
  | ReplaceOperation<'/gender', Open<'female' | 'male' | 'unknown'>>
  /** Sets where the picture is from. */
  | ReplaceOperation<'/photoType', PhotoType>
  /** Sets the address. */
  | ReplaceOperation<'/address', CustomerAddressInput>
  /** Adds an e-mail address. */
  | AddOperation<'/emails', CustomerEmailInput>
  /** Adds a phone number. */
  | AddOperation<'/phones', CustomerPhoneInput>
  /** Adds a chat handle. */
  | AddOperation<'/chats', CustomerChatInput>
  /** Adds a social profile. */
  | AddOperation<'/social-profiles' | '/socialProfiles', CustomerSocialProfileInput>
  /** Adds a website. */
  | AddOperation<'/websites', CustomerWebsiteInput>
  /** Changes what an entry says. */
  | ReplaceOperation<`${CustomerEntryPath}/value`, string>
  /** Changes the kind of an entry. */
  | ReplaceOperation<`${CustomerEntryPath<Exclude<CustomerCollection, 'websites'>>}/type`, string>
  /** Removes an entry. */
  | RemoveOperation<CustomerEntryPath>;
