'use strict';

// New organizations, and which customers and conversations they have.

const FIELDS = ['website', 'description', 'location', 'logoUrl', 'note', 'brandColor'];

/** The fields of an organization, all of which a PUT replaces; the API's own example names one domain. */
const organizationFields = ({ name, domain, domains = domain ? [domain] : [], phones = [], ...rest }) => ({
  name,
  ...Object.fromEntries(FIELDS.map((key) => [key, rest[key] ?? null])),
  domains,
  phones,
});

function createOrganization(state, input) {
  const now = state.time();
  return state.organizations.insert({
    id: input.id,
    ...organizationFields(input),
    properties: Object.fromEntries((input.properties ?? []).map(({ slug, value }) => [slug, value])),
    createdAt: input.createdAt ?? now,
    updatedAt: input.createdAt ?? now,
  });
}

const domainOf = (email) => email.value.split('@').at(-1).toLowerCase();

/** The organization that a customer was put into, or else the one that has the domain of an e-mail address. */
function organizationOf(state, customer) {
  if (customer.organizationId) return state.organizations.get(customer.organizationId);
  if (state.organizations.size === 0) return undefined;
  const domains = customer.emails.map(domainOf);
  return state.organizations.first((each) => each.domains.some((domain) => domains.includes(domain.toLowerCase())));
}

const customersOf = (state, organization) =>
  state.customers.where((customer) => organizationOf(state, customer) === organization);

function conversationsOf(state, organization) {
  const members = new Set(customersOf(state, organization).map(({ id }) => id));
  return state.conversations.where(({ customerId }) => members.has(customerId));
}

module.exports = { conversationsOf, createOrganization, customersOf, organizationFields, organizationOf };
