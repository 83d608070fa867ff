/**
 * An organization.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/get/
 */
interface Organization {
  /** Id of the organization. */
  id: number;
  /** Name of the organization. */
  name: string;
  /** Website, `orbit.example`. */
  website: string | null;
  /** What it does. */
  description: string | null;
  /** Notes. */
  note: string | null;
  /** URL of its logo. */
  logoUrl: string | null;
  /** Country code of two letters. */
  location: string | null;
  /** E-mail domains by which customers are found to belong to it. */
  domains: string[];
  /** Phone numbers, written freely. */
  phones: string[];
  /** Hex colour, `#12AB9F`. */
  brandColor: string | null;
  /** How many customers belong to it; only with `includeCounts`. */
  customerCount?: number;
  /** How many conversations its customers have; only with `includeCounts`. */
  conversationCount?: number;
  /** Values of properties; only with `includeProperties`. */
  properties?: PropertyValue[];
  /** When it was created. */
  createdAt?: DateTime;
  /** When it last changed. */
  updatedAt?: DateTime;
  /** Where it is. */
  _links?: Links;
}

/** A page of organizations. */
type OrganizationList = Page<'organizations', Organization>;

/** What an organization comes with. */
interface OrganizationGetParams {
  /** Adds `customerCount` and `conversationCount`; default false. */
  includeCounts?: boolean;
  /** Adds `properties`; default false. */
  includeProperties?: boolean;
}

/** What organizations can be ordered by. */
type OrganizationSortField = 'conversationCount' | 'customerCount' | 'lastInteractionAt' | 'name';

/**
 * Order of a list of organizations.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/list/
 */
interface OrganizationListParams extends PageParams {
  /** A field and perhaps a direction, default `desc`: `name,asc`. Default `lastInteractionAt,desc`. */
  sort?: Open<OrganizationSortField | `${OrganizationSortField},${'asc' | 'desc'}`>;
}

/**
 * An organization's own fields, to be stored whole: those that are left out are cleared.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/update/
 */
interface OrganizationUpdate {
  /** Name of the organization. */
  name: string;
  /** Website, `orbit.example`. */
  website?: string;
  /** What it does. */
  description?: string;
  /** Country code of two letters. */
  location?: string;
  /** URL of its logo; whether Help Scout takes it is not documented. */
  logoUrl?: string;
  /** Notes. */
  note?: string;
  /** E-mail domains by which customers are found to belong to it. */
  domains?: readonly string[];
  /** Phone numbers, written freely. */
  phones?: readonly string[];
  /** Hex colour, `#12AB9F`. */
  brandColor?: string;
}

/**
 * An organization to create.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/create/
 */
interface OrganizationCreate extends OrganizationUpdate {
  /** The only e-mail domain; prefer `domains`. */
  domain?: string;
}
