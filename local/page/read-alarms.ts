import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { type AlarmDefinition, alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import type { Signal } from '../../functions/shared/signals/signal.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { duration, number } from '../../functions/shared/text/words.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { AlarmView } from './port.ts';

const COMPARISONS: Record<Signal['comparison'], string> = { '<': 'below', '>': 'above', '>=': 'at least' };

/** Each alarm with its state, its rule and the newest value that it judges. */
export async function readAlarms(
  store: Pick<SqliteStore, 'alarms' | 'read'>,
  config: MonitorConfig,
  nowMs: number,
): Promise<AlarmView[]> {
  const kept = new Map(store.alarms.load().map((alarm) => [alarm.name, alarm]));
  const views = await Promise.all(
    alarmsOf(config).map(async (definition): Promise<AlarmView> => {
      const { name, title, signal } = definition;
      const { value: state, reason, sinceMs } = kept.get(name) ?? NOT_EVALUATED(nowMs);
      const newest = await newestOf(store, definition, nowMs);
      const unit = unitOf(signal);
      const rule = ruleWords(signal, definition.threshold, unit);
      const { severity, meaning } = signal;
      return { name, title, severity, state, sinceMs, rule, ...(newest && { value: newest }), unit, reason, meaning };
    }),
  );
  return redactDeep(views.sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title)));
}

const NOT_EVALUATED = (nowMs: number) => ({
  value: 'INSUFFICIENT_DATA' as const,
  reason: 'It was not evaluated yet.',
  sinceMs: nowMs,
});

const rank = ({ state, severity }: AlarmView) =>
  ({ ALARM: 0, INSUFFICIENT_DATA: 2, OK: 4 })[state] + (severity === 'page' ? 0 : 1);

/** "above 10 in 1 min", "above 3 s in 5 of 5 periods of 1 min" */
export function ruleWords(
  { comparison, datapointsToAlarm: m, evaluationPeriods: n, periodSeconds }: Signal,
  threshold: number,
  unit = '',
): string {
  const each = duration(periodSeconds * 1000);
  const when = n === 1 ? each : `${m} of ${n} periods of ${each}`;
  return `${COMPARISONS[comparison]} ${number(threshold)}${unit && ` ${unit}`} in ${when}`;
}

const UNITS: Record<string, string> = { Seconds: 's', Percent: '%' };

/** What a value counts; nothing where that is a number of things. */
function unitOf({ metric }: Signal): string {
  if (metric === 'hoursToMemoryLimit') return 'h';
  if (metric === 'certificateDaysLeft') return 'd';
  return UNITS[METRICS[metric].unit] ?? '';
}

async function newestOf(
  store: Pick<SqliteStore, 'read'>,
  { signal, dimensions }: AlarmDefinition,
  nowMs: number,
): Promise<AlarmView['value']> {
  const periodMs = signal.periodSeconds * 1000;
  const startMs = nowMs - (signal.evaluationPeriods + 2) * Math.max(periodMs, 60_000);
  const { metric, statistic, periodSeconds } = signal;
  const request = { namespace: NAMESPACE, metric: METRICS[metric].name, dimensions, statistic, periodSeconds };
  return (await store.read({ ...request, startMs, endMs: nowMs + 1 })).at(-1);
}
