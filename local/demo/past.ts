import type { MetricKey } from '../../functions/shared/signals/metrics.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** So long the simulated AtlasML was there before the demo began. */
const LENGTH_MS = 24 * HOUR_MS;
/** The newest minutes are left to what is really watched. */
const LEFT_MS = 2 * MINUTE_MS;

/**
 * A quiet day before the demo, so that charts have a past: requests come and go with the hours, and all is well.
 */
export async function layDownPast(
  store: Pick<SqliteStore, 'put'>,
  { endpoint, components }: { endpoint: string; components: string[] },
  nowMs: number,
): Promise<void> {
  for (let atMs = nowMs - LENGTH_MS; atMs < nowMs - LEFT_MS; atMs += MINUTE_MS) {
    const busy = 0.5 - 0.5 * Math.cos(((atMs / HOUR_MS) % 24) * (Math.PI / 12));
    const wave = 0.5 + 0.5 * Math.sin(atMs / 410_000) * Math.cos(atMs / 173_000);
    const requests = Math.round(20 + 150 * busy + 40 * wave);
    const values: [MetricKey, number][] = [
      ['requests', requests],
      ['clientErrors', wave > 0.93 ? 2 : 0],
      ['serverErrors', 0],
      ['tookP50', 0.12 + 0.05 * busy + 0.02 * wave],
      ['tookP95', 0.3 + 0.25 * busy + 0.2 * wave],
      ['logLines', requests * 5 + 30],
      ['memoryUsedPercent', 11 + 3 * busy + wave],
    ];
    await store.put(
      [
        ...values.map(([key, value]) => ({ key, value, dimensions: {} })),
        { key: 'up', value: 1, dimensions: { Endpoint: endpoint } },
        ...components.map((Component) => ({ key: 'componentUp' as const, value: 1, dimensions: { Component } })),
      ],
      atMs,
    );
  }
}
