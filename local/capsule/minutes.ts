import { METRICS, type MetricKey } from '../../functions/shared/signals/metrics.ts';
import type { MetricMinute } from './format.ts';

const MINUTE_MS = 60_000;

/** The begin of the minute that a moment is in, epoch ms. */
export const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

/** The metrics of a capsule, to look up. */
export class MetricMinutes {
  readonly #values = new Map<string, MetricMinute>();
  readonly #minutes = new Map<string, Set<number>>();

  constructor(metrics: readonly MetricMinute[]) {
    for (const one of metrics) {
      const { Environment: _, ...part } = one.dimensions;
      const key = keyOf(one.metric, part);
      const atMs = minuteOf(one.atMs);
      this.#values.set(`${atMs} ${key}`, one);
      const minutes = this.#minutes.get(one.metric) ?? new Set();
      this.#minutes.set(one.metric, minutes.add(atMs));
    }
  }

  /** Whether there is any value of it. */
  has(key: MetricKey): boolean {
    return this.#minutes.has(METRICS[key].name);
  }

  /** Whether there is any value of it in a minute, of whatever part. */
  hasIn(key: MetricKey, atMs: number): boolean {
    return this.#minutes.get(METRICS[key].name)?.has(minuteOf(atMs)) ?? false;
  }

  /** The worst or the best of a minute: what its alarm judges by. @param part its dimensions but for Environment. */
  at(key: MetricKey, atMs: number, part: Record<string, string> = {}, which: 'min' | 'max' = 'max'): number | undefined {
    return this.#values.get(`${minuteOf(atMs)} ${keyOf(METRICS[key].name, part)}`)?.[which];
  }
}

const keyOf = (metric: string, part: Record<string, string>) => JSON.stringify([metric, Object.entries(part).sort()]);
