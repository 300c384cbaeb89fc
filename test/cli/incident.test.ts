import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type IncidentPorts, incidentListCommand, incidentShowCommand, incidentYamlCommand } from '../../cli/incident/command.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { Datapoint } from '../../functions/shared/ports.ts';
import { knownIncidents } from '../../local/replay/known-incidents.ts';
import userConfig from '../../monitor.config.ts';

const OPENED = Date.parse('2026-11-25T10:08:04Z');
const MINUTE = 60_000;

const outage: Incident = {
  id: 'a1b2c3d4-0000',
  openedMs: OPENED,
  resolvedMs: OPENED + 25 * MINUTE,
  revision: 3,
  short: 'Weaviate unreachable',
  worst: 'DOWN',
  relapses: 1,
  acknowledgedBy: 'anna',
  account: {
    atMs: OPENED + MINUTE,
    short: 'Weaviate unreachable',
    cause: 'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable.',
    certain: true,
    besides: ['OpenAI refuses requests because too many are made (429), or the quota is used up.'],
    errors: [
      '3 × ERROR atlasml.utils  Failed to initialize collection Exercise `x` *y*',
      '    weaviate.WeaviateError',
      '    at atlasml/clients/weaviate.py:162 in __init__',
    ],
    lastStartMs: OPENED - 2 * MINUTE,
  },
  changes: [
    { revision: 2, atMs: OPENED + 5 * MINUTE, joined: [], recovered: [], note: 'anna is on it' },
    { revision: 3, atMs: OPENED + 22 * MINUTE, joined: [], recovered: ['endpoint health is down', 'component weaviate fails'] },
  ],
  members: [
    {
      alarm: 'e',
      signal: 'endpoint-down',
      subject: 'health',
      title: 'endpoint health is down',
      severity: 'page',
      state: 'ok',
      sinceMs: OPENED,
    },
    {
      alarm: 'c',
      signal: 'component-down',
      subject: 'weaviate',
      title: 'component weaviate fails',
      severity: 'page',
      state: 'ok',
      sinceMs: OPENED + MINUTE,
    },
  ],
  sent: [
    { atMs: OPENED + 10_000, receiver: 'email', kind: 'opened' },
    { atMs: OPENED + 25 * MINUTE, receiver: 'email', kind: 'resolved' },
  ],
};
const silent: Incident = {
  id: 'ffff0000-1111',
  openedMs: OPENED - 86_400_000,
  resolvedMs: OPENED - 86_340_000,
  revision: 1,
  changes: [],
  members: [{ ...outage.members[0], sinceMs: OPENED - 86_400_000 } as never],
};

/** Gauges of each minute over five: 25 minutes of 10 requests, 4 of them failing. */
const points = (value: number): Datapoint[] => Array.from({ length: 25 }, (_, i) => ({ atMs: OPENED + i * MINUTE, value }));
const ports = (incidents: Incident[], more: Partial<IncidentPorts> = {}): IncidentPorts => ({
  incidents: async (name) => (name === 'atlasml-production-report-incident' ? incidents : []),
  metrics: () => ({ read: async ({ metric }) => (metric === 'ServerErrors' ? points(20) : points(50)) }),
  nowMs: OPENED + 60 * MINUTE,
  ...more,
});
const config = resolveConfig(userConfig);
const show = (asked: { id?: string; markdown?: true } = {}, from = ports([outage, silent])) =>
  incidentShowCommand(asked, config, from);
const list = (from = ports([outage, silent])) => incidentListCommand(config, from);

describe('incident show', () => {
  test('the newest, for a terminal', async () => {
    const { text, code } = await show();
    expect(code).toBe(0);
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/incident.txt');
  });

  test('for a wiki: what the log says is no markup', async () => {
    const { text } = await show({ id: 'a1b2', markdown: true });
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/incident.md');
  });

  test('which receiver was told is seen, and no address that could be written to', async () => {
    const sent = [{ atMs: OPENED, receiver: 'email ops@example.org', kind: 'opened' as const }];
    const { text, json } = await show({}, ports([{ ...outage, sent }]));
    for (const shown of [text, JSON.stringify(json)]) {
      expect(shown).toContain('email o…@example.org');
      expect(shown).not.toMatch(/redacted|ops@/);
    }
  });

  test('one that a silence hid says that nobody was told', async () => {
    const { text } = await show({ id: 'ffff' }, ports([outage, silent], { metrics: () => ({ read: async () => [] }) }));
    expect(text).toContain('None: all were to be silent, or no receiver could be reached.');
    expect(text).toContain('Impact: not known');
    expect(text).not.toMatch(/undefined|NaN/);
  });

  test('one that is still open', async () => {
    const { resolvedMs: _, ...open } = outage;
    const { text } = await show({}, ports([open]));
    expect(text).toContain('From 2026-11-25 10:08 UTC, still open after 1 h');
  });

  test('metrics that cannot be read leave the impact unknown, never zero', async () => {
    const { text } = await show({}, ports([outage], { metrics: () => ({ read: () => Promise.reject(new Error('denied')) }) }));
    expect(text).toContain('Impact: not known');
  });
});

test('incident list', async () => {
  expect((await list()).text.split('\n')).toEqual([
    'a1b2c3d4  2026-11-25 10:08 UTC  25 min        DOWN     Weaviate unreachable',
    'ffff0000  2026-11-24 10:08 UTC  1 min         silent   ',
  ]);
  expect((await list(ports([]))).text).toBe('No incident yet.');
});

test('incident list --yaml is what replay --incidents takes', async () => {
  const { text } = await incidentYamlCommand(config, ports([{ ...outage, short: 'Weaviate: "unreachable" #1' }, silent]));
  await expect(`${text}\n`).toMatchFileSnapshot('../golden/incidents.yaml');
  expect(knownIncidents(parse(text))).toEqual([
    { id: silent.id, fromMs: silent.openedMs, toMs: silent.resolvedMs, title: 'endpoint health is down', isReal: true },
    { id: outage.id, fromMs: OPENED, toMs: outage.resolvedMs, title: 'Weaviate: "unreachable" #1', isReal: true },
  ]);
  expect(knownIncidents(parse((await incidentYamlCommand(config, ports([]))).text))).toEqual([]);
});

test('one that there is not is refused', async () => {
  await expect(show({ id: 'zz' })).rejects.toThrow('there is no incident zz; see incident list');
  await expect(show({}, ports([]))).rejects.toThrow('there is no incident yet');
});

test('as JSON: the list in short, and one with all that is known', async () => {
  expect((await list()).json).toEqual([
    {
      id: 'a1b2c3d4-0000',
      openedMs: OPENED,
      resolvedMs: OPENED + 25 * MINUTE,
      worst: 'DOWN',
      short: 'Weaviate unreachable',
    },
    { id: 'ffff0000-1111', openedMs: OPENED - 86_400_000, resolvedMs: OPENED - 86_340_000, worst: 'silent', short: '' },
  ]);
  expect((await show()).json).toMatchObject({
    incident: { id: 'a1b2c3d4-0000', acknowledgedBy: 'anna' },
    impact: { failed: 100, requests: 250 },
    sections: expect.arrayContaining([expect.objectContaining({ title: 'Cause' })]),
  });
});

test('a reporter that cannot be asked', async () => {
  const incidents = () => Promise.reject(Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' }));
  expect(await list(ports([], { incidents }))).toEqual({
    code: 3,
    isFailure: true,
    text: expect.stringContaining('could not be asked (CredentialsProviderError: no credentials)'),
  });
});
