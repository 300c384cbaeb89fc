import type { Incident } from '../../shared/incident/reporter-state.ts';
import type { ErrorLine, Message, Sighting } from '../../shared/message/message.ts';
import {
  type ContainerObservation,
  type DeliveryObservation,
  ENDS,
  type ErrorKind,
  type HeartbeatObservation,
  isNew,
  type LogsObservation,
  type MemoryObservation,
  MOST_HOURS,
  type Observation,
  requestsOf,
  type UsageObservation,
} from '../../shared/observation.ts';
import { CUT_MARK, cutText } from '../../shared/text/cut.ts';
import { type ReadersTime, readersTime } from '../../shared/text/readers-time.ts';
import { redact } from '../../shared/text/redact.ts';
import { CLOCK_ALONE_MS, duration, number, plural } from '../../shared/text/words.ts';
import { eventWords, troubleWords } from './container-words.ts';
import { endpointRows } from './endpoint-rows.ts';
import { byCause } from './errors-by-cause.ts';

/** An observation older than this is shown with its age. */
const FRESH_MS = 3 * 60_000;
/** An event of the container is shown for so long. */
const LONGEST_SHOWN_MS = 60 * 60_000;
const MOST_ERRORS = 3;
const MOST_OTHERS = 3;
const MOST_OF_OTHER = 100;
const MOST_TIMELINE = 12;
const MOST_AT_ONCE = 8;

/** The rows of "What we saw", redacted: what each check saw last, unknown said as such. */
export function sightings(observations: Observation[], nowMs: number, timezone?: string): Sighting[] {
  const time = readersTime(timezone);
  const rows: Sighting[] = [];
  for (const observation of observations) {
    const when =
      nowMs - observation.atMs > FRESH_MS
        ? `${time.row(observation.atMs)} (${duration(nowMs - observation.atMs)} ago)`
        : time.row(observation.atMs);
    if (observation.check === 'health') rows.push(...endpointRows(observation.endpoints, when));
    else if (observation.check === 'again') rows.push(...endpointRows(observation.endpoints, when, 'asked again: '));
    else if (observation.check === 'delivery') rows.push(...channelRows(observation, when));
    else if (observation.check === 'heartbeat') rows.push(...heartbeatRows(observation, when));
    else if (observation.check === 'logs') rows.push({ when, what: 'logs', fact: redact(logsFact(observation)) });
    else if (observation.check === 'container') rows.push(...containerRows(observation, when, nowMs, time));
    else rows.push(...memoryRows(observation, when));
  }
  return rows;
}

function logsFact({ counts, unknown, notes }: LogsObservation): string {
  if (!counts) return `unknown: ${unknown}`;
  const parts = [
    `${plural(counts.serverErrors, 'server error')}${counts.failedStarts > 0 ? ` (${plural(counts.failedStarts, 'failed start')} among them)` : ''}`,
    plural(counts.clientErrors, 'client error'),
    `${plural(requestsOf(counts), 'request')} in 5 min`,
    counts.unfinished > 0 ? `${counts.unfinished} unfinished` : '',
    counts.starts > 0 ? plural(counts.starts, 'start') : '',
    counts.longestSilenceSeconds >= 60 ? `nothing answered for ${duration(counts.longestSilenceSeconds * 1000)}` : '',
    ...notes,
  ];
  return parts.filter(Boolean).join('; ');
}

/** A channel that works says so by the message that arrives. */
function channelRows({ channels }: DeliveryObservation, when: string): Sighting[] {
  return channels.filter((c) => c.verdict !== 'up').map((c) => ({ when, what: c.channel, fact: redact(c.sentence) }));
}

/**
 * What the runtime said last of the container: the newest end counts for as long as it may be of the trouble; what is not well of it now;
 * and what of it is not known.
 */
function containerRows(observation: ContainerObservation, when: string, nowMs: number, time: ReadersTime): Sighting[] {
  const { events, runtime, unknown, state, atMs } = observation;
  const row = (at: string, fact: string) => ({ when: at, what: 'container', fact: redact(fact) });
  const last = events.findLast((e) => ENDS.includes(e.what)) ?? events.at(-1);
  const isShown = last !== undefined && nowMs - last.atMs <= LONGEST_SHOWN_MS;
  const trouble = nowMs - atMs <= FRESH_MS ? troubleWords(observation, time) : undefined;
  // An end that was told says all of a container that does not run.
  const isTold = isShown && state?.exitCode !== undefined && state.error === undefined;
  const started = last && events.findLast(({ what, atMs: startMs }) => what === 'started' && startMs > last.atMs);
  const again = started ? `, started again at ${time.clock(started.atMs)}` : '';
  return [
    ...(isShown && !(trouble && last.what === 'unhealthy')
      ? [row(time.row(last.atMs), `${runtime}: ${eventWords(last, time)}${again}`)]
      : []),
    ...(trouble && !isTold ? [row(when, `${runtime}: ${trouble}`)] : []),
    ...(unknown ? [row(when, `unknown: ${unknown}`)] : []),
  ];
}

/** Only a heartbeat that nobody counts is worth a row. */
function heartbeatRows({ known, sentence }: HeartbeatObservation, when: string): Sighting[] {
  return known === false ? [{ when, what: 'heartbeat', fact: redact(sentence) }] : [];
}

function memoryRows({ memory, disk, cpu }: MemoryObservation, when: string): Sighting[] {
  const row = (what: string, usage: UsageObservation | undefined) =>
    usage ? [{ when, what, fact: redact(usageFact(usage)) }] : [];
  return [...row('memory', memory), ...row('disk', disk), ...row('CPU', cpu)];
}

