import { STANDINGS, type Standing } from '../signals/standing.ts';
import { beginOf } from '../text/cut.ts';
import { MOST_NOTICES } from './bound-state.ts';
import { readIncident } from './read-incident.ts';
import { emptyRecord, type ReceiverRecord, type Told } from './receiver-record.ts';
import { EMPTY_STATE, type Incident, type ReporterState, type Silence, STATE_SCHEMA } from './reporter-state.ts';
import { isTime, type Json, list, object, parseObject, positive, text, texts } from './stored-shape.ts';

/** A part of something stored that cannot be used: it is kept under a key of its own and told once. */
export interface Damage {
  /** Names the part, the same each time it is met: "state", "incident i1". */
  what: string;
  why: string;
  /** As it was stored, JSON, cut. */
  raw: string;
}

export interface ReadState {
  state: ReporterState;
  /** What older versions kept beside the incidents: who was told what. */
  told: Record<string, Record<string, Told>>;
  damaged: Damage[];
}

/** A silence by hand lasts a day at most, so one that ends later was not stored by us. */
const LONGEST_SILENCE_MS = 25 * 3_600_000;

/**
 * Reads the stored state of this version, of the one before (schema 1: "told" inside the incidents, a lease) or of a later
 * one. It never throws: what can be read is used, the rest is damage.
 * @param json as stored; undefined when nothing was.
 * @param version by the store's own attribute; JSON that holds another is as good.
 */
export function readState(json: string | undefined, version: number, nowMs: number): ReadState {
  const damaged: Damage[] = [];
  const empty = (why: string): ReadState => ({
    state: { ...EMPTY_STATE, version },
    told: {},
    damaged: [{ what: 'state', why, raw: cut(json ?? '') }],
  });
  if (json === undefined) return { state: { ...EMPTY_STATE, version }, told: {}, damaged };
  const stored = parseObject(json);
  if (!stored) return empty('it is no JSON object');
  if (typeof stored.schema === 'number' && stored.schema > STATE_SCHEMA) {
    damaged.push({ what: 'state', why: `a newer version of the monitor wrote it (form ${stored.schema})`, raw: cut(json) });
  }
  if (!Array.isArray(stored.incidents)) return empty('it has no list of incidents');
  const told: ReadState['told'] = {};
  const incidents = stored.incidents.flatMap((raw: unknown): Incident[] => {
    const incident = readIncident(raw);
    if (!incident || incident.members.length === 0) {
      const id = beginOf(text(object(raw)?.id) ?? 'without an id', 100);
      damaged.push({ what: `incident ${id}`, why: 'it is not in a known form', raw: cut(JSON.stringify(raw) ?? '') });
      return [];
    }
    for (const [receiver, of] of Object.entries(object(object(raw)?.told) ?? {})) {
      const isOver = incident.resolvedMs !== undefined && object(of)?.revision === incident.revision;
      const was = readTold({ ...object(raw), ...object(of), isOver, sent: sentTo(receiver, object(raw)?.sent) });
      if (was) told[receiver] = { ...told[receiver], [incident.id]: was };
    }
    return [incident];
  });
  const silence = readSilence(stored.silence);
  const deploy = object(stored.deploy);
  const state: ReporterState = {
    version,
    incidents,
    // More than the records of receivers remember would be told again and again.
    notices: list(stored.notices)
      .slice(-MOST_NOTICES)
      .flatMap((n) => {
        const { id, atMs, text: words } = object(n) ?? {};
        return text(id) && isTime(atMs) && text(words) ? [{ id: text(id) as string, atMs, text: text(words) as string }] : [];
      }),
    ...(silence && silence.untilMs <= nowMs + LONGEST_SILENCE_MS && { silence }),
    ...(isTime(deploy?.firstStartMs) &&
      isTime(deploy.lastStartMs) && { deploy: { firstStartMs: deploy.firstStartMs, lastStartMs: deploy.lastStartMs } }),
  };
  if (stored.silence !== undefined && !state.silence)
    damaged.push({ what: 'silence', why: 'it is not in a known form', raw: cut(JSON.stringify(stored.silence)) });
  return { state, told, damaged };
}

/** Reads what a receiver was told; it never throws. @param told what an older version kept, for a receiver without a record. */
export function readReceiver(
  receiver: string,
  stored: { json: string; version: number } | undefined,
  told: Record<string, Told> = {},
): { record: ReceiverRecord; damaged: Damage[] } {
  if (!stored) return { record: { ...emptyRecord(receiver), told }, damaged: [] };
  const json = parseObject(stored.json);
  const damage = { what: `record of ${receiver}`, why: 'it is not in a known form', raw: cut(stored.json) };
  if (!json) return { record: { ...emptyRecord(receiver), version: stored.version, told }, damaged: [damage] };
  const failing = object(json.failing);
  const record: ReceiverRecord = {
    ...emptyRecord(receiver),
    version: stored.version,
    told: Object.fromEntries(
      Object.entries(object(json.told) ?? {}).flatMap(([id, of]): [string, Told][] => {
        const was = readTold(object(of) ?? {});
        return was ? [[id, was]] : [];
      }),
    ),
    attempts: list(json.attempts)
      .slice(-MOST_ATTEMPTS)
      .flatMap((a) => {
        const { key, atMs, count } = object(a) ?? {};
        return text(key) && isTime(atMs) ? [{ key: text(key) as string, atMs, count: positive(count) ?? 1 }] : [];
      }),
    noticed: texts(json.noticed, MOST_NOTICED),
    ...(isTime(json.busyUntilMs) && { busyUntilMs: json.busyUntilMs }),
    ...(isTime(json.notBeforeMs) && { notBeforeMs: json.notBeforeMs }),
    ...(isTime(failing?.sinceMs) && { failing: { sinceMs: failing.sinceMs, error: text(failing.error) ?? '' } }),
  };
  return { record, damaged: json.told === undefined ? [damage] : [] };
}

/** As many as are written (`tell/`). */
const MOST_ATTEMPTS = 41;
const MOST_NOTICED = 50;
const MOST_SENT = 20;

function readTold(json: Json): Told | undefined {
  const revision = positive(json.revision);
  if (revision === undefined) return undefined;
  const sent = list(json.sent)
    .slice(-MOST_SENT)
    .flatMap((s) => {
      const { atMs, kind } = object(s) ?? {};
      return isTime(atMs) && text(kind) ? [{ atMs, kind: text(kind) as string }] : [];
    });
  return {
    revision,
    reminders: typeof json.reminders === 'number' && json.reminders >= 0 ? json.reminders : 0,
    sent,
    ...(json.isOver === true && { isOver: true as const }),
    ...(text(json.thread) && { thread: text(json.thread) as string }),
    ...(text(json.short) && { short: text(json.short) as string }),
    ...(text(json.topic) && { topic: text(json.topic) as string }),
    ...(text(json.causeId) && { causeId: text(json.causeId) as string }),
    ...(STANDINGS.includes(json.worst as Standing) && { worst: json.worst as Standing }),
  };
}

const sentTo = (receiver: string, sent: unknown) => list(sent).filter((s) => object(s)?.receiver === receiver);

function readSilence(raw: unknown): Silence | undefined {
  const json = object(raw);
  if (!json || !isTime(json.fromMs) || !isTime(json.untilMs)) return undefined;
  return { fromMs: json.fromMs, untilMs: json.untilMs, why: text(json.why) ?? 'not said', by: text(json.by) ?? 'not said' };
}

const MOST_RAW = 100_000;
const cut = (raw: string): string => raw.slice(0, MOST_RAW);
