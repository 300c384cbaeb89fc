import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { MetricStore } from '../../functions/shared/ports.ts';
import { type AlarmDefinition, alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState, AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import type { AlarmLook } from '../alarms/alarm-evaluator.ts';
import { rangeOf } from '../alarms/range.ts';
import { RECENT_MS } from '../store/roll-up.ts';
import type { KeptPast } from './kept-past.ts';

/** An alarm as it was at a moment. */
export type AlarmThen = Pick<AlarmState, 'name' | 'value' | 'reason'> & {
  /** Epoch ms; 0 where it is not known. */
  sinceMs: number;
  /** As it was then; that of the configuration where it is not known. */
  threshold?: number;
};

/** CloudWatch takes 50 questions a second for metrics (quotas of the service). */
const AT_ONCE = 8;

/** What each alarm that is configured saw at a moment, with the values that are still kept. @param failed is told once why there are none. */
export async function looksThen(
  { config, metrics }: Pick<KeptPast, 'config' | 'metrics'>,
  alarms: readonly AlarmThen[],
  { atMs, nowMs }: { atMs: number; nowMs: number },
  failed: (error: Error) => void,
): Promise<AlarmLook[]> {
  let isAway = false;
  const read: KeptPast['metrics']['read'] = async (request) => {
    if (isAway) return [];
    try {
      return await metrics.read(request);
    } catch (error) {
      if (!isAway) failed(error as Error);
      isAway = true;
      return [];
    }
  };
  const known = alarmsOf(config).flatMap((definition) => {
    const then = alarms.find(({ name }) => name === definition.name);
    return then ? [{ definition: { ...definition, threshold: then.threshold ?? definition.threshold }, then }] : [];
  });
  const looks: AlarmLook[] = [];
  for (let i = 0; i < known.length; i += AT_ONCE)
    looks.push(...(await Promise.all(known.slice(i, i + AT_ONCE).map((one) => lookThen(one, { read }, atMs, nowMs)))));
  return looks;
}

async function lookThen(
  { definition, then }: { definition: AlarmDefinition; then: AlarmThen },
  metrics: Pick<MetricStore, 'read'>,
  atMs: number,
  nowMs: number,
): Promise<AlarmLook> {
  const { signal, title, subject } = definition;
  // As long as CloudWatch and the store keep values by less than a minute.
  const isByMinute = signal.periodSeconds < 60 && nowMs - atMs > RECENT_MS;
  const asked = isByMinute ? { ...definition, signal: { ...signal, periodSeconds: 60 } } : definition;
  return {
    definition: asked,
    state: { ...then, signal: signal.id, severity: signal.severity, title, subject },
    range: await rangeOf(asked, metrics, atMs),
    ...(isByMinute && { isByMinute }),
  };
}

/** The alarms as a run of the reporter read them. */
export const alarmsOfRun = ({ alarms = [] }: Pick<KeptRun, 'alarms'>): AlarmThen[] =>
  alarms.map((alarm) => ({ reason: '', ...alarm }));

/**
 * The alarms as they were, by how they are now and by what changed since.
 * @param turns from some time before that moment until now, the oldest first.
 */
export function alarmsThen(now: readonly AlarmState[], turns: readonly AlarmTurn[], atMs: number): AlarmThen[] {
  return now.map(({ name, value, reason, sinceMs }) => {
    if (sinceMs <= atMs) return { name, value, reason, sinceMs };
    const of = turns.filter((t) => t.name === name);
    const before = of.findLast((t) => t.atMs <= atMs);
    const after = of.find((t) => t.atMs > atMs);
    const { was } = after ?? {};
    return {
      name,
      value: before?.became ?? was ?? 'INSUFFICIENT_DATA',
      reason: before?.reason ?? '',
      sinceMs: before?.atMs ?? 0,
    };
  });
}
