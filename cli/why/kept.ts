import { join } from 'node:path';
import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import { RUNS_KEPT_MS } from '../../functions/shared/incident/run-memory.ts';
import { dateTime } from '../../functions/shared/text/words.ts';
import type { AlarmLook } from '../../local/alarms/alarm-evaluator.ts';
import { keptMoment, tellingRun } from '../../local/replay/kept-moment.ts';
import type { KeptPast } from '../../local/view/kept-past.ts';
import { alarmsOfRun, alarmsThen, looksThen } from '../../local/view/looks-then.ts';
import { machineFolder } from '../../local/watch/open-machine-store.ts';
import type { Outcome } from '../usage-error.ts';
import { alarmNamed } from './alarm-named.ts';
import { alarmJson, momentJson } from './json.ts';
import { type Around, aroundLines, keptNotes, keptWhyNot, noRunOf } from './kept-words.ts';
import { FOUND_WITHIN_MS, keptThen, laterWords } from './later.ts';
import { momentMs } from './moment-time.ts';
import { metricQueries, queriesBehind, queryLines } from './queries.ts';
import { alarmLines, momentLines, nearestWords } from './words.ts';

/** What is asked of a past that a monitor kept. */
export interface KeptAsked {
  time: string;
  alarm?: string | undefined;
  queries?: boolean | undefined;
  /** The folder of the monitor on this machine; absent for the deployed one. */
  data?: string | undefined;
}

type Command = 'why' | 'why-not';

const MINUTE_MS = 60_000;
const TURNS_MS = 15 * MINUTE_MS;
/** A run that began in the minute before, and whose next is late, stands for a minute without one. */
const STANDS_FOR_MS = 90_000;

