import { timeFault } from '../../functions/shared/text/time-fault.ts';
import { dateTime } from '../../functions/shared/text/words.ts';
import { UsageError } from '../usage-error.ts';

const DAY_MS = 86_400_000;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/**
 * The moment that a person means, to the end of its minute where no second is given: "10:32" is the last one of a past, in UTC.
 * @throws UsageError for what is no time, or lies outside.
 */
export function momentMs(given: string, { startMs, untilMs }: { startMs: number; untilMs: number }): number {
  const found = CLOCK.exec(given) ? clockMs(given, startMs, untilMs) : dateMs(given);
  if (found === undefined || found < startMs || found > untilMs + 60_000)
    throw new UsageError(`${given} is outside of what can be looked at: ${dateTime(startMs)} to ${dateTime(untilMs)}`);
  return Math.min(found, untilMs);
}

function clockMs(given: string, startMs: number, untilMs: number): number | undefined {
  const [, hour = '', minute = '', second] = CLOCK.exec(given) ?? [];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59)
    throw new UsageError(
      `TIME is a time such as 10:32 or 2026-11-25T10:32, not ${given}: hours go to 23, minutes and seconds to 59`,
    );
  const ofDay = (Number(hour) * 60 + Number(minute)) * 60_000 + (second === undefined ? 59_999 : Number(second) * 1000 + 999);
  const lastDay = Math.floor(untilMs / DAY_MS) * DAY_MS;
  const isInside = (ms: number) => ms >= startMs && ms - 59_999 <= untilMs;
  for (let day = lastDay; day + DAY_MS > startMs; day -= DAY_MS) if (isInside(day + ofDay)) return day + ofDay;
  return undefined;
}

function dateMs(given: string): number {
  if (!DATE_TIME.test(given)) throw new UsageError(`TIME is a time such as 10:32 or 2026-11-25T10:32, not ${given}`);
  const fault = timeFault(given);
  if (fault) throw new UsageError(`TIME is a time such as 10:32 or 2026-11-25T10:32, not ${given}: ${fault}`);
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(given);
  const ms = Date.parse(hasZone ? given : `${given.replace(' ', 'T')}Z`);
  if (Number.isNaN(ms)) throw new UsageError(`TIME is a time such as 10:32 or 2026-11-25T10:32, not ${given}`);
  return /T?\d{2}:\d{2}:\d{2}/.test(given) ? ms : ms + 59_999;
}
