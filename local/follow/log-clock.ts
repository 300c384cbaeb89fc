import type { LogClock } from '../../functions/shared/log-clock.ts';
import type { SeenClock } from '../lines/line-clock.ts';
import { zoneLike } from '../lines/zone.ts';

/** What a check is told of the clock that writes the log; undefined where it is UTC's, or not known. */
export function logClockOf({ offsetMs, zone, isZoneWrong, newestMs }: SeenClock): LogClock | undefined {
  if (offsetMs === undefined || (offsetMs === 0 && !isZoneWrong)) return undefined;
  const like = zone ?? (offsetMs === 0 ? undefined : zoneLike(offsetMs, newestMs));
  return {
    offsetMinutes: offsetMs / 60_000,
    ...(like !== undefined && { zone: zone ?? `as in ${like}` }),
    ...(isZoneWrong && { isZoneWrong }),
    isCounted: true,
  };
}
