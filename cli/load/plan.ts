import { UsageError } from '../usage-error.ts';

/** The most that is ever sent, whatever is asked for: this is a look at a service that others use, and no attack on it. */
export const MOST = { ratePerSecond: 50, durationSeconds: 600, requests: 10_000 } as const;

/** When each request is due. It stands before the first one is sent, and no answer changes it (open model). */
export interface Plan {
  ratePerSecond: number;
  durationSeconds: number;
  /** Milliseconds from the start, ascending. */
  dueMs: readonly number[];
}

export interface Asked {
  rate?: string | undefined;
  duration?: string | undefined;
}

/** @throws UsageError where one of both is missing, cannot be read, or is more than is ever sent. */
export function planAsked({ rate, duration }: Asked): Plan {
  if (rate === undefined || duration === undefined)
    throw new UsageError(
      'load sends real requests to a real service, so it asks for all three: load URL --rate 2/s --duration 30 (requests a second, seconds)',
    );
  const ratePerSecond = amount('--rate', /^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(rate), `a number a second such as 2/s, not ${rate}`);
  const durationSeconds = amount('--duration', /^(\d+(?:\.\d+)?)s?$/.exec(duration), `seconds such as 30, not ${duration}`);
  mustBeWithin('--rate', ratePerSecond, MOST.ratePerSecond, 'requests a second');
  mustBeWithin('--duration', durationSeconds, MOST.durationSeconds, 'seconds');
  const plan = planOf(ratePerSecond, durationSeconds);
  const requests = plan.dueMs.length;
  if (requests === 0) throw new UsageError(`${rate} for ${duration} s is less than one request: give more of one of both`);
  if (requests > MOST.requests)
    throw new UsageError(
      `${ratePerSecond}/s for ${durationSeconds} s are ${requests} requests; at most ${MOST.requests} are allowed`,
    );
  return plan;
}

/** Evenly spread, the first at once; never more than the rate times the duration. */
export function planOf(ratePerSecond: number, durationSeconds: number): Plan {
  // 0.1 × 30 is a hair less than 3 in floating point.
  const requests = Math.floor(ratePerSecond * durationSeconds + 1e-9);
  return {
    ratePerSecond,
    durationSeconds,
    dueMs: Array.from({ length: requests }, (_, i) => (1000 * i) / ratePerSecond),
  };
}

function amount(option: string, found: RegExpExecArray | null, takes: string): number {
  const value = Number(found?.[1]);
  if (found === null || value === 0) throw new UsageError(`${option} takes ${takes}`);
  return value;
}

function mustBeWithin(option: string, value: number, most: number, unit: string): void {
  if (value > most) throw new UsageError(`${option}: at most ${most} ${unit}, not ${value}`);
}
