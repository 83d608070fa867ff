'use strict';

const { invalidQuery } = require('./problem');

const UNITS = { MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000, WEEK: 604_800_000 };

const TOKEN = /\s*(?:(\(|\))|(\[[^\]]*\])|"((?:[^"\\]|\\.)*)"|([A-Za-z]\w*):|([^\s()"[\]]+))/y;

/**
 * Compiles an advanced search expression: AND, OR, NOT, groups, field:value, field:(a OR b), field:[from TO to].
 * @param {string} text
 * @param {Record<string, (record: object, value: string | Range) => boolean>} fields test of each known field
 * @param {number} now milliseconds, for NOW
 * @returns {(record: object) => boolean}
 */
function compile(text, fields, now) {
  const tokens = tokenize(text);
  let at = 0;
  const refuse = (message) => invalidQuery('query', message, text);
  const peek = () => tokens[at];
  const isWord = (word) => peek()?.word === word;
  const skip = (word) => isWord(word) && ++at > 0;

  // Words without AND or OR between them are AND-ed.
  function conjunction(field) {
    const parts = [negation(field)];
    while (peek() && !isWord('OR') && peek().bracket !== ')') {
      skip('AND');
      parts.push(negation(field));
    }
    return (record) => parts.every((part) => part(record));
  }

  function disjunction(field) {
    const parts = [conjunction(field)];
    while (skip('OR')) parts.push(conjunction(field));
    return (record) => parts.some((part) => part(record));
  }

  function negation(field) {
    if (!skip('NOT')) return term(field);
    const inner = negation(field);
    return (record) => !inner(record);
  }

  function term(field) {
    const token = tokens[at++];
    if (token === undefined) throw refuse('ends too early');
    if (token.bracket === '(') {
      const inner = disjunction(field);
      if (tokens[at++]?.bracket !== ')') throw refuse('lacks a closing parenthesis');
      return inner;
    }
    if (token.field !== undefined) {
      if (!Object.hasOwn(fields, token.field)) throw refuse(`has an unknown field "${token.field}"`);
      return term(fields[token.field]);
    }
    const value = token.range === undefined ? (token.word ?? token.phrase) : range(token.range, now);
    if (value === undefined || !field) throw refuse('must consist of field:value terms');
    return (record) => field(record, value);
  }

  function tokenize(source) {
    const found = [];
    TOKEN.lastIndex = 0;
    while (source.slice(TOKEN.lastIndex).trim() !== '') {
      const match = TOKEN.exec(source);
      if (!match) throw refuse('is not well formed');
      const [, bracket, rangeText, phrase, name, word] = match;
      found.push({ bracket, range: rangeText, phrase: phrase?.replace(/\\(.)/g, '$1'), field: name, word });
    }
    return found;
  }

  const test = disjunction(undefined);
  if (at < tokens.length) throw refuse('is not well formed');
  return test;
}

function range(text, now) {
  const [from, to] = text
    .slice(1, -1)
    .split(' TO ')
    .map((part) => part.trim());
  return { from: instant(from, now) ?? -Infinity, to: instant(to, now) ?? Infinity };
}

// 2014, 2014-12 and full dates, or NOW with an offset such as NOW-1HOUR; undefined for an open end.
function instant(text, now) {
  if (text === undefined || text === '*') return undefined;
  const [, sign, count, unit] = /^NOW(?:([+-])(\d+)(MINUTE|HOUR|DAY|WEEK)S?)?$/.exec(text) ?? [];
  if (unit) return now + Number(sign + count) * UNITS[unit];
  return text === 'NOW' ? now : Date.parse(text);
}

// Field tests that the areas share.
const contains = (read) => (record, value) =>
  [read(record)].flat().some((text) =>
    String(text ?? '')
      .toLowerCase()
      .includes(String(value).toLowerCase()),
  );

const equals = (read) => (record, value) =>
  [read(record)].flat().some((text) => String(text ?? '').toLowerCase() === String(value).toLowerCase());

const within = (read) => (record, value) => {
  const text = read(record);
  if (typeof value === 'string') return text.startsWith(value);
  const at = Date.parse(text);
  return at >= value.from && at <= value.to;
};

module.exports = { compile, contains, equals, within };
