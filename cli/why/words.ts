import { sightings } from '../../functions/report-incident/diagnose/evidence.ts';
import type { Reason } from '../../functions/report-incident/reconcile/reconcile.ts';
import { breaches } from '../../functions/shared/signals/breaches.ts';
import { METRICS } from '../../functions/shared/signals/metrics.ts';
import { standingOf } from '../../functions/shared/signals/standing.ts';
import { clockTime, dateTime, duration, number, plural } from '../../functions/shared/text/words.ts';
import type { AlarmLook } from '../../local/alarms/alarm-evaluator.ts';
import type { Moment, RuleAtMoment } from '../../local/replay/moment.ts';

export const STATES = { ALARM: 'ALARM', OK: 'OK', INSUFFICIENT_DATA: 'no data' } as const;

/** What the reporter decided, by its reason. */
const REASONS: Record<Reason, string> = {
  opened: 'An incident was opened.',
  worse: 'It got worse.',
  'partly-recovered': 'It got better, and is not over.',
  unstable: 'It came and went too often: it is unstable.',
  lasts: 'It is unstable, and an alarm that pages stayed on.',
  'new-cause': 'Another cause was found.',
  corrected: 'A better cause was found for what was told.',
  resolved: 'The incident ended.',
  unchanged: 'Nothing changed that people should be told.',
  quiet: 'No alarm was on.',
  'in-deploy-grace': 'AtlasML had just started: what fails then is told when it lasts.',
};

/** By what a run kept: a later version may have reasons that this one does not know. */
export const reasonWords = (reason: string): string => REASONS[reason as Reason] ?? `It decided "${reason}".`;

/** "Up, minimum of 10 s: 0 is below 1, in 1 of the last 1 periods (1 needed)". */
export function alarmWords({ definition, range, isByMinute }: AlarmLook): string {
  const { signal, threshold } = definition;
  const { statistic, periodSeconds, comparison, evaluationPeriods, datapointsToAlarm } = signal;
  const values = range.filter((v) => v !== undefined);
  const by = isByMinute ? 'by the minute' : `of ${duration(periodSeconds * 1000)}`;
  const what = `${METRICS[signal.metric].name}, ${statistic.toLowerCase()} ${by}`;
  const last = values.at(-1);
  if (last === undefined) return `${what}: no data`;
  const judged = values.slice(-evaluationPeriods);
  const count = judged.filter((value) => breaches(value, { comparison, threshold })).length;
  const isOn = breaches(last, { comparison, threshold });
  const side = { '<': 'below', '>': 'above', '>=': 'at least' }[comparison];
  return `${what}: ${number(last)} is ${isOn ? '' : 'not '}${side} ${number(threshold)}, in ${count} of the last ${plural(judged.length, 'period')} (${datapointsToAlarm} of ${evaluationPeriods} needed)`;
}

/** @param name shows that alarm alone, with its values. */
export function alarmLines(looks: readonly AlarmLook[], name: string | undefined): string[] {
  const shown = looks.filter(({ definition, state, range }) =>
    name === undefined ? state.value === 'ALARM' || range.some((v) => v !== undefined) : definition.name === name,
  );
  const ranked = shown.toSorted((a, b) => Number(b.state.value === 'ALARM') - Number(a.state.value === 'ALARM'));
  return ranked.flatMap((look) => [
    `  ${STATES[look.state.value].padEnd(7)}  ${look.definition.title}${sinceWords(look)}`,
    `           ${alarmWords(look)}`,
    ...(name === undefined
      ? []
      : [
          `           values, oldest first: ${look.range.map((v) => (v === undefined ? '-' : number(v))).join(', ')}`,
          ...(look.state.reason === '' ? [] : [`           when it changed: ${look.state.reason}`]),
        ]),
  ]);
}

const sinceWords = ({ state }: AlarmLook) => (state.sinceMs > 0 ? ` (since ${clockTime(state.sinceMs)})` : '');

function ruleLine({ id, short, isCertain, lostBy }: RuleAtMoment): string {
  const words = `${id}: ${short}${isCertain ? '' : ' (probable)'}`;
  return lostBy === undefined ? `  leads  ${words}` : `  lost   ${words}; ${lostBy}`;
}

