import { resolveConfig } from '../../functions/shared/config/load.ts';
import { loadConfigFile } from '../../functions/shared/config/load-file.ts';
import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import type { FunctionName } from '../../lib/bundle.ts';
import { seeded } from '../corpus-like.ts';
import { running } from './running.ts';
import { surroundings } from './surroundings.ts';

/** A call of one run of a function, by when it is made after the run began. */
export interface TimedCall {
  api: string;
  afterMs: number;
}
/** The calls of one run of each function. */
export type Profiles = Partial<Record<FunctionName, TimedCall[]>>;

/** The configuration of monitor.config.ts as it comes, with somebody to tell. */
export async function exampleConfig(more: Partial<MonitorConfigInput> = {}): Promise<MonitorConfig> {
  return resolveConfig({
    ...((await loadConfigFile('monitor.config.ts')) as MonitorConfigInput),
    email: ['ops@example.org'],
    ...more,
  });
}

/** What a run of each function asks of AWS while all is well, counted at the real bundles: the second run of a process. */
export async function profilesOf(folder: string): Promise<Profiles> {
  const { ports, calls, env, close } = await surroundings(folder);
  const config = await exampleConfig({
    endpoints: [{ name: 'health', url: `https://127.0.0.1:${ports[0]}/api/v1/health/` }],
    network: { allowPrivateTargets: true, independentTarget: false },
  });
  const profiles: Profiles = {};
  for (const [name, event] of Object.entries(EVENTS) as [FunctionName, object][]) {
    const fn = await running(name, config, folder, env);
    await fn.run(event);
    const before = calls.length;
    const { begunMs } = await fn.run(event);
    profiles[name] = calls.slice(before).map(({ api, atMs }) => ({ api, afterMs: atMs - begunMs }));
    fn.process.disconnect();
  }
  close();
  return profiles;
}

const EVENTS: Partial<Record<FunctionName, object>> = {
  'check-health': {},
  'check-logs': {},
  'report-incident': {},
  'send-digest': { kind: 'daily', preview: true },
};

const MINUTE_MS = 60_000;

/**
 * The busiest second of a minute in which so many services run, each at a moment of its own: a schedule of EventBridge hands over anywhere
 * in the minute. Median of some minutes.
 */
export function busiestSecond(services: number, calls: readonly TimedCall[], minutes = 9): number {
  const random = seeded(services);
  const peaks = Array.from({ length: minutes }, () => {
    const seconds = new Uint32Array(MINUTE_MS / 1000);
    for (let i = 0; i < services; i++) {
      const beganMs = random() * MINUTE_MS;
      for (const { afterMs } of calls) {
        const second = Math.floor(((beganMs + afterMs) % MINUTE_MS) / 1000);
        seconds[second] = (seconds[second] ?? 0) + 1;
      }
    }
    return Math.max(...seconds);
  });
  return peaks.toSorted((a, b) => a - b)[minutes >> 1] ?? 0;
}

/** The most services of which the busiest second stays within a rate. */
export function mostServices(rate: number, calls: readonly TimedCall[]): number {
  if (calls.length === 0) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, Math.ceil((rate * 60) / calls.length) + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (busiestSecond(middle, calls) <= rate) low = middle;
    else high = middle;
  }
  return low;
}
