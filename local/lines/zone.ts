import { QUARTER_HOUR_MS } from './quarter-hours.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
/** Zones change at whole quarter hours, so each is asked once; formatting is slow. */
const offsets = new Map<string, number>();

/** How far a zone's clocks are ahead of UTC at a moment, ms. @param zone an IANA name. @throws RangeError for no such zone. */
export function offsetAt(zone: string, ms: number): number {
  const quarter = Math.floor(ms / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  const name = format.formatToParts(quarter).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  offsets.set(key, offset);
  return offset;
}

/**
 * The moments at which a zone's clocks show a time: two in the hour that autumn repeats, the earlier first. In the hour that
 * spring leaves out, the moment that a clock without the change would mean.
 * @param localMs the time as if it were UTC, epoch ms.
 */
export function momentsOf(zone: string, localMs: number): number[] {
  const around = [offsetAt(zone, localMs - 86_400_000), offsetAt(zone, localMs + 86_400_000)];
  const candidates = [...new Set(around)].map((offset) => localMs - offset).sort((a, b) => a - b);
  const right = candidates.filter((ms) => ms + offsetAt(zone, ms) === localMs);
  return right.length > 0 ? right : candidates.slice(0, 1);
}

/** Zones that a container of AtlasML may well be in, to name an offset by. */
const LIKELY = ['Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Los_Angeles', 'Asia/Kolkata', 'Asia/Tokyo'];

/** A zone whose clocks are so far ahead of UTC at that moment, as an example. */
export function zoneLike(offsetMs: number, atMs: number): string | undefined {
  return LIKELY.find((zone) => offsetAt(zone, atMs) === offsetMs);
}
