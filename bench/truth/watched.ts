import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock, Receiver } from '../../functions/shared/ports.ts';
import { inferredProbe } from '../../local/replay/inferred-probe.ts';
import { pastAttempts } from '../../local/replay/past-attempt.ts';
import type { Recording } from '../../local/replay/recording.ts';
import { pastConfig } from '../../local/replay/replay.ts';
import { type ToldMessage, toldMessage } from '../../local/replay/reporter.ts';
import { MEMORY } from '../../local/replay/scan.ts';
import { seriesProbe } from '../../local/replay/series.ts';
import { SimulatedClock } from '../../local/replay/simulated-clock.ts';
import { openStore } from '../../local/store/open-store.ts';
import type { SqliteStore } from '../../local/store/sqlite-store.ts';
import { machineConfig } from '../../local/watch/machine-config.ts';
import { machineFolder } from '../../local/watch/open-machine-store.ts';
import { fileSource } from '../../local/watch/sources.ts';
import { watch } from '../../local/watch/watch.ts';

/** What `watch` did with a recording. */
export interface Watched {
  messages: ToldMessage[];
  /** Of parts that failed and of the store, a sentence each. */
  failures: string[];
}

const MINUTE_MS = 60_000;
const GROWS_EVERY_MS = 1_000;

/** What is done with the store of a recording before it goes. @param data as `--data` takes it. */
export type LookAtStore = (store: SqliteStore, config: MonitorConfig, data: string, messages: ToldMessage[]) => Promise<void>;

/** The configuration of one machine that follows the log of a recording. */
export function watchedConfig(recording: Recording): MonitorConfig {
  return machineConfig(pastConfig(recording), { logFile: 'atlasml.log' }).config;
}

/**
 * Runs the loop of `watch` over a recording, on a clock that jumps: a log file on the disk grows by the lines of the recording, as they
 * were printed, each in the second of its time; it is followed, counted, and kept in a store on the disk. Only the answers of AtlasML's
 * health come from the past, and messages are kept instead of sent.
 * @param untilMs epoch ms. @param look looks at the store when all is over, before it is removed; with how it was configured.
 */
export async function watchRecording(recording: Recording, untilMs: number, look?: LookAtStore): Promise<Watched> {
  const { events, series = [] } = recording;
  const folder = mkdtempSync(join(tmpdir(), 'atlasml-watched-'));
  const logFile = join(folder, 'atlasml.log');
  const firstMs = events[0]?.timestamp ?? series[0]?.atMs ?? 0;
  const simulated = new SimulatedClock(Math.ceil(firstMs / MINUTE_MS) * MINUTE_MS);
  const stop = new AbortController();
  const clock = endingWith(simulated, stop.signal);
  const config = watchedConfig(recording);
  const failures: string[] = [];
  const store = openStore({
    directory: machineFolder(join(folder, 'store'), config.slug),
    environment: config.slug,
    now: clock.now,
    onNotice: (text) => failures.push(`store: ${text}`),
  });
  for (const { atMs, memoryPercent } of series)
    if (memoryPercent !== undefined) store.putSample(MEMORY.namespace, MEMORY.metric, MEMORY.dimensions, memoryPercent, atMs);
  let written = 0;
  const grow = () => {
    const before = written;
    while (written < events.length && (events[written]?.timestamp ?? 0) <= clock.now()) written++;
    const lines = events.slice(before, written).map((event) => `${event.message}\n`);
    if (lines.length > 0) appendFileSync(logFile, lines.join(''));
  };
  writeFileSync(logFile, '');
  grow();
  if (!config.logs) throw new Error('a recording is watched with its log');
  const followed = fileSource(logFile, clock, config.logs, store);
  const messages: ToldMessage[] = [];
  // A stop ends all waits at once: what the checks see then is nothing that was.
  const receiver: Receiver = {
    name: 'email',
    deliver: async (m) => void (stop.signal.aborted || messages.push(toldMessage(m, clock.now()))),
  };
  let ids = 0;
  const hasHealth = series.some((s) => s.health !== undefined);
  const ports = {
    clock,
    store,
    logs: followed,
    within: simulated.within,
    secrets: { read: () => Promise.reject(new Error('a recording has no secrets')) },
    receivers: [receiver],
    newId: () => `watched-${++ids}`,
    attempt: pastAttempts(hasHealth ? seriesProbe(series) : inferredProbe(events, untilMs), clock),
  };
  const growing = async () => {
    for (; !stop.signal.aborted; await clock.sleep(GROWS_EVERY_MS)) grow();
  };
  const listener = {
    observed: () => {},
    changed: () => {},
    failed: (what: string, error: Error) => void failures.push(`${what}: ${error.message}`),
  };
  const running = Promise.all([growing(), followed.keepUp(clock, stop.signal), watch(config, ports, listener, stop.signal)]);
  try {
    await Promise.race([simulated.runUntil(untilMs), running]);
    stop.abort();
    await running;
    await look?.(store, config, join(folder, 'store'), messages);
  } finally {
    followed.close();
    store.close();
    rmSync(folder, { recursive: true });
  }
  return { messages, failures };
}

/** Its sleeps end when the run is stopped. */
function endingWith(clock: Clock, signal: AbortSignal): Clock {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return { now: clock.now, sleep: (ms) => Promise.race([clock.sleep(ms), stopped]) };
}
