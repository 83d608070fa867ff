'use strict';

/** Values for the parameters that fixtures/endpoints.json documents. */

const DATE = '2026-01-01T00:00:00Z';
const CAMEL_CASE = { assigned_to: 'assignedTo', fieldid: 'fieldId' };

const byType = [
  [/^(string\()?date-time/, DATE],
  [/comma-separated/, '12,34'],
  [/^integer\[\]/, [12, 34]],
  [/^string\[\]/, ['one', 'two']],
  [/^(integer|number)/, 12],
  [/^boolean/, true],
  [/^string/, 'käse & "quotes"'],
];

function sample({ type, enum: known }) {
  if (known) {
    return /\[\]/.test(type) && !/comma/.test(type) ? known : known[0];
  }

  const found = byType.find(([pattern]) => pattern.test(type));
  return found ? found[1] : { any: ['thing', null, 1.5] };
}

/** Every documented query parameter, as the text that is sent. */
function sampleQuery(parameters) {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, String(sample(parameter))]));
}

const MILLISECONDS = '.789Z';

/** The same parameters as JavaScript would have them: Dates, arrays, numbers and camel case. */
function typedQuery(parameters) {
  return Object.fromEntries(parameters.map((parameter) => {
    const name = CAMEL_CASE[parameter.name] ?? parameter.name;
    const value = sample(parameter);
    if (/date-time/.test(parameter.type)) return [name, new Date(value.replace('Z', MILLISECONDS))];
    return [name, /comma-separated/.test(parameter.type) ? value.split(',') : value];
  }));
}

/** A copy of a sample body with a Date wherever it has the text of one. */
function typedBody(body) {
  return body && JSON.parse(JSON.stringify(body), (key, value) =>
    value === DATE ? new Date(DATE.replace('Z', MILLISECONDS)) : value);
}

/** A body with every documented field; undefined if there are none. */
function sampleBody(fields) {
  if (fields.length === 0) {
    return undefined;
  }

  const whole = {};
  for (const field of fields) {
    place(whole, `body.${field.name}`.replace('.[]', '[]').split('.'), field);
  }
  return whole.body;
}

/** Puts a sample where `threads[].customer.id` says. */
function place(parent, [step, ...rest], field) {
  const key = step.replace('[]', '');
  if (rest.length === 0) {
    parent[key] = sample(field);
  } else if (step.endsWith('[]')) {
    parent[key] = Array.isArray(parent[key]) && typeof parent[key][0] === 'object' ? parent[key] : [{}];
    place(parent[key][0], rest, field);
  } else {
    parent[key] = typeof parent[key] === 'object' ? parent[key] : {};
    place(parent[key], rest, field);
  }
}

module.exports = { sampleBody, sampleQuery, typedBody, typedQuery };
