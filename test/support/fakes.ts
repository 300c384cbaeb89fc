import { stateStore } from '../../functions/shared/incident/state-store.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import type { HealthObservation, Observation } from '../../functions/shared/observation.ts';
import {
  type Clock,
  ConflictError,
  type Receiver,
  type RecordStore,
  type Secrets,
  type StoredRecord,
  type TimeLimit,
} from '../../functions/shared/ports.ts';
import type { AlarmDefinition } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import { breaches } from '../../functions/shared/signals/breaches.ts';
import type { SignalId } from '../../functions/shared/signals/signal.ts';
import { signalOf } from '../../functions/shared/signals/signals.ts';

/** A clock that stands still but for its sleeps, which pass at once. */
export class StillClock implements Clock {
  at: number;
  slept: number[] = [];

  constructor(at: number | string = '2026-11-25T10:00:00Z') {
    this.at = typeof at === 'number' ? at : Date.parse(at);
  }

  now = () => this.at;

  sleep = async (ms: number) => {
    this.slept.push(ms);
    this.at += ms;
  };
}

export function secretsOf(values: Record<string, string>): Secrets {
  return {
    async read(parameter) {
      const value = values[parameter];
      if (value === undefined) throw new Error('no such parameter');
      return value;
    },
  };
}

/** Records in memory. */
export class MemoryRecords implements RecordStore {
  readonly kinds = new Map<string, Map<string, StoredRecord>>();
  puts = 0;

  async list(kind: string, { fromId = '', toId = '\uffff', most = Number.POSITIVE_INFINITY, newestFirst = false } = {}) {
    const all = [...(this.kinds.get(kind) ?? new Map<string, StoredRecord>()).values()].filter(
      (r) => r.id >= fromId && r.id <= toId,
    );
    const sorted = all.sort((a, b) => (a.id < b.id ? -1 : 1));
    return structuredClone((newestFirst ? sorted.reverse() : sorted).slice(0, most));
  }

  async put(kind: string, record: StoredRecord, { expectedVersion }: { expectedVersion?: number } = {}) {
    const records = this.kinds.get(kind) ?? new Map<string, StoredRecord>();
    const there = records.get(record.id);
    if (expectedVersion !== undefined && expectedVersion >= 0 && (there?.version ?? 0) !== expectedVersion)
      throw new ConflictError('saved by another');
    this.kinds.set(kind, records.set(record.id, structuredClone(record)));
    this.puts++;
  }

  /** Puts any text in the place of a record. */
  spoil(kind: string, id: string, json: string, version = this.kinds.get(kind)?.get(id)?.version ?? 0) {
    this.kinds.set(kind, (this.kinds.get(kind) ?? new Map()).set(id, { id, json, version }));
  }
}

/** The reporter's memory as it is in AWS and on one machine, over records in memory. */
export function memoryStore(records = new MemoryRecords(), now: () => number = () => Date.parse('2026-11-25T10:00:00Z')) {
  return { ...stateStore(records, now), records };
}

/** Time limits that never strike: what is tested ends by itself. */
export const unlimited: TimeLimit = (_ms, run) => run(new AbortController().signal);

/** A receiver that keeps what it got and fails while it is told to. */
export class TestReceiver implements Receiver {
  readonly name: string;
  readonly got: Message[] = [];
  failing = false;

  constructor(name: string) {
    this.name = name;
  }

  async deliver(message: Message) {
    if (this.failing) throw new Error(`${this.name} is away`);
    this.got.push(message);
  }
}

export function alarm(signal: SignalId, value: AlarmState['value'], more: Partial<AlarmState> = {}): AlarmState {
  const { severity, title } = signalOf(signal);
  const subject = more.subject ?? '';
  return {
    name: `atlasml-test-${signal}${subject && `-${subject}`}`,
    signal,
    severity,
    title: title.replace('%', subject),
    subject,
    value,
    reason: 'Threshold Crossed: 1 out of the last 1 datapoints',
    sinceMs: Date.parse('2026-11-25T10:00:00Z'),
    ...more,
  };
}

/** What a configuration with just these alarms defines. */
export function definitionsOf(alarms: AlarmState[]): AlarmDefinition[] {
  return alarms.map(({ name, signal: id, subject, title }) => {
    const signal = signalOf(id);
    return { name, signal, subject, title, dimensions: { Environment: 'test', Alarm: name }, threshold: 1 };
  });
}

/** Observations whose published datapoints agree with the alarms: good where one is OK, none where it has no data. */
export function proving(alarms: AlarmState[], atMs: number): Observation[] {
  const published = definitionsOf(alarms).flatMap(({ name, signal }, i) => {
    const value = alarms[i]?.value;
    if (value !== 'OK' && value !== 'ALARM') return [];
    const agrees = (v: number) => breaches(v, { comparison: signal.comparison, threshold: 1 }) === (value === 'ALARM');
    return [{ key: signal.metric, value: [0, 1, 2].find(agrees) ?? 0, dimensions: { Alarm: name } }];
  });
  const observation: HealthObservation = { check: 'health', atMs, endpoints: [] };
  return [{ ...observation, published }];
}
