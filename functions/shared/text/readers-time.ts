/** Times as people of one time zone read them, with UTC beside it: logs and consoles have that. In UTC it stands alone. */
export interface ReadersTime {
  /** "09:32:04 Berlin (08:32:04 UTC)", "08:32:04 UTC". */
  clock(ms: number): string;
  /** "2026-11-25 09:32 Berlin (08:32 UTC)", "2026-11-25 08:32 UTC". */
  date(ms: number): string;
  /** "09:32 Berlin (08:32 UTC)", "08:32 UTC". */
  minute(ms: number): string;
  /** "09:32 Berlin", where there is no room for both; "08:32 UTC". */
  minuteAlone(ms: number): string;
  /** "2026-11-25 09:32 to 10:05 Berlin (08:32 to 09:05 UTC)", with both days where they differ. */
  dates(fromMs: number, toMs: number): string;
  /** "09:32:04 to 10:05:00 Berlin (08:32:04 to 09:05:00 UTC)". */
  clocks(fromMs: number, toMs: number): string;
  /** At the begin of a row, of which there are many: "09:32:04 (08:32:04 UTC)"; "08:32:04" alone is UTC. */
  row(ms: number): string;
  /** The same with month and day, where a row is of another day than the one above it: "11-25 09:32 (08:32 UTC)". */
  rowDay(ms: number): string;
  /** "2026-11-25", the day there. */
  day(ms: number): string;
  /** How far the clock there is ahead of UTC: "+0100". */
  offset(ms: number): string;
}

/** Parts of one moment as ISO 8601 has them: "2026-11-25" and "09:32:04". */
interface Parts {
  day: string;
  time: string;
}

const clocks = new Map<string, Intl.DateTimeFormat | undefined>();

/** @param timezone an IANA name; of one that is not known UTC is told alone, for no message may fail by it. */
export function readersTime(timezone: string | undefined): ReadersTime {
  const place = nameOf(timezone ?? UTC);
  const clock = place === UTC ? undefined : clockOf(timezone as string);
  return clock ? inZone(clock, place) : IN_UTC;
}

const UTC = 'UTC';
/** Other names of it: https://www.iana.org/time-zones, file "etcetera" and its links. */
const NAMES_OF_UTC = /^(?:Etc\/)?(?:UTC|UCT|GMT|GMT[+-]?0|Greenwich|Universal|Zulu)$/i;

/** "Berlin" of Europe/Berlin, "Buenos Aires" of America/Argentina/Buenos_Aires. */
const nameOf = (timezone: string): string =>
  NAMES_OF_UTC.test(timezone) ? UTC : timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');

const IN_UTC: ReadersTime = {
  clock: (ms) => `${utcParts(ms).time} ${UTC}`,
  date: (ms) => `${utcParts(ms).day} ${short(utcParts(ms))} ${UTC}`,
  minute: (ms) => `${short(utcParts(ms))} ${UTC}`,
  minuteAlone: (ms) => `${short(utcParts(ms))} ${UTC}`,
  dates: (from, to) => `${dates(utcParts(from), utcParts(to))} ${UTC}`,
  clocks: (from, to) => `${utcParts(from).time} to ${utcParts(to).time} ${UTC}`,
  row: (ms) => utcParts(ms).time,
  rowDay: (ms) => `${utcParts(ms).day.slice(5)} ${short(utcParts(ms))}`,
  day: (ms) => utcParts(ms).day,
  offset: () => '+0000',
};

function inZone(clock: Intl.DateTimeFormat, place: string): ReadersTime {
  const there = (ms: number) => partsBy(clock, ms);
  /** The day of UTC where it is another than there. */
  const otherDay = (ms: number) => (utcParts(ms).day === there(ms).day ? '' : `${utcParts(ms).day} `);
  const utcMinute = (ms: number) => `${short(utcParts(ms))} ${UTC}`;
  return {
    clock: (ms) => `${there(ms).time} ${place} (${IN_UTC.clock(ms)})`,
    date: (ms) => `${there(ms).day} ${short(there(ms))} ${place} (${otherDay(ms)}${utcMinute(ms)})`,
    minute: (ms) => `${short(there(ms))} ${place} (${utcMinute(ms)})`,
    minuteAlone: (ms) => `${short(there(ms))} ${place}`,
    dates: (from, to) => {
      const isOneDay = [utcParts(from), utcParts(to), there(to)].every(({ day }) => day === there(from).day);
      const utc = isOneDay ? `${short(utcParts(from))} to ${short(utcParts(to))}` : dates(utcParts(from), utcParts(to));
      return `${dates(there(from), there(to))} ${place} (${utc} ${UTC})`;
    },
    clocks: (from, to) => `${there(from).time} to ${there(to).time} ${place} (${IN_UTC.clocks(from, to)})`,
    row: (ms) => `${there(ms).time} (${IN_UTC.clock(ms)})`,
    rowDay: (ms) => `${there(ms).day.slice(5)} ${short(there(ms))} (${otherDay(ms).slice(5)}${utcMinute(ms)})`,
    day: (ms) => there(ms).day,
    offset: (ms) => offsetWords(minutesAhead(there(ms), ms)),
  };
}

const dates = (from: Parts, to: Parts): string =>
  `${from.day} ${short(from)} to ${from.day === to.day ? '' : `${to.day} `}${short(to)}`;

/** Clocks on the wall show whole seconds. */
const minutesAhead = ({ day, time }: Parts, ms: number): number =>
  Math.round((Date.parse(`${day}T${time}Z`) - Math.floor(ms / 1000) * 1000) / 60_000);

function offsetWords(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
}

const short = ({ time }: Parts): string => time.slice(0, 5);

function utcParts(ms: number): Parts {
  const iso = new Date(ms).toISOString();
  return { day: iso.slice(0, 10), time: iso.slice(11, 19) };
}

function partsBy(clock: Intl.DateTimeFormat, ms: number): Parts {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    clock.formatToParts(ms).map(({ type, value }) => [type, value]),
  );
  return { day: `${year}-${month}-${day}`, time: `${hour}:${minute}:${second}` };
}

function clockOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!clocks.has(timeZone)) clocks.set(timeZone, newClock(timeZone));
  return clocks.get(timeZone);
}

function newClock(timeZone: string): Intl.DateTimeFormat | undefined {
  const two = '2-digit';
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
      hourCycle: 'h23',
    });
  } catch {
    return undefined;
  }
}