/** `why TIME` over what a monitor kept: the run of that minute, or why none is kept. */
export async function keptWhy(command: Command, asked: KeptAsked, past: KeptPast, nowMs: number): Promise<Outcome> {
  const atMs = momentMs(asked.time, { startMs: nowMs - RUNS_KEPT_MS, untilMs: nowMs });
  const beginMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  // Who may read the table and not all else learns what that says.
  const problems: string[] = [];
  const failed = notRead(problems);
  const [runs, last, messages, turns] = await Promise.all([
    past.runs.between(beginMs, atMs),
    past.runs.lastBefore(atMs),
    past.messages(beginMs, atMs),
    past.turns(atMs - TURNS_MS, atMs).catch(failed('The changes of alarms')),
  ]);
  const around: Around = { runs, messages, turns: turns ?? undefined };
  // A time to the millisecond names a run.
  const run =
    runs.find((one) => one.atMs === atMs) ?? tellingRun(runs) ?? (last && atMs - last.atMs <= STANDS_FOR_MS ? last : undefined);
  if (!run) return withoutRun(command, asked, past, around, { atMs, nowMs, last, problems });
  const values = failed('The values of alarms');
  const looks = await looksThen(past, alarmsOfRun(run), { atMs: run.atMs, nowMs }, values);
  const moment = keptMoment(run, looks, past.config);
  const alarm = alarmNamed(asked.alarm, looks);
  const queries = queriesBehind(moment.observations, past.config);
  const notes = [...keptNotes(moment, past), ...problems];
  const whyNot = keptWhyNot(moment, messages);
  const known = run.state.incidents.map(({ id }) => id);
  const later = moment.incident ? [] : await laterKept(past, atMs, known);
  const shown = asked.queries
    ? queryLines([...queries, ...metricQueries(shownLooks(looks, alarm), run.atMs, metricsFile(asked, past))], placeOf(asked))
    : hint(queries);
  const text = [
    ...(command === 'why-not' ? [whyNot, ''] : []),
    ...momentLines(moment, { alarm, queries: shown, later }),
    ...aroundLines(around, past),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
  return { text, code: 0, json: { ...momentJson(moment, queries, [], alarm), whyNot, ...aroundJson(around), notes } };
}

/** What was found after that minute and had begun by then. */
const laterKept = async ({ runs }: KeptPast, atMs: number, known: readonly string[]): Promise<string[]> =>
  laterWords(atMs, known, (await runs.between(atMs + 1, atMs + FOUND_WITHIN_MS)).map(keptThen));

const notRead = (problems: string[]) => (what: string) => (error: Error) =>
  void problems.push(`${what} could not be read: ${error.message}.`);

/** A minute of which no run is kept: the alarms by their values, and what is known beside. */
async function withoutRun(
  command: Command,
  asked: KeptAsked,
  past: KeptPast,
  around: Around,
  { atMs, nowMs, last, problems }: { atMs: number; nowMs: number; last: KeptRun | undefined; problems: string[] },
): Promise<Outcome> {
  const failed = notRead(problems);
  const [now, since, first] = await Promise.all([
    past.alarms().catch(failed('The alarms')),
    past.turns(atMs - TURNS_MS, nowMs).catch(failed('The changes of alarms since then')),
    last ? undefined : past.runs.firstAfter(atMs),
  ]);
  const then = alarmsThen(now ?? [], since ?? [], atMs);
  const looks = await looksThen(past, then, { atMs, nowMs }, failed('The values of alarms'));
  const alarm = alarmNamed(asked.alarm, looks);
  const isAnySeen = looks.some(({ range }) => range.slice(-2).some((v) => v !== undefined));
  // What could not be read proves nothing.
  const isSeen = isAnySeen || problems.length === 0 ? { isSeen: isAnySeen } : {};
  const none = noRunOf(atMs, { ...isSeen, ...(last && { last }), ...(first && { first }) });
  const nearest = nearestWords(looks);
  const known = last?.state.incidents.map(({ id }) => id) ?? [];
  const later = await laterKept(past, atMs, known);
  const whyNot =
    around.messages.length > 0
      ? 'Something was sent in that minute: it is below.'
      : none.ran === false
        ? 'Nobody was told: the monitor did not run.'
        : `Nobody was told.${nearest ? ` ${nearest}` : ''}`;
  const text = [
    ...(command === 'why-not' ? [whyNot, ''] : []),
    `${dateTime(atMs)}: ${none.words}`,
    ...later,
    ...aroundLines(around, past),
    '',
    alarm === undefined ? 'Alarms' : 'The alarm',
    ...alarmLines(looks, alarm),
    ...(asked.queries ? queryLines(metricQueries(shownLooks(looks, alarm), atMs, metricsFile(asked, past)), placeOf(asked)) : []),
    ...(problems.length > 0 ? ['', ...problems] : []),
  ].join('\n');
  const json = {
    at: new Date(atMs).toISOString(),
    reason: null,
    ran: none.ran ?? null,
    whyNot,
    incident: null,
    cause: null,
    rules: [],
    receivers: [],
    checks: [],
    alarms: looks.filter(({ definition }) => alarm === undefined || definition.name === alarm).map(alarmJson),
    queries: [],
    inferred: [],
    ...aroundJson(around),
    notes: [none.words, ...problems],
  };
  return { text, code: 0, json };
}

const shownLooks = (looks: AlarmLook[], alarm: string | undefined) =>
  looks.filter(({ definition, state }) => (alarm === undefined ? state.value === 'ALARM' : definition.name === alarm));

const metricsFile = ({ data }: KeptAsked, { config }: KeptPast) =>
  data === undefined ? undefined : join(machineFolder(data, config.slug), 'metrics.sqlite');
const placeOf = ({ data }: KeptAsked) => (data === undefined ? '' : `--data ${data}`);
const hint = (queries: unknown[]) => (queries.length === 0 ? [] : ['  The queries behind these numbers: --queries']);

function aroundJson({ runs, messages, turns }: Around): object {
  const at = (ms: number) => new Date(ms).toISOString();
  return {
    runs: runs.map(({ atMs, reason, told }) => ({ at: at(atMs), reason, told })),
    messages: messages.map(({ atMs, receiver, kind, subject, failure }) => ({
      at: at(atMs),
      receiver,
      kind,
      subject: subject ?? null,
      failure: failure ?? null,
    })),
    changes: (turns ?? []).map(({ atMs, name, was, became }) => ({ at: at(atMs), alarm: name, was, became })),
  };
}
