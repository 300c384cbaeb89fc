import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Row, rowsOf } from '../../../cli/doctor/finding.ts';
import { HERE } from '../../../cli/doctor/here/items.ts';
import { openHere } from '../../../cli/doctor/here/real.ts';
import { codeOf, reportOf } from '../../../cli/doctor/report.ts';
import { sentryOf } from '../../../cli/doctor/sentry-line.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';
import { bytes, frame, json, recorded, recordedJson, standInEngine } from '../../support/recorded-engine.ts';
import { serve } from '../../support/servers.ts';

/** When the recorded log ends. */
const NOW = Date.parse('2026-11-26T11:19:30Z');
const STARTED =
  '2026-11-26T11:17:40.000000000Z 2026-11-26 11:17:40 - INFO - atlasml.app - Sentry not initialized - ENV: production, Sentry DSN configured: False\n';

async function look(config: Partial<MonitorConfigInput>, environment: NodeJS.ProcessEnv = {}): Promise<Row[]> {
  const { status, body } = recordedAnswer('health-ok');
  const origin = await serve((request, response) =>
    request.url === '/api/v1/health/'
      ? response.writeHead(status).end(body)
      : response.writeHead(307, { location: `${request.url}/` }).end(),
  );
  const endpoints = [
    { name: 'health', url: `${origin}/api/v1/health/` },
    { name: 'no-slash', url: `${origin}/api/v1/health` },
    { name: 'suggest', url: `${origin}/suggest`, method: 'POST' as const, request: { json: {} }, body: 'none' as const },
  ];
  const data = join(mkdtempSync(join(tmpdir(), 'doctor-')), 'none');
  const ports = openHere(
    { data, secrets: '/nowhere' },
    resolveConfig({ endpoints, ...config }),
    environment,
    new StillClock(NOW),
  );
  try {
    return await rowsOf(HERE, ports, 'here');
  } finally {
    await ports.close();
  }
}

type Inspected = {
  Id: string;
  State: Record<string, unknown>;
  Config: Record<string, unknown>;
  HostConfig: Record<string, unknown>;
};

/** A recorded Engine. @param change what of its container is different. */
async function engine(change: (inspected: Inspected) => void = () => {}) {
  const inspected = recordedJson('inspect-healthy.json') as Inspected;
  change(inspected);
  const log = Buffer.concat([frame(STARTED, 2), recorded('logs-tail40-timestamps.bin')]);
  const { address } = await standInEngine({
    '/containers/atlasml/json': json(inspected),
    [`/containers/${inspected.Id}/json`]: json(inspected),
    [`/containers/${inspected.Id}/logs`]: bytes(log),
    [`/containers/${inspected.Id}/stats`]: bytes(recorded('stats-single.json')),
  });
  return { DOCKER_HOST: address };
}

const of = (rows: Row[], item: string) => rows.find((row) => row.item === item);
const DOCKER = { docker: { container: 'atlasml' } };

test('a container that is as it should be', async () => {
  const rows = await look(DOCKER, await engine());
  expect(of(rows, 'endpoint health')).toMatchObject({ state: 'OK', fact: expect.stringMatching(/^HTTP 200 in/) });
  expect(of(rows, 'slash health')).toMatchObject({ state: 'OK', fact: 'HTTP 200, no redirect' });
  expect(of(rows, 'slash no-slash')).toMatchObject({
    state: 'FAIL',
    fact: expect.stringContaining('the slash at the end is missing'),
  });
  expect(of(rows, 'endpoint suggest')).toMatchObject({ state: 'SKIP', fact: expect.stringContaining('not asked here') });
  expect(of(rows, 'certificate health')).toMatchObject({ state: 'SKIP', fact: expect.stringContaining('http://') });
  expect(of(rows, 'Docker health check')).toMatchObject({ state: 'OK', fact: 'healthy; each 10 s, 3 in a row' });
  expect(of(rows, 'log driver')).toMatchObject({ state: 'OK', fact: 'json-file: read by Docker on this machine' });
  expect(of(rows, 'log rotation')).toMatchObject({ state: 'OK', fact: 'json-file, max-size 200k' });
  expect(of(rows, 'log format')).toMatchObject({
    state: 'OK',
    fact: expect.stringMatching(/^\d+ lines in the container atlasml, 0 % of them in an unknown form$/),
  });
  expect(of(rows, "log's clock")).toMatchObject({ state: 'OK', fact: 'UTC' });
  expect(of(rows, "AtlasML's Sentry")).toMatchObject({ state: 'FAIL', fact: 'off: SENTRY_DSN is empty' });
  expect(of(rows, 'memory source')).toMatchObject({ state: 'OK', fact: expect.stringMatching(/% of its limit$/) });
  expect(of(rows, 'queries')).toMatchObject({ state: 'OK' });
  expect(codeOf(rows)).toBe(1);
});

