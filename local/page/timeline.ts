import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { troubleEndMs } from '../../functions/shared/incident/trouble.ts';
import { MOST_HOURS } from '../../functions/shared/observation.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { duration } from '../../functions/shared/text/words.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { beganMs } from '../view/incident-status.ts';
import { type ChartPlan, type CurvePlan, chartPlans } from './chart-plans.ts';
import type { KeptMarks } from './kept-marks.ts';
import type { Chart, Curve, Mark, Range, Timeline } from './port.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How long each range is, and its periods: as many as a wide screen has room for. */
export const RANGES: Record<Range, { lengthMs: number; stepMs: number }> = {
  '1h': { lengthMs: HOUR_MS, stepMs: MINUTE_MS },
  '24h': { lengthMs: 24 * HOUR_MS, stepMs: MINUTE_MS },
  '7d': { lengthMs: 7 * 24 * HOUR_MS, stepMs: 10 * MINUTE_MS },
  '30d': { lengthMs: 30 * 24 * HOUR_MS, stepMs: 30 * MINUTE_MS },
};

/** So many kinds of error have a curve of their own. */
const MOST_KINDS = 6;
const MOST_MARKS = 300;

export interface TimelineSource {
  config: MonitorConfig;
  store: Pick<SqliteStore, 'read' | 'messages' | 'state'>;
  kept: KeptMarks;
}

/** The periods of a range up to a moment; with `sinceMs` only those that end after it. */
export function periodsOf(range: Range, nowMs: number, sinceMs = 0): Pick<Timeline, 'fromMs' | 'toMs' | 'stepMs'> {
  const { lengthMs, stepMs } = RANGES[range];
  const toMs = Math.floor(nowMs / stepMs) * stepMs + stepMs;
  const fromMs = Math.max(toMs - lengthMs, Math.min(Math.floor(sinceMs / stepMs) * stepMs, toMs - stepMs));
  return { fromMs, toMs, stepMs };
}

/** Reads all charts of a range. One curve after another, so that the monitor can do its work in between. */
export async function readTimeline(source: TimelineSource, range: Range, nowMs: number, sinceMs?: number): Promise<Timeline> {
  const { config, store, kept } = source;
  const periods = periodsOf(range, nowMs, sinceMs);
  const charts: Chart[] = [];
  for (const plan of chartPlans(config)) charts.push(await filled(plan, store, periods));
  if (config.logs)
    charts.splice(
      3,
      0,
      await errorChart(
        kept,
        periods,
        charts.find(({ id }) => id === 'requests'),
      ),
    );
  for (const chart of charts) if (chart.id === 'memory') Object.assign(chart, await forecastOf(chart, source, periods, nowMs));
  return { ...periods, charts, marks: redactDeep(await marksOf(source, periods)) };
}

type Periods = Pick<Timeline, 'fromMs' | 'toMs' | 'stepMs'>;

