import type { MonitorConfig } from '../../shared/config/schema.ts';
import type { Told } from '../../shared/incident/receiver-record.ts';
import type { Incident } from '../../shared/incident/reporter-state.ts';
import { isUnwatched, troubleEndMs, troubleMs } from '../../shared/incident/trouble.ts';
import { subjectLine } from '../../shared/message/email.ts';
import type { Link, Message } from '../../shared/message/message.ts';
import type { Observation, SentryObservation } from '../../shared/observation.ts';
import { runbookLink } from '../../shared/signals/runbook.ts';
import type { Severity } from '../../shared/signals/signal.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { type Standing, standingOf } from '../../shared/signals/standing.ts';
import { type ReadersTime, readersTime } from '../../shared/text/readers-time.ts';
import { redact } from '../../shared/text/redact.ts';
import { CLOCK_ALONE_MS, duration } from '../../shared/text/words.ts';
import { type Diagnosis, diagnose } from '../diagnose/diagnose.ts';
import { errorLines, moreErrors, sightings, timelineOf } from '../diagnose/evidence.ts';
import { withKeptKinds } from '../diagnose/kept-evidence.ts';
import { sentryLinks, sentryRows } from '../diagnose/sentry-evidence.ts';
import { witnessesOf } from '../diagnose/witnesses.ts';
import { isUnstable, relapsesOf } from '../reconcile/flapping.ts';
import { acknowledgedOf, answeredOf, noIncidentWords } from './acknowledged.ts';
import { aboutSince, alsoLines, MOST_NAMED } from './also-lines.ts';
import { bracketOf, topicOf } from './topic.ts';

export interface Occasion {
  incident: Incident;
  kind: Message['kind'];
  observations: Observation[];
  /** What AtlasML's project at Sentry holds of the same minutes, where it was asked. */
  sentry?: SentryObservation | undefined;
  nowMs: number;
  /** What the receiver was last told of it; the changes since then are news to it. */
  told?: Told | undefined;
}

/** What of the configuration stands in messages. */
export type MessageConfig = Pick<MonitorConfig, 'service' | 'environment' | 'runbookUrl'> &
  Partial<Pick<MonitorConfig, 'timezone'>>;

/** Puts an incident into a message. Pure; everything from outside is redacted here, before any channel sees it. */
export function compose(occasion: Occasion, config: MessageConfig, links: Link[], notices: string[] = []): Message {
  const { incident, kind, observations, sentry, told = {} } = occasion;
  const { timezone } = config;
  const time = readersTime(timezone);
  const diagnosis = wordsFor(occasion, timezone);
  const where = `${config.service} ${config.environment}`;
  const standing = standingOf(incident.members);
  const tag = kind !== 'resolved' ? standing : isUnwatched(incident) ? 'CLOSED' : 'RESOLVED';
  const logs = observations.find((o) => o.check === 'logs');
  const kinds = kind === 'resolved' || !logs ? undefined : withKeptKinds(logs, incident);
  const [fresh, shorter] = [time.minute, time.minuteAlone].map((form) =>
    redact(`${diagnosis.short} ${sinceWords(incident, diagnosis, form)}`.replace(/^unstable, /, '')),
  ) as [string, string];
  const acknowledged = acknowledgedOf(incident, occasion.told);
  const { dismissed } = incident;
  const answered = kind === 'changed' ? answeredOf(incident, occasion.told) : undefined;
  const isNone = tag === 'RESOLVED' && dismissed;
  const topic = topicOf(told, kind, { id: diagnosis.id, words: fresh, shorter }, where);
  return {
    kind,
    severity: severityOf(incident),
    tag,
    short: redact(diagnosis.short),
    subject: subjectLine(
      `${answered ? `[${tag}, ${answered}]` : bracketOf(incident, told, kind, topic, where, diagnosis.over !== undefined)} ${where}: ${topic}`,
    ),
    title: redact(
      `[${isNone ? 'CLOSED, no incident' : answered ? `${tag}, ${answered}` : tag}] ${where}: ${subjectWords(occasion, diagnosis, time)}`,
    ),
    topic,
    causeId: diagnosis.id,
    headline: headline(
      occasion,
      isAboutMonitor(incident) ? `A part of the monitor of ${where}` : where,
      standing,
      time,
      limitOf(diagnosis),
    ),
    cause: kind === 'resolved' ? '' : redact(diagnosis.cause),
    certain: diagnosis.certain,
    news: newsFor(occasion, diagnosis),
    also: [...(kind === 'resolved' ? [] : diagnosis.besides.map(redact)), ...alsoLines(incident, diagnosis, kind === 'resolved')],
    seen: [...sightings(observations, occasion.nowMs, timezone), ...sentryRows(sentry, timezone)],
    errors: kinds ? errorLines(kinds, timezone) : [],
    ...(kinds && moreErrors(kinds) > 0 && { moreErrors: moreErrors(kinds) }),
    timeline: timelineOf(incident, timezone),
    ...(kind !== 'resolved' && { todo: todoFor(standing, diagnosis, config) }),
    links: [...links, ...sentryLinks(sentry)],
    notices: notices.map(redact),
    ...(acknowledged && { acknowledged }),
    ...(answered && { answered }),
    ...(dismissed && { dismissed: { by: redact(dismissed.by), why: redact(dismissed.why) } }),
  };
}

