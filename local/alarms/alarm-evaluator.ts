import type { AlarmSource, Clock, MetricStore } from '../../functions/shared/ports.ts';
import type { AlarmDefinition } from '../../functions/shared/signals/alarm-definitions.ts';
import type { AlarmState, AlarmStateValue } from '../../functions/shared/signals/alarm-state.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { EXTRA_PERIODS, evaluate, type Period } from './alarm-rules.ts';

export interface AlarmChange {
  name: string;
  from: AlarmStateValue;
  to: AlarmStateValue;
  reason: string;
}

/** The local twin of CloudWatch's alarms: evaluates them when asked and remembers their states. */
export class AlarmEvaluator implements AlarmSource {
  readonly #definitions: AlarmDefinition[];
  readonly #metrics: Pick<MetricStore, 'read'>;
  readonly #clock: Clock;
  readonly #states = new Map<string, AlarmState>();

  constructor(definitions: AlarmDefinition[], metrics: Pick<MetricStore, 'read'>, clock: Clock) {
    this.#definitions = definitions;
    this.#metrics = metrics;
    this.#clock = clock;
    for (const { name, signal, subject, title } of definitions) {
      const { id, severity } = signal;
      this.#states.set(name, {
        name,
        signal: id,
        severity,
        title,
        subject,
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        sinceMs: clock.now(),
      });
    }
  }

  async states(): Promise<AlarmState[]> {
    return [...this.#states.values()];
  }

  /** Evaluates every alarm now and returns what changed. */
  async evaluate(): Promise<AlarmChange[]> {
    const changes = await Promise.all(this.#definitions.map((definition) => this.#evaluateOne(definition)));
    return changes.filter((c) => c !== undefined);
  }

  async #evaluateOne(definition: AlarmDefinition): Promise<AlarmChange | undefined> {
    const { name, signal, threshold } = definition;
    const before = this.#states.get(name) as AlarmState;
    const range = await this.#range(definition);
    const value = evaluate(range, { ...signal, threshold }, before.value);
    if (value === before.value) return undefined;
    const reason = `Threshold Crossed: values [${range.map((v) => v ?? '-').join(', ')}], oldest first, against ${signal.comparison} ${threshold}`;
    this.#states.set(name, { ...before, value, reason, sinceMs: this.#clock.now() });
    return { name, from: before.value, to: value, reason };
  }

  /** The last N + 2 periods; the period that is still running counts only when it has data already. */
  async #range({ signal, dimensions }: AlarmDefinition): Promise<Period[]> {
    const periodMs = signal.periodSeconds * 1000;
    const now = this.#clock.now();
    const current = Math.floor(now / periodMs) * periodMs;
    const length = signal.evaluationPeriods + EXTRA_PERIODS;
    const points = await this.#metrics.read({
      namespace: NAMESPACE,
      metric: METRICS[signal.metric].name,
      dimensions,
      statistic: signal.statistic,
      periodSeconds: signal.periodSeconds,
      startMs: current - length * periodMs,
      endMs: now + 1,
    });
    const byStart = new Map(points.map((p) => [p.atMs, p.value]));
    const newest = byStart.has(current) ? current : current - periodMs;
    return Array.from({ length }, (_, i) => byStart.get(newest - (length - 1 - i) * periodMs));
  }
}
