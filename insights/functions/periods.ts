import { toNumber, type Value } from '../values.ts';

/** A width of time such as 5m: so many milliseconds, or so many months of the calendar. */
export type Period = { ms: number; offsetMs: number } | { months: number };

const DAY = 86_400_000;
/** 1970-01-01 was a Thursday; weeks begin on the Monday before it (ours: no document says). */
const MONDAY = -3 * DAY;

/** A count above the cap of its unit acts as the cap: `bin(300s)` is 60 s. No document names caps for days and more. */
const UNITS: { names: string[]; ms?: number; months?: number; cap?: number; offsetMs?: number }[] = [
  { names: ['ms', 'msec', 'millisecond'], ms: 1, cap: 1000 },
  { names: ['s', 'sec', 'second'], ms: 1000, cap: 60 },
  { names: ['m', 'min', 'minute'], ms: 60_000, cap: 60 },
  { names: ['h', 'hr', 'hour'], ms: 3_600_000, cap: 24 },
  { names: ['d', 'day'], ms: DAY },
  { names: ['w', 'week'], ms: 7 * DAY, offsetMs: MONDAY },
  { names: ['mo', 'mon', 'month'], months: 1 },
  { names: ['q', 'qtr', 'quarter'], months: 3 },
  { names: ['y', 'yr', 'year'], months: 12 },
];

/** The names of units, without the plural s that those of more than one letter may have. */
export const UNIT_NAMES = UNITS.flatMap((u) => u.names);

/**
 * The period of a count and a unit; undefined when there is no such unit.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html, datetime functions.
 */
export function periodOf(count: number, unit: string): Period | undefined {
  const known = unitOf(unit);
  if (!known || !(count >= 1)) return undefined;
  const capped = Math.min(count, known.cap ?? Infinity);
  if (known.months) return { months: capped * known.months };
  return { ms: capped * (known.ms as number), offsetMs: known.offsetMs ?? 0 };
}

/** How many of a unit a period has at most; undefined where there may be any number of them. */
export const capOf = (unit: string): number | undefined => unitOf(unit)?.cap;

function unitOf(unit: string): (typeof UNITS)[number] | undefined {
  const name = unit.toLowerCase();
  return UNITS.find((u) => u.names.some((n) => n === name || (n.length > 1 && `${n}s` === name)));
}

/** A length of time in ms; undefined for another unit, and for months, which have no one length. No cap of `bin` applies. */
export function durationOf(count: number, unit: string): number | undefined {
  const one = periodOf(1, unit);
  return one && 'ms' in one ? one.ms * count : undefined;
}

/** The begin of the next period behind one that begins then. */
export function nextTime(begin: number, period: Period): number {
  return ceilTime(begin + 1, period);
}

/** The begin of the period that a time lies in, epoch ms, on the clock of UTC. */
export function floorTime(ms: number, period: Period): number {
  if ('ms' in period) return Math.floor((ms - period.offsetMs) / period.ms) * period.ms + period.offsetMs;
  const date = new Date(ms);
  const month = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / period.months) * period.months;
  return Date.UTC(Math.floor(month / 12), month % 12);
}

/** The begin of the next period, or the time itself when it is one. */
export function ceilTime(ms: number, period: Period): number {
  const floor = floorTime(ms, period);
  if (floor === ms) return ms;
  if ('ms' in period) return floor + period.ms;
  const date = new Date(floor);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + period.months);
}

/** A time as epoch ms: a number of ms, or a text with date, time and zone (or UTC when it has none). */
export function toTime(value: Value): number | undefined {
  const number = toNumber(value);
  if (number !== undefined || typeof value !== 'string') return number;
  const [, date, time, zone] = TIME_TEXT.exec(value) ?? [];
  const ms = date ? Date.parse(`${date}T${time}${zone ?? 'Z'}`) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const TIME_TEXT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/;
