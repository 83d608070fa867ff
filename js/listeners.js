'use strict';

// Listeners as Bottleneck has them: no EventEmitter, and what they answer counts.

class Listeners {
  #heard = new Map();
  #changed;

  // `changed` is called when somebody begins or ceases to listen.
  constructor(changed) {
    this.#changed = changed;
  }

  get names() {
    return [...this.#heard.keys()];
  }

  add(name, listener, once) {
    this.#replace(name, [...(this.#heard.get(name) ?? []), { listener, once }]);
  }

  remove(name) {
    if (name === null) this.#heard.clear();
    else this.#heard.delete(name);
    this.#changed();
  }

  // The first answer that is something, when all have answered.
  async emit(name, ...args) {
    if (name !== 'debug') this.emit('debug', `Event triggered: ${name}`, args);
    const heard = this.#heard.get(name);
    if (heard === undefined) return undefined;
    if (heard.some(({ once }) => once)) this.#replace(name, heard.filter(({ once }) => !once));
    const answers = await Promise.all(heard.map(({ listener }) => this.#call(name, listener, args)));
    return answers.find((answer) => answer !== null && answer !== undefined);
  }

  async #call(name, listener, args) {
    try {
      return await listener(...args);
    } catch (error) {
      // A listener of errors that throws is not told of that.
      if (name !== 'error') this.emit('error', error);
      return undefined;
    }
  }

  #replace(name, list) {
    if (list.length > 0) this.#heard.set(name, list);
    else this.#heard.delete(name);
    this.#changed();
  }
}

module.exports = Listeners;
