import { sightings } from '../../functions/report-incident/diagnose/evidence.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { standingOf } from '../../functions/shared/signals/standing.ts';
import type { AlarmLook } from '../../local/alarms/alarm-evaluator.ts';
import type { Moment } from '../../local/replay/moment.ts';
import type { QueryBehind } from './queries.ts';
import { alarmWords, whyNotWords } from './words.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** A moment for programs. @param alarm that one alone of the alarms. */
export function momentJson(moment: Moment, queries: QueryBehind[], notes: string[], alarm?: string): object {
  const { atMs, reason, incident, diagnosis, rules, receivers, observations, alarms, silence } = moment;
  return {
    at: iso(atMs),
    reason,
    whyNot: whyNotWords(moment),
    incident: incident
      ? {
          openedAt: iso(incident.openedMs),
          resolvedAt: incident.resolvedMs === undefined ? null : iso(incident.resolvedMs),
          standing: standingOf(incident.members),
        }
      : null,
    cause: diagnosis
      ? {
          rule: diagnosis.isFound ? diagnosis.id : null,
          short: diagnosis.short,
          cause: diagnosis.cause,
          certain: diagnosis.certain,
          worst: diagnosis.lead.alarm,
          explains: diagnosis.follows.map((m) => m.alarm),
          beside: diagnosis.beside.map((m) => m.alarm),
        }
      : null,
    rules: rules.map(({ id, short, isCertain, lostBy }) => ({ rule: id, short, certain: isCertain, lostBy: lostBy ?? null })),
    receivers: receivers.map(({ receiver, told, whyNot }) => ({ receiver, told, whyNot: whyNot ?? null })),
    ...(silence && { silence: { until: iso(silence.untilMs), why: silence.why } }),
    checks: sightings(observations, atMs),
    alarms: alarms.filter(({ definition }) => alarm === undefined || definition.name === alarm).map(alarmJson),
    queries,
    inferred: notes,
  };
}

/** An alarm with what it saw, for programs. */
export function alarmJson(look: AlarmLook): object {
  const { definition, state, range } = look;
  const { signal, threshold, dimensions } = definition;
  return {
    alarm: definition.name,
    title: definition.title,
    state: state.value,
    since: state.sinceMs > 0 ? iso(state.sinceMs) : null,
    words: alarmWords(look),
    threshold,
    comparison: signal.comparison,
    datapointsToAlarm: signal.datapointsToAlarm,
    evaluationPeriods: signal.evaluationPeriods,
    values: range.map((v) => v ?? null),
    query: {
      namespace: NAMESPACE,
      metric: METRICS[signal.metric].name,
      dimensions,
      statistic: signal.statistic,
      periodSeconds: signal.periodSeconds,
    },
  };
}
