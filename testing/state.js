'use strict';

const { notFound } = require('./problem');

/** Records of one kind by id, in the order of creation. */
class Collection extends Map {
  /**
   * @param {string} what singular noun for the 404
   * @param {number} firstId
   */
  constructor(what, firstId) {
    super();
    this.what = what;
    this.nextId = firstId;
  }

  /** Stores a record under its own id or the next free one. */
  insert(record) {
    const id = record.id ?? this.nextId;
    this.nextId = Math.max(this.nextId, id + 1);
    const stored = { ...record, id };
    this.set(id, stored);
    return stored;
  }

  /** The record of an id as it stands in a path, or a 404. */
  need(id) {
    const record = this.get(Number(id));
    if (!record) throw notFound(this.what);
    return record;
  }

  all() {
    return [...this.values()];
  }

  where(holds) {
    return this.all().filter(holds);
  }

  first(holds) {
    return this.all().find(holds);
  }
}

/** Everything the mock account holds. */
class State {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    this.users = new Collection('User', 101);
    this.teams = new Collection('Team', 201);
    this.mailboxes = new Collection('Mailbox', 301);
    this.tags = new Collection('Tag', 401);
    this.workflows = new Collection('Workflow', 501);
    this.webhooks = new Collection('Webhook', 601);
    this.ratings = new Collection('Rating', 701);
    this.customers = new Collection('Customer', 10_001);
    this.conversations = new Collection('Conversation', 100_001);
    this.customerProperties = [];
    // Old id to the surviving conversation's, as after a merge.
    this.merges = new Map();
    this.lastId = 1_000_000;
  }

  /** An id for what lives inside another record: threads, attachments, entries, fields. */
  subId() {
    this.lastId += 1;
    return this.lastId;
  }

  /** The current time as the API writes it, without fractions of a second. */
  time() {
    return timestamp(this.now());
  }

  /** The user whose rights the token has. */
  owner() {
    return this.users.first((user) => user.role === 'owner') ?? this.users.all()[0];
  }
}

/** @param {number} ms since the epoch */
const timestamp = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

module.exports = { State, timestamp };
