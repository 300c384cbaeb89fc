import type { KnownSickness, KnownSicknesses } from '../../../local/coverage/sicknesses.ts';
import { START, well } from '../replay/sick-lines.ts';
import { SICKNESSES } from '../replay/sicknesses.ts';

const HEALTHY_S = 900;

/** Of memory a log says nothing. */
const OF_MEMORY: KnownSickness[] = [
  { name: 'memory fills up within ten minutes', seconds: 600, memory: { from: 60, to: 96 }, alert: true, told: 'memory' },
  { name: 'memory leaks slowly, over four hours', seconds: 14_400, memory: { from: 55, to: 85 }, alert: true, told: 'memory' },
];

/** The sicknesses of the tests as they are injected. */
export function known(): KnownSicknesses {
  const sicknesses = SICKNESSES.map(
    ({ title, log, seconds = 200, restarts, outside, told }): KnownSickness => ({
      name: title,
      seconds,
      ...(outside ? { outside: outside as NonNullable<KnownSickness['outside']> } : { lines: log(seconds) }),
      ...(restarts && { restarts: true }),
      alert: told !== null,
      ...(told && { told: told.source }),
    }),
  );
  return { sicknesses: [...sicknesses, ...OF_MEMORY], healthy: well(HEALTHY_S), healthySeconds: HEALTHY_S, start: START };
}
