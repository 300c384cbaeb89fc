import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { AskedAgain, Observation } from '../../functions/shared/observation.ts';
import type { LogEvent } from '../../insights/index.ts';
import { type Past, PastError } from '../replay/past.ts';
import { pastConfiguration } from '../replay/past-configuration.ts';
import type { Scanned } from '../replay/scan.ts';
import type { KeptPast } from '../view/kept-past.ts';
import type { PastLog } from './capsule-log.ts';
import { scanCapsule } from './capsule-past.ts';
import { observationsIn } from './from-runs.ts';
import { minutesOf } from './kept-minutes.ts';
import { seriesOf } from './series.ts';
import type { Span } from './take-capsule.ts';

/** What a monitor kept of its past, and the log beside it. */
export interface KeptSources {
  past: KeptPast;
  /** Absent where no log is watched. */
  log?: PastLog;
}

export interface StorePastOptions {
  /** As it stands in a sentence. */
  name: string;
  /** Opens what was kept, for as long as it is read. */
  reading<T>(read: (sources: KeptSources) => Promise<T>): Promise<T>;
  /** A configuration as it is in force there, by what was seen. */
  watched: NonNullable<Past['holds']['watched']>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A replay looks at the alarms so often: what the last run rested on is looked at once more. */
const LOOKS_EVERY_MS = 10_000;
/** No run is later. */
const LAST_MS = Date.parse('9999-12-31T23:59:59Z');

/**
 * What a monitor kept, as a past: what its checks stored stands as it is, and only where nothing was stored its metrics and its log speak.
 * @throws PastError where nothing was kept.
 */
export async function pastOfStore({ name, reading, watched }: StorePastOptions): Promise<Past> {
  const ends = await reading(async ({ past }) => ({
    first: await past.runs.firstAfter(0),
    last: await past.runs.lastBefore(LAST_MS),
  }));
  const { first, last } = ends;
  if (!first || !last) throw new PastError(`${name} holds no run of the monitor; there is something to replay once it ran`);
  const span = { fromMs: beganMs(first), untilMs: last.atMs + 1 };
  const sees = (check: Observation['check']) => last.observations.some((o) => o.check === check);
  return {
    name,
    holds: { health: sees('health'), memory: sees('memory'), watched },
    // It goes on being written.
    identity: () => undefined,
    scan: (config, { progress } = {}) => reading((sources) => scanKept(sources, span, config, progress)),
    events: (fromMs, toMs) => reading(({ log }) => eventsIn(log, { fromMs, untilMs: toMs })),
  };
}

/** When the checks ran that the first run rested on: left out, their values alone would speak, which are of the whole minute. */
const beganMs = ({ atMs, observations }: KeptRun) =>
  Math.min(atMs, ...observations.map((o) => o.atMs).filter((seenMs) => atMs - seenMs < MINUTE_MS));

async function scanKept(
  { past, log }: KeptSources,
  span: Span,
  config: Parameters<Past['scan']>[0],
  progress: (read: number, all: number) => void = () => {},
): Promise<Scanned> {
  const seen = new Map<string, Observation>();
  const again = new Map<number, AskedAgain>();
  const reportsMs: number[] = [];
  for (let fromMs = span.fromMs; fromMs < span.untilMs; fromMs += HOUR_MS) {
    const runs: KeptRun[] = await past.runs.between(fromMs, Math.min(fromMs + HOUR_MS, span.untilMs) - 1);
    for (const observation of observationsIn(runs, span)) seen.set(`${observation.check} ${observation.atMs}`, observation);
    for (const run of runs) if (run.again) again.set(run.atMs, run.again);
    reportsMs.push(...runs.map(({ atMs }) => atMs));
    progress(fromMs - span.fromMs, span.untilMs - span.fromMs);
  }
  const observations = [...seen.values()].sort((a, b) => a.atMs - b.atMs);
  const metrics = await minutesOf(past.metrics, seriesOf(past.config), span);
  const events = await eventsIn(log, span);
  const holds = { health: true, memory: observations.some((o) => o.check === 'memory') };
  const replayed = pastConfiguration(config, holds).config;
  const about = { ...span, isWholeLog: false };
  const scanned = await scanCapsule({ about, log: events, metrics, observations }, replayed, config);
  return {
    ...scanned,
    untilMs: span.untilMs + LOOKS_EVERY_MS,
    again: [...again.values()].sort((a, b) => a.atMs - b.atMs),
    reportsMs: reportsMs.sort((a, b) => a - b),
  };
}

async function eventsIn(log: PastLog | undefined, { fromMs, untilMs }: Span): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  if (!log) return events;
  for (let startMs = fromMs; startMs < untilMs; startMs += HOUR_MS)
    for await (const portion of log.events({ startMs, endMs: Math.min(startMs + HOUR_MS, untilMs) - 1 }))
      for (const event of portion) events.push(event);
  return events.sort((a, b) => a.timestamp - b.timestamp);
}