/** An incident that is over is told in the words it had: what the checks see now is that all is well. */
function wordsFor({ incident, kind, observations, nowMs, told }: Occasion, timezone: string | undefined): Diagnosis {
  const diagnosis = diagnose(incident, witnessesOf(observations, incident, nowMs, timezone));
  const short = told?.short ?? incident.account?.short;
  if (kind === 'resolved' && short) return { ...diagnosis, short };
  return isUnstable(incident) ? { ...diagnosis, short: `unstable, ${diagnosis.short}` } : diagnosis;
}

function todoFor(standing: Standing, { advice, firstStep }: Diagnosis, config: MessageConfig): Required<Message>['todo'] {
  if (standing === 'UNKNOWN') {
    return {
      text: 'Find out why there is no data: the rows below, the alarms about the monitor itself, the log of the check.',
      runbook: runbookLink(config, 'unknown'),
    };
  }
  return { text: firstStep, runbook: runbookLink(config, advice) };
}

function severityOf(incident: Incident): Severity {
  return incident.members.some((m) => m.severity === 'page') ? 'page' : 'warn';
}

function subjectWords({ incident, kind, nowMs }: Occasion, diagnosis: Diagnosis, time: ReadersTime): string {
  const { short } = diagnosis;
  if (kind === 'resolved')
    return isUnwatched(incident) ? `${short}, no longer watched` : `${short}, well again after ${lasted(incident)}`;
  // A subject that says "does not run" of what runs again would send somebody to the wrong place.
  if (diagnosis.over !== undefined) return `over, still counted: ${diagnosis.over}`;
  const open = duration(nowMs - incident.openedMs);
  return kind === 'reminded' ? `still ${short}, for ${open}` : `${short} ${sinceWords(incident, diagnosis, time.minute)}`;
}

/** The failures that were seen may all be of one moment. */
function lasted(incident: Incident): string {
  const ms = troubleMs(incident);
  return ms < 60_000 ? 'less than a minute' : duration(ms);
}

/** Since when what the message is about is so: another trouble of the same incident may have begun long before. */
function sinceWords(incident: Incident, { lead }: Diagnosis, form: (ms: number) => string): string {
  return `since ${form(aboutSince(incident, lead) ?? standingSince(incident))}`;
}

/** True when nothing is known to be wrong with AtlasML itself. */
function isAboutMonitor({ members }: Incident): boolean {
  return members.every((m) => ['delivery', 'heartbeat', 'any'].includes(signalOf(m.signal).measure));
}

const STATES: Record<Standing, string> = {
  DOWN: 'been DOWN',
  ALERT: 'been failing',
  WARN: 'needed attention',
  UNKNOWN: 'been unknown',
  WELL: 'been well',
};

