import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import type { Channel, ChannelObservation, HealthObservation, Observation } from '../../../functions/shared/observation.ts';
import type { Clock, Secrets } from '../../../functions/shared/ports.ts';
import type { LogEvent } from '../../../insights/index.ts';
import type { Inspection } from '../../../local/docker/inspection.ts';
import type { Stats } from '../../../local/docker/usage.ts';
import type { SeenClock } from '../../../local/lines/line-clock.ts';

/** The newest lines of AtlasML's log, as it is read on this machine. */
export interface ReadLog {
  /** Where it was read: "the container atlasml", "the file …". */
  where: string;
  /** Of the time before now that was read, oldest first. */
  events: LogEvent[];
  clock: SeenClock | undefined;
  /** When the newest of it was written, epoch ms; undefined without any. */
  newestMs: number | undefined;
}

/** What the monitor of this machine wrote. */
export interface WatchSeen {
  observations: Observation[];
  /** Undefined where nobody watches now. */
  watcher: string | undefined;
}

/** All that is looked at on this machine. What cannot be looked at is thrown, with the reason. Each is asked once. */
export interface HerePorts {
  /** As it holds on this machine. */
  config: MonitorConfig;
  clock: Pick<Clock, 'now'>;
  secrets: Secrets;
  /** Each endpoint that costs nothing to ask, once. */
  health(): Promise<HealthObservation>;
  container(): Promise<Inspection>;
  usage(): Promise<Stats>;
  log(): Promise<ReadLog>;
  /** The first lines since AtlasML started, oldest first. */
  startLines(): Promise<string[]>;
  /** Whether a service that is configured would take a message. */
  service(channel: Exclude<Channel, 'email'>): Promise<ChannelObservation>;
  mail(): Promise<ChannelObservation>;
  watch(): Promise<WatchSeen>;
}
