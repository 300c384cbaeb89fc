import { toText } from '../values.ts';
import { toTime } from './periods.ts';
import type { FunctionTable } from './types.ts';
import { inZone, offsetOf } from './zones.ts';

/** How a letter of a Java DateTimeFormatter pattern reads: the digits it takes and the part it sets. */
const READS: Record<string, { pattern: (length: number) => string; part: string }> = {
  y: { pattern: (n) => (n === 2 ? '\\d{2}' : '\\d{4}'), part: 'year' },
  u: { pattern: (n) => (n === 2 ? '\\d{2}' : '\\d{4}'), part: 'year' },
  M: { pattern: (n) => (n === 1 ? '\\d{1,2}' : n === 2 ? '\\d{2}' : '[A-Za-z]{3}'), part: 'month' },
  d: { pattern: (n) => (n === 1 ? '\\d{1,2}' : '\\d{2}'), part: 'day' },
  H: { pattern: (n) => (n === 1 ? '\\d{1,2}' : '\\d{2}'), part: 'hour' },
  m: { pattern: (n) => (n === 1 ? '\\d{1,2}' : '\\d{2}'), part: 'minute' },
  s: { pattern: (n) => (n === 1 ? '\\d{1,2}' : '\\d{2}'), part: 'second' },
  S: { pattern: (n) => `\\d{${n}}`, part: 'fraction' },
  X: { pattern: () => 'Z|[+-]\\d{2}(?::?\\d{2})?', part: 'zone' },
  Z: { pattern: () => '[+-]\\d{2}:?\\d{2}', part: 'zone' },
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Compiled patterns: a query uses the same one in each row. */
const readers = new Map<string, RegExp | undefined>();

/** The expression for a pattern; undefined when it has a letter that is not read here. */
function readerOf(format: string): RegExp | undefined {
  if (readers.has(format)) return readers.get(format);
  let known = true;
  const seen = new Set<string>();
  const source = format.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*|[\s\S]/g, (whole, literal, letter) => {
    if (literal !== undefined) return quoted(literal === '' ? "'" : literal.replaceAll("''", "'"));
    if (letter === undefined) return quoted(whole);
    const read = READS[letter];
    if (!read || seen.has(read.part)) known = false;
    seen.add(read?.part ?? '');
    return `(?<${read?.part ?? 'none'}>${read?.pattern(whole.length) ?? ''})`;
  });
  if (readers.size > 1000) readers.clear();
  readers.set(format, known ? new RegExp(`^${source}$`) : undefined);
  return readers.get(format);
}

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Epoch ms of a text in a pattern such as `yyyy-MM-dd HH:mm:ss`; missing when the text or the pattern does not fit. */
function parseDate(text: string, format: string, zone: string): number | undefined {
  const parts = readerOf(format)?.exec(text)?.groups;
  if (!parts?.year) return undefined;
  const month = /^\d/.test(parts.month ?? '1')
    ? Number(parts.month ?? 1)
    : MONTHS.indexOf((parts.month as string).toLowerCase()) + 1;
  const year = Number(parts.year) + (parts.year.length === 2 ? 2000 : 0);
  const numbers = [parts.day ?? 1, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const ms = Math.floor(Number(`0.${parts.fraction ?? 0}`) * 1000);
  const local = Date.UTC(year, month - 1, ...numbers, ms);
  // 31 February is no date; Date would make it one in March.
  if (new Date(local).getUTCMonth() !== month - 1) return undefined;
  const offset = parts.zone ? zoneMinutes(parts.zone) : offsetOf(local, zone);
  return offset === undefined ? undefined : local - offset * 60_000;
}

function zoneMinutes(text: string): number {
  if (text === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) as unknown as [
    string,
    string,
    string,
    string | undefined,
  ];
  return (Number(hours) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html, datetime functions. */
export const DATE_FUNCTIONS: FunctionTable = {
  parsedate: {
    least: 2,
    most: 3,
    run(args) {
      const [text, format, zone = 'UTC'] = args.map(toText);
      return text === undefined || format === undefined ? undefined : parseDate(text, format, zone);
    },
  },
  formatdate: {
    least: 2,
    most: 3,
    run: ([time, format, zone]) => formatDate(toTime(time), toText(format), toText(zone) ?? 'UTC'),
  },
  strftime: { least: 2, most: 3, run: ([time, format, zone]) => formatDate(toTime(time), toText(format), toText(zone) ?? 'UTC') },
};

const two = (n: number) => String(n).padStart(2, '0');
const three = (n: number) => String(n).padStart(3, '0');
const name = (date: Date, options: Intl.DateTimeFormatOptions) => date.toLocaleString('en-US', { ...options, timeZone: 'UTC' });

/** The codes of strftime: https://pubs.opengroup.org/onlinepubs/9799919799/functions/strftime.html */
const CODES: Record<string, (local: Date) => string> = {
  Y: (d) => String(d.getUTCFullYear()).padStart(4, '0'),
  y: (d) => two(d.getUTCFullYear() % 100),
  m: (d) => two(d.getUTCMonth() + 1),
  d: (d) => two(d.getUTCDate()),
  e: (d) => String(d.getUTCDate()).padStart(2, ' '),
  j: (d) =>
    three((Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) - Date.UTC(d.getUTCFullYear(), 0, 0)) / 86_400_000),
  H: (d) => two(d.getUTCHours()),
  I: (d) => two(d.getUTCHours() % 12 || 12),
  M: (d) => two(d.getUTCMinutes()),
  S: (d) => two(d.getUTCSeconds()),
  L: (d) => three(d.getUTCMilliseconds()),
  f: (d) => `${three(d.getUTCMilliseconds())}000`,
  p: (d) => (d.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: (d) => name(d, { weekday: 'short' }),
  A: (d) => name(d, { weekday: 'long' }),
  b: (d) => name(d, { month: 'short' }),
  B: (d) => name(d, { month: 'long' }),
  u: (d) => String(d.getUTCDay() || 7),
  w: (d) => String(d.getUTCDay()),
  F: (d) => `${CODES.Y?.(d)}-${CODES.m?.(d)}-${CODES.d?.(d)}`,
  T: (d) => `${CODES.H?.(d)}:${CODES.M?.(d)}:${CODES.S?.(d)}`,
  R: (d) => `${CODES.H?.(d)}:${CODES.M?.(d)}`,
  '%': () => '%',
};

function formatDate(ms: number | undefined, format: string | undefined, zone: string): string | undefined {
  if (ms === undefined || format === undefined) return undefined;
  const offset = inZone(ms, zone);
  const local = new Date(ms + (offset ?? Number.NaN) * 60_000);
  if (Number.isNaN(local.getTime())) return undefined;
  return format.replace(/%([A-Za-z%])/g, (whole, code) => CODES[code]?.(local) ?? whole);
}
