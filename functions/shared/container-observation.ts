import type { Metric } from './signals/metrics.ts';

/** What the container runtime said of AtlasML's container: Docker's Engine on its host, or ECS. Times are epoch ms. */
export interface ContainerObservation {
  check: 'container';
  atMs: number;
  runtime: 'Docker' | 'ECS';
  /** The newest hours, oldest first. */
  events: ContainerEvent[];
  published?: Metric[];
}

/**
 * out-of-memory: killed at its memory limit. killed: ended by SIGKILL for another reason. exited: ended by itself.
 * stopped: ended because somebody ordered it.
 */
export type ContainerEnd = 'out-of-memory' | 'killed' | 'exited' | 'stopped';

export interface ContainerEvent {
  atMs: number;
  /** Of the container or the task, its first characters: what is made anew has another. */
  id: string;
  what: ContainerEnd | 'started' | 'paused' | 'resumed' | 'unhealthy' | 'healthy';
  exitCode?: number;
  /** Who ordered an end, as far as the runtime tells: a person's command, a deploy, a check of its health, the host. */
  by?: 'command' | 'deploy' | 'health-check' | 'host';
  /** The runtime's own words, redacted, cut. */
  reason?: string;
}

export const ENDS: readonly ContainerEvent['what'][] = ['out-of-memory', 'killed', 'exited', 'stopped'];

/** True when a container or task was started and did not end since. */
export function isRunning(events: ContainerEvent[]): boolean {
  const lives = events.filter(({ what }) => what === 'started' || ENDS.includes(what));
  return [...Map.groupBy(lives, ({ id }) => id).values()].some((own) => own.at(-1)?.what === 'started');
}

/** As long as a trouble is looked back for. */
const KEPT_MS = 6 * 3_600_000;
const MOST_EVENTS = 100;

/** The events of before and those seen now, each once, oldest first; what is older than six hours is left out. */
export function mergedEvents(before: ContainerEvent[], now: ContainerEvent[], nowMs: number): ContainerEvent[] {
  const all = new Map([...before, ...now].map((event) => [`${event.atMs} ${event.id} ${event.what}`, event]));
  return [...all.values()]
    .filter(({ atMs }) => nowMs - atMs <= KEPT_MS)
    .toSorted((a, b) => a.atMs - b.atMs)
    .slice(-MOST_EVENTS);
}
