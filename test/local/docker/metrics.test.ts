import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import { readInspection, stateOf } from '../../../local/docker/inspection.ts';
import { containerMetrics } from '../../../local/docker/metrics.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { recordedJson } from '../../support/recorded-engine.ts';

const stateIn = (name: string) => stateOf(readInspection(recordedJson(name)));
const healthyBy = (name: string) => containerMetrics({ state: stateIn(name) }).map(({ key, value }) => `${key} ${value}`);

test('what Docker calls the container is a value while it runs and its check has an answer', () => {
  expect(healthyBy('inspect-healthy.json')).toEqual(['containerHealthy 1']);
  expect(healthyBy('inspect-unhealthy.json')).toEqual(['containerHealthy 0']);
  // Starting, stopped while unhealthy, and without a check.
  for (const name of ['inspect-restarting.json', 'inspect-stopped-by-docker-stop.json', 'inspect-paused.json'])
    expect(healthyBy(name)).toEqual([]);
  // Docker could not be asked.
  expect(containerMetrics({})).toEqual([]);
});

test('one machine that asks Docker has the alarm; AWS with the same file has none that nothing would feed', () => {
  const config = resolveConfig({
    endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
    docker: { container: 'atlasml' },
  });
  const namesOf = (one: typeof config) => alarmsOf(one).map(({ name }) => name);
  const name = 'atlasml-production-container-unhealthy';
  expect(namesOf(config)).not.toContain(name);
  const local = machineConfig(config, { docker: { hasLog: true } }).config;
  expect(alarmsOf(local).find((one) => one.name === name)?.signal.severity).toBe('warn');
});