function causeLines({ diagnosis, rules }: Moment): string[] {
  if (!diagnosis) return [];
  const { isFound, lead, follows, beside, cause, certain } = diagnosis;
  return [
    `${certain ? 'Cause' : 'Probable cause'}: ${cause}`,
    `The worst alarm: ${lead.title}.`,
    ...(follows.length > 0 ? [`It explains: ${follows.map((m) => m.title).join('; ')}.`] : []),
    ...(beside.length > 0 ? [`Beside it, not explained: ${beside.map((m) => m.title).join('; ')}.`] : []),
    ...(isFound ? [] : ['No rule of the table explains the worst alarm: it is told in its own words.']),
    ...(rules.length > 0 ? ['', 'Rules that fit', ...rules.map(ruleLine)] : []),
  ];
}

function toldLines({ receivers }: Moment): string[] {
  return receivers.map(({ receiver, told, whyNot }) =>
    told.length > 0 ? `  ${receiver}: told (${told.join(', ')})` : `  ${receiver}: not told; ${whyNot}`,
  );
}

/** How a moment is shown. */
export interface MomentShown {
  /** That one alone, with its values. */
  alarm?: string | undefined;
  queries: string[];
  /** What was found after it and had begun by then, a sentence each. */
  later: string[];
}

/** All of a moment, for people. */
export function momentLines(moment: Moment, { alarm, queries, later }: MomentShown): string[] {
  const { incident, atMs } = moment;
  const isOpen = incident && incident.resolvedMs === undefined;
  const standing = isOpen
    ? `${standingOf(incident.members)}, open since ${dateTime(incident.openedMs)}: ${moment.diagnosis?.short}`
    : 'no incident is open';
  return [
    `${dateTime(atMs).replace(' UTC', clockTime(atMs).slice(5))} UTC: ${standing}.`,
    reasonWords(moment.reason),
    ...later,
    '',
    ...(alarm === undefined ? [...causeLines(moment), ...(moment.diagnosis ? [''] : [])] : []),
    'Who was told in that run',
    ...toldLines(moment),
    '',
    'What each check saw',
    ...sightings(moment.observations, atMs).map(({ when, what, fact }) => `  ${when}  ${what}  ${fact}`),
    ...queries,
    '',
    alarm === undefined ? 'Alarms' : 'The alarm',
    ...alarmLines(moment.alarms, alarm),
  ];
}

/** Why nobody was told, in a sentence or two; what was told, where somebody was. */
export function whyNotWords({ receivers, reason, alarms, incident }: Moment): string {
  const told = receivers.filter((r) => r.told.length > 0);
  if (told.length > 0) return `Somebody was told: ${told.map((r) => `${r.receiver} (${r.told.join(', ')})`).join('; ')}.`;
  if (incident) return notToldWords(receivers);
  if (reason === 'in-deploy-grace') return `Nobody was told. ${REASONS[reason]}`;
  const on = alarms.filter((a) => a.state.value === 'ALARM');
  if (on.length > 0) return `Nobody was told: ${REASONS[reason]}`;
  return ['Nobody was told, because no alarm was on.', nearestWords(alarms)].filter(Boolean).join(' ');
}

/** One reason for all, or that of each. */
function notToldWords(receivers: Moment['receivers']): string {
  const reasons = new Set(receivers.map((r) => r.whyNot));
  if (reasons.size <= 1) return `Nobody was told: ${[...reasons].join('')}.`;
  return `Nobody was told. ${receivers.map((r) => `${r.receiver}: ${r.whyNot}`).join('; ')}.`;
}

/** The alarms that came nearest to going on, in a sentence; empty where none came near. */
export function nearestWords(alarms: readonly AlarmLook[]): string {
  const nearest = nearestAlarms(alarms);
  return nearest.length > 0 ? `Nearest: ${nearest.map((a) => `${a.definition.title} (${alarmWords(a)})`).join('; ')}.` : '';
}

const MOST_NEAR = 3;

/** The alarms that are nearest to going on: some of their values are on the wrong side. */
function nearestAlarms(alarms: readonly AlarmLook[]): AlarmLook[] {
  const share = ({ definition: { signal, threshold }, range }: AlarmLook) =>
    range.filter((v) => v !== undefined && breaches(v, { comparison: signal.comparison, threshold })).length /
    signal.datapointsToAlarm;
  return alarms
    .filter((a) => share(a) > 0)
    .toSorted((a, b) => share(b) - share(a))
    .slice(0, MOST_NEAR);
}
