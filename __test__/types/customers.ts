// Customers, their entries and properties: what must not compile, then what must.
import HelpScout from 'helpscout-native';

declare const hs: HelpScout;

const address = { city: 'Lyon', state: 'ARA', postalCode: '69001', country: 'FR' };

// @ts-expect-error: misspelt member
hs.customers.create({ firstname: 'Lee' });
// @ts-expect-error: requests call it socialProfiles
hs.customers.create({ firstName: 'Lee', social_profiles: [] });
// @ts-expect-error: an entry is more than its value
hs.customers.create({ emails: ['lee@example.org'] });
// @ts-expect-error: the country is missing
hs.customers.create({ address: { city: 'Lyon', state: 'ARA', postalCode: '69001' } });
const misspelt = { fistName: 'Lee' };
// @ts-expect-error: misspelt member in a variable
hs.customers.create(misspelt);
// @ts-expect-error: entries are not overwritten
hs.customers.overwrite(1, { emails: [] });
// @ts-expect-error: an age is text
hs.customers.overwrite(1, { age: 30 });
// @ts-expect-error: misspelt parameter
hs.customers.list({ inbox: 1 });
// @ts-expect-error: version 2 has no such filter
hs.customers.list({ email: 'lee@example.org' });
// @ts-expect-error: version 3 has no numbered pages
hs.customers.listV3({ page: 2 });
// @ts-expect-error: a moment is a Date or text
hs.customers.listV3({ createdSince: 0 });

// @ts-expect-error: a customer is changed by an array
hs.customers.update(1, { op: 'remove', path: '/emails/1' });
// @ts-expect-error: a path starts with a slash
hs.customers.update(1, [{ op: 'remove', path: 'emails/1' }]);
// @ts-expect-error: a whole collection cannot be removed
hs.customers.update(1, [{ op: 'remove', path: '/emails' }]);
// @ts-expect-error: no such field
hs.customers.update(1, [{ op: 'replace', path: '/fistName', value: 'Lee' }]);
// @ts-expect-error: no such collection
hs.customers.update(1, [{ op: 'add', path: '/email', value: { type: 'work', value: 'lee@example.org' } }]);
// @ts-expect-error: an entry is more than its value
hs.customers.update(1, [{ op: 'add', path: '/emails', value: 'lee@example.org' }]);
// @ts-expect-error: an address is not text
hs.customers.update(1, [{ op: 'replace', path: '/address', value: 'Lyon' }]);
// @ts-expect-error: no such part of an entry
hs.customers.update(1, [{ op: 'replace', path: '/chats/1002/name', value: 'lee' }]);
// @ts-expect-error: websites have no kinds
hs.customers.update(1, [{ op: 'replace', path: '/websites/7/type', value: 'work' }]);
// @ts-expect-error: an entry is known by its id
hs.customers.update(1, [{ op: 'remove', path: '/emails/lee@example.org' }]);
// @ts-expect-error: properties are changed by an array
hs.customers.properties.update(1, { plan: 'Plus' });
// @ts-expect-error: a removal has no value
hs.customers.properties.update(1, [{ op: 'remove', path: '/plan', value: 'x' }]);
// @ts-expect-error: values are text or numbers
hs.customers.properties.update(1, [{ op: 'replace', path: '/plan', value: true }]);
// @ts-expect-error: values are replaced
hs.customers.properties.update(1, [{ op: 'add', path: '/plan', value: 'x' }]);

// @ts-expect-error: the country is missing
hs.customers.addresses.create(1, { city: 'Lyon', state: 'ARA', postalCode: '69001' });
// @ts-expect-error: lines are a list
hs.customers.addresses.update(1, { ...address, lines: '1 rue A' });
// @ts-expect-error: the value is missing
hs.customers.emails.create(1, { type: 'work' });
// @ts-expect-error: the type is missing
hs.customers.phones.create(1, { value: '555' });
// @ts-expect-error: the id of the entry is missing
hs.customers.chatHandles.update(1, { type: 'aim', value: 'lee' });
// @ts-expect-error: the id of the entry is missing
hs.customers.socialProfiles.delete(1);
// @ts-expect-error: websites have no kinds
hs.customers.websites.create(1, { type: 'work', value: 'https://example.org' });
// @ts-expect-error: e-mail addresses have no parameters
hs.customers.emails.list(1, { page: 2 });

