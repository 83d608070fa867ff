'use strict';

/** Reads the types of src/models: their fields, comments and what they refer to. */

const fs = require('node:fs');
const path = require('node:path');
const { parse, parseExpression } = require('@babel/parser');

const PLUGINS = ['typescript'];

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {boolean} optional
 * @property {object} node syntax of its type
 * @property {string} type
 * @property {string} doc
 */

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {string} doc
 * @property {string} [see] address of a page
 * @property {string[]} parameters names of its type parameters
 * @property {string} head the declaration up to `{` or `=`
 * @property {string} text the declaration
 * @property {object} node syntax of it
 * @property {string[]} parents what an interface extends
 * @property {Field[]} [fields] of an interface, its own
 */

/** All types by name. */
function readModels(directory) {
  const models = new Map();
  for (const file of fs.readdirSync(directory).filter((name) => name.endsWith('.d.ts')).sort()) {
    const source = fs.readFileSync(path.join(directory, file), 'utf8');
    for (const node of parse(source, { plugins: PLUGINS }).program.body) {
      const model = readModel(node, source);
      models.set(model.name, model);
    }
  }
  return models;
}

function readModel(node, source) {
  const { doc, see } = commentOf(node);
  const text = source.slice(node.start, node.end);
  const parameters = (node.typeParameters?.params ?? []).map((parameter) => parameter.name);
  const head = text.slice(0, (node.body ?? node.typeAnnotation).start - node.start).replace(/\s*=?\s*$/, '');
  const parents = (node.extends ?? []).map((parent) => source.slice(parent.start, parent.end));
  const fields = node.body?.body.filter(({ type }) => type === 'TSPropertySignature').map((field) => readField(field, source));
  return { name: node.id.name, doc, see, parameters, head, text, node, parents, fields };
}

function readField(node, source) {
  const type = node.typeAnnotation.typeAnnotation;
  return {
    name: node.key.name ?? node.key.value,
    optional: Boolean(node.optional),
    node: type,
    type: source.slice(type.start, type.end).replace(/\s+/g, ' '),
    doc: commentOf(node).doc,
  };
}

/** The text of the comment before a node, and the address that it tells to see. */
function commentOf(node) {
  const comment = node.leadingComments?.findLast(({ value }) => value.startsWith('*'))?.value ?? '';
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*+ ?/, '').trim());
  const see = lines.find((line) => line.startsWith('@see '))?.slice(5);
  const doc = lines.filter((line) => line && !line.startsWith('@see ')).join(' ').replace('@deprecated ', 'Deprecated: ');
  return { doc, see };
}

/** Syntax of a type that a declaration names, such as `ReportParams & ViewByParams`. */
function parseType(text) {
  return parseExpression(`0 as ${text}`, { plugins: PLUGINS }).typeAnnotation;
}

/** Names of the types that a piece of syntax refers to, in order. */
function references(node, found = new Set()) {
  if (Array.isArray(node)) {
    for (const item of node) references(item, found);
  } else if (node && typeof node.type === 'string') {
    if (node.type === 'TSTypeReference') found.add(node.typeName.name);
    if (node.type === 'TSInterfaceHeritage' || node.type === 'TSExpressionWithTypeArguments') found.add(node.expression.name);
    for (const [key, value] of Object.entries(node)) {
      if (!/[cC]omments$|^loc$/.test(key)) references(value, found);
    }
  }
  return found;
}

/**
 * The fields of an object, inherited ones first, with those that every
 * alternative of a union has; undefined for anything that is no plain object.
 */
function fieldsOf(node, models) {
  if (node.type === 'TSIntersectionType') return merged(node.types.map((part) => fieldsOf(part, models)));
  if (node.type === 'TSUnionType') return alternatives(node.types.map((part) => fieldsOf(part, models)));
  if (node.type === 'TSParenthesizedType') return fieldsOf(node.typeAnnotation, models);
  const name = node.typeName?.name ?? node.expression?.name;
  const model = models.get(name);
  if (model === undefined || model.parameters.length > 0) return undefined;
  if (model.fields === undefined) return fieldsOf(model.node.typeAnnotation, models);
  const parents = (model.node.extends ?? []).map((parent) => fieldsOf(parent, models));
  return merged([...parents, model.fields]);
}

/** Fields of several types taken together: the last of each name counts. */
function merged(lists) {
  if (lists.includes(undefined)) return undefined;
  return [...new Map(lists.flat().map((field) => [field.name, field])).values()];
}

/** Fields of one type or another: what is not in all of them is optional. */
function alternatives(lists) {
  if (lists.includes(undefined)) return undefined;
  const everywhere = (name) => lists.every((list) => list.some((field) => field.name === name && !field.optional));
  const given = lists.flat().filter((field) => field.type !== 'undefined');
  return merged([given]).map((field) => ({ ...field, optional: !everywhere(field.name) }));
}

module.exports = { fieldsOf, parseType, readModels, references };