test('one that is not', async () => {
  const environment = await engine(({ Config, HostConfig, State }) => {
    Config.Healthcheck = null;
    HostConfig.Memory = 0;
    HostConfig.LogConfig = { Type: 'json-file', Config: {} };
    State.Health = null;
  });
  const rows = await look({ ...DOCKER, logs: { group: 'atlasml', timezone: 'Asia/Tokyo' } }, environment);
  expect(of(rows, 'Docker health check')).toMatchObject({
    state: 'FAIL',
    fact: 'the container atlasml has none, so Docker cannot say that AtlasML hangs',
  });
  expect(of(rows, 'log rotation')).toMatchObject({ state: 'FAIL', fix: expect.stringContaining("max-size: '50m'") });
  expect(of(rows, 'memory source')).toMatchObject({ state: 'FAIL', fact: expect.stringContaining('there is no limit') });
  expect(of(rows, "log's clock")).toMatchObject({
    state: 'FAIL',
    fact: "AtlasML's clock is UTC, and logs.timezone is Asia/Tokyo",
  });
});

describe('the log driver', () => {
  const AWSLOGS = { Type: 'awslogs', Config: { 'awslogs-group': 'other', 'awslogs-region': 'eu-central-1' } };
  test.each([
    [AWSLOGS, { group: 'atlasml' }, 'FAIL', 'awslogs writes to other, and the configuration reads atlasml'],
    [AWSLOGS, { group: 'other' }, 'FAIL', 'awslogs writes to eu-central-1, and the configuration reads us-east-1'],
    [AWSLOGS, { group: 'other', region: 'eu-central-1' }, 'OK', 'awslogs, group other in eu-central-1'],
    [{ Type: 'none' }, { group: 'atlasml' }, 'FAIL', 'none: the log is thrown away'],
    [{ Type: 'gelf' }, { group: 'atlasml' }, 'SKIP', 'gelf: whether the log arrives where it is sent is not seen from here'],
  ])('%j', async (LogConfig, logs, state, fact) => {
    const rows = await look({ ...DOCKER, logs }, await engine(({ HostConfig }) => Object.assign(HostConfig, { LogConfig })));
    expect(of(rows, 'log driver')).toMatchObject({ state, fact });
  });
});

test('what is not there to be looked at is skipped with the reason, and nothing of it is well', async () => {
  const rows = await look({}, {});
  const states = new Map(rows.map(({ item, state }) => [item, state]));
  for (const item of ['Docker health check', 'log driver', 'log rotation', 'log format', "log's clock", "AtlasML's Sentry"])
    expect(states.get(item)).toBe('SKIP');
  expect(of(rows, 'schedules')).toMatchObject({ state: 'SKIP', fact: expect.stringContaining('no monitor ever wrote to') });
  expect(of(rows, 'receivers')).toMatchObject({ state: 'FAIL', fact: 'nobody is told' });
});

