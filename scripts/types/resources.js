'use strict';

/** Turns the declarations of src/resources into TypeScript. */

/** One static property for each error class among the types. */
function errorStatics(types) {
  return errors(types)
    .map(([, comment, name]) => `${comment}\nstatic readonly ${name}: HelpScout.ErrorClass<HelpScout.${name}>;`)
    .join('\n');
}

/** Comment and name of each error among the types. */
function errors(types) {
  return [...types.matchAll(/^(\/\*\* .*)\ninterface (\w+Error) extends (?:HelpScout|Network)?Error /gm)];
}

function errorNames(types) {
  return errors(types).map(([, , name]) => name);
}

function children(resources, prefix) {
  return resources.filter(({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('.'));
}

/** The properties of the client that hold resources. */
function resourceProperties(resources) {
  return children(resources, '')
    .map(({ path, interface: type }) => `${path}: HelpScout.${type};`)
    .join('\n');
}

/** One interface for each resource. */
function resourceTypes(resources) {
  return resources.map((resource) => resourceType(resource, resources)).join('\n\n');
}

function resourceType(resource, resources) {
  const properties = children(resources, `${resource.path}.`)
    .map(({ path, interface: type }) => `  ${path.split('.').pop()}: ${type};`);
  const members = resource.endpoints.flatMap(methods);
  return [
    `/** \`helpscout.${resource.path}\` */`,
    `interface ${resource.interface} {`,
    [['  /** The client that makes the calls. */\n  client: HelpScout;', ...properties].join('\n'), ...members].join('\n\n'),
    '}'
  ].join('\n');
}

/** The method, under its alias as well if it has one. */
function methods(endpoint) {
  const { method: name, alias } = endpoint;
  if (!alias) return [method(endpoint)];
  const same = { ...endpoint, method: alias, summary: `The same as \`${name}\`.` };
  return [method(endpoint), method(same)];
}

/** Signatures of a method: that of a file, which may be asked for as a stream, and that of every other answer. */
function signature(endpoint) {
  const whole = overload(endpoint, `options?: ${endpoint.verifiable ? 'CreateOptions' : 'CallOptions'}`);
  if (endpoint.returns !== 'Buffer') return whole;
  return `${overload({ ...endpoint, returns: 'Readable' }, "options: CallOptions & { responseType: 'stream' }")}\n${whole}`;
}

/** One signature; a method whose answer depends on `Params` is generic in its parameters, which must then be strict themselves. */
function overload({ method, ids, argument, returns }, options) {
  const [name, type] = argument?.split(': ') ?? [];
  const generic = /\bParams\b/.test(returns);
  const payload = generic ? `${name}: Strict<Params, ${type}>` : argument;
  const args = [...ids.map((id) => `${id}: Id`), ...(argument ? [payload] : []), options];
  const head = generic ? `${method}<Params extends ${type} = NoParams>` : method;
  const answer = `Promise<HelpScoutResponse<${returns}>>`;
  const line = `${head}(${args.join(', ')}): ${answer};`;
  return line.length <= 116 ? line : `${head}(\n${args.map((arg) => `  ${arg},\n`).join('')}): ${answer};`;
}

function method(endpoint) {
  const { summary, verb, path, weight, limits, docs } = endpoint;
  return [
    '  /**',
    `   * ${summary}`,
    '   *',
    `   * \`${verb} ${path}\`, weight ${weight}.`,
    ...limits.map((limit) => `   * ${limit}`),
    '   *',
    `   * @see ${docs}`,
    '   */',
    signature(endpoint).replace(/^/gm, '  ')
  ].join('\n');
}

module.exports = { errorNames, errorStatics, resourceProperties, resourceTypes, signature };
