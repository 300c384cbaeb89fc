import { describe, expect, test } from 'vitest';
import { logMetrics } from '../../../../functions/check-logs/metrics.ts';
import { diagnose } from '../../../../functions/report-incident/diagnose/diagnose.ts';
import { witnessesOf } from '../../../../functions/report-incident/diagnose/witnesses.ts';
import { DEFAULTS } from '../../../../functions/shared/config/defaults.ts';
import type { Member } from '../../../../functions/shared/incident/reporter-state.ts';
import type { EndpointObservation, LogsObservation, Observation } from '../../../../functions/shared/observation.ts';
import { SIGNALS } from '../../../../functions/shared/signals/signals.ts';
import { recorded } from '../../../support/corpus.ts';
import { observe } from '../../check-logs/support.ts';
import { type Health, health, TROUBLES } from './troubles.ts';

/** The alarms that these observations raise at once, by the table of signals. */
function alarms(seen: EndpointObservation, logs: LogsObservation, sinceMs: number): Member[] {
  const member = (signal: Member['signal'], subject = ''): Member => {
    const { severity, title } = SIGNALS.find((s) => s.id === signal) as (typeof SIGNALS)[number];
    return { alarm: signal + subject, signal, subject, severity, title, state: 'alarm', sinceMs };
  };
  const metrics = new Map(logMetrics(logs, DEFAULTS.thresholds).map(({ key, value }) => [key, value]));
  const breaches = SIGNALS.filter((signal) => {
    const value = signal.measure === 'logs' ? metrics.get(signal.metric) : undefined;
    const limit = signal.threshold(DEFAULTS.thresholds);
    if (value === undefined) return false;
    return { '<': value < limit, '>': value > limit, '>=': value >= limit }[signal.comparison];
  });
  return [
    ...(seen.verdict === 'down' ? [member('endpoint-down', 'health')] : []),
    ...seen.components.filter((c) => !c.up).map((c) => member('component-down', c.component)),
    ...breaches.map((signal) => member(signal.id)),
  ];
}

/** A recording up to a moment (s after its first line; all of it without one), and the health answer of that moment. */
async function story(log: string, untilSeconds: number | undefined, condition: Health) {
  const events = recorded(log);
  const startMs = events[0]?.timestamp ?? 0;
  const endMs = untilSeconds === undefined ? (events.at(-1)?.timestamp ?? 0) : startMs + untilSeconds * 1000;
  const until = events.filter((e) => e.timestamp <= endMs);
  const logs = await observe(until, { startMs: Math.max(startMs, endMs - 300_000), endMs });
  const seen = await health(condition);
  const members = alarms(seen, logs, endMs - 60_000);
  const observations: Observation[] = [{ check: 'health', atMs: endMs, endpoints: [seen] }, logs];
  return { members, observations, endMs };
}

async function told(log: string, untilSeconds: number | undefined, condition: Health) {
  const { members, observations, endMs } = await story(log, untilSeconds, condition);
  if (members.length === 0) return undefined;
  const incident = { id: 'i', openedMs: 0, revision: 1, changes: [], members, told: {} };
  return { members, ...diagnose(incident, witnessesOf(observations, incident, endMs)) };
}

describe('each recorded trouble is told by its one cause', () => {
  test.each(TROUBLES)('%s', async (_title, log, until, condition, short, certain, besides = []) => {
    const diagnosis = await told(log, until, condition);
    expect(diagnosis).toMatchObject({ short, certain, besides });
  });
});

describe('two troubles at once are both told', () => {
  test.each([
    [
      'Weaviate is gone and OpenAI fails',
      'logs/openai-failing',
      'health-weaviate-unreachable',
      'Weaviate unreachable',
      [/OpenAI answers with errors/, /OpenAI refuses requests/],
    ],
    [
      'a collection is lost and requests were killed',
      'logs/crash-and-restart',
      'health-missing-collection',
      'collection SemanticCluster is missing',
      [/the last stop was an orderly one/],
    ],
    [
      'OpenAI sent vectors that Weaviate does not take',
      'docker/logs/d_server_errors',
      'health-ok',
      'vectors of another length',
      [/OpenAI refuses requests/, /OpenAI refuses AtlasML's key/, /OpenAI answers with errors/],
    ],
  ] as const)('%s', async (_title, log, condition, short, others) => {
    const diagnosis = await told(log, undefined, condition);
    expect(diagnosis).toMatchObject({ short });
    for (const other of others) expect(diagnosis?.besides).toContainEqual(expect.stringMatching(other));
  });
});

test('what was seen a quarter of an hour ago is no witness', async () => {
  const { members, observations, endMs } = await story('logs/openai-failing', undefined, 'health-ok');
  const incident = { id: 'i', openedMs: 0, revision: 1, changes: [], members, told: {} };
  const short = (nowMs: number) => diagnose(incident, witnessesOf(observations, incident, nowMs)).short;
  expect(short(endMs + 9 * 60_000)).toBe('OpenAI limits the rate');
  expect(short(endMs + 15 * 60_000)).toBe('a large share of requests fails');
});

describe('what is no trouble opens no incident', () => {
  test.each([
    ['two failing requests among many', 'logs/healthy'],
    ['bad requests of one client', 'logs/client-errors'],
    ['each kind of bad request', 'docker/logs/c_client_errors'],
    ['hostile bodies', 'docker/logs/e_error_words_in_bodies'],
    ['idle for eleven minutes', 'docker/logs/a_steady_idle'],
    ['three users', 'docker/logs/b_user_traffic'],
    ['a graceful stop', 'docker/logs/h_graceful_stop_idle'],
  ] as const)('%s', async (_title, log) => {
    expect(await told(log, undefined, 'health-ok')).toBeUndefined();
  });
});
