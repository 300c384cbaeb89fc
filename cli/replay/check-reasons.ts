import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import type { Measure } from '../../functions/shared/signals/signal.ts';
import { dateTime, number } from '../../functions/shared/text/words.ts';
import type { ReplayedIncident } from '../../local/replay/incidents.ts';
import { keptMoment } from '../../local/replay/kept-moment.ts';
import type { Holds } from '../../local/replay/past.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import type { KeptPast } from '../../local/view/kept-past.ts';
import { reasonWords } from '../why/words.ts';
import { firstToldMs, type ToldThere } from './told-there.ts';

/** All that a reason may rest on. */
export interface ReasonPorts {
  past: KeptPast;
  /** The configuration of the replay. */
  config: MonitorConfig;
  holds: Holds;
  scanned: Pick<Scanned, 'runs' | 'startMs' | 'untilMs'>;
}

type Incident = Pick<ReplayedIncident, 'openedMs' | 'resolvedMs' | 'alarms'>;

const MINUTE_MS = 60_000;
/** Evidence of a trouble comes before it is told. */
const BEFORE_MS = MINUTE_MS;
/** A monitor that stood still for less made nobody miss anything. */
const STOOD_STILL_MS = 3 * MINUTE_MS;

/** Why the replay tells of something that was not told there, or was told otherwise; a sentence each, the weightiest first. */
export async function reasonsThere(incident: Incident, ports: ReasonPorts): Promise<string[]> {
  const { past } = ports;
  const span = spanOf(incident, ports);
  const [runs, last, still] = await Promise.all([
    past.runs.between(span.startMs, span.endMs),
    past.runs.lastBefore(span.endMs),
    stoodStill(past, span),
  ]);
  // What is older than either keeps is not known to have been missing.
  if (last && still !== undefined) return [still, ...silenceOf(runs), ...receiversOf(runs)];
  const known = last
    ? []
    : ['No run of the reporter is kept of that time: an older version of the monitor, or more than 14 days ago.'];
  const found = [...known, ...silenceOf(runs), ...graceOf(runs), ...receiversOf(runs), ...thresholdsOf(incident, runs, ports)];
  const inferred = inferredOf(incident, ports);
  const quiet = runs.every((r) => !(r.alarms ?? []).some((a) => a.value === 'ALARM'));
  const nothing = last && quiet && found.length === 0 ? [`No alarm was on there.${inferred ? ` ${inferred}` : ''}`] : [];
  const all = [...found, ...nothing, ...todayOf(runs, past.config)];
  return all.length > 0 ? all : inferred ? [inferred] : [];
}

/** Why something was told there that the replay does not tell, or tells otherwise. */
export async function reasonsHere(incident: Incident, ports: ReasonPorts): Promise<string[]> {
  const { past, config, scanned } = ports;
  const span = spanOf(incident, ports);
  const runs = await past.runs.between(span.startMs, span.endMs);
  const logs = scanned.runs.filter(
    ({ doneMs, observation }) => observation.check === 'logs' && doneMs >= span.startMs && doneMs <= span.endMs,
  );
  const isWithoutLog = logs.every(({ observation }) => observation.check === 'logs' && (observation.counts?.lines ?? 0) === 0);
  const inferred = inferredOf(incident, ports);
  return [
    ...(isWithoutLog ? ['The log that is replayed has no line of that time.'] : []),
    ...sourcesOf(incident, past.config, config),
    ...thresholdsOf(incident, runs, ports),
    ...(inferred ? [inferred] : []),
    ...todayOf(runs, past.config),
  ];
}

/** Why both told of it and not alike. */
export async function reasonsOtherwise(here: ReplayedIncident, there: ToldThere, ports: ReasonPorts): Promise<string[]> {
  const [first, late] = [firstToldMs(here), firstToldMs(there)];
  const span = { ...here, openedMs: Math.min(here.openedMs, there.openedMs), resolvedMs: Math.max(first ?? 0, late ?? 0) };
  const failed = there.messages.filter((m) => m.failure !== undefined);
  const words = failed.map(({ atMs, receiver, failure }) => `${receiver} did not take it at ${dateTime(atMs)}: ${failure}.`);
  const alarms = [...new Set([...here.alarms, ...there.alarms])];
  const found = [
    ...words.slice(0, 1),
    ...(await reasonsThere({ ...span, alarms }, ports)),
    ...sourcesOf(there, ports.past.config, ports.config),
  ];
  const inferred = inferredOf({ ...span, alarms }, ports);
  return [...new Set(found.length > 0 || !inferred ? found : [inferred])];
}

function spanOf({ openedMs, resolvedMs }: Incident, { scanned }: ReasonPorts) {
  return { startMs: openedMs - BEFORE_MS, endMs: Math.min(resolvedMs ?? scanned.untilMs, scanned.untilMs) };
}

