'use strict';

const { invalidQuery } = require('./problem');

/** 200 with a HAL resource. */
const resource = (body) => ({ status: 200, type: 'application/hal+json', headers: {}, body });

/** 200 with plain JSON, as most reports answer. */
const json = (body) => ({ status: 200, type: 'application/json', headers: {}, body });

/** 200 with text of a media type. */
const text = (body, type) => ({ status: 200, type, headers: {}, body });

/** 200 with the bytes of a file. */
const file = (body, type, name) => ({
  status: 200,
  type,
  headers: { 'Content-Disposition': `attachment; filename="${name.replace(/[^ -~]|["\\]/g, '_')}"` },
  body,
});

/** 202. */
const accepted = () => ({ status: 202, headers: {} });

/** 204. */
const noContent = () => ({ status: 204, headers: {} });

/**
 * 201 without a body.
 * @param {number} [id] for Resource-ID
 * @param {string} [location] URL of the new resource
 */
function created(id, location) {
  const headers = {};
  if (id !== undefined) headers['Resource-ID'] = String(id);
  if (location !== undefined) headers.Location = location;
  return { status: 201, headers };
}

/**
 * One page of a list, with the links that keep the request's query.
 * @param {object} context of the request
 * @param {string} key under _embedded
 * @param {object[]} items the whole filtered, sorted list
 * @param {(item: object) => object} view what is sent of each item on the page
 * @param {number} [defaultSize] items a page, unless the mock's pageSize option says otherwise
 */
function page(context, key, items, view, defaultSize = 50) {
  const size = context.pageSize ?? defaultSize;
  const number = pageNumber(context.query.get('page'));
  const totalPages = Math.ceil(items.length / size);
  const shown = items.slice((number - 1) * size, number * size);
  return resource({
    ...embedded(key, shown.map(view)),
    _links: pageLinks(context, number, totalPages),
    page: { size, totalElements: items.length, totalPages, number },
  });
}

/** A collection that the API does not page. */
function collection(context, key, items) {
  return resource({ ...embedded(key, items), _links: { self: { href: context.href(context.path) } } });
}

/** The items under _embedded, which the API leaves out of an empty list. */
const embedded = (key, items) => (items.length > 0 ? { _embedded: { [key]: items } } : {});

function pageNumber(text) {
  if (text === null) return 1;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw invalidQuery('page', 'must be a positive integer', text);
  return number;
}

function pageLinks(context, number, totalPages) {
  const kept = context.rawQuery.split('&').filter((pair) => pair !== '' && !/^page(=|$)/.test(pair));
  const base = context.href(context.path);
  const at = (target) => ({ href: `${base}?${[...kept, `page=${target}`].join('&')}` });
  const links = { self: at(number), first: at(1), last: at(Math.max(totalPages, 1)) };
  if (number < totalPages) links.next = at(number + 1);
  if (number > 1) links.previous = at(number - 1);
  const template = kept.length > 0 ? `?${kept.join('&')}{&page}` : '{?page}';
  links.page = { href: base + template, templated: true };
  return links;
}

module.exports = { accepted, collection, created, embedded, file, json, noContent, page, resource, text };
