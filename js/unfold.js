'use strict';

// Makes objects of folded JSON, whose form src/core/fold describes. V8 parses what the
// objects hold; their keys are in functions made for each shape, since it fills in an
// object literal ten times as fast as it adds key by key.

// What a program puts in its place wants to see texts as they came. V8 writes a proxy or
// bound function without a name, and other functions as their source.
const { parse, stringify } = JSON;
const isNative = Function.prototype.toString.call(parse) === 'function parse() { [native code] }';

// Functions that make the next object of a shape, by its number.
const shapes = [];
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
  return (shapes[code] ?? learn(code))();
}

function list(code) {
  const length = code >> 1;
  const elements = [];
  if (code & 1) {
    for (let i = 0; i < length; i += 1) elements[i] = next();
    return elements;
  }
  const { values, at } = reader;
  reader.at = at + length;
  for (let i = 0; i < length; i += 1) elements[i] = values[at + i];
  return elements;
}

// Values that no object or array comes between are taken together.
function learn(code) {
  const [keys, nested] = parse(realm.shape(code));
  const lines = [];
  let run;
  const fields = keys.map((key, index) => {
    if (nested[index]) {
      run = undefined;
      lines.push(`const value${index} = next();`);
      return `${stringify(key)}: value${index}`;
    }
    if (run === undefined) {
      const end = nested.indexOf(1, index);
      run = index;
      lines.push(`const { values: values${run}, at: at${run} } = reader;`);
      lines.push(`reader.at = at${run} + ${(end < 0 ? keys.length : end) - index};`);
    }
    return `${stringify(key)}: values${run}[at${run} + ${index - run}]`;
  });
  const source = `'use strict'; return () => { ${lines.join(' ')} return { ${fields.join(', ')} }; };`;
  shapes[code] = new Function('reader', 'next', source)(reader, next);
  return shapes[code];
}

// What the body of call `id` says; `undefined` if it is not JSON, or cannot be unfolded.
module.exports = function unfold(from, id) {
  // Nor would it ever be unfolded.
  if (!isNative) from.stopFolding();
  if (JSON.parse !== parse || !isNative) return undefined;
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
