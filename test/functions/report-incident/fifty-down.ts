import { timeoutFault } from '../../../functions/check-health/network-fault.ts';
import type { Member } from '../../../functions/shared/incident/reporter-state.ts';
import type { EndpointObservation, HealthObservation } from '../../../functions/shared/observation.ts';
import { member, NOW } from './support.ts';

const DOWN = 50;
const name = (i: number) => `course-${String(i + 1).padStart(3, '0')}`;
const { kind, sentence } = timeoutFault('wait for the answer', 10);

function seen(i: number, down: number): EndpointObservation {
  if (i >= down) {
    const timings = { connectMs: 8, firstByteMs: 20, totalMs: 41 };
    return {
      endpoint: name(i),
      verdict: 'up',
      sentence: 'HTTP 200 in 41 ms',
      httpStatus: 200,
      attempts: 2,
      timings,
      components: [],
      earlierFaults: [],
    };
  }
  return {
    endpoint: name(i),
    verdict: 'down',
    sentence: `${sentence} (3 of 3 attempts)`,
    fault: kind,
    attempts: 3,
    timings: { connectMs: 8, totalMs: 10_000 },
    components: [],
    earlierFaults: [sentence, sentence],
    failedSinceMs: NOW - 90_000,
  };
}

/** Of 200 endpoints 50 answer nothing any more: what the probes saw, and their alarms, which turned within a quarter of a minute. */
export const fiftyDown: { observation: HealthObservation; members: Member[] } = {
  observation: { check: 'health', atMs: NOW - 20_000, endpoints: Array.from({ length: 200 }, (_, i) => seen(i, DOWN)) },
  members: Array.from({ length: DOWN }, (_, i) =>
    member('endpoint-down', 1, { subject: name(i), sinceMs: NOW - 30_000 + (i % 15) * 1_000 }),
  ),
};

/** All of them, well. */
export const wellAgain: HealthObservation = {
  ...fiftyDown.observation,
  endpoints: Array.from({ length: 200 }, (_, i) => seen(i, 0)),
};
