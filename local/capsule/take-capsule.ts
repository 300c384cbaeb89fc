import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import { hideAddresses } from '../../functions/shared/text/hide-addresses.ts';
import { dateTime } from '../../functions/shared/text/words.ts';
import type { KeptAlarm } from '../store/alarm-memory.ts';
import type { SentMessage } from '../store/message-log.ts';
import type { KeptMessage, KeptPast } from '../view/kept-past.ts';
import { capsuleConfig } from './capsule-config.ts';
import { type LogPart, logAround, type PastLog } from './capsule-log.ts';
import type { Capsule, CapsuleAbout } from './format.ts';
import { incidentsIn, observationsIn, silenceIn } from './from-runs.ts';
import { minutesOf } from './kept-minutes.ts';
import { seriesOf } from './series.ts';

/** A span of time, epoch ms. */
export interface Span {
  fromMs: number;
  untilMs: number;
}

/** Where a capsule is taken from. What of it cannot be read is missing in the capsule, and said. */
export interface CapsuleSources extends Pick<CapsuleAbout, 'origin' | 'isWholeLog'> {
  past: KeptPast;
  /** Absent where no log is watched. */
  log?: PastLog;
}

/** What is taken along before the incident and after its end. */
const BEFORE_MS = 60 * 60_000;
const AFTER_MS = 15 * 60_000;
/** Of an incident that goes on for days its first day says what there is to say. */
const LONGEST_MS = 24 * 60 * 60_000;
/** A capsule is attached to a report: most trackers take 25 MB. */
const MOST_LOG_BYTES = 20e6;
const MINUTE_MS = 60_000;

export interface TakeOptions {
  nowMs: number;
  /** The version of the monitor. */
  monitor: string;
  /** @default 20 MB */
  mostLogBytes?: number;
}

/** From when to when a capsule of an incident reaches: an hour before it to a quarter of an hour after it, a day at most. Pure. */
export function spanOf({ openedMs, resolvedMs }: Pick<Incident, 'openedMs' | 'resolvedMs'>, nowMs: number): Span {
  const endMs = Math.min((resolvedMs ?? nowMs) + AFTER_MS, openedMs + LONGEST_MS, nowMs);
  const toMinute = (ms: number) => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  const fromMs = toMinute(openedMs - BEFORE_MS);
  return { fromMs, untilMs: Math.max(toMinute(endMs) + MINUTE_MS, fromMs + MINUTE_MS) };
}

/**
 * Takes all that is known of the time around an incident.
 * @param incidents all that are known, with this one.
 */
export async function takeCapsule(
  incident: Incident,
  incidents: readonly Incident[],
  { past, log, origin, isWholeLog }: CapsuleSources,
  { nowMs, monitor, mostLogBytes = MOST_LOG_BYTES }: TakeOptions,
): Promise<Capsule> {
  const { config } = past;
  const span = spanOf(incident, nowMs);
  const { fromMs, untilMs } = span;
  const notes: string[] = [];
  const part = async <T>(what: string, reading: () => Promise<T>, none: T): Promise<T> => {
    try {
      return await reading();
    } catch (error) {
      notes.push(`${what} could not be read: ${(error as Error).message}`);
      return none;
    }
  };
  const aroundMs = Math.max(fromMs, Math.min(incident.openedMs, untilMs));
  /** The figures of the functions stand in their logs: where one cannot be asked, CloudWatch's own metrics are there all the same. */
  const lacks = new Set<string>();
  const noLog: LogPart = { events: [], fromMs, untilMs: fromMs };
  const [logPart, metrics, now, turns, runs, messages] = await Promise.all([
    log ? part('The log', () => logAround(log, { ...span, aroundMs }, mostLogBytes), noLog) : noLog,
    part('The metrics', () => minutesOf(past.metrics, seriesOf(config), span, ({ message }) => lacks.add(message)), []),
    part('The alarms', () => past.alarms(), []),
    part('The history of the alarms', () => past.turns(fromMs, nowMs), []),
    part<KeptRun[]>('What the monitor decided', () => past.runs.between(fromMs, untilMs), []),
    part('The messages', () => past.messages(fromMs, untilMs - 1), []),
  ]);
  notes.push(...[...lacks].map((why) => `${metrics.length > 0 ? 'Some' : 'The'} metrics could not be read: ${why}`));
  // They were read side by side.
  notes.sort();
  if (incident.openedMs + LONGEST_MS < Math.min(nowMs, incident.resolvedMs ?? nowMs))
    notes.push('Only the first day of it is here.');
  notes.push(...logNotes(logPart, span, isWholeLog));
  const touching = incidents.filter((i) => i.openedMs < untilMs && (i.resolvedMs ?? nowMs) >= fromMs);
  const silence = silenceIn(runs);
  const names = alarmsOf(config).map(({ name }) => name);
  const capsule: Capsule = {
    about: {
      service: config.service,
      environment: config.environment,
      slug: config.slug,
      incident: incident.id,
      ...span,
      madeMs: nowMs,
      monitor,
      origin,
      isWholeLog,
      logFromMs: logPart.fromMs,
      logUntilMs: logPart.untilMs,
      ...(silence && { silence }),
      notes,
    },
    config: capsuleConfig(config),
    log: logPart.events,
    metrics,
    alarms: alarmsAt(fromMs, names, now, turns),
    turns: turns.filter(({ atMs, name }) => atMs < untilMs && names.includes(name)),
    observations: observationsIn(runs, span),
    incidents: incidentsIn(runs, touching, nowMs),
    messages: messages.map((message) => messageOf(message, touching)),
  };
  return config.hideIpAddresses ? hideAddresses(capsule) : capsule;
}

function logNotes({ events, fromMs, untilMs }: LogPart, span: Span, isWhole: boolean): string[] {
  if (events.length === 0) return ['There is no log of that time.'];
  const isCut = fromMs > span.fromMs || untilMs < span.untilMs;
  return [
    ...(isWhole
      ? []
      : ['Of the log only what the monitor kept is here: warnings and worse, starts, crashes and requests that failed.']),
    ...(isCut ? [`The log is here from ${dateTime(fromMs)} to ${dateTime(untilMs)} only: more of it would be too large.`] : []),
  ];
}

/** The states at a moment, by how they are now and all that changed since. */
function alarmsAt(atMs: number, names: readonly string[], now: readonly KeptAlarm[], turns: readonly AlarmTurn[]): KeptAlarm[] {
  return names.flatMap((name): KeptAlarm[] => {
    const first = turns.find((turn) => turn.name === name);
    if (first) return [{ name, value: first.was, reason: 'As it was when the capsule begins.', sinceMs: atMs }];
    const there = now.find((alarm) => alarm.name === name);
    if (!there || there.sinceMs > atMs) return [];
    const { value, reason, sinceMs } = there;
    return [{ name, value, reason, sinceMs }];
  });
}

/** What a message said is kept on one machine alone. */
function messageOf({ kind, ...message }: KeptMessage & { text?: string }, incidents: readonly Incident[]): SentMessage {
  const of = incidents.find(({ id }) => id === message.incident);
  const short = of?.short ?? of?.account?.short ?? 'a message';
  const { subject = `${short} (${kind})`, text = 'What it said was not kept.' } = message;
  return { ...message, kind: kind as SentMessage['kind'], subject, text };
}
