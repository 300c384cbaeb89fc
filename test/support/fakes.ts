import { EMPTY_STATE, type Incident, type ReporterState } from '../../functions/shared/incident/reporter-state.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import { type Clock, ConflictError, type Receiver, type Secrets, type StateStore } from '../../functions/shared/ports.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
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

export class MemoryStore implements StateStore {
  state: ReporterState = EMPTY_STATE;
  saves = 0;
  seen: Observation[] = [];

  async load() {
    return structuredClone(this.state);
  }

  async save(state: ReporterState) {
    if (state.version !== this.state.version) throw new ConflictError('saved by another');
    this.state = structuredClone({ ...state, version: state.version + 1 });
    this.saves++;
    return structuredClone(this.state);
  }

  async saveObservation(observation: Observation) {
    this.seen = [...this.seen.filter((o) => o.check !== observation.check), observation];
  }

  kept: Incident[] = [];

  async archive(incident: Incident) {
    this.kept = [incident, ...this.kept.filter((i) => i.id !== incident.id)];
  }

  async archived(most: number, sinceMs = 0) {
    return this.kept.filter((i) => i.openedMs >= sinceMs).slice(0, most);
  }

  async observations() {
    return this.seen;
  }
}

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
