'use strict';

// Makes objects of folded JSON, whose form src/core/fold describes. V8 parses what the
// objects hold; their keys are in a constructor made for each shape, since it runs ten
// times as fast as a loop that adds key by key.
//
// No literal makes an object or array here. Those of a place in the code from which many
// were alive when memory was collected, V8 puts into its old generation from then on, and
// with them whole answers, which stay until all of it is collected.

// What a program puts in its place wants to see texts as they came. V8 writes a proxy or
// bound function without a name, and other functions as their source.
const { parse, stringify } = JSON;
const isNative = Function.prototype.toString.call(parse) === 'function parse() { [native code] }';

// An accessor that programs add here would be called by the constructors.
const { getOwnPropertyDescriptor, getOwnPropertyNames, prototype } = Object;
const count = getOwnPropertyNames(prototype).length;

// Constructors that make the next object of a shape, by its number.
const shapes = [];
const none = [];
// The values of the part at work, and where the next one is.
const reader = { values: [], at: 0 };
// Where the parts come from.
let realm;
let call;
let parts;

function next() {
  if (reader.at === reader.values.length) {
    reader.values = parse(realm.part(call, parts++));
    reader.at = 0;
  }
  const code = reader.values[reader.at++];
  if (code < 0) return list(-1 - code);
  return new (shapes[code] ?? learn(code))();
}

function list(code) {
  const length = code >> 1;
  if (code & 1) {
    const elements = none.slice();
    for (let i = 0; i < length; i += 1) elements[i] = next();
    return elements;
  }
  const { values, at } = reader;
  reader.at = at + length;
  return values.slice(at, at + length);
}

function isAccessor(key) {
  const found = getOwnPropertyDescriptor(prototype, key);
  return found !== undefined && found.writable === undefined;
}

// Values that no object or array comes between are taken together.
function learn(code) {
  const [keys, nested] = parse(realm.shape(code));
  if (keys.some(isAccessor)) throw new TypeError('A key is an accessor of all objects.');
  const lines = [];
  let run;
  const fields = keys.map((key, index) => {
    if (nested[index]) {
      run = undefined;
      lines.push(`const value${index} = next();`);
      return `this[${stringify(key)}] = value${index};`;
    }
    if (run === undefined) {
      const end = nested.indexOf(1, index);
      run = index;
      lines.push(`const { values: values${run}, at: at${run} } = reader;`);
      lines.push(`reader.at = at${run} + ${(end < 0 ? keys.length : end) - index};`);
    }
    return `this[${stringify(key)}] = values${run}[at${run} + ${index - run}];`;
  });
  const source = `'use strict'; return function Object() { ${lines.join(' ')} ${fields.join(' ')} };`;
  const Shape = new Function('reader', 'next', source)(reader, next);
  Shape.prototype = prototype;
  shapes[code] = Shape;
  return Shape;
}

// What the body of call `id` says; `undefined` if it is not JSON, or cannot be unfolded.
module.exports = function unfold(from, id) {
  const canUnfold = isNative && getOwnPropertyNames(prototype).length === count;
  // Nor could it ever after.
  if (!canUnfold) from.stopFolding();
  if (!canUnfold || JSON.parse !== parse) return undefined;
  realm = from;
  call = id;
  parts = 0;
  reader.values = [];
  reader.at = 0;
  try {
    return next();
  } catch (error) {
    // Where programs may not make functions of text.
    if (error instanceof EvalError) realm.stopFolding();
    return undefined;
  } finally {
    reader.values = [];
    reader.at = 0;
  }
};
