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

/** Records whose ids are no numbers. */
class NamedCollection extends Map {
  /** @param {string} what singular noun for the 404 */
  constructor(what) {
    super();
    this.what = what;
  }

  insert(record) {
    this.set(record.id, record);
    return record;
  }

  need(id) {
    const record = this.get(id);
    if (!record) throw notFound(this.what);
    return record;
  }
}

/** Everything the mock account holds. */
class State {
  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.now = now;
    this.users = new Collection('User', 101);
    // Users, teams and system users stand in the same places, such as an assignee: their ids must not meet.
    this.teams = new Collection('Team', 2001);
    this.systemUsers = new Collection('System user', 3001);
    this.mailboxes = new Collection('Mailbox', 301);
    this.savedReplies = new Collection('Saved reply', 901);
    this.tags = new Collection('Tag', 401);
    this.workflows = new Collection('Workflow', 501);
    this.webhooks = new Collection('Webhook', 601);
    this.ratings = new Collection('Rating', 701);
    this.customers = new Collection('Customer', 10_001);
    this.organizations = new Collection('Organization', 801);
    this.conversations = new Collection('Conversation', 100_001);
    this.chats = new NamedCollection('Chat');
    this.customerProperties = [];
    this.organizationProperties = [];
    // Old id to the surviving conversation's and the time of the merge.
    this.merges = new Map();
    this.agenda = new Map();
    this.lastId = 1_000_000;
    this.lastNumber = 0;
    this.acting = undefined;
  }

  /** An id for what lives inside another record: threads, attachments, entries, fields. */
  subId() {
    this.lastId += 1;
    return this.lastId;
  }

  /** The next number that a conversation shows to people. */
  nextNumber() {
    this.lastNumber += 1;
    return this.lastNumber;
  }

  /** The current time as the API writes it, without fractions of a second. */
  time() {
    return timestamp(this.now());
  }

  /** Who owns the account. */
  owner() {
    return this.users.first((user) => user.role === 'owner') ?? this.users.all()[0];
  }

  /** The user whose rights the request has: whoever consented to its token, else the owner. */
  caller() {
    return this.acting ?? this.owner();
  }

  /**
   * Does the work of a request with the rights of a user.
   * @param {number | undefined} userId undefined for the owner
   * @param {() => object} work synchronous
   */
  actAs(userId, work) {
    this.acting = this.users.get(userId) ?? this.owner();
    try {
      return work();
    } finally {
      this.acting = undefined;
    }
  }

  /**
   * Has something done at a time, instead of what was planned under the same key.
   * @param {string} key
   * @param {string} at ISO date
   * @param {() => void} act
   */
  plan(key, at, act) {
    this.agenda.set(key, { at: Date.parse(at), act });
  }

  cancel(key) {
    this.agenda.delete(key);
  }

  /** Does what was planned for the time that has passed. */
  catchUp() {
    for (const [key, { at, act }] of this.agenda) {
      if (at > this.now()) continue;
      this.agenda.delete(key);
      act();
    }
  }

  /** Whether the user of a token is still there. */
  isActive(userId) {
    return userId === undefined || this.users.has(userId);
  }
}

/** @param {number} ms since the epoch */
const timestamp = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

module.exports = { State, timestamp };
