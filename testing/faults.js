'use strict';

const EFFECTS = ['status', 'reset', 'stall', 'truncate', 'garble'];
const KNOWN = new Set([...EFFECTS, 'latencyMs', 'afterApply', 'times', 'when', 'headers', 'body']);
const VALUES = { reset: ['before', 'during', 'after'], stall: ['headers', 'body'], garble: [true, 'body', 'protocol'] };

/** The faults that a test has asked for, in the order of asking. */
class Faults {
  constructor() {
    this.armed = [];
  }

  /**
   * Arms a fault. See `Fault` in index.d.ts for its options.
   * @param {string} pattern "METHOD /path/:param"; * for any method or the rest of a path
   * @param {object} options
   * @returns {{ hits: number, cancel: () => void }}
   */
  add(pattern, options) {
    check(options);
    const fault = { ...options, matches: matcher(pattern), left: options.times ?? Infinity, hits: 0 };
    this.armed.push(fault);
    return {
      get hits() {
        return fault.hits;
      },
      cancel: () => this.remove(fault),
    };
  }

  /** The first fault that concerns a request; using it counts. */
  take(request) {
    const fault = this.armed.find((each) => each.matches(request) && (each.when?.(request) ?? true));
    if (!fault) return undefined;
    fault.hits += 1;
    fault.left -= 1;
    if (fault.left <= 0) this.remove(fault);
    return fault;
  }

  clear() {
    this.armed = [];
  }

  remove(fault) {
    this.armed = this.armed.filter((each) => each !== fault);
  }
}

/** Whether the request reaches the handler and changes state although it meets this fault. */
function applies({ status, reset, stall, afterApply = false }) {
  if (reset === 'before') return false;
  return status === undefined && stall !== 'headers' ? true : afterApply;
}

function check(options) {
  const unknown = Object.keys(options ?? {}).filter((key) => !KNOWN.has(key));
  if (unknown.length > 0) throw new TypeError(`Unknown fault option: ${unknown.join(', ')}`);
  const effects = EFFECTS.filter((key) => options?.[key] !== undefined);
  if (effects.length > 1) throw new TypeError(`A fault has one effect, not ${effects.join(' and ')}`);
  if (effects.length === 0 && options?.latencyMs === undefined) {
    throw new TypeError(`A fault needs one of ${EFFECTS.join(', ')}, latencyMs`);
  }
  for (const [key, values] of Object.entries(VALUES)) {
    if (options[key] !== undefined && !values.includes(options[key])) {
      throw new TypeError(`Fault option ${key} must be one of ${values.join(', ')}, not ${options[key]}`);
    }
  }
}

function matcher(pattern) {
  const [, method = '*', path = '*'] = /^(?:([A-Z]+|\*)(?: |$))?(\/\S*|\*)?$/.exec(pattern) ?? [];
  if (typeof pattern !== 'string' || (method === '*' && path === '*' && !/^\*( \*)?$/.test(pattern))) {
    throw new TypeError(`Not a fault pattern: "${pattern}". Write it as "POST /v2/conversations/:id/reply" or "*".`);
  }
  const expression = path
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[A-Za-z]\w*/g, '[^/]+')
    .replace(/\*/g, '.*');
  const regex = new RegExp(`^${expression}$`);
  return (request) => (method === '*' || method === request.method) && regex.test(request.path);
}

module.exports = { Faults, applies };
