import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { AppMetrics, HealthObservation } from '../../../functions/shared/observation.ts';
import { appStatus } from '../../../local/view/app-status.ts';

const endpoints = [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }];
const config = resolveConfig({ endpoints, metrics: { url: 'https://atlasml.example.org/metrics' } });
const health = (app?: AppMetrics): HealthObservation => ({ check: 'health', atMs: 1, endpoints: [], ...(app && { app }) });
const fresh = () => undefined;
const totals = { atMs: 1 };

test("AtlasML's own figures are shown as they are, and never as known where they are not", () => {
  const figures = { overSeconds: 60, requestsPerMinute: 3 };
  expect(appStatus(resolveConfig({ endpoints }), health(), fresh)).toBeUndefined();
  expect(appStatus(config, health({ state: 'known', totals, figures }), fresh)).toEqual({ state: 'known', figures });
  expect(appStatus(config, health({ state: 'known', totals }), fresh)).toEqual({ state: 'known' });
  expect(appStatus(config, health({ state: 'unknown', reason: 'HTTP 404' }), fresh)).toEqual({
    state: 'unknown',
    reason: 'HTTP 404',
  });
  expect(appStatus(config, health(), fresh)?.state).toBe('unknown');
  expect(appStatus(config, undefined, () => 'was never seen')).toEqual({ state: 'unknown', reason: 'was never seen' });
});
