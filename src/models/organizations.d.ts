/** An organization. */
interface Organization {
  id: number;
  name: string;
  website: string | null;
  description: string | null;
  note: string | null;
  logoUrl: string | null;
  /** Country code of two letters. */
  location: string | null;
  /** E-mail domains by which customers are matched. */
  domains: string[];
  phones: string[];
  /** Hex, `#12AB9F`. */
  brandColor: string | null;
  /** Only if counts were asked for. */
  customerCount?: number;
  /** Only if counts were asked for. */
  conversationCount?: number;
  /** Only if properties were asked for. */
  properties?: CustomerPropertyValue[];
  createdAt?: DateTime;
  updatedAt?: DateTime;
  _links?: HalLinks;
}

type OrganizationList = Page<'organizations', Organization>;

interface OrganizationGetParams {
  includeCounts?: boolean;
  includeProperties?: boolean;
}

interface OrganizationListParams extends PageParams {
  /** Field and direction; default `lastInteractionAt,desc`. */
  sort?: Open<'name' | 'customerCount' | 'conversationCount' | 'lastInteractionAt'>;
}

/** An organization's own fields; all that are left out are cleared. */
interface OrganizationUpdate {
  name: string;
  website?: string;
  description?: string;
  /** Country code of two letters. */
  location?: string;
  logoUrl?: string;
  note?: string;
  /** E-mail domains by which customers are matched. */
  domains?: string[];
  phones?: string[];
  /** Hex, `#12AB9F`. */
  brandColor?: string;
}

interface OrganizationCreate extends OrganizationUpdate {
  /** The only e-mail domain; prefer `domains`. */
  domain?: string;
}

/** Definition of an organization property. */
interface OrganizationProperty {
  type: PropertyType;
  slug: string;
  name: string;
  /** Dropdowns only. */
  options?: Array<{ label: string }>;
}

type OrganizationPropertyList = Page<'organization-properties', OrganizationProperty>;

interface OrganizationPropertyUpdate {
  /** At most 100 characters. */
  name: string;
  /** Replaces all; values of dropped options are erased. */
  options?: Array<{ label: string }>;
}

interface OrganizationPropertyCreate extends OrganizationPropertyUpdate {
  type: PropertyType;
  /** From 1 to 120 characters. */
  slug: string;
}

interface OrganizationPropertyValue {
  /** Always text; the exact label if the property is a dropdown. */
  value: string;
}
