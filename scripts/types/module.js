'use strict';

const { errorNames } = require('./resources');

/**
 * The types of the ES module: the class as default export, the error classes
 * as values and every type of the namespace under its own name.
 */
function moduleTypes(types) {
  const errors = [...errorNames(types), 'BottleneckError']
    .map((name) => `export declare const ${name}: typeof HelpScout.${name};`);
  const aliases = [...types.matchAll(/^(?:interface|type) (\w+)(<.*?>)?(?= (?:=|{|extends))/gm)]
    .map(([, name, parameters = '']) => `export type ${name}${parameters} = HelpScout.${name}${argumentsOf(parameters)};`);
  return [
    "import HelpScout from './index.js';\n",
    'export default HelpScout;\n',
    ...errors,
    '',
    ...aliases,
    ''
  ].join('\n');
}

/** `<Key extends string, Item>` as arguments: `<Key, Item>`. */
function argumentsOf(parameters) {
  return parameters.replace(/ extends [^,>]+| = [^,>]+/g, '');
}

module.exports = { moduleTypes };
