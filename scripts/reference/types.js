'use strict';

/** Types in Markdown: names as links, fields as tables, a section for each. */

const { fieldsOf, references } = require('./models');

const cell = (text) => text.replaceAll('|', '\\|');
const code = (text) => ['```ts', text, '```', ''];
const anchor = (title) => title.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-');

/** Writes types on one page. `homes` tells by name on which page a type has its section. */
class TypeWriter {
  constructor(models, homes, page) {
    this.models = models;
    this.homes = homes;
    this.page = page;
  }

  /** A type as code in which the names that have a section are links. */
  inline(text) {
    const spans = [];
    let plain = '';
    const flush = () => {
      if (plain) spans.push(`\`${plain}\``);
      plain = '';
    };
    for (const part of text.split(/\b([A-Z]\w*)\b/)) {
      const home = this.homes.get(part);
      if (home === undefined) {
        plain += part;
      } else {
        flush();
        spans.push(`[\`${part}\`](${home === this.page ? '' : home}#${anchor(part)})`);
      }
    }
    flush();
    return cell(spans.join(''));
  }

  /** A table of fields; those that may be left out or missing end in a question mark. */
  table(title, fields) {
    const rows = fields.map(({ name, optional, type, doc }) =>
      `| \`${name}${optional ? '?' : ''}\` | ${this.inline(type)} | ${cell(doc)} |`);
    return [`| ${title} | Type | |`, '|---|---|---|', ...rows, ''];
  }

  /** What is passed as `type`: its fields if it is an object, else a pointer to its section. */
  passed(title, type, node) {
    const fields = fieldsOf(node, this.models);
    if (fields === undefined) return [`${title}: ${this.inline(type)}.`, ''];
    return fields.length > 0 ? this.table(title, fields) : [];
  }

  /** The section of a type. */
  section(name) {
    const model = this.models.get(name);
    const { doc, see, head, parameters, fields } = model;
    const lines = [`### ${name}`, '', ...(doc ? [doc, ''] : [])];
    if (fields === undefined) lines.push(...this.alias(model));
    else if (parameters.length > 0) lines.push(...code(head), ...this.table('Field', fields));
    else lines.push(...this.object(model));
    if (see) lines.push(`[Help Scout's page](${see})`, '');
    return lines;
  }

  /** Another name for a type: code, and what it names. */
  alias({ text, node, parameters }) {
    const [, body] = text.match(/ = (.*);$/) ?? [];
    if (body && parameters.length === 0) return [this.inline(body), ''];
    const named = [...references(node.typeAnnotation)].filter((name) => this.homes.has(name));
    const links = named.map((name) => this.inline(name)).join(', ');
    return [...code(text), ...(links ? [`See ${links}.`, ''] : [])];
  }

  /** An object with all its fields, unless it inherits from something that is none. */
  object({ name, fields, parents }) {
    const whole = fieldsOf({ typeName: { name } }, this.models);
    if (whole) return whole.length > 0 ? this.table('Field', whole) : [];
    const links = parents.map((parent) => this.inline(parent)).join(', ');
    return [`The fields of ${links}, and:`, '', ...this.table('Field', fields)];
  }
}

module.exports = { TypeWriter, anchor, cell, code };
