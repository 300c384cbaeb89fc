import { scheduledEndpoints } from '../../functions/shared/config/asked-for.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { StoredObservation } from '../../functions/shared/observation.ts';
import { inferredProbe } from '../replay/inferred-probe.ts';
import { stateOfFiles } from '../replay/kept-scans.ts';
import { type Past, PastError } from '../replay/past.ts';
import { PastScan, type Run, type Scanned } from '../replay/scan.ts';
import { inputOf } from './capsule-config.ts';
import { completed } from './completed.ts';
import type { Capsule } from './format.ts';
import { MetricMinutes, minuteOf } from './minutes.ts';
import { CapsuleError, readCapsule } from './read-capsule.ts';
import { recordedCounts } from './recorded-counts.ts';
import { recordedSamples } from './recorded-health.ts';
import type { Span } from './take-capsule.ts';

const MINUTE_MS = 60_000;

/** A capsule as a past that can be replayed. @throws PastError for a file that is none, ConfigError for what it was watched by. */
export function pastOfCapsule(path: string): Past {
  const capsule = opened(path);
  const minutes = new MetricMinutes(capsule.metrics);
  const input = inputOf(capsule.config);
  resolveConfig(input, `The configuration in ${path}`);
  return {
    name: path,
    holds: { health: minutes.has('up'), memory: minutes.has('memoryUsedPercent') },
    input,
    identity: () => JSON.stringify(['capsule', stateOfFiles([path])]),
    scan: (config) => scanCapsule(capsule, config),
    events: async (fromMs, toMs) => capsule.log.filter(({ timestamp }) => timestamp >= fromMs && timestamp < toMs),
  };
}

function opened(path: string): Capsule {
  try {
    return readCapsule(path);
  } catch (error) {
    throw error instanceof CapsuleError ? new PastError(`${path} ${error.message}`) : error;
  }
}

/** From when to when anybody watched, by the first and the last value that was published; all of it where none was. */
function watchedIn({ about: { fromMs, untilMs }, metrics }: Pick<Recorded, 'about' | 'metrics'>): Span {
  const [first, last] = [metrics[0], metrics.at(-1)];
  if (!first || !last) return { fromMs, untilMs };
  return { fromMs: minuteOf(first.atMs), untilMs: Math.min(untilMs, minuteOf(last.atMs) + MINUTE_MS) };
}

/** Whether a check published anything in that minute; of a capsule without metrics of it the log speaks. */
function isWatched({ check, atMs }: StoredObservation, minutes: MetricMinutes): boolean {
  const key = check === 'health' ? 'up' : 'memoryUsedPercent';
  return !minutes.has(key) || minutes.hasIn(key, atMs) || minutes.at('observationUnknown', atMs, { Check: check }) !== undefined;
}

/** What was recorded: a capsule, or all that a monitor kept. */
export interface Recorded extends Pick<Capsule, 'log' | 'metrics' | 'observations'> {
  about: Pick<Capsule['about'], 'fromMs' | 'untilMs' | 'isWholeLog'>;
}

/**
 * The checks over a capsule. What was measured then stands: each minute is what the checks stored of it, else what they published of it,
 * with the evidence that its log shows; only where there is neither is it inferred from the log.
 * @param config that can be replayed. @param watched that was in force: what it watches beyond that is taken from its metrics.
 */
export async function scanCapsule(capsule: Recorded, config: MonitorConfig, watched = config): Promise<Scanned> {
  const { about, log, metrics, observations } = capsule;
  const minutes = new MetricMinutes(metrics);
  const [endpoint] = scheduledEndpoints(config);
  const probe = inferredProbe(log, about.untilMs);
  const samples = endpoint
    ? recordedSamples(about, minutes, observations, config, endpoint, (atMs) => probe(atMs, endpoint.timeoutSeconds * 1000))
    : [];
  const past = new PastScan(config);
  const watchedSpan = watchedIn(capsule);
  past.beginAt(watchedSpan.fromMs);
  past.add(log);
  const scanned = await past.end(samples, watchedSpan.untilMs);
  const stored = new Map(observations.map((o) => [`${o.check} ${minuteOf(o.atMs)}`, o]));
  const runs = scanned.runs.flatMap((run): Run[] => {
    const { observation } = run;
    const key = `${observation.check} ${minuteOf(observation.atMs)}`;
    if (stored.has(key)) return [];
    if (observation.check !== 'logs')
      return isWatched(observation, minutes) ? [{ ...run, observation: completed(observation, minutes, watched) }] : [];
    const counted = recordedCounts(observation, minutes, about.isWholeLog);
    return counted ? [{ ...run, observation: counted }] : [];
  });
  const asStored = observations
    .filter((o): o is StoredObservation => o.check !== 'again')
    .map((observation) => ({ doneMs: observation.atMs, observation }));
  return { ...scanned, runs: [...runs, ...asStored].sort((a, b) => a.doneMs - b.doneMs) };
}
