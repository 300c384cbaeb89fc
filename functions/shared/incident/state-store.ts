import { ConflictError, type RecordStore, type StateStore } from '../ports.ts';
import { redactDeep } from '../text/redact-deep.ts';
import { boundState } from './bound-state.ts';
import { readIncident } from './read-incident.ts';
import { type Damage, readReceiver, readState } from './read-state.ts';
import { emptyRecord, type ReceiverRecord } from './receiver-record.ts';
import { archiveKey, type Incident, STATE_SCHEMA } from './reporter-state.ts';
import { readObservation, storedObservation } from './stored-observation.ts';

/** Ended incidents are kept for a year and a month, what was set aside for a month; ms. */
const KEPT_MS = 400 * 86_400_000;
const SET_ASIDE_MS = 31 * 86_400_000;
const STATE = 'state';
const REPORTER = 'reporter';
const TOLD = 'told ';
const receiverId = (name: string) => `${TOLD}${name}`;

/**
 * The reporter's memory over any store of records: the state, a record for each receiver, the newest observations and the
 * archive of incidents. Whatever is stored, reading it never throws.
 * @param now epoch ms, for when records expire.
 */
export function stateStore(records: RecordStore, now: () => number): StateStore {
  async function saveReceiver(record: ReceiverRecord): Promise<ReceiverRecord> {
    const next: ReceiverRecord = { ...record, version: Math.max(record.version, 0) + 1 };
    const stored = { id: receiverId(record.receiver), json: JSON.stringify(redactDeep(next)), version: next.version };
    await records.put(STATE, stored, { expectedVersion: record.version });
    return next;
  }

  async function move(record: ReceiverRecord): Promise<void> {
    await saveReceiver(record).catch((error) => {
      // Another run moved it.
      if (!(error instanceof ConflictError)) throw error;
    });
  }

  /** What the state of an older version said that receivers were told: it goes into records before that state goes. */
  let unmoved: ReceiverRecord[] = [];
  return {
    async load(receivers = []) {
      const stored = new Map((await records.list(STATE)).map((r) => [r.id, r]));
      const main = stored.get(REPORTER);
      const { state, told, damaged } = readState(main?.json, main?.version ?? 0, now());
      const names = new Set([
        ...receivers,
        ...[...stored.keys()].flatMap((id) => (id.startsWith(TOLD) ? id.slice(TOLD.length) : [])),
      ]);
      unmoved = Object.entries(told).flatMap(([name, of]) =>
        stored.has(receiverId(name)) ? [] : [{ ...emptyRecord(name), told: of }],
      );
      const read = [...names].map((name) => readReceiver(name, stored.get(receiverId(name)), told[name]));
      return {
        state,
        receivers: Object.fromEntries(read.map(({ record }) => [record.receiver, record])),
        damaged: [...damaged, ...read.flatMap((r) => r.damaged)],
      };
    },
    async save(state) {
      for (const record of unmoved) await move(record);
      unmoved = [];
      const next = { ...boundState(redactDeep(state)), version: Math.max(state.version, 0) + 1 };
      await records.put(
        STATE,
        { id: REPORTER, json: JSON.stringify({ schema: STATE_SCHEMA, ...next }), version: next.version },
        { expectedVersion: state.version },
      );
      return next;
    },
    saveReceiver,
    async setAside({ what, why, raw }: Damage, atMs) {
      const id = `${new Date(atMs).toISOString()} ${what}`;
      const json = JSON.stringify(redactDeep({ what, why, raw }));
      await records.put('set-aside', { id, json, version: 0 }, { expiresMs: atMs + SET_ASIDE_MS });
    },
    async saveObservation(observation) {
      await records.put('observation', { id: observation.check, json: storedObservation(observation), version: 0 });
    },
    async observations() {
      return (await records.list('observation')).flatMap(({ json }) => readObservation(json) ?? []);
    },
    async archive(incident) {
      const record = { id: archiveKey(incident), json: JSON.stringify(redactDeep(incident)), version: 0 };
      await records.put('incident', record, { expiresMs: incident.openedMs + KEPT_MS });
    },
    async archived(most, sinceMs = 0) {
      const found = await records.list('incident', { fromId: new Date(sinceMs).toISOString(), most, newestFirst: true });
      return found.map(({ json }) => readIncident(parsed(json))).filter((i): i is Incident => i !== undefined);
    },
  };
}

function parsed<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}