async function filled({ curves: plans, ...chart }: ChartPlan, store: TimelineSource['store'], periods: Periods): Promise<Chart> {
  const curves: Curve[] = [];
  for (const plan of plans) {
    const curve = await curveOf(plan, store, periods);
    curves.push(plan.isRest ? restOf(curve, curves) : curve);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return { ...chart, curves };
}

/** Never below zero: the counts of one minute may be of two looks at the log. */
function restOf(all: Curve, parts: Curve[]): Curve {
  const less = (value: number | null, i: number) =>
    value === null
      ? null
      : Math.max(
          0,
          parts.reduce((rest, part) => rest - (part.values[i] ?? 0), value),
        );
  return { ...all, values: all.values.map(less) };
}

async function curveOf(plan: CurvePlan, store: TimelineSource['store'], periods: Periods): Promise<Curve> {
  const { label, tone, metric, dimensions, statistic, per = 1 } = plan;
  const { fromMs, toMs, stepMs } = periods;
  const request = { namespace: NAMESPACE, metric, dimensions, statistic, periodSeconds: stepMs / 1000 };
  const points = await store.read({ ...request, startMs: fromMs, endMs: toMs });
  return { label, tone, values: valuesOf(points, periods, per) };
}

/** A value for each period, null where there is none. Four figures are more than a chart shows. */
export function valuesOf(
  points: { atMs: number; value: number }[],
  { fromMs, toMs, stepMs }: Periods,
  per = 1,
): (number | null)[] {
  const values: (number | null)[] = new Array(Math.round((toMs - fromMs) / stepMs)).fill(null);
  for (const { atMs, value } of points) {
    const i = Math.floor((atMs - fromMs) / stepMs);
    if (i >= 0 && i < values.length) values[i] = Number((value / per).toPrecision(4));
  }
  return values;
}

/** Server errors and others that were logged, by their kind, upon each other. */
async function errorChart(kept: KeptMarks, periods: Periods, requests: Chart | undefined): Promise<Chart> {
  // Where the log was counted and a kind is not among what was found, there was none of it.
  const counted = requests?.curves.at(-1)?.values ?? [];
  const orNone = (values: (number | null)[]) => values.map((value, i) => value ?? (typeof counted[i] === 'number' ? 0 : null));
  const all = await kept.kinds(periods.fromMs, periods.toMs, periods.stepMs);
  const curves = all
    .slice(0, MOST_KINDS)
    .map(({ label, points }): Curve => ({ label, tone: 'kind', values: orNone(valuesOf(points, periods)) }));
  return { id: 'errors', title: 'Errors by kind', kind: 'stack', unit: 'in 5 min', curves };
}

/** Where memory is when its trend goes on, as check-memory reads it. */
async function forecastOf(
  { curves }: Chart,
  { config, store }: TimelineSource,
  { toMs }: Periods,
  nowMs: number,
): Promise<Pick<Chart, 'forecast'>> {
  const last = curves[0]?.values.findLast((v) => v !== null);
  const points = await store.read({
    namespace: NAMESPACE,
    metric: METRICS.hoursToMemoryLimit.name,
    dimensions: { Environment: config.slug },
    statistic: 'Minimum',
    periodSeconds: 60,
    startMs: nowMs - 10 * MINUTE_MS,
    endMs: toMs,
  });
  const hours = points.at(-1)?.value;
  if (last === undefined || last === null || hours === undefined || hours >= MOST_HOURS) return {};
  const label = `full in ${duration(hours * HOUR_MS)} by the trend`;
  return { forecast: { fromMs: nowMs, from: last, toMs: nowMs + hours * HOUR_MS, to: 100, label } };
}

async function marksOf({ store, kept }: TimelineSource, { fromMs, toMs }: Periods): Promise<Mark[]> {
  const [{ state }, archived] = await Promise.all([store.state.load(), store.state.archived(MOST_MARKS, fromMs - 24 * HOUR_MS)]);
  const incidents = [...state.incidents.filter((i) => i.resolvedMs === undefined), ...archived].map(incidentMark);
  const messages = store.messages.list(MOST_MARKS, fromMs).map(
    ({ atMs, receiver, subject, failure }): Mark => ({
      kind: 'message',
      fromMs: atMs,
      label: `${failure === undefined ? 'Told' : 'Not told'} ${receiver}: ${subject}`,
    }),
  );
  const all = [...incidents, ...(await kept.starts(fromMs, toMs)), ...(await kept.silences(fromMs, toMs)), ...messages];
  return all.filter((mark) => mark.fromMs < toMs && (mark.toMs ?? toMs) >= fromMs).sort((a, b) => a.fromMs - b.fromMs);
}

function incidentMark(incident: Incident): Mark {
  const { id, openedMs, resolvedMs, short, account, members } = incident;
  const label = short ?? account?.short ?? members[0]?.title ?? 'an incident';
  return {
    kind: 'incident',
    fromMs: beganMs(incident),
    ...(resolvedMs !== undefined && { toMs: Math.max(openedMs, troubleEndMs(incident)) }),
    label,
    incident: id,
  };
}
