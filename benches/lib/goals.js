'use strict';

// The goals, and whether results meet them. A result is looked up by cell and subject.

const MB = 1e6;

const against = (subject, figure, what, unit) => (cell, limit) => ({
  what: `${what} of ${subject === 'original' ? 'the original' : subject}`,
  cell,
  limit,
  unit: unit ?? '×',
  of: ({ cells }) => {
    const [ours, theirs] = ['ours', subject].map((name) => cells[cell]?.[name]?.[figure]);
    return ours / theirs;
  },
});

const process = against('undici', 'processCpu', 'process CPU');
const main = against('undici', 'mainCpu', 'main-thread CPU');
const originalCpu = against('original', 'processCpu', 'process CPU');
const originalRate = (cell, limit) => ({ ...against('original', 'perSecond', 'requests/s')(cell, limit), atLeast: true });

const peaks = ({ cells }) =>
  Object.entries(cells).flatMap(([cell, { ours, undici }]) => (ours && undici ? [{ cell, ratio: ours.peak / undici.peak }] : []));
const worstPeak = (results) => peaks(results).reduce((worst, each) => (each.ratio > worst.ratio ? each : worst), { ratio: -Infinity, cell: '' });

const goals = [
  process('small-32', 0.8), process('page-8', 0.6), process('large-8', 0.65), process('unicode-8', 0.55),
  main('small-32', 0.3), main('page-8', 0.7), main('large-8', 0.65), main('unicode-8', 0.6),
  process('small-32-https', 0.8), process('page-8-https', 0.55), process('large-8-https', 0.7),
  originalRate('small-32', 100), originalRate('page-8', 15), originalRate('large-8', 3),
  originalCpu('small-32', 0.03), originalCpu('page-8', 0.15), originalCpu('large-8', 0.35),
  process('small-32-slow', 0.35),
  {
    what: 'time per call of undici, one at a time',
    cell: 'small-1',
    limit: 1.5,
    unit: '×',
    of: ({ cells: { 'small-1': cell } }) => cell?.undici?.perSecond / cell?.ours?.perSecond,
  },
  { what: 'longest gap of a 5 ms timer', cell: 'large-32', limit: 20, unit: 'ms', of: ({ cells }) => cells['large-32']?.ours?.gap },
  {
    what: 'peak RSS of undici, the worst cell',
    limit: 1,
    unit: '×',
    of: (results) => worstPeak(results).ratio,
    where: (results) => worstPeak(results).cell,
  },
  { what: 'import and construct, above bare Node', limit: 5, unit: 'ms', of: ({ start }) => start?.ours?.load - start?.fetch?.load },
  { what: 'first request, above a second one', limit: 1, unit: 'ms', of: ({ start }) => start?.ours?.first - start?.ours?.second },
  { what: 'CPU of a queued call in the core', limit: 3, unit: 'µs', of: ({ backlog }) => backlog?.core?.processCpu },
  { what: 'memory of a queued call in the core', limit: 600, unit: 'B', of: ({ backlog }) => backlog?.core?.resident },
  // 3.6 without what processes share, Redis, and the look for lost writes.
  { what: 'size of the addon', limit: 4.4, unit: 'MB', of: ({ addonBytes }) => addonBytes / MB },
];

/** Each goal whose figures were measured, with what came out. `excess` is the part by which it was missed. */
exports.judge = (results) =>
  goals.flatMap((goal) => {
    const value = goal.of(results);
    if (!Number.isFinite(value)) return [];
    const excess = goal.atLeast ? goal.limit / value - 1 : value / goal.limit - 1;
    return [{ ...goal, cell: goal.where?.(results) ?? goal.cell, value, excess: Math.max(0, excess) }];
  });