test('an Engine that cannot be asked is one fault, and what it would say is skipped', async () => {
  const rows = await look(DOCKER, { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  expect(of(rows, 'Docker')).toMatchObject({
    state: 'FAIL',
    fact: expect.stringContaining('no Docker Engine answers at unix:///nowhere/docker.sock'),
    fix: expect.stringContaining('systemctl start docker'),
  });
  for (const item of ['Docker health check', 'log rotation', 'log format', "AtlasML's Sentry", 'memory source'])
    expect(of(rows, item)).toMatchObject({ state: 'SKIP', fact: 'Docker could not be asked for it: see "Docker"' });
  const wrong = await look(DOCKER, { DOCKER_HOST: 'foo' });
  expect(of(wrong, 'Docker')).toMatchObject({ state: 'FAIL', fact: expect.stringMatching(/^DOCKER_HOST is foo/) });
});

test('a container of another name is a fault', async () => {
  const rows = await look({ docker: { container: 'nope' } }, await engine());
  expect(of(rows, 'Docker')).toMatchObject({ state: 'FAIL', fact: expect.stringContaining('no container named nope') });
  expect(codeOf(rows)).toBe(1);
});

describe('a health check that says nothing yet, and a container that does not run', () => {
  test.each([
    ['starting', { Health: { Status: 'starting', FailingStreak: 0 } }, 'SKIP', /^starting; each 10 s/],
    [
      'failing',
      { Health: { Status: 'healthy', FailingStreak: 1, Log: [{ Start: '2026-11-26T11:19:00Z', ExitCode: 1, Output: 'a\nb' }] } },
      'SKIP',
      /^healthy, the last 1 probe failed: a b;/,
    ],
    ['restarting', { Status: 'restarting' }, 'FAIL', /is restarting, \d+ restarts so far$/],
    [
      'not startable',
      { Status: 'created', Running: false, Error: 'port is already allocated' },
      'FAIL',
      /could not be started: port is already allocated$/,
    ],
  ])('%s', async (_, state, expected, fact) => {
    const rows = await look(DOCKER, await engine(({ State }) => Object.assign(State, state)));
    expect(of(rows, 'Docker health check')).toMatchObject({ state: expected, fact: expect.stringMatching(fact) });
  });
});

test('of a few lines in no known form nothing is said', async () => {
  const { address } = await standInEngine({
    '/containers/atlasml/json': json(recordedJson('inspect-healthy.json')),
    [`/containers/${(recordedJson('inspect-healthy.json') as Inspected).Id}/logs`]: bytes(
      frame('2026-11-26T11:19:20.000000000Z hello\n'),
    ),
  });
  const rows = await look(DOCKER, { DOCKER_HOST: address });
  expect(of(rows, 'log format')).toMatchObject({ state: 'SKIP', fact: expect.stringContaining('too few lines to say more') });
});

test('a log file that is named and is not there is a fault', async () => {
  const rows = await look({ logs: { group: 'local', file: '/nowhere/atlasml.log' } });
  expect(of(rows, 'log format')).toMatchObject({ state: 'FAIL', fact: 'the file /nowhere/atlasml.log is not there' });
});

describe('receivers are asked, and get nothing', () => {
  const slack = { webhookParameter: '/hook', webhookHosts: ['127.0.0.1'] };
  test('a webhook that is alive, and one that is dead', async () => {
    const got: string[] = [];
    const origin = await serve(async (request, response) => {
      for await (const chunk of request) got.push(String(chunk));
      if (request.url === '/alive') response.writeHead(400).end('no_text');
      else response.writeHead(404).end('no_service');
    });
    const alive = await look({ slack }, { HOOK: `${origin}/alive` });
    expect(of(alive, 'Slack')).toMatchObject({ state: 'OK', fact: 'The webhook answers.' });
    const dead = await look({ slack }, { HOOK: `${origin}/planted-secret` });
    expect(of(dead, 'Slack')).toMatchObject({ state: 'FAIL', fact: expect.stringContaining('the webhook is dead') });
    expect(reportOf(dead)).not.toContain('planted-secret');
    expect(got).toEqual(['{}', '{}']);
  });

  test('a heartbeat is not beaten: its URL alone is looked at', async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.end('OK');
    });
    const config = { heartbeat: { urlParameter: '/beat' } };
    expect(of(await look(config, { BEAT: `${origin}/planted` }), 'heartbeat')).toMatchObject({ state: 'SKIP' });
    expect(of(await look(config, { BEAT: 'planted' }), 'heartbeat')).toMatchObject({
      state: 'FAIL',
      fact: 'the parameter /beat holds no URL',
    });
    expect(of(await look(config), 'heartbeat')).toMatchObject({ state: 'FAIL', fact: 'its URL cannot be read' });
    expect(asked).toBe(0);
  });
});

describe("AtlasML's Sentry, by what it says when it starts", () => {
  const line = (text: string) => `2026-11-26 11:17:40 - INFO - atlasml.app - ${text}`;
  test.each([
    [[line('Sentry initialized for production environment')], 'OK'],
    [[line('Sentry not initialized - ENV: development, Sentry DSN configured: True')], 'FAIL'],
    [[line('Sentry not initialized - ENV: production, Sentry DSN configured: False')], 'FAIL'],
    [[line('Starting')], 'SKIP'],
    // What somebody sends is no line of its own.
    [['{"description": "Sentry initialized for production environment"}'], 'SKIP'],
    [
      [
        line('Sentry not initialized - ENV: x, Sentry DSN configured: False'),
        line('Sentry initialized for production environment'),
      ],
      'OK',
    ],
  ])('%j', (lines, state) => expect(sentryOf(lines).state).toBe(state));
});
