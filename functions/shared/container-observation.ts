import type { Metric } from './signals/metrics.ts';

/** What the container runtime said of AtlasML's container: Docker's Engine on its host, or ECS. Times are epoch ms. */
export interface ContainerObservation {
  check: 'container';
  atMs: number;
  runtime: 'Docker' | 'ECS';
  /** The newest hours, oldest first. */
  events: ContainerEvent[];
  /** Why the runtime could not be asked, with what to do; then what stands here is of before. */
  unknown?: string;
  /** Nothing listens where the Engine should: it was stopped, alone or with its host. */
  isAbsent?: true;
  state?: ContainerState;
  usage?: ContainerUsage;
  /** Of the containers beside it, and of the whole host. */
  others?: OtherContainer[];
  disk?: DockerDisk;
  published?: Metric[];
}

/** What Docker says of a container at one moment. Texts are redacted and cut. */
export interface ContainerState {
  name: string;
  /** Its first characters. */
  id: string;
  image: string;
  /** In Docker's words: created, running, paused, restarting, removing, exited, dead. */
  status: string;
  startedMs?: number;
  finishedMs?: number;
  /** Of the last end; absent while it runs. */
  exitCode?: number;
  /** Why Docker could not start it, in Docker's words. */
  error?: string;
  /** How often its restart policy started it again, since it was made. */
  restarts: number;
  /** Absent where it has no health check. */
  health?: ContainerHealth;
  /** Absent where none is set: then it may use all of its host. */
  memoryLimitBytes?: number;
  cpuLimit?: number;
  log: ContainerLogDriver;
}

export interface ContainerHealth {
  /** starting, healthy, unhealthy. */
  status: string;
  /** How many probes failed in a row. */
  failingStreak: number;
  /** The newest probe. */
  last?: { atMs: number; exitCode: number; output: string };
  intervalSeconds: number;
  timeoutSeconds: number;
  startPeriodSeconds: number;
  retries: number;
}

export interface ContainerLogDriver {
  driver: string;
  /** False where the file grows until the disk is full; absent where the driver keeps none on this disk. */
  isRotated?: boolean;
  /** Of all its files; absent where they may not be read. */
  bytes?: number;
}

/** What is not known is absent, never zero. */
export interface ContainerUsage {
  atMs: number;
  /** As `docker stats` shows it: without the file cache that can be given back. */
  memoryBytes?: number;
  /** Of the limit; absent where there is none. */
  memoryPercent?: number;
  /** Of what it may use: of its limit, else of all CPUs of its host. */
  cpuPercent?: number;
  /** Since its start. */
  networkBytes?: { received: number; sent: number };
  blockBytes?: { read: number; written: number };
  processes?: number;
}

export interface OtherContainer {
  name: string;
  state?: ContainerState;
  unknown?: string;
}

/** What Docker holds on the disk of its host. */
export interface DockerDisk {
  atMs: number;
  imageBytes: number;
  /** What containers wrote beside their volumes. */
  containerBytes: number;
  volumeBytes: number;
  buildCacheBytes: number;
  /** Of the containers that are watched; without a size where Docker does not tell it. */
  volumes: { name: string; container: string; path: string; bytes?: number }[];
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
  what: ContainerEnd | 'started' | 'paused' | 'resumed' | 'removed' | 'unhealthy' | 'healthy';
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
