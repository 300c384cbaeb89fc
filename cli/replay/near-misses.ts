import type { MonitorConfig, Thresholds } from '../../functions/shared/config/schema.ts';
import { type AlarmDefinition, alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { KnownIncident } from '../../local/replay/known-incidents.ts';
import { AFTERMATH_MS } from '../../local/replay/news.ts';
import { metricsOf } from '../../local/replay/published.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import type { Judged } from './judged.ts';
import { alarmsBy, WHOLE, withThreshold } from './suggest.ts';

/** A threshold that would have caught a real incident which was missed; it was tried. */
export interface NearMiss {
  /** The id of the incident. */
  incident: string;
  title: string;
  key: keyof Thresholds;
  from: number;
  to: number;
  /** From its begin to the first message, s; negative where that came before. */
  seconds: number;
  /** Pages for nothing in the whole past, more than without it. */
  morePagesForNothing: number;
}

/** So many are tried of one incident, and of all. */
const TRIES = 3;
const MOST_TRIES = 30;

/**
 * Tries the thresholds that came nearest in the time of each missed incident.
 * @param judge what another configuration makes of the past.
 */
export async function nearMissesOf(
  scanned: Scanned,
  config: MonitorConfig,
  { judgement }: Judged,
  judge: (changed: MonitorConfig) => Promise<Judged>,
): Promise<NearMiss[]> {
  const found: NearMiss[] = [];
  let tries = MOST_TRIES;
  for (const { known, result } of judgement.verdicts) {
    if (result !== 'missed') continue;
    for (const { key, to, title } of candidatesOf(scanned, config, known).slice(0, TRIES)) {
      if (tries-- <= 0) return found;
      const after = (await judge(withThreshold(config, key, to))).judgement;
      const seconds = after.verdicts.find((v) => v.known.id === known.id)?.seconds;
      if (seconds === undefined) continue;
      const more = after.pagesForNothing.length - judgement.pagesForNothing.length;
      const from = config.thresholds[key];
      found.push({ incident: known.id, title, key, from, to, seconds, morePagesForNothing: Math.max(0, more) });
    }
  }
  return found;
}

interface Candidate {
  key: keyof Thresholds;
  title: string;
  to: number;
  /** How far the threshold must go, as a share of what it is. */
  distance: number;
}

/** The thresholds that would have been crossed in the time of an incident, the nearest first. */
export function candidatesOf(
  { runs }: Pick<Scanned, 'runs'>,
  config: MonitorConfig,
  { fromMs, toMs }: KnownIncident,
): Candidate[] {
  const during = runs.filter(({ doneMs }) => doneMs >= fromMs && doneMs <= toMs + AFTERMATH_MS);
  const metrics = during.flatMap(({ observation }) => metricsOf(observation, config));
  const keys = Object.keys(config.thresholds) as (keyof Thresholds)[];
  const byKey = new Map<keyof Thresholds, Candidate>();
  for (const key of keys) {
    const names = new Set(alarmsBy(key, config));
    for (const definition of alarmsOf(config).filter(({ name }) => names.has(name))) {
      const { Environment: _, ...part } = definition.dimensions;
      const values = metrics.flatMap((m) => (m.key === definition.signal.metric && isAlike(m.dimensions, part) ? [m.value] : []));
      const to = thresholdFor(key, definition, values);
      if (to === undefined) continue;
      const from = config.thresholds[key];
      const distance = Math.abs(from - to) / Math.max(1, Math.abs(from));
      const there = byKey.get(key);
      if (!there || distance < there.distance) byKey.set(key, { key, title: definition.title, to, distance });
    }
  }
  return [...byKey.values()].sort((a, b) => a.distance - b.distance);
}

const isAlike = (a: Record<string, string>, b: Record<string, string>) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);

/** The threshold next to what was there that so many of so many values cross; undefined where that is none. */
function thresholdFor(
  key: keyof Thresholds,
  { signal, threshold }: AlarmDefinition,
  values: readonly number[],
): number | undefined {
  const { datapointsToAlarm: m, evaluationPeriods: n, comparison } = signal;
  const isBelow = comparison === '<';
  const worst = values.map((_, i) => {
    const window = values.slice(i, i + n).toSorted((a, b) => (isBelow ? a - b : b - a));
    return window[m - 1];
  });
  const reached = worst.filter((v) => v !== undefined).sort((a, b) => (isBelow ? a - b : b - a))[0];
  if (reached === undefined) return undefined;
  if (isBelow) {
    const above = Math.floor(reached) + 1;
    return above > threshold ? above : undefined;
  }
  const step = WHOLE.includes(key) ? 1 : 0.1;
  const below = comparison === '>=' ? Math.floor(reached / step) * step : (Math.ceil(reached / step) - 1) * step;
  const to = Number(below.toFixed(1));
  const least = key.endsWith('Percent') || comparison === '>=' ? 1 : key === 'responseTimeSeconds' ? 0.1 : 0;
  return to < threshold && to >= least ? to : undefined;
}
