'use strict';

const check = require('../check');
const hal = require('../hal');
const { notFound } = require('../problem');
const { ENTRIES, needFreeEmail } = require('../model');
const { entryRules } = require('./customer-rules');

// Name of the id parameter of each list's item path, as the API's reference has it.
const PARAMETERS = {
  emails: 'emailId',
  phones: 'phoneId',
  chats: 'chatId',
  'social-profiles': 'socialProfileId',
  websites: 'websiteId',
};

/** The four operations on one list of a customer's entries. */
function entryRoutes(wire) {
  const key = ENTRIES[wire];
  const parameter = PARAMETERS[wire];

  const needEntry = (customer, params) => {
    const entry = customer[key].find((each) => String(each.id) === params[parameter]);
    if (!entry) throw notFound('Entry');
    return entry;
  };

  const checked = (state, customer, body) => {
    const entry = check.validate(body, entryRules[wire]);
    if (wire === 'emails') needFreeEmail(state, entry.value, customer.id);
    return entry;
  };

  const list = (context) => hal.collection(context, wire, context.state.customers.need(context.params.customerId)[key]);

  const create = ({ state, params, body, href }) => {
    const customer = state.customers.need(params.customerId);
    const entry = { id: state.subId(), ...checked(state, customer, body) };
    customer[key].push(entry);
    customer.updatedAt = state.time();
    return hal.created(entry.id, href(`/v2/customers/${customer.id}/${wire}/${entry.id}`));
  };

  const update = ({ state, params, body }) => {
    const customer = state.customers.need(params.customerId);
    Object.assign(needEntry(customer, params), checked(state, customer, body));
    customer.updatedAt = state.time();
    return hal.noContent();
  };

  const remove = ({ state, params }) => {
    const customer = state.customers.need(params.customerId);
    const entry = needEntry(customer, params);
    customer[key] = customer[key].filter((each) => each !== entry);
    customer.updatedAt = state.time();
    return hal.noContent();
  };

  return {
    [`GET /v2/customers/:customerId/${wire}`]: list,
    [`POST /v2/customers/:customerId/${wire}`]: create,
    [`PUT /v2/customers/:customerId/${wire}/:${parameter}`]: update,
    [`DELETE /v2/customers/:customerId/${wire}/:${parameter}`]: remove,
  };
}

module.exports = Object.assign({}, ...Object.keys(ENTRIES).map(entryRoutes));
