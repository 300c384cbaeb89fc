import type { ContainerEvent, ContainerObservation, ContainerState } from '../../shared/observation.ts';
import { cutText } from '../../shared/text/cut.ts';
import { clockTime, duration, plural } from '../../shared/text/words.ts';

const WHAT: Record<ContainerEvent['what'], string> = {
  'out-of-memory': 'killed for memory',
  killed: 'killed (SIGKILL), not for memory',
  exited: 'ended by itself',
  stopped: 'stopped',
  started: 'started',
  paused: 'paused',
  resumed: 'resumed',
  removed: 'removed',
  unhealthy: 'its health check fails',
  healthy: 'its health check is well',
};
const BY: Record<NonNullable<ContainerEvent['by']>, string> = {
  command: 'by a command of somebody',
  deploy: 'by a deploy',
  'health-check': 'because its health check failed',
  host: 'because its host goes away',
};

/** One event in words: "killed for memory at 11:27:48 UTC (exit code 137)". */
export function eventWords({ atMs, what, exitCode, by, reason }: ContainerEvent): string {
  const details = [...(exitCode === undefined ? [] : [`exit code ${exitCode}`]), ...(reason ? [reason] : [])];
  const who = by ? ` ${BY[by]}` : '';
  return `${WHAT[what]}${who} at ${clockTime(atMs)} UTC${details.length > 0 ? ` (${details.join('; ')})` : ''}`;
}

const MOST_OUTPUT = 160;

/**
 * What is not well of a container now, in words: "unhealthy since 11:32:31 UTC: 3 probes failed in a row (one each 30 s); the last said: …".
 * Undefined where it runs and its health check is well, or it has none.
 */
export function troubleWords({ state, events }: Pick<ContainerObservation, 'state' | 'events'>): string | undefined {
  if (!state) return undefined;
  const { status, health } = state;
  if (status !== 'running') return endWords(state);
  if (health?.status !== 'unhealthy') return undefined;
  const { failingStreak, intervalSeconds, last } = health;
  const since = events.findLast(({ what }) => what === 'unhealthy' || what === 'started' || what === 'healthy');
  const when = since?.what === 'unhealthy' ? ` since ${clockTime(since.atMs)} UTC` : '';
  const often = `${plural(failingStreak, 'probe')} failed in a row (one each ${duration(intervalSeconds * 1000)})`;
  // Of a traceback the last line says what it was.
  const words = last?.output.split('\n').findLast((line) => line.trim() !== '');
  return `unhealthy${when}: ${often}${words ? `; the last said: ${cutText(words.trim(), MOST_OUTPUT)}` : ''}`;
}

function endWords({ status, exitCode, finishedMs }: ContainerState): string {
  if (exitCode === undefined) return status;
  return `${status} (exit code ${exitCode})${finishedMs === undefined ? '' : ` since ${clockTime(finishedMs)} UTC`}`;
}
