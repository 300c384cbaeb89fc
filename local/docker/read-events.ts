import type { ContainerEvent } from '../../functions/shared/container-observation.ts';

/** One event of the Engine's API, as far as it is read. Source: GET /events in https://docs.docker.com/reference/api/engine/. */
interface EngineEvent {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
  time?: number;
  timeNano?: number;
}

interface Step {
  atMs: number;
  action: string;
  id: string;
  name: string;
  attributes: Record<string, string>;
}

/** The kernel's kill and the end of the process come within this time; `docker stop` waits ten seconds, some wait longer. */
const OOM_MS = 2_000;
const STOP_MS = 60_000;
/** Who makes a container of the same name anew so soon deploys. */
const DEPLOY_MS = 120_000;
/** An Engine that is shut down waits for its containers, ten seconds for each as a rule, and is gone then. */
const SHUTDOWN_MS = 60_000;
const SIGKILL = 9;
const KILLED = 128 + SIGKILL;

/**
 * What the Engine's events say of a container, oldest first. An end is for memory by the pair `oom` and `die`: the flag
 * OOMKilled of an inspection stays on over restarts in some versions.
 * @param body of GET /events: an object on each line. @param name of the container, without a slash.
 */
export function readDockerEvents(body: string, name: string): ContainerEvent[] {
  const steps = body
    .split('\n')
    .flatMap(stepOf)
    .toSorted((a, b) => a.atMs - b.atMs);
  // A container that is renamed before it is replaced is the same one still.
  const ids = new Set(
    steps.filter((s) => s.name === name || (s.action === 'rename' && s.attributes.oldName === `/${name}`)).map((s) => s.id),
  );
  const own = steps.filter((s) => ids.has(s.id));
  return own.flatMap((step, i) => eventOf(step, own.slice(0, i), own.slice(i + 1)) ?? []);
}

/**
 * An Engine that is gone so soon after it stopped a container was shut down itself, or its host was, and nobody meant that container.
 * Its events are gone with it. @param goneMs when nothing listened where it should
 */
export function endedWithHost(events: ContainerEvent[], goneMs: number): ContainerEvent[] {
  return events.map((event, i) => {
    const isStop = event.what === 'stopped' && event.by === 'command' && goneMs - event.atMs <= SHUTDOWN_MS;
    const isOver = events.slice(i + 1).some(({ id, what }) => id === event.id && (what === 'started' || what === 'removed'));
    return isStop && !isOver ? { ...event, by: 'host' } : event;
  });
}

/** False for an answer of which no line is an event: what sends it is no Engine. */
export function holdsEvents(body: string): boolean {
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 || lines.some((line) => typeof parsed(line) === 'object' && parsed(line) !== null);
}

/** What is no event, such as a line that was cut, tells nothing; the others are told all the same. */
function stepOf(line: string): Step[] {
  const event = parsed(line);
  if (typeof event !== 'object' || event === null) return [];
  const { Type, Action, Actor, time = 0, timeNano } = event as EngineEvent;
  const id = Actor?.ID;
  const attributes = Actor?.Attributes ?? {};
  if (Type !== 'container' || typeof id !== 'string' || typeof Action !== 'string') return [];
  const atMs = timeNano === undefined ? time * 1000 : Math.floor(timeNano / 1e6);
  return Number.isFinite(atMs) ? [{ atMs, action: Action, id, name: String(attributes.name ?? ''), attributes }] : [];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const SIMPLE: Record<string, ContainerEvent['what']> = {
  start: 'started',
  pause: 'paused',
  unpause: 'resumed',
  destroy: 'removed',
  'health_status: unhealthy': 'unhealthy',
  'health_status: healthy': 'healthy',
};
const LONGEST_ID = 12;

function eventOf(step: Step, before: Step[], after: Step[]): ContainerEvent | undefined {
  const { atMs, id, action } = step;
  const what = SIMPLE[action];
  if (what) return { atMs, id: id.slice(0, LONGEST_ID), what };
  return action === 'die' ? endOf(step, before, after) : undefined;
}

function endOf({ atMs, id, attributes }: Step, before: Step[], after: Step[]): ContainerEvent {
  // A label of the image may have the same name as the Engine's own attribute.
  const exitCode = /^\d{1,3}$/.test(attributes.exitCode ?? '') ? Number(attributes.exitCode) : undefined;
  const coded = { atMs, id: id.slice(0, LONGEST_ID), ...(exitCode !== undefined && { exitCode }) };
  // What was before its newest start is none of this end.
  const life = before.slice(before.findLastIndex((s) => s.id === id && s.action === 'start') + 1);
  const recent = (action: string, ms: number) => life.filter((s) => s.id === id && s.action === action && atMs - s.atMs <= ms);
  if (exitCode === KILLED && recent('oom', OOM_MS).length > 0) return { ...coded, what: 'out-of-memory' };
  const signals = recent('kill', STOP_MS).map((s) => Number(s.attributes.signal));
  if (signals.length === 0) return { ...coded, what: exitCode === KILLED ? 'killed' : 'exited' };
  if (signals.every((signal) => signal === SIGKILL)) return { ...coded, what: 'killed', by: 'command' };
  // `docker restart` starts the same one again.
  const isRestarted = after.some((s) => s.id === id && s.action === 'start');
  // What was made before it started is what came before it, or itself. Compose makes the new one under a name of its own and renames it.
  const isReplaced =
    !isRestarted && [...life, ...after].some((s) => s.action === 'create' && s.id !== id && Math.abs(s.atMs - atMs) <= DEPLOY_MS);
  return { ...coded, what: 'stopped', by: isReplaced ? 'deploy' : 'command' };
}
