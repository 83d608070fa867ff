/** Type of a property of customers or organizations. */
type PropertyType = Open<'date' | 'dropdown' | 'number' | 'text' | 'url'>;

/** Value of a property of a customer or organization. */
interface PropertyValue {
  /** What kind of value it is. */
  type: PropertyType;
  /** Slug of the property. */
  slug: string;
  /** Name of the property. */
  name: string;
  /** The value; a date is `YYYY-MM-DD`, a dropdown's is the id of the option. */
  value: string | number;
  /** The value as users see it. */
  text?: string;
  /** Who set it; older answers have the bare name. */
  source?: PropertySource | string;
}

/** Who set the value of a property. */
interface PropertySource {
  /** Name of the source, such as `api`. */
  name: string;
}

/** Option of a dropdown of customers. */
interface CustomerPropertyOption {
  /** UUID of the option. */
  id: string;
  /** What users see. */
  label: string;
}

/** Option of a dropdown to define. */
interface CustomerPropertyOptionInput {
  /** UUID of the option; default a new one. */
  id?: string;
  /** What users see: unique, at most 255 characters. */
  label: string;
}

/**
 * Definition of a customer property.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/properties/list/
 */
interface CustomerProperty {
  /** What kind of values it has. */
  type: PropertyType;
  /** What it is known by. */
  slug: string;
  /** What users see. */
  name: string;
  /** What can be chosen; dropdowns only. */
  options?: CustomerPropertyOption[];
}

/** The definitions of customer properties, at most 50; not paged. */
type CustomerPropertyList = Page<'customer-properties', CustomerProperty>;

/**
 * A customer property to define.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/properties/create/
 */
interface CustomerPropertyCreate {
  /** What kind of values it has. */
  type: PropertyType;
  /** From 1 to 100 letters, digits, `-` and `_`; not `email`, `name`, `company` or `jobTitle`. */
  slug: string;
  /** What users see. */
  name: string;
  /** What can be chosen, at most 100; dropdowns only. */
  options?: CustomerPropertyOptionInput[];
}

/**
 * One change of a customer's properties; the request is an array of them. The path is a slash and the slug.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/properties/update/
 */
type CustomerPropertyPatch =
  /** Sets a value: an integer, at most 255 characters, a URL, a date as `YYYY-MM-DD`, or an option's id or label. */
  | ReplaceOperation<`/${string}`, string | number>
  /** Takes the value away. */
  | RemoveOperation<`/${string}`>;

/** Option of a dropdown of organizations. */
interface OrganizationPropertyOption {
  /** What users see, at most 100 characters. */
  label: string;
}

/**
 * Definition of an organization property.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/properties/get/
 */
interface OrganizationProperty {
  /** What kind of values it has. */
  type: PropertyType;
  /** What it is known by. */
  slug: string;
  /** What users see. */
  name: string;
  /** What can be chosen; dropdowns only. */
  options?: OrganizationPropertyOption[];
}

/** The definitions of organization properties, at most 50; not paged. */
type OrganizationPropertyList = Page<'organization-properties', OrganizationProperty>;

/**
 * What an organization property becomes; its type and slug stay.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/properties/update/
 */
interface OrganizationPropertyUpdate {
  /** What users see, at most 100 characters. */
  name: string;
  /** All that can be chosen, at most 100; values of options that are left out are erased. Dropdowns only. */
  options?: OrganizationPropertyOption[];
}

/**
 * An organization property to define.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/properties/create/
 */
interface OrganizationPropertyCreate extends OrganizationPropertyUpdate {
  /** What kind of values it has. */
  type: PropertyType;
  /** From 1 to 120 characters, unique in the account. */
  slug: string;
}

/**
 * Value of an organization property to store.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/organizations/properties/set-value/
 */
interface OrganizationPropertyValue {
  /** The value as text: `100`, `2024-01-15`, or the exact label of an option. */
  value: string;
}