/** By the metrics that are published each minute whatever is wrong; a sentence where they are missing. */
async function stoodStill(past: KeptPast, { startMs, endMs }: { startMs: number; endMs: number }): Promise<string | undefined> {
  const definitions = alarmsOf(past.config).filter(({ signal }) => signal.id === 'check-unknown');
  const series = await Promise.all(
    definitions.map(({ signal, dimensions }) =>
      past.metrics.read({
        namespace: NAMESPACE,
        metric: METRICS[signal.metric].name,
        dimensions,
        statistic: 'Maximum',
        periodSeconds: 60,
        startMs,
        endMs: endMs + 1,
      }),
    ),
  );
  const times = [...new Set(series.flat().map((p) => p.atMs))].sort((a, b) => a - b);
  if (times.length === 0) return `The monitor did not run there from ${dateTime(startMs)} to ${dateTime(endMs)}.`;
  let fromMs = startMs;
  for (const atMs of [...times, endMs]) {
    if (atMs - fromMs > STOOD_STILL_MS + MINUTE_MS)
      return `The monitor did not run there from ${dateTime(fromMs)} to ${dateTime(atMs)}.`;
    fromMs = atMs;
  }
  return undefined;
}

function silenceOf(runs: readonly KeptRun[]): string[] {
  const silent = runs.filter((r) => r.window !== undefined || (r.state.silence?.untilMs ?? 0) > r.atMs);
  const { window, state } = silent[0] ?? {};
  if (silent.length === 0) return [];
  if (window !== undefined) return [`The planned window ${window} was open.`];
  const { why, by, untilMs = 0 } = state?.silence ?? {};
  return [`A silence was in force until ${dateTime(untilMs)}: ${why} (${by}).`];
}

function graceOf(runs: readonly KeptRun[]): string[] {
  return runs.some((r) => r.reason === 'in-deploy-grace') ? [reasonWords('in-deploy-grace')] : [];
}

function receiversOf(runs: readonly KeptRun[]): string[] {
  const failures = new Map(runs.flatMap((r) => r.failures.map(({ receiver, error }) => [receiver, error] as const)));
  return [...failures].map(([receiver, error]) => `${receiver} failed: ${error}.`);
}

function thresholdsOf({ alarms }: Incident, runs: readonly KeptRun[], { config }: ReasonPorts): string[] {
  const [run] = runs.filter((r) => r.alarms);
  if (!run?.alarms) return [];
  return alarmsOf(config).flatMap(({ name, title, threshold }) => {
    if (!alarms.includes(name)) return [];
    const there = run.alarms?.find((a) => a.name === name);
    if (!there)
      return run.missing.includes(name) ? [`The alarm "${title}" was not there.`] : [`"${title}" was not watched there.`];
    return there.threshold === threshold
      ? []
      : [`The threshold of "${title}" was ${number(there.threshold)} there and is ${number(threshold)} here.`];
  });
}

const WHY_NOT_HERE: Partial<Record<Measure, string>> = {
  memory: 'The log shows no memory: give --series, or look at what the monitor kept.',
  disk: 'The log shows no disk.',
  cpu: 'The log shows no CPU.',
  container: 'The log shows nothing of the container.',
  delivery: 'It was about the delivery of alerts, which is not replayed.',
  heartbeat: 'It was about the heartbeat of the monitor, which is not replayed.',
};

/** Alarms that were part of it there, and that the replay has no source of. */
function sourcesOf({ alarms }: Incident, there: MonitorConfig, here: MonitorConfig): string[] {
  const watched = new Set(alarmsOf(here).map(({ name }) => name));
  const missing = alarmsOf(there).filter(({ name }) => alarms.includes(name) && !watched.has(name));
  return [
    ...new Set(missing.map(({ signal, title }) => WHY_NOT_HERE[signal.measure] ?? `"${title}" is not replayed from a log.`)),
  ];
}

function inferredOf({ alarms }: Incident, { config, holds }: ReasonPorts): string | undefined {
  const ofHealth = alarmsOf(config).some(({ name, signal }) => signal.measure === 'health' && alarms.includes(name));
  if (holds.health || !ofHealth) return undefined;
  return 'The replay infers health from the log. The log does not show what is in front of AtlasML, and the replay asks at other seconds.';
}

/** This version or configuration decides otherwise on the same. */
function todayOf(runs: readonly KeptRun[], config: MonitorConfig): string[] {
  for (const run of runs) {
    const { today } = keptMoment(run, [], config);
    if (today)
      return [
        `Another version or configuration: on what was seen at ${dateTime(run.atMs)} this one decides differently (${reasonWords(today.reason).replace(/\.$/, '')}).`,
      ];
  }
  return [];
}
