import { statSync } from 'node:fs';
import type {
  ContainerEvent,
  ContainerObservation,
  ContainerUsage,
  DockerDisk,
  OtherContainer,
} from '../../functions/shared/container-observation.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import { inspect } from './container.ts';
import { diskUseOf } from './disk-use.ts';
import type { Engine } from './engine.ts';
import { EngineError, type EngineFault } from './engine-error.ts';
import { dockerEvents } from './events.ts';
import { type Inspection, stateOf } from './inspection.ts';
import { endedWithHost } from './read-events.ts';
import { readStats, type Stats, usageOf } from './usage.ts';

/** Which containers are watched. */
export interface WatchedNames {
  /** AtlasML's. */
  container: string;
  /** Those that it needs, such as Weaviate's. */
  also: string[];
  /** What counts as AtlasML's limit of memory where the container has none, bytes. */
  memoryLimitBytes?: number | undefined;
}

/** Docker measures each volume for it: not more often. */
const DISK_EVERY_MS = 3_600_000;
/** The answer with a CPU of the last second comes after one to two. */
const STATS_MS = 8_000;

/** What the Engine says of AtlasML's container and of those beside it. It never throws: what is not known says why. */
export class WatchedContainer {
  readonly #engine: Engine;
  readonly #names: WatchedNames;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #events: () => Promise<ContainerObservation>;
  #seen: ContainerObservation | undefined;
  #disk: DockerDisk | undefined;
  #stats: { id: string; stats: Stats } | undefined;
  #failed: string | undefined;
  #whyNoMemory: string | undefined;
  #whyNothing: string | undefined;

  constructor(engine: Engine, names: WatchedNames, clock: Pick<Clock, 'now'>) {
    this.#engine = engine;
    this.#names = names;
    this.#clock = clock;
    this.#events = dockerEvents(engine, names.container, clock);
  }

  /** Everything, with the disk each hour. */
  async look(): Promise<ContainerObservation> {
    const { container, also } = this.#names;
    const atMs = this.#clock.now();
    const [events, own, others] = await Promise.all([
      settled(this.#events()),
      settled(this.#own(container)),
      Promise.all(also.map((name) => this.#other(name))),
    ]);
    const inspections = [own.value?.inspection, ...others.map(({ inspection }) => inspection)].flatMap((i) => i ?? []);
    const disk = await settled(this.#diskUse(inspections, atMs));
    const ofDisk = disk.reason && `how much disk it uses: ${disk.reason}`;
    const unknown = [own.reason, events.reason, ofDisk].filter((reason) => reason !== undefined);
    this.#seen = {
      check: 'container',
      atMs,
      runtime: 'Docker',
      events: events.value?.events ?? kept(this.#seen?.events ?? [], events.fault, atMs),
      ...(own.fault === 'absent' && { isAbsent: true }),
      ...(unknown.length > 0 && { unknown: [...new Set(unknown)].join('. ') }),
      ...(own.value && { state: own.value.state }),
      ...(own.value?.usage && { usage: own.value.usage }),
      ...(others.length > 0 && { others: others.map(({ other }) => other) }),
      ...(disk.value && { disk: disk.value }),
    };
    return this.#seen;
  }

  /** What AtlasML's container uses now; undefined where nothing is known, @see whyNo */
  async usage(): Promise<ContainerUsage | undefined> {
    const { value, reason } = await settled(inspect(this.#engine, this.#names.container).then((i) => this.#use(i)));
    this.#failed = reason;
    return value;
  }

  /** Why there is nothing new of a use: Docker could not be asked, or there is no limit that memory would be a percent of. */
  whyNo(use: 'memory' | 'cpu'): string | undefined {
    return this.#failed ?? (use === 'memory' ? this.#whyNoMemory : undefined);
  }

  /** Why there is nothing of it at all, also not of before: it does not run. */
  get whyNothing(): string | undefined {
    return this.#whyNothing;
  }

  async #own(name: string) {
    const inspection = await inspect(this.#engine, name);
    const usage = await this.#use(inspection);
    return { inspection, state: stateOf(inspection, logBytes(inspection)), ...(usage && { usage }) };
  }

  async #use(inspection: Inspection): Promise<ContainerUsage | undefined> {
    const { Id, State, HostConfig } = inspection;
    const { container, memoryLimitBytes: limitBytes } = this.#names;
    const isLimited = HostConfig.Memory > 0 || limitBytes !== undefined;
    this.#whyNoMemory = isLimited
      ? undefined
      : `container ${container} has no memory limit, so it may use all of its host: set one (\`mem_limit: 8g\` in Compose), or say in docker.memoryLimit what counts as one`;
    this.#whyNothing = State.Running ? undefined : `the container ${container} does not run (${State.Status}): it uses nothing`;
    if (!State.Running) return undefined;
    const before = this.#stats?.id === Id ? this.#stats.stats : undefined;
    // Without an earlier answer the Engine takes two, a second apart.
    const stats = readStats(await this.#engine.json(`/containers/${Id}/stats?stream=0${before ? '&one-shot=1' : ''}`, STATS_MS));
    this.#stats = { id: Id, stats };
    const usage = usageOf(stats, inspection, { limitBytes, before });
    return usage.atMs > 0 ? usage : undefined;
  }

  async #other(name: string): Promise<{ other: OtherContainer; inspection?: Inspection }> {
    const { value: inspection, reason } = await settled(inspect(this.#engine, name));
    if (!inspection) return { other: { name, unknown: reason as string } };
    return { other: { name, state: stateOf(inspection, logBytes(inspection)) }, inspection };
  }

  async #diskUse(containers: Inspection[], atMs: number): Promise<DockerDisk | undefined> {
    if (containers.length === 0 || (this.#disk && atMs - this.#disk.atMs < DISK_EVERY_MS)) return this.#disk;
    this.#disk = await diskUseOf(this.#engine, containers, atMs);
    return this.#disk;
  }
}

const kept = (events: ContainerEvent[], fault: EngineFault | undefined, atMs: number) =>
  fault === 'absent' ? endedWithHost(events, atMs) : events;

async function settled<T>(work: Promise<T>): Promise<{ value?: T; reason?: string; fault?: EngineFault }> {
  try {
    return { value: await work };
  } catch (error) {
    return {
      ...(error instanceof EngineError && { fault: error.fault }),
      reason: error instanceof EngineError ? error.message : `what Docker says cannot be read: ${(error as Error).message}`,
    };
  }
}

/** Docker numbers rotated files from 1 on. Root alone may read them: elsewhere their size is not known. */
function logBytes({ LogPath }: Inspection): number | undefined {
  if (LogPath === '') return undefined;
  let bytes: number | undefined;
  for (let i = 0; ; i++) {
    try {
      bytes = (bytes ?? 0) + statSync(i === 0 ? LogPath : `${LogPath}.${i}`).size;
    } catch {
      return bytes;
    }
  }
}
