'use strict';

const SIZE = 1024;

// The calls under way, by id. Ids count up, so the latest calls have places of
// their own in a ring. A Map alone would be simpler, but as its entries come and
// go it leaves old tables behind that refer to each other, and keep finished calls
// alive until V8 collects everything.
module.exports = class Calls {
  #ring = Array(SIZE).fill();
  #others = new Map();

  set(id, call) {
    const at = id % SIZE;
    const before = this.#ring[at];
    if (before !== undefined && before.id !== id) this.#others.set(before.id, before);
    call.id = id;
    if (this.#others.size > 0) this.#others.delete(id);
    this.#ring[at] = call;
  }

  get(id) {
    const call = this.#ring[id % SIZE];
    return call?.id === id ? call : this.#others.get(id);
  }

  delete(id) {
    const at = id % SIZE;
    if (this.#ring[at]?.id === id) this.#ring[at] = undefined;
    else this.#others.delete(id);
  }
};
