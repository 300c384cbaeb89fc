/** @import { Timeline, Chart, Curve, Mark } from '../port.ts' */

/**
 * A timeline with what is newer put in: the old moves to the left, and what both know is taken from the newer one. What lies between
 * them is not known.
 * @param {Timeline} old @param {Timeline} newer of the same range @returns {Timeline}
 */
export function joined(old, newer) {
  const { stepMs } = old;
  const count = Math.round((old.toMs - old.fromMs) / stepMs);
  const toMs = Math.max(old.toMs, newer.toMs);
  const fromMs = toMs - count * stepMs;
  const frame = { fromMs, toMs, stepMs };
  const charts = newer.charts.map((chart) => {
    const before = old.charts.find(({ id }) => id === chart.id);
    return { ...chart, curves: joinedCurves(before?.curves ?? [], chart.curves, { old, newer, frame }) };
  });
  return { ...frame, charts, marks: joinedMarks(old.marks, newer.marks, fromMs) };
}

/**
 * @param {Curve[]} before @param {Curve[]} after
 * @param {{ old: Timeline, newer: Timeline, frame: Pick<Timeline, 'fromMs' | 'toMs' | 'stepMs'> }} times
 * @returns {Curve[]}
 */
function joinedCurves(before, after, { old, newer, frame }) {
  const labels = [...before.map(({ label }) => label), ...after.map(({ label }) => label)];
  return [...new Set(labels)].map((label) => {
    const was = before.find((c) => c.label === label);
    const is = after.find((c) => c.label === label);
    const count = Math.round((frame.toMs - frame.fromMs) / frame.stepMs);
    /** @type {(number | null)[]} */
    const values = new Array(count).fill(null);
    copy(was?.values ?? [], old.fromMs, values, frame);
    const known = Math.round((newer.toMs - newer.fromMs) / frame.stepMs);
    // A kind of error that is not among what was found was not there, where the log was counted at all.
    const none = was?.tone === 'kind' ? countedOf(newer) : new Array(known).fill(null);
    copy(is?.values ?? none, newer.fromMs, values, frame);
    return { label, tone: (is ?? was)?.tone ?? 'plain', values };
  });
}

/** Zero where the log was counted, else null. @param {Timeline} timeline @returns {(number | null)[]} */
function countedOf({ charts }) {
  const counted = charts.find(({ id }) => id === 'requests')?.curves.at(-1)?.values ?? [];
  return counted.map((value) => (value === null ? null : 0));
}

/**
 * @param {(number | null)[]} from @param {number} fromMs @param {(number | null)[]} to
 * @param {Pick<Timeline, 'fromMs' | 'stepMs'>} frame
 */
function copy(from, fromMs, to, frame) {
  const shift = Math.round((fromMs - frame.fromMs) / frame.stepMs);
  for (let i = Math.max(0, -shift); i < from.length && i + shift < to.length; i++) to[i + shift] = from[i] ?? null;
}

/** @param {Mark[]} before @param {Mark[]} after @param {number} fromMs @returns {Mark[]} */
function joinedMarks(before, after, fromMs) {
  const key = (/** @type {Mark} */ m) => (m.incident ? m.incident : `${m.kind} ${m.fromMs} ${m.label}`);
  const all = new Map([...before, ...after].map((mark) => [key(mark), mark]));
  return [...all.values()].filter((m) => (m.toMs ?? (m.kind === 'incident' ? Infinity : m.fromMs)) >= fromMs);
}

/**
 * The curves of a chart as heights upon each other, the first lowest.
 * @param {Chart} chart @returns {(number | null)[][]}
 */
export function stacked({ curves }) {
  /** @type {number[]} */
  const sums = new Array(curves[0]?.values.length ?? 0).fill(0);
  const isKnown = sums.map((_, i) => curves.some(({ values }) => values[i] !== null));
  return curves.map(({ values }) =>
    values.map((value, i) => {
      sums[i] = (sums[i] ?? 0) + (value ?? 0);
      return isKnown[i] ? (sums[i] ?? 0) : null;
    }),
  );
}
