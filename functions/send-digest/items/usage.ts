import { growthOf } from '../../check-memory/trend.ts';
import type { DigestKind } from '../../shared/config/digest-kinds.ts';
import type { Datapoint } from '../../shared/ports.ts';
import type { MetricKey } from '../../shared/signals/metrics.ts';
import { readersTime } from '../../shared/text/readers-time.ts';
import { number, plural } from '../../shared/text/words.ts';
import { type Answer, DAY_MS, ownSeries, type Question } from '../scope.ts';

const HOUR_MS = 3_600_000;
const STALE_MS = 2 * HOUR_MS;
/** A slope smaller than this, in points a day, is noise. */
const STEADY = 0.05;
/** A trend is looked for over this many days, and followed no further ahead than it was seen. */
const LOOK_BACK_DAYS: Record<DigestKind, number> = { daily: 7, weekly: 14, monthly: 30 };

/**
 * Says how much is used, how that grows, and when it reaches its limit.
 * @param points used percent by hour, in ascending time.
 * @param limit the alarm's threshold, percent.
 */
export function judgeUsage(points: Datapoint[], limit: number, nowMs: number, timezone?: string): Answer {
  const last = points.at(-1);
  if (!last) return { status: 'unknown', fact: 'no data in all that time' };
  if (nowMs - last.atMs > STALE_MS)
    return { status: 'unknown', fact: `no data since ${readersTime(timezone).date(last.atMs)}; then ${number(last.value)} %` };
  const most = Math.max(...points.filter((p) => p.atMs > nowMs - DAY_MS).map((p) => p.value));
  const now = `${number(last.value)} % now, ${number(most)} % at most in a day`;
  const isAbove = last.value > limit;
  const growth = growthOf(points, DAY_MS);
  if (!growth) {
    const why = last.atMs - (points[0] as Datapoint).atMs < DAY_MS ? 'less than a day is known' : 'it restarted within a day';
    return { status: isAbove ? 'bad' : 'well', fact: `${now}; ${why}, so there is no trend yet` };
  }
  const perDay = growth.perHour * 24;
  if (Math.abs(perDay) < STEADY) return { status: isAbove ? 'bad' : 'well', fact: `${now}; steady` };
  const slope = `${perDay > 0 ? '+' : ''}${number(perDay)} % a day`;
  if (isAbove || perDay < 0) return { status: isAbove ? 'bad' : 'well', fact: `${now}; ${slope}` };
  const days = (limit - last.value) / perDay;
  const ahead = Math.floor(growth.spanMs / DAY_MS);
  return days <= ahead
    ? { status: 'bad', fact: `${now}; ${slope}: ${limit} % about ${date(last.atMs + days * DAY_MS)}` }
    : { status: 'well', fact: `${now}; ${slope}: ${limit} % not within ${plural(ahead, 'day')}` };
}

const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function usage(
  what: string,
  key: MetricKey,
  of: 'memory' | 'disk',
  threshold: 'memoryUsedPercent' | 'diskUsedPercent',
): Question {
  return {
    what,
    seen: 'Dashboard',
    async ask(scope) {
      const { config, kind, nowMs } = scope;
      if (!config[of]) return { status: 'off', fact: `no source of ${of} is configured` };
      const long = { startMs: nowMs - LOOK_BACK_DAYS[kind] * DAY_MS, endMs: nowMs - 1 };
      const points = await ownSeries(scope, long, key, 'Maximum', {}, HOUR_MS / 1000);
      return judgeUsage(points, config.thresholds[threshold], nowMs, config.timezone);
    },
  };
}

export const memory = usage('Memory', 'memoryUsedPercent', 'memory', 'memoryUsedPercent');
export const disk = usage('Disk', 'diskUsedPercent', 'disk', 'diskUsedPercent');
