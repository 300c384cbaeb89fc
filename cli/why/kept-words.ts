import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import { clockTime, dateTime, duration, number, plural } from '../../functions/shared/text/words.ts';
import type { AlarmLook } from '../../local/alarms/alarm-evaluator.ts';
import type { KeptMoment } from '../../local/replay/kept-moment.ts';
import type { KeptMessage, KeptPast } from '../../local/view/kept-past.ts';
import { reasonWords, STATES, whyNotWords } from './words.ts';

/** What stands around a moment in what a monitor kept. */
export interface Around {
  /** The runs of the reporter in that minute. */
  runs: KeptRun[];
  /** What was sent in it. */
  messages: KeptMessage[];
  /** Changes of alarms in the quarter of an hour before its end; absent where they could not be read. */
  turns: AlarmTurn[] | undefined;
}

/** Why nobody was told in that minute. What arrived in it may be of a run that began before it. */
export function keptWhyNot(moment: KeptMoment, messages: readonly KeptMessage[]): string {
  const arrived = messages.filter(({ failure }) => failure === undefined);
  if (arrived.length === 0 || moment.receivers.some(({ told }) => told.length > 0)) return whyNotWords(moment);
  const whom = [...new Set(arrived.map(({ receiver }) => receiver))].join(', ');
  return `Somebody was told in that minute: ${whom}. What was sent is below.`;
}

/** The sections below what a run rested on. */
export function aroundLines({ runs, messages, turns }: Around, past: Pick<KeptPast, 'config'>): string[] {
  const titles = new Map(alarmsOf(past.config).map(({ name, title }) => [name, title]));
  return [
    ...(runs.length > 1
      ? ['', 'Runs of the reporter in that minute', ...runs.map((r) => `  ${clockTime(r.atMs)}  ${reasonWords(r.reason)}`)]
      : []),
    '',
    'What was sent in that minute',
    ...(messages.length > 0 ? messages.map(messageLine) : ['  nothing']),
    '',
    'Alarms that changed in the 15 minutes before',
    ...(turns ? turnLines(turns, titles) : ['  not known']),
  ];
}

/** What went on or off; that an alarm got its first data is a number. */
function turnLines(turns: readonly AlarmTurn[], titles: Map<string, string>): string[] {
  const news = turns.filter(({ was, became }) => was === 'ALARM' || became === 'ALARM');
  const others = turns.length - news.length;
  return [
    ...news.map(
      ({ atMs, name, was, became }) =>
        `  ${clockTime(atMs)}  ${titles.get(name) ?? name}: ${STATES[was]}, then ${STATES[became]}`,
    ),
    ...(others > 0 ? [`  ${plural(others, 'change')} between OK and no data`] : []),
    ...(turns.length === 0 ? ['  none'] : []),
  ];
}

function messageLine({ atMs, receiver, kind, subject, failure }: KeptMessage): string {
  const what = subject ?? kind;
  return `  ${clockTime(atMs)}  ${receiver}  ${what}${failure === undefined ? '' : `; not known to have arrived: ${failure}`}`;
}

/** What one must know to trust a moment: what was left out, could not be read, or is otherwise today. A sentence each. */
export function keptNotes({ run, alarms, saidShort, today }: KeptMoment, { config }: Pick<KeptPast, 'config'>): string[] {
  const { window, problems, left, missing } = run;
  const configured = alarmsOf(config);
  const names = new Set(configured.map(({ name }) => name));
  const gone = (run.alarms ?? []).filter(({ name }) => !names.has(name)).map(({ name }) => name);
  const others = alarms.flatMap(({ definition: { name, title, threshold } }) => {
    const now = configured.find((d) => d.name === name)?.threshold;
    return now === undefined || now === threshold
      ? []
      : [`The threshold of "${title}" was ${number(threshold)} then and is ${number(now)} now.`];
  });
  return [
    ...(saidShort === undefined ? [] : [`The messages say "${saidShort}": while they were written AtlasML was asked once more.`]),
    ...(window === undefined ? [] : [`The planned window ${window} was open.`]),
    ...(run.alarms ? [] : ['The alarms could not be read in that run: nothing was decided.']),
    ...(problems.length > 0 ? [`What failed in that run: ${problems.join('; ')}.`] : []),
    ...(missing.length > 0 ? [`Configured and not there: ${missing.join(', ')}.`] : []),
    ...(gone.length > 0 ? [`No longer configured: ${gone.join(', ')}.`] : []),
    ...(left ? [`Left out of what is kept, because it was too much: ${left.join(', ')}.`] : []),
    ...others,
    ...byMinuteNote(alarms),
    ...(today
      ? [
          `This version and configuration would decide differently: ${reasonWords(today.reason)}${today.short ? ` (${today.short})` : ''}`,
        ]
      : []),
  ];
}

function byMinuteNote(alarms: readonly AlarmLook[]): string[] {
  const of = alarms.filter((a) => a.isByMinute && a.range.some((v) => v !== undefined));
  if (of.length === 0) return [];
  return [
    `Values by 10 s are kept for three hours; ${plural(of.length, 'alarm')} that ${of.length === 1 ? 'looks' : 'look'} at them ${of.length === 1 ? 'is' : 'are'} shown by the minute.`,
  ];
}

/** A minute of which no run is kept: why there is none. */
export interface NoRun {
  /** whether the monitor ran then; undefined where that is not known. */
  ran?: boolean;
  words: string;
}

/** A reporter that had something to weigh keeps each run; so long it may be away between two. */
const MOST_BETWEEN_MS = 150_000;
/** While all is well one run an hour is kept. */
const QUIET_MS = 3_600_000 + MOST_BETWEEN_MS;

/**
 * @param last the run before. @param first the one after, where there is none before.
 * @param isSeen whether a check published something in that minute; absent where that could not be read.
 */
export function noRunOf(atMs: number, { last, first, isSeen }: { last?: KeptRun; first?: KeptRun; isSeen?: boolean }): NoRun {
  const values = isSeen ? ' The checks ran: their values are below.' : '';
  if (!last) {
    const from = first
      ? `The first run of the reporter that is kept is of ${dateTime(first.atMs)}`
      : 'No run of the reporter is kept';
    return { ...(isSeen && { ran: true }), words: `${from}: what it rested on before that is not known.${values}` };
  }
  const agoMs = atMs - last.atMs;
  const before = `the run of ${dateTime(last.atMs)}, ${duration(agoMs)} before`;
  if (agoMs > (hadWeight(last) ? MOST_BETWEEN_MS : QUIET_MS)) {
    if (isSeen !== false) return { ran: false, words: `The reporter did not run: the last that is kept is ${before}.${values}` };
    return {
      ran: false,
      words: `The monitor did not run: no check published anything, and the last that is kept of the reporter is ${before}.`,
    };
  }
  if (isSeen === false)
    return {
      ran: false,
      words: `The monitor did not run: no check published anything. The last run that is kept of the reporter is ${before}.`,
    };
  return {
    ...(isSeen && { ran: true }),
    words: `No alarm was on and no incident was open. Of such times one run an hour is kept; the last is ${before}.`,
  };
}

const hadWeight = ({ alarms, state, reason }: KeptRun) =>
  reason !== 'quiet' ||
  (alarms ?? []).some((a) => a.value === 'ALARM') ||
  state.incidents.some((i) => i.resolvedMs === undefined);
