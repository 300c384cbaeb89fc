import { describe, expect, test, vi } from 'vitest';
import { withHeartbeat } from '../../../functions/report-incident/heartbeat.ts';
import { reportIncident } from '../../../functions/report-incident/report.ts';
import { compose } from '../../../functions/report-incident/tell/compose.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Beat } from '../../../functions/shared/delivery/heartbeat.ts';
import type { Observation } from '../../../functions/shared/observation.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import type { Metric } from '../../../functions/shared/signals/metrics.ts';
import { AlarmEvaluator } from '../../../local/alarms/alarm-evaluator.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { MemoryRecords, memoryStore, StillClock, TestReceiver, unlimited } from '../../support/fakes.ts';
import { config, incident, member, NOW } from './support.ts';

function watcher(answer: Beat, put: (metrics: Metric[]) => Promise<void> = async () => {}) {
  const done: unknown[] = [];
  const kept: Observation[] = [];
  const ports = {
    beat: async () => {
      done.push('beat');
      return answer;
    },
    metrics: {
      put: async (metrics: Metric[]) => {
        done.push(metrics);
        await put(metrics);
      },
    },
    store: { saveObservation: async (observation: Observation) => void kept.push(observation) },
    clock: new StillClock(0),
  };
  return { done, kept, ports };
}
const metric = (value: number) => [{ key: 'heartbeatKnown', value, dimensions: {} }];

describe('the outside watcher hears of every run', () => {
  test('that went well, and what it says is published', async () => {
    const { done, ports } = watcher({ text: 'HTTP 200', known: true });
    expect(await withHeartbeat(async () => ({ told: 1 }), ports)).toEqual({ told: 1, heartbeat: 'HTTP 200' });
    expect(done).toEqual(['beat', metric(1)]);
  });

  test('that failed, and the failure is thrown on', async () => {
    const { done, ports } = watcher({ text: 'HTTP 200', known: true });
    const said = vi.spyOn(console, 'log').mockImplementation(() => {});
    const failing = () => Promise.reject(new Error('Slack refuses'));
    await expect(withHeartbeat(failing, ports)).rejects.toThrow('Slack refuses');
    expect(done).toEqual(['beat', metric(1)]);
    expect(said.mock.calls).toEqual([['{"heartbeat":"HTTP 200"}']]);
    said.mockRestore();
  });

  test('whose check it does not know, which is kept with its proof', async () => {
    const { done, kept, ports } = watcher({ text: 'HTTP 404', known: false });
    expect(await withHeartbeat(async () => ({}), ports)).toEqual({ heartbeat: 'HTTP 404: the watcher knows no such check' });
    expect(done).toEqual(['beat', metric(0)]);
    const sentence = 'HTTP 404: the watcher knows no such check';
    expect(kept).toEqual([{ check: 'heartbeat', atMs: 0, known: false, sentence, published: metric(0) }]);
  });

  test('and an answer that does not tell publishes nothing', async () => {
    const { done, kept, ports } = watcher({ text: 'HTTP 503', known: undefined });
    expect(await withHeartbeat(async () => ({}), ports)).toEqual({ heartbeat: 'HTTP 503' });
    expect(done).toEqual(['beat']);
    expect(kept).toEqual([{ check: 'heartbeat', atMs: 0, sentence: 'HTTP 503', published: [] }]);
  });

  test('and a metric that cannot be put makes no run fail', async () => {
    const { ports } = watcher({ text: 'HTTP 200', known: true }, () => Promise.reject(new TypeError('no network')));
    expect(await withHeartbeat(async () => ({}), ports)).toEqual({ heartbeat: 'HTTP 200; not published (AggregateError)' });
  });

  test('but for one without a heartbeat', async () => {
    expect(await withHeartbeat(async () => ({ told: 1 }), undefined)).toEqual({ told: 1 });
  });
});

describe('heartbeat-unknown', () => {
  const least = { endpoints: [{ name: 'health', url: 'https://a.example.org/' }] };
  const watched = (input: object) =>
    alarmsOf(resolveConfig({ ...least, ...input })).filter((a) => a.signal.id === 'heartbeat-unknown');

  test('is an alarm where a heartbeat is configured', () => {
    expect(watched({})).toEqual([]);
    expect(watched({ heartbeat: { urlParameter: '/beat' } }).map((a) => a.name)).toEqual([
      'atlasml-production-heartbeat-unknown',
    ]);
  });

  test('goes off after three minutes, stays while nothing is heard, and ends when the watcher knows it again', async () => {
    const clock = new StillClock(Date.parse('2026-11-25T10:00:00Z'));
    const store = new SqliteStore('production');
    const alarms = new AlarmEvaluator(watched({ heartbeat: { urlParameter: '/beat' } }), store, clock);
    const states: string[] = [];
    for (const known of [true, false, false, false, undefined, undefined, true, true, true]) {
      if (known !== undefined) await store.put([{ key: 'heartbeatKnown', value: Number(known), dimensions: {} }], clock.now());
      await alarms.evaluate();
      states.push((await alarms.states())[0]?.value ?? '');
      clock.at += 60_000;
    }
    store.close();
    expect(states.slice(0, 3)).not.toContain('ALARM');
    expect(states.slice(3, 6)).toEqual(['ALARM', 'ALARM', 'ALARM']);
    expect(states.at(-1)).toBe('OK');
  });

  test('is told as a matter of the monitor, not of AtlasML', () => {
    const occasion = {
      incident: incident([member('heartbeat-unknown', 5)]),
      kind: 'opened' as const,
      observations: [
        { check: 'heartbeat' as const, atMs: NOW, known: false, sentence: 'HTTP 404: the watcher knows no such check' },
      ],
      nowMs: NOW,
    };
    const { subject, headline, seen, todo } = compose(occasion, config, []);
    expect(subject).toBe('[WARN] AtlasML production: the heartbeat reaches nobody since 10:28 UTC');
    expect(headline).toMatch(/^A part of the monitor of AtlasML production has needed attention/);
    expect(seen).toMatchObject([{ what: 'heartbeat', fact: 'HTTP 404: the watcher knows no such check' }]);
    expect(todo?.runbook).toContain('section "heartbeat-unknown" of docs/runbook.md');
  });

  test('is told once, and its end when the watcher has known it for a while', async () => {
    const clock = new StillClock(Date.parse('2026-11-25T10:00:00Z'));
    const metrics = new SqliteStore('production');
    const store = memoryStore(new MemoryRecords(), clock.now);
    const watching = resolveConfig({ ...least, heartbeat: { urlParameter: '/beat' } });
    const alarms = new AlarmEvaluator(watched({ heartbeat: { urlParameter: '/beat' } }), metrics, clock);
    const email = new TestReceiver('email');
    const ports = {
      alarms,
      configured: alarmsOf(watching),
      store,
      receivers: [email],
      clock,
      within: unlimited,
      newId: () => 'i1',
      links: () => [],
    };
    const minute = async (known: boolean) => {
      await alarms.evaluate();
      const beat = async () => ({ text: known ? 'HTTP 200' : 'HTTP 404', known });
      await withHeartbeat(() => reportIncident(watching, ports), { beat, metrics, store, clock });
      clock.at += 60_000;
    };
    for (let i = 0; i < 6; i++) await minute(false);
    for (let i = 0; i < 10; i++) await minute(true);
    metrics.close();
    expect(email.got.map((m) => m.tag)).toEqual(['WARN', 'RESOLVED']);
  });
});
