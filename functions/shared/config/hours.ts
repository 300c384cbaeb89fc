/** The days of a week as schedules name them, the first as in a week of people. */
export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Hours of some days of the week, by the clock of a time zone. Where `to` is before `from` they end on the next day. */
export interface Hours {
  days: readonly Weekday[];
  /** "08:00". */
  from: string;
  /** "18:00", at most "24:00"; this minute is no longer in it. */
  to: string;
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;

/** From which minute of the week to which, the last not in it; one that goes beyond the end of the week is two. */
export function stretchesOf({ days, from, to }: Hours): [number, number][] {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const length = end > begin ? end - begin : DAY - begin + end;
  return days.flatMap((day) => {
    const start = WEEKDAYS.indexOf(day) * DAY + begin;
    const stop = start + length;
    return stop <= WEEK
      ? [[start, stop] as [number, number]]
      : [[start, WEEK] as [number, number], [0, stop - WEEK] as [number, number]];
  });
}

/** Whether a time is within hours by the clock on the wall, also on the days on which that is changed. */
export function isWithin(hours: Hours & { timezone: string }, atMs: number): boolean {
  const minute = minuteOfWeek(atMs, hours.timezone);
  return stretchesOf(hours).some(([start, stop]) => minute >= start && minute < stop);
}

/** The first minute of a week that none of some hours of one time zone has; undefined where they have all. */
export function firstGap(all: readonly Hours[]): number | undefined {
  const sorted = all.flatMap(stretchesOf).toSorted(([a], [b]) => a - b);
  let reached = 0;
  for (const [start, stop] of sorted) {
    if (start > reached) return reached;
    reached = Math.max(reached, stop);
  }
  return reached < WEEK ? reached : undefined;
}

/** "SUN 02:30". */
export function wordsOfMinute(minute: number): string {
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${WEEKDAYS[Math.floor(minute / DAY)]} ${pad(Math.floor((minute % DAY) / 60))}:${pad(minute % 60)}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The minute since Monday 00:00 that a clock in the zone shows. */
function minuteOfWeek(atMs: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(timeZone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = WEEKDAYS.indexOf((parts.weekday ?? '').toUpperCase() as Weekday);
  return day * DAY + Number(parts.hour) * 60 + Number(parts.minute);
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
