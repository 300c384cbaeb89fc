import { setImmediate } from 'node:timers/promises';
import { NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { MetricMinute } from './format.ts';
import type { KeptPast } from './take-capsule.ts';

const MOST = 100_000;
const STATISTICS = ['SampleCount', 'Minimum', 'Maximum', 'Sum'] as const;

/** What the monitor of this machine kept. @param hasLog whether a log was watched. */
export function pastOfMachine(store: SqliteStore, hasLog: boolean): KeptPast {
  return {
    origin: 'one machine',
    isWholeLog: false,
    ...(hasLog && {
      log: {
        async *events(window) {
          await setImmediate();
          yield store.logs.read(window, MOST);
        },
      },
    }),
    async metrics(series, { fromMs, untilMs }) {
      const minutes: MetricMinute[] = [];
      for (const { metric, dimensions } of series) {
        const asked = { namespace: NAMESPACE, metric, dimensions, periodSeconds: 60, startMs: fromMs, endMs: untilMs };
        const [count, min, max, sum] = await Promise.all(STATISTICS.map((statistic) => store.read({ ...asked, statistic })));
        for (const [i, { atMs, value }] of (count ?? []).entries())
          minutes.push({
            metric,
            dimensions,
            atMs,
            count: value,
            min: min?.[i]?.value ?? 0,
            max: max?.[i]?.value ?? 0,
            sum: sum?.[i]?.value ?? 0,
          });
      }
      return minutes.sort((a, b) => a.atMs - b.atMs);
    },
    alarms: async () => store.alarms.load(),
    async turns(names, sinceMs) {
      const asked = new Set(names);
      return store.alarms.history(sinceMs, MOST).filter(({ name }) => asked.has(name));
    },
    observations: async ({ fromMs, untilMs }) =>
      (await store.state.observations()).filter(({ atMs }) => atMs >= fromMs && atMs < untilMs),
    messages: async ({ fromMs, untilMs }) =>
      store.messages
        .list(MOST, fromMs)
        .filter(({ atMs }) => atMs < untilMs)
        .reverse(),
    silence: async () => (await store.state.load()).state.silence,
  };
}
