import { isAtNight } from './incidents.ts';

/** When people work, by the hours of the time zone of the configuration. */
export const WORK = { fromHour: 8, toHour: 18 };
/** What fails so shortly after a start of AtlasML is called a deploy. */
export const DEPLOY_MS = 10 * 60_000;

/** When something reached people. Each moment is one of these. */
export type When = 'asleep' | 'off hours' | 'at work';

/** @param atMs epoch ms. @param timezone an IANA name. Pure. */
export function whenOf(atMs: number, timezone: string): When {
  if (isAtNight(atMs, timezone)) return 'asleep';
  const parts = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', hourCycle: 'h23', timeZone: timezone });
  const of = Object.fromEntries(parts.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const hour = Number(of.hour);
  const isWeekend = of.weekday === 'Sat' || of.weekday === 'Sun';
  return !isWeekend && hour >= WORK.fromHour && hour < WORK.toHour ? 'at work' : 'off hours';
}

/** Whether a moment is within ten minutes after a start. @param startsMs epoch ms. Pure. */
export function isInDeploy(atMs: number, startsMs: readonly number[]): boolean {
  return startsMs.some((startMs) => startMs <= atMs && atMs <= startMs + DEPLOY_MS);
}
