'use strict';

// Links, commands and generated pages of the documents.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { reference, withDifferences } = require('../../scripts/generate-documents');
const { withFaults } = require('../../scripts/reference/faults');

const root = path.join(__dirname, '..', '..');
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/RELIABILITY.md'];

const anchorsOf = (text) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'),
  );

for (const document of documents) {
  const text = read(document);

  test(`the links of ${document} lead somewhere`, () => {
    for (const [, target] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file, anchor] = target.split('#');
      assert.ok(file === '' || fs.existsSync(path.join(root, file)), target);
      if (anchor) assert.ok(anchorsOf(file === '' ? text : read(file)).includes(anchor), target);
    }
  });

  test(`the commands of ${document} exist`, () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const [, name] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(scripts[name], name);
    for (const [file] of text.matchAll(/\b(?:src|js|scripts|__test__|testing|runtimes|examples)\/[\w/.-]*\w/g)) {
      assert.ok(fs.existsSync(path.join(root, file)), file);
    }
  });
}

test('the table of differences is that of the compatibility tests', () => {
  const text = read('README.md');
  assert.ok(text.includes('<!-- differences -->\n|'));
  assert.equal(text, withDifferences(text));
});

test('the fault matrix is the table that the tests check', () => {
  const text = read('docs/RELIABILITY.md');
  assert.ok(text.includes('<!-- faults -->\n#'));
  assert.equal(text, withFaults(text));
});

test('docs/api is what the declarations and types say', () => {
  const pages = reference();
  assert.deepEqual(fs.readdirSync(path.join(root, 'docs', 'api')).sort(), [...pages.keys()].sort());
  for (const [name, text] of pages) assert.equal(read(`docs/api/${name}`), text, name);
});
