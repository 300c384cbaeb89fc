import { isWithin } from '../../functions/shared/config/hours.ts';
import type { Route } from '../../functions/shared/config/routes.ts';
import type { Channel } from '../../functions/shared/observation.ts';
import { MINUTE } from './plan.ts';

type Severity = 'page' | 'warn';

const mineOf = (routes: readonly Route[], severity: Severity, receiver: Channel) =>
  routes.filter(({ to, severities }) => to.includes(receiver) && severities.includes(severity));

/** Whether a receiver hears of what is so loud. @param isLate also where it does only when nobody acknowledges it, or at some hours. */
export function hearsOf(routes: readonly Route[] | undefined, severity: Severity, receiver: Channel, isLate: boolean): boolean {
  if (!routes) return true;
  return mineOf(routes, severity, receiver).some(({ afterMinutes, hours }) => isLate || (afterMinutes === 0 && !hours));
}

/** Whether no route could have taken it to a receiver yet: nobody had time to acknowledge it, or its hours were none of the incident's. */
export function isBeforeItsTime(
  routes: readonly Route[] | undefined,
  severity: Severity,
  receiver: Channel,
  openedMs: number,
  nowMs: number,
): boolean {
  const mine = mineOf(routes ?? [], severity, receiver);
  const isDue = ({ hours, afterMinutes }: Route) =>
    nowMs - openedMs >= afterMinutes * MINUTE && (!hours || minutesOf(openedMs, nowMs).some((atMs) => isWithin(hours, atMs)));
  return mine.length > 0 && !mine.some(isDue);
}

/** The moments from one to another, a minute apart. */
const minutesOf = (fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.ceil((toMs - fromMs) / MINUTE) + 1 }, (_, i) => Math.min(toMs, fromMs + i * MINUTE));