// @ts-expect-error: the name is missing
hs.customerProperties.create({ type: 'text', slug: 'plan' });
// @ts-expect-error: options have labels
hs.customerProperties.create({ type: 'dropdown', slug: 'plan', name: 'Plan', options: ['Plus'] });
// @ts-expect-error: the slug is missing
hs.customerProperties.delete();

export async function wrong(): Promise<void> {
  const { data } = await hs.customers.get(1);
  // @ts-expect-error: there may be no name
  data.firstName.length;
  // @ts-expect-error: names are firstName here
  data.first;
  // @ts-expect-error: answers call it social_profiles
  data._embedded?.socialProfiles;
  const profiles = await hs.customers.socialProfiles.list(1);
  // @ts-expect-error: the list calls it social-profiles
  profiles._embedded?.social_profiles;
  const page = await hs.customers.listV3();
  // @ts-expect-error: version 3 has no numbered pages
  page.data.page;
}

export async function right(emailId: number, chatId: bigint, since: Date): Promise<void> {
  await hs.customers.create({
    firstName: 'Lee',
    gender: 'unknown',
    organizationId: '77',
    emails: [{ type: 'work', value: 'lee@example.org' }],
    socialProfiles: [{ type: 'added later', value: '@lee' }],
    address: { ...address, lines: ['1 rue A'] },
    properties: [{ slug: 'plan', value: 'Plus' }],
  });
  await hs.customers.overwrite(1, { jobTitle: 'Buyer' });
  await hs.customers.update(1, [
    { op: 'replace', path: '/firstName', value: 'Lee' },
    { op: 'replace', path: '/address', value: address },
    { op: 'add', path: '/emails', value: { type: 'work', value: 'lee@example.org' } },
    { op: 'add', path: '/social-profiles', value: { type: 'twitter', value: '@lee' } },
    { op: 'add', path: '/websites', value: { value: 'https://example.org' } },
    { op: 'replace', path: '/chats/1002/value', value: 'lee' },
    { op: 'replace', path: `/chats/${chatId}/type`, value: 'xmpp' },
    { op: 'remove', path: `/emails/${emailId}` },
  ]);
  await hs.customers.properties.update(1, [{ op: 'replace', path: '/plan', value: 5 }, { op: 'remove', path: '/revenue' }]);
  await hs.customers.delete(1);
  await hs.customers.deleteAsync(1);

  const found = await hs.customers.list({ mailbox: 1, modifiedSince: since, sortField: 'modifiedAt' });
  const lee: HelpScout.Customer | undefined = found._embedded?.customers[0];
  console.log(lee?._embedded?.properties?.[0]?.text, lee?._embedded?.address?.lines?.join());
  const next: string | undefined = (await hs.customers.listV3({ email: 'lee@example.org' }))._links.next?.href;
  const profiles = await hs.customers.socialProfiles.list(1);
  console.log(next, profiles.data._embedded?.['social-profiles'].map((profile) => profile.value));
  await hs.customers.chatHandles.update(1, 2, { type: 'qq', value: '1' });
  await hs.customers.websites.create(1, { value: 'https://example.org' });
  await hs.customers.addresses.create(1, address);
  const stored: HelpScout.CustomerAddress = (await hs.customers.addresses.get(1)).data;
  const properties = await hs.customerProperties.list();
  await hs.customerProperties.create({ type: 'dropdown', slug: 'plan', name: 'Plan', options: [{ label: 'Plus' }] });
  await hs.customerProperties.delete('plan');
  console.log(stored.city, properties._embedded?.['customer-properties'].length);
}
