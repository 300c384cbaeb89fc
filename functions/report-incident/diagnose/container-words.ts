import { type ContainerEvent, type ContainerObservation, type ContainerState, ENDS } from '../../shared/observation.ts';
import { cutText } from '../../shared/text/cut.ts';
import { type ReadersTime, readersTime } from '../../shared/text/readers-time.ts';
import { duration, plural } from '../../shared/text/words.ts';

const WHAT: Record<ContainerEvent['what'], string> = {
  'out-of-memory': 'killed for memory',
  killed: 'killed',
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
  host: 'because its host, or Docker on it, was shut down',
};

/**
 * One event in words: "killed for memory at 11:27:48 UTC (exit code 137)". A kill that no command ordered may be for memory of the whole
 * host all the same: of that a runtime says nothing, and neither do we.
 */
export function eventWords({ atMs, what, exitCode, by, reason }: ContainerEvent, time = IN_UTC): string {
  const details = [
    ...(what === 'killed' ? ['SIGKILL'] : []),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(reason ? [reason] : []),
  ];
  const who = by ? ` ${BY[by]}` : '';
  return `${WHAT[what]}${who} at ${time.clock(atMs)}${details.length > 0 ? ` (${details.join('; ')})` : ''}`;
}

const IN_UTC = readersTime(undefined);
const MOST_OUTPUT = 160;
/** An end and the moment that the container itself names for it are so near. */
const SAME_END_MS = 5_000;

/**
 * What is not well of a container now, in words: "unhealthy since 11:32:31 UTC: 3 probes failed in a row (one each 30 s); the last said: …".
 * Undefined where it runs and its health check is well, was well just now, or there is none.
 */
export function troubleWords(
  { state, events }: Pick<ContainerObservation, 'state' | 'events'>,
  time = IN_UTC,
): string | undefined {
  if (!state) return undefined;
  const { status, health } = state;
  if (status !== 'running') return endWords(state, events, time);
  if (health?.status !== 'unhealthy' || health.failingStreak === 0) return undefined;
  const { failingStreak, intervalSeconds, last } = health;
  const since = events.findLast(({ what }) => what === 'unhealthy' || what === 'started' || what === 'healthy');
  const when = since?.what === 'unhealthy' ? ` since ${time.clock(since.atMs)}` : '';
  const often = `${plural(failingStreak, 'probe')} failed in a row (one each ${duration(intervalSeconds * 1000)})`;
  // Of a traceback the last line says what it was.
  const words = last?.output.split('\n').findLast((line) => line.trim() !== '');
  return `unhealthy${when}: ${often}${words ? `; the last said: ${cutText(words.trim(), MOST_OUTPUT)}` : ''}`;
}

/** With how it ended, where an event says so, and with Docker's own words where it could not be started. */
function endWords(
  { status, exitCode, finishedMs, id, restarts, error }: ContainerState,
  events: ContainerEvent[],
  time: ReadersTime,
): string {
  if (error) return `${status}, could not be started: ${error}`;
  const end = events.findLast((e) => e.id === id && ENDS.includes(e.what));
  if (status === 'restarting')
    return `restarting, ${plural(restarts, 'restart')} so far${end ? `: ${eventWords(end, time)}` : ''}`;
  if (exitCode === undefined) return status;
  const isThatEnd = end && finishedMs !== undefined && Math.abs(end.atMs - finishedMs) <= SAME_END_MS;
  if (isThatEnd) return `${status}: ${eventWords(end, time)}`;
  return `${status} (exit code ${exitCode})${finishedMs === undefined ? '' : ` since ${time.clock(finishedMs)}`}`;
}
