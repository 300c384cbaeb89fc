import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Metric } from '../../../functions/shared/signals/metrics.ts';
import { openStore } from '../../../local/store/open-store.ts';

export const T0 = Date.parse('2026-11-25T10:00:00Z');

export const newFolder = () => join(mkdtempSync(join(tmpdir(), 'store-')), 'data');

export const up = (value: number): Metric[] => [{ key: 'up', value, dimensions: { Endpoint: 'health' } }];

/** A request for the same metric. */
export const upIn = (statistic: string, periodSeconds: number, startMs: number, endMs: number) => ({
  namespace: 'AtlasML/Monitor',
  metric: 'Up',
  dimensions: { Environment: 'test', Endpoint: 'health' },
  statistic,
  periodSeconds,
  startMs,
  endMs,
});

/** A store that is closed with the test; its clock is `clock.at`. */
export function storeIn(directory: string, clock = { at: T0 }, more: { mostPages?: number; mostBytes?: number } = {}) {
  const said: string[] = [];
  const store = openStore({ directory, environment: 'test', now: () => clock.at, onNotice: (t) => said.push(t), ...more });
  onTestFinished(() => store.close());
  return { store, said, clock };
}
