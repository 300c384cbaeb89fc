import type { SILENCE_CHOICES } from '../message/answer-choices.ts';

const HOUR_MS = 3_600_000;
/** The longest that a person may ask for: until 8:00 of the next day, on the day that has 25 hours. */
export const LONGEST_ANSWERED_SILENCE_MS = 26 * HOUR_MS;
const MORNING = 8;
/** 8:00 is that of the next day where this one's is nearer than so. */
const LEAST_TO_MORNING_MS = HOUR_MS;

/**
 * When a silence ends, epoch ms: "10m", "1h", "8:00", or a time of the clock on the wall, "2026-11-26T14:30".
 * @param timeZone of that clock. @returns undefined for what is none of these, is over, or is too far away.
 */
export function silenceEndMs(choice: string, nowMs: number, timeZone: string): number | undefined {
  if (choice === ('10m' satisfies keyof typeof SILENCE_CHOICES)) return nowMs + HOUR_MS / 6;
  if (choice === ('1h' satisfies keyof typeof SILENCE_CHOICES)) return nowMs + HOUR_MS;
  if (choice === ('8:00' satisfies keyof typeof SILENCE_CHOICES)) return nextMorningMs(nowMs, timeZone);
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(choice) ?? [];
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  if (!Number.isFinite(wall)) return undefined;
  const untilMs = momentOf(wall, timeZone);
  return untilMs > nowMs && untilMs <= nowMs + LONGEST_ANSWERED_SILENCE_MS ? untilMs : undefined;
}

/** The next 8:00 by the clock of a zone that is more than an hour away: at night that of the morning, in the day that of tomorrow. */
export function nextMorningMs(nowMs: number, timeZone: string): number {
  const wall = new Date(wallOf(nowMs, timeZone));
  for (let days = 0; ; days++) {
    const eight = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + days, MORNING);
    const atMs = momentOf(eight, timeZone);
    if (atMs > nowMs + LEAST_TO_MORNING_MS) return atMs;
  }
}

/** What a clock on the wall shows, "2026-11-26 08:00". */
export const wallWords = (atMs: number, timeZone: string): string =>
  new Date(wallOf(atMs, timeZone)).toISOString().slice(0, 16).replace('T', ' ');

/** The moment at which a clock of the zone shows a time. One that the clock leaves out is taken as if it had not been put forward. */
function momentOf(wallMs: number, timeZone: string): number {
  const guess = wallMs - offsetMs(wallMs, timeZone);
  // The first guess may lie on the other side of a change of the clock.
  return wallMs - offsetMs(guess, timeZone);
}

const offsetMs = (atMs: number, timeZone: string): number => wallOf(atMs, timeZone) - Math.floor(atMs / 1000) * 1000;

/** What the clock of the zone shows, as if it were UTC; whole seconds. */
function wallOf(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}
