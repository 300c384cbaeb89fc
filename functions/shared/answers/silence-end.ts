import type { SILENCE_CHOICES } from '../message/answer-choices.ts';
import { timeFault } from '../text/time-fault.ts';

const HOUR_MS = 3_600_000;
const HALF_A_DAY_MS = 12 * HOUR_MS;
/** The longest that a person may ask for: until 8:00 of the next day, on the day that has 25 hours. */
export const LONGEST_ANSWERED_SILENCE_MS = 26 * HOUR_MS;
const MORNING = 8;
/** 8:00 is that of the next day where this one's is nearer than so. */
const LEAST_TO_MORNING_MS = HOUR_MS;

/** When a silence ends, epoch ms, with what whoever asked must know of it; or why it cannot be, in a sentence. */
export type SilenceEnd = { untilMs: number; note?: string } | { fault: string };

/**
 * The end of a silence that somebody asks for: "10m", "1h", "8:00", or a time of the clock on the wall, "2026-11-26T14:30". Of a time that the
 * clock shows twice the first one is meant that is not past.
 * @param timeZone of that clock.
 */
export function silenceEnd(choice: string, nowMs: number, timeZone: string): SilenceEnd {
  if (choice === ('10m' satisfies keyof typeof SILENCE_CHOICES)) return { untilMs: nowMs + HOUR_MS / 6 };
  if (choice === ('1h' satisfies keyof typeof SILENCE_CHOICES)) return { untilMs: nowMs + HOUR_MS };
  if (choice === ('8:00' satisfies keyof typeof SILENCE_CHOICES)) return { untilMs: nextMorningMs(nowMs, timeZone) };
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(choice) ?? [];
  if (minute === undefined) return { fault: 'That is no time.' };
  const impossible = timeFault(choice);
  if (impossible) return { fault: `That is no time: ${impossible}.` };
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  const moments = momentsOf(wall, timeZone);
  const untilMs = moments.find((ms) => ms > nowMs);
  if (untilMs === undefined || untilMs > nowMs + LONGEST_ANSWERED_SILENCE_MS)
    return { fault: 'That time is past, or more than a day away.' };
  if (moments.length < 2) return { untilMs };
  const which = untilMs === moments[0] ? 'The first one is meant' : 'The first one is past, so the second one is meant';
  return { untilMs, note: `${hour}:${minute} comes twice on that day, for the clocks go back. ${which}.` };
}

/** The next 8:00 by the clock of a zone that is more than an hour away: at night that of the morning, in the day that of tomorrow. */
export function nextMorningMs(nowMs: number, timeZone: string): number {
  const wall = new Date(wallOf(nowMs, timeZone));
  for (let days = 0; ; days++) {
    const eight = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + days, MORNING);
    const [atMs = 0] = momentsOf(eight, timeZone);
    if (atMs > nowMs + LEAST_TO_MORNING_MS) return atMs;
  }
}

/** What a clock on the wall shows, "2026-11-26 08:00". */
export const wallWords = (atMs: number, timeZone: string): string =>
  new Date(wallOf(atMs, timeZone)).toISOString().slice(0, 16).replace('T', ' ');

/**
 * The moments at which a clock of the zone shows a time, the first one first: two where it is put back over that time. One that the clock
 * leaves out is taken as if it had not been put forward.
 */
function momentsOf(wallMs: number, timeZone: string): number[] {
  // No clock is put forward or back twice within a day.
  const [before = 0, after = 0] = [-HALF_A_DAY_MS, HALF_A_DAY_MS].map((ms) => wallMs - offsetMs(wallMs + ms, timeZone));
  const shown = [...new Set([before, after])].filter((ms) => wallOf(ms, timeZone) === wallMs);
  return shown.length > 0 ? shown.sort((a, b) => a - b) : [before];
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
