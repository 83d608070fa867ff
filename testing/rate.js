'use strict';

const KINDS = ['fixed', 'sliding'];

/** The account's rate policy: weight spent within a window of time. */
class RatePolicy {
  /**
   * @param {{ limit?: number, windowMs?: number, kind?: 'fixed' | 'sliding', enforce?: boolean }} options
   *   weight per window (400), its length (60,000 ms), whether windows follow each other or slide,
   *   and whether to answer 429 or only to count
   * @param {() => number} now milliseconds
   */
  constructor({ limit = 400, windowMs = 60_000, kind = 'fixed', enforce = true } = {}, now = Date.now) {
    if (!(limit > 0)) throw new TypeError(`rateLimit.limit must be a positive number, not ${limit}`);
    if (!(windowMs > 0)) throw new TypeError(`rateLimit.windowMs must be a positive number, not ${windowMs}`);
    if (!KINDS.includes(kind)) throw new TypeError(`rateLimit.kind must be one of ${KINDS.join(', ')}, not ${kind}`);
    Object.assign(this, { limit, windowMs, kind, enforce, now });
    this.startedAt = now();
    this.spent = [];
    this.used = 0;
  }

  /**
   * Counts a request if there is room for it.
   * @param {number} weight
   * @returns {{ admitted: boolean, headers: Record<string, string> }} headers to send in either case
   */
  admit(weight) {
    const now = this.now();
    this.forget(now);
    const admitted = !this.enforce || this.used + weight <= this.limit;
    if (admitted) this.spend(weight);
    const headers = {
      'X-RateLimit-Limit-Minute': String(this.limit),
      'X-RateLimit-Remaining-Minute': String(Math.max(this.limit - this.used, 0)),
    };
    if (!admitted) headers['X-RateLimit-Retry-After'] = String(Math.ceil(this.waitMs(now, weight) / 1000));
    return { admitted, headers };
  }

  /** Counts weight without asking, as another application of the account would. */
  spend(weight) {
    this.spent.push({ at: this.now(), weight });
    this.used += weight;
  }

  forget(now) {
    const isCurrent =
      this.kind === 'sliding' ? ({ at }) => at > now - this.windowMs : ({ at }) => at >= this.windowStart(now);
    const kept = this.spent.findIndex(isCurrent);
    for (const { weight } of this.spent.splice(0, kept === -1 ? this.spent.length : kept)) this.used -= weight;
  }

  windowStart(now) {
    return now - ((now - this.startedAt) % this.windowMs);
  }

  waitMs(now, weight) {
    if (this.kind === 'fixed') return this.windowStart(now) + this.windowMs - now;
    let excess = this.used + weight - this.limit;
    const last = this.spent.find((entry) => (excess -= entry.weight) <= 0) ?? this.spent.at(-1);
    return last ? last.at + this.windowMs - now : this.windowMs;
  }
}

module.exports = { RatePolicy };
