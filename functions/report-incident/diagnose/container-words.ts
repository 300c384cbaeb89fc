import type { ContainerEvent } from '../../shared/observation.ts';
import { clockTime } from '../../shared/text/words.ts';

const WHAT: Record<ContainerEvent['what'], string> = {
  'out-of-memory': 'killed for memory',
  killed: 'killed (SIGKILL), not for memory',
  exited: 'ended by itself',
  stopped: 'stopped',
  started: 'started',
  paused: 'paused',
  resumed: 'resumed',
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
