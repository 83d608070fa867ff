'use strict';

/**
 * Finds the route of a request. The path decides first and the method then, so that a path which has a literal
 * segment never falls back to one that has a parameter there: DELETE /v2/users/me is no deletion of a user.
 */
class Router {
  /** @param {Record<string, Function>} table "METHOD /path/:param" to its handler */
  constructor(table) {
    const paths = new Map();
    for (const [key, handler] of Object.entries(table)) {
      const [method, path] = key.split(' ');
      if (!paths.has(path)) paths.set(path, { segments: path.split('/'), handlers: {} });
      paths.get(path).handlers[method] = handler;
    }
    this.byLength = new Map();
    for (const path of [...paths.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
      const { length } = path.segments;
      this.byLength.set(length, [...(this.byLength.get(length) ?? []), path]);
    }
  }

  /**
   * @param {string} method
   * @param {string} path without the query
   * @returns {{ handler?: Function, methods: string[], params: Record<string, string> } | undefined}
   *   without a handler for a method that the path does not answer to; undefined for an unknown path
   */
  match(method, path) {
    const segments = path.split('/');
    const found = this.byLength.get(segments.length)?.find((candidate) => fits(candidate, segments));
    if (!found) return undefined;
    const { handlers } = found;
    return {
      handler: Object.hasOwn(handlers, method) ? handlers[method] : undefined,
      methods: Object.keys(handlers),
      params: parameters(found, segments),
    };
  }
}

const isParameter = (segment) => segment.startsWith(':');

// Sorts literals before parameters, from the left.
const rank = (path) => path.segments.map((segment) => Number(isParameter(segment))).join('');

const fits = (path, segments) =>
  path.segments.every((segment, index) =>
    isParameter(segment) ? segments[index] !== '' : segment === segments[index],
  );

function parameters(path, segments) {
  const params = {};
  path.segments.forEach((segment, index) => {
    if (isParameter(segment)) params[segment.slice(1)] = decode(segments[index]);
  });
  return params;
}

function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

module.exports = { Router };
