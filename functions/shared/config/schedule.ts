import { Cron } from 'croner';

/**
 * What a mute rule takes: five fields, in each of them *, - and a comma, names for months and days of the week.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
 */
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: { name: string; least: number; most: number; names?: string[] }[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of the week', least: 0, most: 6, names: DAYS },
];
const FORM = 'must be five cron fields, "0 3 * * SUN", or one time, 2026-12-24T18:00';
const ONCE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;
/** Whether a schedule comes at all is no matter of the day on which it is asked. */
const FROM = new Date(Date.UTC(2024, 0, 1));

/** Whether a schedule means one time, and not times that come again. */
export const isOnce = (schedule: string): boolean => ONCE.test(schedule);

/** What is wrong with a schedule of a planned window, in words; undefined where CloudWatch takes it and it comes. */
export function scheduleFault(schedule: string): string | undefined {
  if (isOnce(schedule)) return isTime(schedule) ? undefined : `is no time that there is; write it as 2026-12-24T18:00`;
  const fields = schedule.split(' ');
  if (fields.length !== FIELDS.length || fields.includes('')) return FORM;
  const fault = fields.map((field, i) => fieldFault(field, i)).find((f) => f !== undefined);
  if (fault) return fault;
  if (fields[2] !== '*' && fields[4] !== '*') {
    return 'names both a day of the month and a day of the week, and CloudWatch does not say whether one or both must be so: name one, and * for the other';
  }
  return comes(schedule) ? undefined : 'never comes: no such month has such a day';
}

function fieldFault(field: string, i: number): string | undefined {
  const { name, least, most, names } = FIELDS[i] as (typeof FIELDS)[number];
  if (/[^\dA-Za-z*,-]/.test(field)) return `its ${name} is ${field}: CloudWatch takes only numbers, names, * - and a comma there`;
  const allowed = names === DAYS ? 'SUN to SAT' : `${least} to ${most}${names ? ', or JAN to DEC' : ''}`;
  for (const part of field.split(',')) {
    if (part === '*') continue;
    const ends = part.split('-').map((end) => numberOf(end, names, least));
    const known = ends.length <= 2 && ends.every((n) => n !== undefined && n >= least && n <= most);
    if (!known || (ends[0] ?? 0) > (ends[1] ?? most)) return `its ${name} is ${part}: it must be ${allowed}, or * for each`;
  }
  return undefined;
}

/** Days of the week are names here: other crons count them from 0 or from 1, and CloudWatch does not say. */
function numberOf(text: string, names: string[] | undefined, least: number): number | undefined {
  const at = names?.indexOf(text.toUpperCase()) ?? -1;
  if (at >= 0) return at + least;
  return /^\d+$/.test(text) && names !== DAYS ? Number(text) : undefined;
}

function comes(schedule: string): boolean {
  try {
    return new Cron(schedule, { mode: '5-part', paused: true, timezone: 'UTC' }).nextRun(FROM) !== null;
  } catch {
    return false;
  }
}

function isTime(text: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = (ONCE.exec(text) ?? []).slice(1).map(Number);
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute));
  return time.toISOString().startsWith(text);
}
