import { expect, test } from 'vitest';
import { readInspection, stateOf } from '../../../local/docker/inspection.ts';
import { recordedJson } from '../../support/recorded-engine.ts';

const state = (name: string) => stateOf(readInspection(recordedJson(name)));

test('a healthy container, with what its guide asks for', () => {
  expect(state('inspect-healthy.json')).toMatchObject({
    name: 'atlasml',
    id: '49ad9684bfca',
    image: 'atlasml:real',
    status: 'running',
    startedMs: Date.parse('2026-11-26T11:17:36.862Z'),
    restarts: 7,
    memoryLimitBytes: 734_003_200,
    cpuLimit: 1.5,
    health: { status: 'healthy', failingStreak: 0, intervalSeconds: 10, timeoutSeconds: 10, startPeriodSeconds: 30, retries: 3 },
    log: { driver: 'json-file', isRotated: true },
  });
  expect(state('inspect-healthy.json')).not.toHaveProperty('exitCode');
});

test('an unhealthy one has its streak, and the last words of its last probe', () => {
  const { health } = state('inspect-unhealthy.json');
  expect(health).toMatchObject({ status: 'unhealthy', failingStreak: 3, last: { exitCode: 1 } });
  expect(health?.last?.output).toMatch(/urllib\.error\.HTTPError: HTTP Error 503: Service Unavailable$/);
  expect(health?.last?.output.length).toBeLessThanOrEqual(500);
});

// biome-ignore format: a row reads as a row
test.each([
  ['inspect-stopped-by-docker-stop.json', { status: 'exited', exitCode: 0, restarts: 2 }],
  ['inspect-exited-7.json', { status: 'exited', exitCode: 7 }],
  ['inspect-paused.json', { status: 'paused', log: { driver: 'none' } }],
  ['inspect-oom-twice.json', { status: 'running', restarts: 2 }],
  ['inspect-restarting.json', { status: 'running', restarts: 6 }],
  ['api-1.56-inspect-healthy.json', { status: 'running', health: { status: 'healthy' } }],
  ['api-1.56-inspect-after-oom-restarted.json', { status: 'running', restarts: expect.any(Number) }],
])('%s', (name, expected) => {
  expect(state(name)).toMatchObject(expected);
});

test('one that never ran has no exit code', () => {
  const made = state('inspect-created.json');
  expect(made).toMatchObject({ status: 'created' });
  expect(made).not.toHaveProperty('exitCode');
  expect(made).not.toHaveProperty('startedMs');
});

/** A recorded inspection with something else in it. */
function changed(change: (json: ReturnType<typeof copy>) => void) {
  const json = copy();
  change(json);
  return stateOf(readInspection(json));
}
const copy = () =>
  structuredClone(recordedJson('inspect-healthy.json')) as {
    State: { Health: { Log: { Output: string }[]; Status: string } };
    HostConfig: {
      LogConfig: { Type: string; Config: Record<string, string> | null };
      NanoCpus: number;
      CpuQuota: number;
      Memory: number;
    };
    Config: { Healthcheck: unknown };
  };

test('a log without a limit grows until the disk is full', () => {
  const log = (Type: string, Config: Record<string, string> | null) =>
    changed((i) => (i.HostConfig.LogConfig = { Type, Config })).log;
  expect(log('json-file', {})).toEqual({ driver: 'json-file', isRotated: false });
  expect(log('json-file', null)).toEqual({ driver: 'json-file', isRotated: false });
  expect(log('json-file', { 'max-size': '-1' })).toEqual({ driver: 'json-file', isRotated: false });
  expect(log('json-file', { 'max-size': '10m' })).toEqual({ driver: 'json-file', isRotated: true });
  expect(log('local', {})).toEqual({ driver: 'local', isRotated: true });
  expect(log('awslogs', { 'awslogs-group': 'atlasml' })).toEqual({ driver: 'awslogs' });
});

test('no limit is none, and a quota is a number of CPUs', () => {
  expect(changed((i) => Object.assign(i.HostConfig, { Memory: 0, NanoCpus: 0 }))).not.toHaveProperty('memoryLimitBytes');
  expect(changed((i) => Object.assign(i.HostConfig, { NanoCpus: 0, CpuQuota: 150_000 })).cpuLimit).toBe(1.5);
});

test('a check that is turned off is none; one that says little has Docker’s defaults', () => {
  expect(changed((i) => (i.State.Health.Status = 'none'))).not.toHaveProperty('health');
  expect(changed((i) => (i.Config.Healthcheck = null)).health).toMatchObject({
    intervalSeconds: 30,
    timeoutSeconds: 30,
    startPeriodSeconds: 0,
    retries: 3,
  });
});

test('a secret in the output of a probe goes nowhere', () => {
  const { health } = changed((i) => {
    for (const probe of i.State.Health.Log) probe.Output = 'GET /health?api_key=sk-abcdefghijklmnop1234567890 failed';
  });
  expect(health?.last?.output).not.toContain('sk-abcdefghijklmnop1234567890');
});

test('why Docker could not start it, in its own words', () => {
  const inspected = structuredClone(recordedJson('inspect-created.json')) as { State: { Error: string; ExitCode: number } };
  inspected.State.Error = 'OCI runtime create failed:\n\texec: "/bin/x": token=s3cr3t0123456789';
  expect(stateOf(readInspection(inspected)).error).toBe('OCI runtime create failed: exec: "/bin/x": token=[redacted]');
  expect(stateOf(readInspection(recordedJson('inspect-healthy.json')))).not.toHaveProperty('error');
});
