import type { MemberState } from '../signals/alarm-state.ts';
import { STANDINGS, type Standing } from '../signals/standing.ts';
import { readEvidence } from './read-evidence.ts';
import type { Account, Change, Dismissal, Incident, KnownCause, Member } from './reporter-state.ts';
import { isTime, type Json, list, object, positive, text, texts, timesOf } from './stored-shape.ts';

const STATES: MemberState[] = ['alarm', 'ok', 'unknown', 'removed'];
/** Above what `reconcile.ts`, `new-cause.ts` and `tell.ts` keep. */
const MOST_KEPT = 50;
/** Alarms that an incident may have; a storm of ours has fewer. */
const MOST_MEMBERS = 500;
/** As many as `take-answer.ts` lets through. */
const MOST_SPENT = 200;
/** An id of ours has 36 characters, and is part of a key, which DynamoDB limits to 1024 bytes. */
const LONGEST_ID = 100;

/**
 * An incident of the state or of the archive; undefined when it is none. Only what is known is taken over, each part in its
 * own form: whoever reads it later need not doubt it.
 */
export function readIncident(raw: unknown): Incident | undefined {
  const json = object(raw);
  if (!json || !text(json.id) || !isTime(json.openedMs) || !Array.isArray(json.members)) return undefined;
  const { openedMs } = json;
  const id = json.id as string;
  if (id.length > LONGEST_ID) return undefined;
  const account = readAccount(json.account);
  const evidence = readEvidence(json.evidence);
  const relapses = positive(json.relapses);
  const by = text(json.acknowledgedBy);
  const dismissed = readDismissal(json.dismissed);
  const answerRevision = positive(json.answerRevision);
  const spent = texts(json.spent, MOST_SPENT);
  const causes = list(json.causes).slice(-MOST_KEPT).flatMap(readCause);
  const sent = list(json.sent).slice(-MOST_KEPT).flatMap(readSent);
  return {
    id,
    openedMs,
    // An end whose time cannot be read is no proven end.
    ...timesOf(json, ['resolvedMs']),
    revision: positive(json.revision) ?? 1,
    changes: list(json.changes)
      .slice(-MOST_KEPT)
      .flatMap((c) => readChange(c, openedMs)),
    ...(isStanding(json.standing) && { standing: json.standing }),
    ...(relapses !== undefined && { relapses }),
    ...(causes.length > 0 && { causes }),
    ...(account && { account }),
    ...(evidence && { evidence }),
    ...(by !== undefined && { acknowledgedBy: by }),
    ...(dismissed && { dismissed }),
    ...(answerRevision !== undefined && { answerRevision }),
    ...(spent.length > 0 && { spent }),
    members: json.members.slice(0, MOST_MEMBERS).flatMap((m) => readMember(m, openedMs)),
    ...(text(json.short) && { short: text(json.short) as string }),
    ...(isStanding(json.worst) && { worst: json.worst }),
    ...(sent.length > 0 && { sent }),
  };
}

const isStanding = (value: unknown): value is Standing => STANDINGS.includes(value as Standing);

/** A signal that this version does not know stays as it is: the alarm still has a title, a severity and a state. */
function readMember(raw: unknown, openedMs: number): Member[] {
  const json = object(raw);
  const alarm = text(json?.alarm);
  if (!json || alarm === undefined) return [];
  const good = readGood(json.good);
  return [
    {
      alarm,
      signal: (text(json.signal) ?? 'unknown') as Member['signal'],
      subject: text(json.subject) ?? '',
      title: text(json.title) ?? alarm,
      severity: json.severity === 'warn' ? 'warn' : 'page',
      state: STATES.includes(json.state as MemberState) ? (json.state as MemberState) : 'unknown',
      sinceMs: isTime(json.sinceMs) ? json.sinceMs : openedMs,
      ...timesOf(json, ['changedMs', 'firstFailureMs', 'lastFailureMs', 'spokenMs']),
      ...(good && { good }),
    },
  ];
}

/** One that cannot be read is none: then the incident is told. */
function readDismissal(raw: unknown): Dismissal | undefined {
  const json = object(raw);
  const [by, revision] = [text(json?.by), positive(json?.revision)];
  if (!json || !isTime(json.atMs) || by === undefined || revision === undefined || !isStanding(json.standing)) return undefined;
  const alarms = texts(json.alarms, MOST_MEMBERS);
  return { atMs: json.atMs, by, why: text(json.why) ?? '', revision, standing: json.standing, alarms };
}

function readGood(raw: unknown): Member['good'] {
  const { sinceMs, lastMs } = object(raw) ?? {};
  return isTime(sinceMs) && isTime(lastMs) ? { sinceMs, lastMs } : undefined;
}

function readChange(raw: unknown, openedMs: number): Change[] {
  const json = object(raw);
  if (!json) return [];
  const note = text(json.note);
  return [
    {
      revision: positive(json.revision) ?? 1,
      atMs: isTime(json.atMs) ? json.atMs : openedMs,
      joined: texts(json.joined, MOST_MEMBERS),
      recovered: texts(json.recovered, MOST_MEMBERS),
      ...(Array.isArray(json.removed) && { removed: texts(json.removed, MOST_MEMBERS) }),
      ...(note !== undefined && { note }),
    },
  ];
}

function readCause(raw: unknown): KnownCause[] {
  const json: Json = object(raw) ?? {};
  const [id, short] = [text(json.id), text(json.short)];
  if (id === undefined || short === undefined) return [];
  const alarm = text(json.alarm);
  return [
    {
      id,
      short,
      ...timesOf(json, ['atMs']),
      ...(alarm !== undefined && { alarm }),
      ...(typeof json.certain === 'boolean' && { certain: json.certain }),
      ...(typeof json.isFound === 'boolean' && { isFound: json.isFound }),
      ...(json.isCorrection === true && { isCorrection: true as const }),
    },
  ];
}

function readAccount(raw: unknown): Account | undefined {
  const json = object(raw);
  const [short, cause] = [text(json?.short), json?.cause];
  if (!json || short === undefined || typeof cause !== 'string' || !isTime(json.atMs)) return undefined;
  return {
    atMs: json.atMs,
    short,
    cause: text(cause) ?? '',
    certain: json.certain === true,
    besides: texts(json.besides, MOST_KEPT),
    errors: texts(json.errors, MOST_KEPT),
    ...timesOf(json, ['lastStartMs']),
  };
}

function readSent(raw: unknown): NonNullable<Incident['sent']> {
  const json = object(raw);
  const [receiver, kind] = [text(json?.receiver), text(json?.kind)];
  return json && isTime(json.atMs) && receiver && kind ? [{ atMs: json.atMs, receiver, kind }] : [];
}