function headline(
  { incident, kind, nowMs }: Occasion,
  where: string,
  standing: Standing,
  time: ReadersTime,
  limit?: string,
): string {
  if (kind === 'resolved') {
    if (isUnwatched(incident)) {
      return `What failed in ${where} is no longer watched, because the configuration changed. It is not known whether it is well.`;
    }
    const { openedMs } = incident;
    return `${where} is well again after ${lasted(incident)}, ${time.dates(openedMs, troubleEndMs(incident))}.`;
  }
  const sinceMs = standingSince(incident);
  const since = `since ${nowMs - sinceMs < CLOCK_ALONE_MS ? time.clock(sinceMs) : time.date(sinceMs)}`;
  if (standing === 'UNKNOWN') return `It is not known whether ${where} is well: no alarm of this incident has had data ${since}.`;
  const before = sinceMs - incident.openedMs >= 60_000 ? ` The trouble began at ${time.clock(incident.openedMs)}.` : '';
  const open = nowMs - sinceMs;
  if (limit) return `${where}: ${limit} of its limit${open < 60_000 ? '' : ` for ${duration(open)}`}, ${since}.${before}`;
  if (open < 60_000) return `${where} has ${STATES[standing]} ${since}.${before}`;
  return `${where} has ${kind === 'reminded' ? 'still ' : ''}${STATES[standing]} for ${duration(open)}, ${since}.${before}`;
}

/** "memory at 86 %", where what is told is how near a limit is: nothing fails yet. */
const limitOf = ({ lead, short }: Diagnosis): string | undefined =>
  ['memory', 'disk', 'cpu'].includes(signalOf(lead.signal).measure) && / at \d[\d.]* %$/.test(short) ? short : undefined;

/** Since when it is as bad as it is now: the earliest of the alarms that make it so. */
function standingSince(incident: Incident): number {
  const standing = standingOf(incident.members);
  const making = incident.members.filter((m) => m.state === 'alarm' && standingOf([m]) === standing);
  return making.length > 0 ? Math.min(...making.map((m) => m.sinceMs)) : incident.openedMs;
}

/** What is new to the receiver: "New: …" and "Over: …", each alarm by what became of it last. */
function newsFor({ incident, kind, told }: Occasion, { short }: Diagnosis): string[] {
  const toldRevision = told?.revision ?? 0;
  const unstable = `It went away and came back ${relapsesOf(incident)} times`;
  const none = incident.dismissed && [`${redact(noIncidentWords(incident.dismissed))}.`];
  if (kind === 'resolved') return [`It was: ${short}.`, ...(none ?? []), ...(isUnstable(incident) ? [`${unstable}.`] : [])];
  const notes = incident.changes.flatMap(({ revision, note }) => (note && revision > toldRevision ? [`${redact(note)}.`] : []));
  // What only the one who answered was shown.
  if (answeredOf(incident, told) === 'no incident')
    return [...notes, 'You get more messages only if it gets worse or something new fails.'];
  const untilThen = 'Until this stops, you are told only if it gets worse, if it lasts, or if something new fails.';
  if (isUnstable(incident)) return [...notes, `${unstable}. ${untilThen}`];
  if (kind !== 'changed') return notes;
  const latest = new Map<string, 'joined' | 'recovered' | 'removed'>();
  for (const { revision, joined, recovered, removed = [] } of incident.changes) {
    if (revision <= toldRevision) continue;
    for (const title of joined) latest.set(title, 'joined');
    for (const title of recovered) latest.set(title, 'recovered');
    for (const title of removed) latest.set(title, 'removed');
  }
  const of = (what: string) => named([...latest].filter(([, became]) => became === what).map(([title]) => title));
  return [
    ...notes,
    ...(of('joined') ? [`New: ${of('joined')}.`] : []),
    ...(of('recovered') ? [`Over: ${of('recovered')}.`] : []),
    ...(of('removed') ? [`No longer watched: ${of('removed')}.`] : []),
  ];
}

function named(titles: string[]): string {
  const rest = titles.length - MOST_NAMED;
  return [...titles.slice(0, MOST_NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
