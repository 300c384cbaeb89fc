import type { Observation } from '../observation.ts';
import { ConflictError, type RecordStore } from '../ports.ts';
import { redactDeep } from '../text/redact-deep.ts';
import type { KeptAlarm, KeptRun, RunMemory } from './kept-run.ts';
import { packText, unpackText } from './packed-text.ts';
import { readReceiver, readState } from './read-state.ts';
import { isTime, type Json, list, object, parseObject, text, texts } from './stored-shape.ts';

/** Runs are kept for so long, ms: docs/decisions/0022-what-a-run-rested-on.md. */
export const RUNS_KEPT_MS = 14 * 86_400_000;
const KIND = 'run';
const SCHEMA = 1;
/** Of an item in DynamoDB, which holds 400 KB; a run of a bad night has some 10. */
const MOST_PACKED_BYTES = 100_000;

/** Two runs of one moment lie beside each other. */
const MOST_AT_ONCE = 8;
const iso = (atMs: number) => new Date(atMs).toISOString();
/** Sorts behind all of a moment. */
const upTo = (endMs: number) => `${iso(endMs)} ~`;

/** Runs of the reporter over any store of records, packed. */
export function runMemory(records: RecordStore): RunMemory {
  return {
    async keep(run) {
      const json = packed(redactDeep(run));
      for (let n = 0; ; n++) {
        const record = { id: `${iso(run.atMs)} ${n}`, json, version: 1 };
        try {
          await records.put(KIND, record, { expectedVersion: 0, expiresMs: run.atMs + RUNS_KEPT_MS });
          return;
        } catch (error) {
          if (!(error instanceof ConflictError) || n === MOST_AT_ONCE) throw error;
        }
      }
    },
    async between(startMs, endMs) {
      const found = await records.list(KIND, { fromId: iso(startMs), toId: upTo(endMs) });
      return found.flatMap(({ json }) => readRun(json) ?? []);
    },
    async lastBefore(endMs) {
      const found = await records.list(KIND, { toId: upTo(endMs), most: 1, newestFirst: true });
      return found.map(({ json }) => readRun(json))[0];
    },
    async firstAfter(startMs) {
      const found = await records.list(KIND, { fromId: iso(startMs), most: 1 });
      return found.map(({ json }) => readRun(json))[0];
    },
  };
}

/** What is left out of a run that is too large, the least useful first; each step takes what is left of the one before. */
const STEPS: [string, (run: KeptRun) => KeptRun][] = [
  ['the tracebacks of errors', (run) => ({ ...run, observations: run.observations.map(withoutEvidence) })],
  ['what the checks saw', (run) => ({ ...run, observations: [] })],
  ['what was remembered before', ({ before: _, ...run }) => run],
];

function packed(run: KeptRun): string {
  let kept = run;
  let json = jsonOf(kept);
  for (const [what, step] of STEPS) {
    if (json.length <= MOST_PACKED_BYTES) break;
    kept = { ...step(kept), left: [...(kept.left ?? []), what] };
    json = jsonOf(kept);
  }
  return json;
}

const jsonOf = (run: KeptRun) => JSON.stringify({ schema: SCHEMA, packed: packText(JSON.stringify(run)) });

function withoutEvidence(observation: Observation): Observation {
  if (observation.check !== 'logs') return observation;
  const { earlier: _, ...rest } = observation;
  return { ...rest, evidence: rest.evidence.map(({ where: __, causedBy: ___, ...kind }) => kind) };
}

/** Reads a run as it is stored; it never throws. @returns undefined for what is none, or of a later form. */
export function readRun(stored: string): KeptRun | undefined {
  const { schema, packed: given } = parseObject(stored) ?? {};
  if (schema !== SCHEMA || typeof given !== 'string') return undefined;
  try {
    return runOf(parseObject(unpackText(given)) ?? {});
  } catch {
    return undefined;
  }
}

function runOf(json: Json): KeptRun | undefined {
  const { atMs, reason, alarms, observations, again, window, before, state, receivers, told, failures } = json;
  if (!isTime(atMs) || !text(reason)) return undefined;
  const stateOf = (value: unknown) => readState(JSON.stringify(value), 0, atMs).state;
  const left = texts(json.left, STEPS.length);
  return {
    atMs,
    reason: text(reason) as string,
    ...(Array.isArray(alarms) && { alarms: alarms.flatMap(alarmOf) }),
    missing: texts(json.missing, 1_000),
    observations: list(observations).filter((o) => text(object(o)?.check) !== undefined) as Observation[],
    ...(object(again)?.check === 'again' && { again: again as NonNullable<KeptRun['again']> }),
    ...(text(window) && { window: text(window) as string }),
    ...(object(before) && { before: stateOf(before) }),
    state: stateOf(state),
    receivers: list(receivers).flatMap((record) => {
      const name = text(object(record)?.receiver);
      return name ? [readReceiver(name, { json: JSON.stringify(record), version: 0 }).record] : [];
    }),
    told: list(told).flatMap((t) => {
      const { receiver, incident, kind } = object(t) ?? {};
      if (!text(receiver) || !text(kind)) return [];
      return [{ receiver: receiver as string, kind: kind as string, ...(text(incident) && { incident: incident as string }) }];
    }),
    failures: list(failures).flatMap((f) => {
      const { receiver, error } = object(f) ?? {};
      return text(receiver) ? [{ receiver: receiver as string, error: text(error) ?? 'not said' }] : [];
    }),
    problems: texts(json.problems, 100),
    ...(left.length > 0 && { left }),
  };
}

function alarmOf(raw: unknown): KeptAlarm[] {
  const { name, value, sinceMs, threshold, reason } = object(raw) ?? {};
  if (!text(name) || typeof sinceMs !== 'number' || typeof threshold !== 'number') return [];
  if (value !== 'ALARM' && value !== 'OK' && value !== 'INSUFFICIENT_DATA') return [];
  return [{ name: name as string, value, sinceMs, threshold, ...(text(reason) && { reason: text(reason) as string }) }];
}
