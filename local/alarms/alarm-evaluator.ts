import type { AlarmSource, Clock, MetricStore } from '../../functions/shared/ports.ts';
import type { AlarmDefinition } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState, AlarmStateValue, AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import type { AlarmMemory } from '../store/alarm-memory.ts';
import { EXTRA_PERIODS, evaluate, type Period } from './alarm-rules.ts';
import { rangeOf } from './range.ts';

export interface AlarmChange {
  name: string;
  from: AlarmStateValue;
  to: AlarmStateValue;
  reason: string;
}

/** An alarm with what it sees. */
export interface AlarmLook {
  definition: AlarmDefinition;
  state: AlarmState;
  /** The last N + 2 periods, the oldest first; undefined where one has no data. */
  range: Period[];
  /** The values are by the minute: those of the alarm's own, shorter period are kept for three hours. */
  isByMinute?: true;
}

export interface EvaluatorOptions {
  /** Where states are kept over restarts; absent where each run begins anew. */
  memory?: Pick<AlarmMemory, 'load' | 'save'>;
  /** Told when the memory gives or takes nothing; evaluation goes on, and what was not kept is tried again each time. */
  onFailure?(error: Error): void;
  onSuccess?(): void;
}

/** Nobody evaluates for so long but when the process, or the machine, stood still. */
const PAUSE_MS = 120_000;
/** A memory that takes nothing is not the place for a history without end. */
const MOST_UNSAVED = 1_000;

/** The local twin of CloudWatch's alarms: evaluates them when asked and remembers their states. */
export class AlarmEvaluator implements AlarmSource {
  readonly #definitions: AlarmDefinition[];
  readonly #metrics: Pick<MetricStore, 'read'>;
  readonly #clock: Clock;
  readonly #options: EvaluatorOptions;
  readonly #states = new Map<string, AlarmState>();
  #unsaved: AlarmTurn[] = [];
  #evaluatedMs: number | undefined;
  /** Before that the missing data of a pause is no news of what is watched. */
  #resumedMs = Number.NEGATIVE_INFINITY;

  constructor(definitions: AlarmDefinition[], metrics: Pick<MetricStore, 'read'>, clock: Clock, options: EvaluatorOptions = {}) {
    this.#definitions = definitions;
    this.#metrics = metrics;
    this.#clock = clock;
    this.#options = options;
    const kept = new Map(this.#load().map((alarm) => [alarm.name, alarm]));
    for (const { name, signal, subject, title } of definitions) {
      const { id, severity } = signal;
      const { value, reason, sinceMs } = kept.get(name) ?? {
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        sinceMs: clock.now(),
      };
      this.#states.set(name, { name, signal: id, severity, title, subject, value, reason, sinceMs });
    }
    if (kept.size > 0) this.#resumedMs = clock.now();
  }

  async states(): Promise<AlarmState[]> {
    return [...this.#states.values()];
  }

  /** What each alarm sees now, and the state it is in; nothing is evaluated. */
  async look(): Promise<AlarmLook[]> {
    return Promise.all(
      this.#definitions.map(async (definition) => ({
        definition,
        state: this.#states.get(definition.name) as AlarmState,
        range: await this.#range(definition),
      })),
    );
  }

  /** Evaluates every alarm now and returns what changed. */
  async evaluate(): Promise<AlarmChange[]> {
    const now = this.#clock.now();
    if (Math.abs(now - (this.#evaluatedMs ?? now)) > PAUSE_MS) this.#resumedMs = now;
    this.#evaluatedMs = now;
    const changes = await Promise.all(this.#definitions.map((definition) => this.#evaluateOne(definition)));
    this.#save();
    return changes.filter((c) => c !== undefined);
  }

  async #evaluateOne(definition: AlarmDefinition): Promise<AlarmChange | undefined> {
    const { name, signal, threshold } = definition;
    const before = this.#states.get(name) as AlarmState;
    const range = await this.#range(definition);
    const value = evaluate(range, { ...signal, threshold }, before.value);
    if (value === before.value || (value === 'INSUFFICIENT_DATA' && this.#isResuming(definition))) return undefined;
    const reason = `Threshold Crossed: values [${range.map((v) => v ?? '-').join(', ')}], oldest first, against ${signal.comparison} ${threshold}`;
    const atMs = this.#clock.now();
    this.#states.set(name, { ...before, value, reason, sinceMs: atMs });
    if (this.#options.memory) this.#unsaved.push({ name, atMs, was: before.value, became: value, reason });
    return { name, from: before.value, to: value, reason };
  }

  /** For as long as the range of an alarm reaches back into a pause of ours, that data is missing is our doing. */
  #isResuming({ signal }: AlarmDefinition): boolean {
    const rangeMs = (signal.evaluationPeriods + EXTRA_PERIODS) * signal.periodSeconds * 1000;
    const sinceMs = this.#clock.now() - this.#resumedMs;
    return sinceMs >= 0 && sinceMs < rangeMs;
  }

  #range(definition: AlarmDefinition): Promise<Period[]> {
    return rangeOf(definition, this.#metrics, this.#clock.now());
  }

  #load(): ReturnType<AlarmMemory['load']> {
    try {
      return this.#options.memory?.load() ?? [];
    } catch (error) {
      this.#options.onFailure?.(error as Error);
      return [];
    }
  }

  #save(): void {
    if (this.#unsaved.length === 0) return;
    const names = new Set(this.#unsaved.map((t) => t.name));
    try {
      this.#options.memory?.save(
        [...this.#states.values()].filter((s) => names.has(s.name)),
        this.#unsaved,
      );
      this.#unsaved = [];
      this.#options.onSuccess?.();
    } catch (error) {
      this.#unsaved = this.#unsaved.slice(-MOST_UNSAVED);
      this.#options.onFailure?.(error as Error);
    }
  }
}
