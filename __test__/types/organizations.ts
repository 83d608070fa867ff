// Organizations and their properties: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

// @ts-expect-error: the name is missing
hs.organizations.create({ website: 'orbit.example' });
// @ts-expect-error: misspelt member
hs.organizations.create({ name: 'Orbit', phone: '+33 1 00' });
// @ts-expect-error: domains are a list
hs.organizations.create({ name: 'Orbit', domains: 'orbit.example' });
// @ts-expect-error: only new ones take a single domain
hs.organizations.update(1, { name: 'Orbit', domain: 'orbit.example' });
// @ts-expect-error: the name is missing, for all is replaced
hs.organizations.update(1, { note: 'Pays late' });
// @ts-expect-error: misspelt parameter
hs.organizations.get(1, { includeCount: true });
// @ts-expect-error: yes or no
hs.organizations.get(1, { includeCounts: 'yes' });
// @ts-expect-error: misspelt parameter
hs.organizations.list({ sortField: 'name' });
// @ts-expect-error: the id is missing
hs.organizations.conversations.list();
// @ts-expect-error: an id, then parameters
hs.organizations.customers.list({ page: 2 });
// @ts-expect-error: a value is text
hs.organizations.properties.update(1, 'seats', { value: 100 });
// @ts-expect-error: the slug is missing
hs.organizations.properties.delete(1);
// @ts-expect-error: the type is missing
hs.organizationProperties.create({ slug: 'seats', name: 'Seats' });
// @ts-expect-error: the type stays
hs.organizationProperties.update('seats', { name: 'Seats', type: 'text' });
// @ts-expect-error: these options have no ids
hs.organizationProperties.update('tier', { name: 'Tier', options: [{ id: '1', label: 'Gold' }] });

export async function wrong(): Promise<void> {
  const { data } = await hs.organizations.get(1);
  // @ts-expect-error: counts come only if asked for
  data.customerCount.toFixed();
  // @ts-expect-error: answers have domains
  data.domain;
  const list = await hs.organizationProperties.list();
  // @ts-expect-error: the list calls them organization-properties
  list._embedded?.properties;
}

export async function right(): Promise<void> {
  await hs.organizations.create({ name: 'Orbit', domain: 'orbit.example', phones: [], brandColor: '#12AB9F' });
  await hs.organizations.update('77', { name: 'Orbit', domains: ['orbit.example'] });
  await hs.organizations.delete(77n);
  const page = await hs.organizations.list({ sort: 'name,asc', page: 2 });
  const orbit: HelpScout.Organization | undefined = page._embedded?.organizations[0];
  const { data } = await hs.organizations.get(77, { includeCounts: true, includeProperties: true });
  console.log(orbit?.location?.length, data.customerCount, data.properties?.[0]?.value);
  const talks = await hs.organizations.conversations.list(77, { page: 1 });
  const people = await hs.organizations.customers.list(77);
  console.log(talks._embedded?.conversations[0]?.subject, people._embedded?.customers[0]?.age);
  await hs.organizations.properties.update(77, 'seats', { value: '100' });
  await hs.organizations.properties.delete(77, 'seats');
  await hs.organizationProperties.create({ type: 'dropdown', slug: 'tier', name: 'Tier', options: [{ label: 'Gold' }] });
  await hs.organizationProperties.update('tier', { name: 'Tier' });
  const tier: HelpScout.OrganizationProperty = (await hs.organizationProperties.get('tier')).data;
  console.log(tier.options?.[0]?.label, (await hs.organizationProperties.list()).data._embedded?.['organization-properties']);
  await hs.organizationProperties.delete('tier');
}
