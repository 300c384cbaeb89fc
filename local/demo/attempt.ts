import { attemptOnce } from '../../functions/check-health/attempt.ts';

/**
 * A probe of the simulated AtlasML. What it waited there counts in seconds of the simulated clock, as the answer says
 * (w3.org/TR/server-timing); how slow the reader's machine is does not.
 */
export const attemptSimulated: typeof attemptOnce = async (options) => {
  const attempt = await attemptOnce(options);
  const waitedMs = Number(/^wait;dur=(\d+)$/.exec(attempt.answer?.headers['server-timing'] ?? '')?.[1] ?? 0);
  return { ...attempt, timings: { ...attempt.timings, totalMs: attempt.timings.totalMs + waitedMs } };
};
