import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { STARTS_WINDOW_MS } from '../../functions/check-logs/check.ts';
import { type CgroupFiles, cgroupUsage } from '../../functions/check-memory/cgroup.ts';
import { systemClock, within } from '../../functions/shared/clock.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { LogSource } from '../../functions/shared/ports.ts';
import { engineAt } from '../docker/engine.ts';
import { dockerEvents } from '../docker/events.ts';
import { logClockOf } from '../follow/log-clock.ts';
import { LogFile } from '../follow/log-file.ts';
import { localLogSource } from '../follow/log-source.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { environmentSecrets } from './environment-secrets.ts';
import { type Print, printedEmail, printedSlack, printingListener } from './terminal.ts';
import { watch } from './watch.ts';

export interface RealOptions {
  url: string;
  logFile?: string | undefined;
  /** The zone of the clock that writes it; found out when left out. */
  timezone?: string | undefined;
  /** A cgroup v2 directory of the container, for its memory. */
  cgroup?: string | undefined;
  /** The name of the container, of which the Docker Engine of this machine is asked. */
  docker?: string | undefined;
  signal: AbortSignal;
  print: Print;
}

const MEMORY = { namespace: 'Local/Cgroup', metric: 'memory_percent', dimensions: {} };
const LOG_KEEP_MS = STARTS_WINDOW_MS + 120_000;

/** Watches a real AtlasML from this machine until it is stopped; messages are printed. */
export async function runReal({ url, logFile, timezone, cgroup, docker, signal, print }: RealOptions): Promise<void> {
  const config = resolveConfig(
    {
      environment: 'local',
      endpoints: [{ name: 'health', url }],
      ...(logFile && { logs: { group: 'local', ingestionDelaySeconds: 1 } }),
      ...(cgroup && { memory: { source: 'metric' as const, ...MEMORY } }),
      network: { allowPrivateTargets: true },
    },
    'The command line',
    { 'endpoints[0].url': '--url' },
  );
  const store = new SqliteStore(config.environment);
  const file = logFile ? new LogFile(logFile, LOG_KEEP_MS, timezone) : undefined;
  file?.read(systemClock.now());
  const engine = docker ? engineAt(process.env.DOCKER_HOST) : undefined;
  const readAs = file && `${logFile} (${file.how.form ?? "no line of AtlasML's is in it yet"})`;
  const watched = [url, readAs, docker && `the events of container ${docker}`].filter(Boolean);
  print(`Watching ${watched.join(' and ')} once a minute. Ctrl-C ends it.\n`);
  await Promise.all([
    watch(
      config,
      {
        clock: abortable(signal),
        within,
        store,
        ...(engine && docker && { container: dockerEvents(engine, docker, systemClock) }),
        ...(file && { logs: logsOf(file) }),
        secrets: environmentSecrets(process.env),
        receivers: [printedSlack(print), printedEmail(print)],
        newId: randomUUID,
      },
      printingListener(print, systemClock.now),
      signal,
    ),
    cgroup ? sampleMemory(store, cgroup, signal) : undefined,
  ]);
  store.close();
  await engine?.close();
  print('\nStopped.');
}

function logsOf(file: LogFile): LogSource {
  const clock = () => (file.clock ? logClockOf(file.clock) : undefined);
  return localLogSource(() => file.read(systemClock.now()), clock);
}

async function sampleMemory(store: SqliteStore, directory: string, signal: AbortSignal): Promise<void> {
  const clock = abortable(signal);
  while (!signal.aborted) {
    const percent = memoryPercent(directory);
    if (percent !== undefined) store.putSample(MEMORY.namespace, MEMORY.metric, MEMORY.dimensions, percent, systemClock.now());
    await clock.sleep(30_000);
  }
}

/** A container that restarts takes its cgroup away for a while: no sample then, which check-memory tells as unknown. */
function memoryPercent(directory: string): number | undefined {
  const read = (name: keyof CgroupFiles) => readFileSync(join(directory, name), 'utf8');
  try {
    return cgroupUsage({
      'memory.current': read('memory.current'),
      'memory.max': read('memory.max'),
      'memory.stat': read('memory.stat'),
    }).percent;
  } catch {
    return undefined;
  }
}

/** The wall clock, whose sleeps end when the run is stopped. */
function abortable(signal: AbortSignal): typeof systemClock {
  return {
    now: systemClock.now,
    sleep: (ms) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
  };
}
