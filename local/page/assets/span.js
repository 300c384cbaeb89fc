/** @import { Range } from '../port.ts' */
import { place } from './place.js';

/**
 * A part of the time that somebody looks at closely, epoch ms.
 * @typedef {{ fromMs: number, toMs: number }} Span
 */

const HOUR_MS = 3_600_000;
/** Nothing is measured more often. */
const LEAST_MS = 5 * 60_000;
/** How long each range is. @type {[Range, number][]} */
const RANGES = [
  ['1h', HOUR_MS],
  ['24h', 24 * HOUR_MS],
  ['7d', 7 * 24 * HOUR_MS],
];

/** The span in the address, such as `from=2026-11-26T10:31Z&to=2026-11-26T10:52Z`. @returns {Span | undefined} */
export function chosenSpan() {
  const { more } = place();
  const [fromMs, toMs] = [more.get('from'), more.get('to')].map((text) => Date.parse(text ?? ''));
  if (fromMs === undefined || toMs === undefined || !(toMs - fromMs >= LEAST_MS)) return undefined;
  return { fromMs, toMs };
}

/** A span as it stands in an address; it is as long as something can be seen in it. @param {Span} span */
export function spanInAddress({ fromMs, toMs }) {
  const missing = Math.max(0, LEAST_MS + 60_000 - (toMs - fromMs)) / 2;
  const text = (/** @type {number} */ ms) => `${new Date(ms).toISOString().slice(0, 16)}Z`;
  return { from: text(fromMs - missing), to: text(toMs + missing) };
}

/** The shortest range that holds a span: its periods are the finest. @param {Span} span @returns {Range} */
export function rangeFor({ fromMs, toMs }) {
  return RANGES.find(([, lengthMs]) => toMs - fromMs <= lengthMs)?.[0] ?? '30d';
}
