'use strict';

/** Finds the route of a request. A literal segment beats a parameter: /v2/users/me before /v2/users/:userId. */
class Router {
  /** @param {Record<string, Function>} table "METHOD /path/:param" to its handler */
  constructor(table) {
    this.routes = Object.entries(table)
      .map(([key, handler]) => {
        const [method, path] = key.split(' ');
        const segments = path.split('/');
        return { key, method, segments, handler, parameters: segments.filter(isParameter).length };
      })
      .sort((a, b) => a.parameters - b.parameters);
  }

  /** @returns {{ route: object, params: Record<string, string> } | undefined} */
  match(method, path) {
    const segments = path.split('/');
    const route = this.routes.find((candidate) => candidate.method === method && fits(candidate, segments));
    return route && { route, params: parameters(route, segments) };
  }

  /** Methods that a path answers to; empty for an unknown path. */
  methods(path) {
    const segments = path.split('/');
    return this.routes.filter((route) => fits(route, segments)).map((route) => route.method);
  }
}

const isParameter = (segment) => segment.startsWith(':');

const fits = (route, segments) =>
  route.segments.length === segments.length &&
  route.segments.every((segment, index) =>
    isParameter(segment) ? segments[index] !== '' : segment === segments[index],
  );

function parameters(route, segments) {
  const params = {};
  route.segments.forEach((segment, index) => {
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