function usageFact(usage: UsageObservation): string {
  if (usage.state === 'unknown') return `unknown: ${usage.reason}`;
  const limit = usage.limitBytes ? ` of ${number(usage.limitBytes / 1024 ** 3)} GiB` : '';
  const hours = usage.hoursToLimit;
  const trend =
    hours === undefined ? '' : hours >= MOST_HOURS ? ', steady' : `, full in ${duration(hours * 3_600_000)} by the trend`;
  return `${number(usage.usedPercent)} %${limit}${trend}`;
}

/** The errors by their cause, redacted, with what was raised and where, and the other lines of the same requests. */
export function errorLines({ evidence, window }: LogsObservation, timezone?: string): ErrorLine[] {
  const time = readersTime(timezone);
  return byCause(evidence)
    .slice(0, MOST_ERRORS)
    .map(({ head, others, count, newestMs }) => ({
      when: time.row(newestMs),
      level: head.level,
      logger: redact(head.logger),
      text: redact(head.text),
      count,
      age: [head, ...others].some((kind) => isNew(kind, window))
        ? 'new'
        : head.firstSeenMs === undefined
          ? ''
          : `known since ${time.day(head.firstSeenMs)}`,
      trace: [...traceOf(head), ...otherLines(others)],
    }));
}

/** How many kinds of error there are besides those of `errorLines`. */
export const moreErrors = ({ evidence }: Pick<LogsObservation, 'evidence'>): number =>
  Math.max(0, byCause(evidence).length - MOST_ERRORS);

function otherLines(others: ErrorKind[]): string[] {
  const more = others.length - MOST_OTHERS;
  const shown = others.slice(0, MOST_OTHERS).map(otherLine);
  return more > 0 ? [...shown, `and ${plural(more, 'more kind')} of line of the same requests`] : shown;
}

/** Another line of the same failing requests. */
const otherLine = ({ count, level, logger, text }: ErrorKind): string =>
  redact(`also ${count} × ${level} ${logger}  ${cutText(text, MOST_OF_OTHER)}`);

/** What was raised, without what the line says already, and where. */
function traceOf({ text, exception, where = [] }: ErrorKind): string[] {
  if (exception === undefined) return [];
  const [type = '', ...said] = exception.split(': ');
  // Of two long texts the begins may be cut at different places; the ends are not.
  const end = said.join(': ').split(CUT_MARK).at(-1) ?? '';
  const known = said.length === 0 || text.includes(end);
  return [known ? type : exception, ...where.map((place, i) => `${i === 0 ? 'at' : 'called from'} ${place}`)].map(redact);
}

/** What joined and what recovered, when; one alarm alone says no more than the headline. */
export function timelineOf(incident: Incident, timezone?: string): Message['timeline'] {
  const time = readersTime(timezone);
  const { openedMs, resolvedMs } = incident;
  const all = eventsOf(incident);
  if (all.length < 2) return [];
  // A silence may have been asked for long before.
  const firstMs = Math.min(openedMs, all[0]?.atMs ?? openedMs);
  const long = (resolvedMs ?? all.at(-1)?.atMs ?? openedMs) - firstMs >= CLOCK_ALONE_MS;
  return shownOf(atOnce(all)).map(({ atMs, what }) => ({ when: long ? time.rowDay(atMs) : time.row(atMs), what }));
}

/** How it began and the newest; what is between them is counted. */
function shownOf(events: { atMs: number; what: string }[]): { atMs: number; what: string }[] {
  const [first] = events;
  const left = events.length - MOST_TIMELINE;
  if (!first || left <= 0) return events;
  return [{ ...first, what: `${first.what}; then ${left} more, not shown here` }, ...events.slice(1 - MOST_TIMELINE)];
}

/** What happened to many within a minute is one line: else the last few of them would be all there is to read. */
function atOnce(events: { atMs: number; what: string }[]): { atMs: number; what: string }[] {
  const minutes = Map.groupBy(events, ({ atMs }) => Math.floor(atMs / 60_000));
  return [...minutes.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length <= MOST_AT_ONCE) return group;
    return [{ atMs: first.atMs, what: `${first.what}; and ${group.length - 1} more within a minute` }];
  });
}

/** What joined and what recovered, and what people did; redacted, the oldest first, epoch ms. */
export function eventsOf({ members, changes, openedMs }: Incident): { atMs: number; what: string }[] {
  const began = members.flatMap(({ sinceMs, title }) => {
    const first = changes.find((c) => c.recovered.includes(title));
    const again = changes.filter((c) => first && c.revision > first.revision && c.joined.includes(title));
    // One that came back has the time of its return; that it began with the incident, or later, the changes say.
    const joined = changes.find((c) => c.joined.includes(title) && !again.includes(c));
    const beganMs = again.length > 0 ? (joined?.atMs ?? openedMs) : sinceMs;
    return [beganMs, ...again.map((c) => c.atMs)].map((atMs, i) => ({ atMs, what: i > 0 ? `${title}, again` : title }));
  });
  const ended = changes.flatMap(({ atMs, recovered, removed = [] }) => [
    ...recovered.map((title) => ({ atMs, what: `${title}: recovered` })),
    ...removed.map((title) => ({ atMs, what: `${title}: no longer watched` })),
  ]);
  const noted = changes.flatMap(({ atMs, note }) => (note ? [{ atMs, what: redact(note) }] : []));
  return [...began, ...ended, ...noted].sort((a, b) => a.atMs - b.atMs);
}
