import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../../functions/report-incident/diagnose/diagnose.ts';
import { witnessesOf } from '../../../../functions/report-incident/diagnose/witnesses.ts';
import type { EndpointObservation, IndependentTarget, Observation } from '../../../../functions/shared/observation.ts';
import { ago, counted, NOW, on, seen } from './seen-as.ts';

const other = (more: Partial<IndependentTarget>): IndependentTarget => ({
  url: 'https://checkip.amazonaws.com/',
  place: 'no VPC',
  askedMs: ago(0.1),
  answers: false,
  noneAnswered: true,
  answeredMs: ago(40),
  ...more,
});
const DOWN = [on('endpoint-down', { subject: 'health', minutes: 2 })];
const BLIND = [on('check-unknown', { subject: 'health', minutes: 1 })];
const cut = seen({ verdict: 'unknown', fault: 'monitor-network', timings: { totalMs: 0 } });
const silent = seen({ fault: 'timeout', timings: { dnsMs: 1, totalMs: 10_000 } });
const nameless = seen({ fault: 'dns-failed', timings: { totalMs: 5 } });

function told(members: typeof DOWN, endpoints: EndpointObservation[], independent?: IndependentTarget, lastAnswerMs = ago(9)) {
  const observations: Observation[] = [
    { check: 'health', atMs: ago(0.2), endpoints, ...(independent && { independent }) },
    {
      check: 'logs',
      atMs: ago(0.3),
      window: { startMs: ago(5.3), endMs: ago(0.3) },
      evidence: [],
      notes: [],
      counts: counted({ lastAnswerMs }),
    },
  ];
  const incident = { id: 'i', openedMs: ago(5), revision: 1, changes: [], members, causes: [] };
  return diagnose(incident, witnessesOf(observations, incident, NOW));
}

describe("the monitor's own network", () => {
  test('C17: nothing answers, neither the endpoints nor a host that did before: it leads, and is certain', () => {
    for (const members of [BLIND, DOWN, [...DOWN, ...BLIND]]) {
      const { id, short, cause, certain } = told(members, [cut, { ...cut, endpoint: 'other' }], other({}));
      expect({ id, short, certain }).toEqual({ id: 'monitor-network', short: "the monitor's own network fails", certain: true });
      expect(cause).toContain('checkip.amazonaws.com does not answer from here either');
      expect(cause).toContain('It is not known whether AtlasML is well.');
    }
  });

  test('an address that is hidden is no reason to fail', () => {
    expect(told(BLIND, [cut], other({ url: 'https://[address]/' })).cause).toContain('another host does not answer');
  });

  test.each<[string, EndpointObservation[], IndependentTarget | undefined, string]>([
    ['another host answers: the outage is real', [silent], other({ answers: true }), 'unreachable'],
    [
      'no name resolves, and another does: not our DNS',
      [nameless, { ...nameless, endpoint: 'other' }],
      other({ answers: true }),
      'unreachable',
    ],
    ['no name resolves, and nobody else was asked', [nameless, { ...nameless, endpoint: 'other' }], undefined, 'monitor-dns'],
    ['the other host never answered from here', [silent], other({ answeredMs: undefined as never }), 'endpoint-down health'],
    ['it was asked because its hour had come', [silent], other({ noneAnswered: false }), 'endpoint-down health'],
  ])('must not lead: %s', (_title, endpoints, independent, id) => {
    expect(told(DOWN, endpoints, independent).id).toBe(id);
  });

  test('another host answers: certain, and says so', () => {
    const { certain, short, cause } = told(DOWN, [silent], other({ answers: true }));
    expect({ certain, short }).toEqual({ certain: true, short: "AtlasML's host cannot be reached" });
    expect(cause).toContain("The monitor's own network works.");
  });

  test('others are served since: the way to AtlasML is told, not its host', () => {
    expect(told(DOWN, [silent], other({ answers: true }), ago(0.2)).id).toBe('our-path');
  });

  test('an endpoint that is refused is no matter of the network, though another host was asked in vain before', () => {
    const refused = seen({ fault: 'connection-refused', timings: { totalMs: 1 } });
    expect(told(DOWN, [refused], other({ noneAnswered: false })).id).toBe('endpoint-down health');
  });
});
