'use strict';

// The API reference has every operation, its links lead somewhere, and the types
// that it shows are those of the documented parameters and fields.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { declarations } = require('../../scripts/declarations');
const { reference } = require('../../scripts/generate-documents');
const { fieldsOf, parseType, readModels } = require('../../scripts/reference/models');

const root = path.join(__dirname, '..', '..');
const models = readModels(path.join(root, 'src', 'models'));
const pages = reference();
const documented = require('../fixtures/endpoints.json').filter(({ resource }) => resource !== 'oauth2');
const declared = new Map(declarations().flatMap((resource) =>
  resource.endpoints.map((endpoint) => [`${resource.path}.${endpoint.method}`, endpoint])));

/** JavaScript's names of parameters that have another one on the wire. */
const CAMEL_CASE = { assignedTo: 'assigned_to', fieldId: 'fieldid' };

const headings = (text) => [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title);
const anchorOf = (title) => title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-');

for (const [name, text] of pages) {
  test(`the links of docs/api/${name} lead somewhere, its anchors to one place`, () => {
    const anchors = headings(text).map(anchorOf);
    assert.equal(new Set(anchors).size, anchors.length);

    for (const [, target] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (/^(https:|\.\.\/)/.test(target)) continue;
      const [file, anchor] = target.split('#');
      const page = file === '' ? text : pages.get(file);
      assert.ok(page, target);
      if (anchor) assert.ok(headings(page).map(anchorOf).includes(anchor), target);
    }
  });
}

for (const { resource, operation, method, path: route, query, body, docs } of documented) {
  const name = `${resource}.${operation}`;
  const { argument, payload, verb, path: declaredRoute } = declared.get(name);
  const type = argument && parseType(argument.split(': ')[1]);

  test(`the reference has ${name} with its route and source`, () => {
    const page = pages.get(`${resource.split('.')[0]}.md`);
    const section = page.split(/^### /m).find((part) => part.startsWith(`${name}\n`));
    assert.equal(verb, method);
    assert.ok(section.includes(`\`${method} ${declaredRoute}\`, weight `) && declaredRoute.startsWith(route));
    assert.ok(section.includes(`(${docs})`));
    for (const { name: parameter } of payload === 'query' ? query : []) assert.ok(section.includes(`| \`${parameter}`), parameter);
  });

  if (payload === 'query') {
    test(`the params of ${name} are typed under the documented names, and no others`, () => {
      const typed = (fieldsOf(type, models) ?? []).filter(({ doc }) => !doc.startsWith('Deprecated'));
      const names = typed.map((field) => CAMEL_CASE[field.name] ?? field.name);
      assert.deepEqual([...new Set(names)].sort(), query.map((parameter) => parameter.name).sort());
    });
  }

  const fields = body.filter((field) => /^\w+$/.test(field.name)).map((field) => field.name);
  if (fields.length > 0 && fieldsOf(type, models)) {
    test(`the body of ${name} is typed with every documented field`, () => {
      const typed = fieldsOf(type, models).map((field) => field.name);
      assert.deepEqual(fields.filter((field) => !typed.includes(field)), []);
    });
  }
}
