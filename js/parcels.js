'use strict';

// Takes parcels off the native queue. The layout, the codes and the flags are
// those of src/binding/parcel.rs: numbers in one typed array, strings in an array,
// and texts that come again and again only once.

const { readRequestHeaders } = require('./response');

// A turn's bytes of bodies, and its parcels.
const BUDGET = 128 * 1024;
const MOST = 256;

const HEAD = 2;
const NUMBERS = 7;
const NEW_NAMES = 1;
const NEW_REQUEST_HEADERS = 2;
const REASON = 4;
const REQUEST_LINE = 8;
const FACTS = 16;

// The reasons that do not cross; Node's list of all comes with the whole of its `http`.
const REASONS = { 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content' };

// Gives the function that takes the parcels of a turn, and whether to look again: else
// the next one brings a wake. `null` when there are none.
module.exports = function openParcels(realm) {
  const numbers = new Float64Array(HEAD + MOST * NUMBERS);
  // Texts that are kept on both sides, by slots that are used over and over.
  const names = [];
  const requestHeaders = [];

  return function take() {
    const texts = realm.take(BUDGET, numbers);
    if (texts === null) return null;
    const count = numbers[0];
    const parcels = [];
    let text = 0;
    for (let i = 0, at = HEAD; i < count; i += 1, at += NUMBERS) {
      const flags = numbers[at + 6];
      const status = numbers[at + 2];
      const values = texts[text++];
      const body = texts[text++];
      if (flags & NEW_NAMES) names[numbers[at + 4]] = texts[text++].split('\n').slice(0, -1);
      if (flags & NEW_REQUEST_HEADERS) requestHeaders[numbers[at + 5]] = readRequestHeaders(texts[text++]);
      parcels.push({
        code: numbers[at],
        id: numbers[at + 1],
        status,
        attempts: numbers[at + 3],
        names: names[numbers[at + 4]],
        values,
        body,
        requestHeaders: requestHeaders[numbers[at + 5]],
        statusText: flags & REASON ? texts[text++] : REASONS[status],
        requestLine: flags & REQUEST_LINE ? texts[text++] : undefined,
        about: flags & FACTS ? JSON.parse(texts[text++]) : undefined,
      });
    }
    return { parcels, more: numbers[1] === 1 };
  };
};
