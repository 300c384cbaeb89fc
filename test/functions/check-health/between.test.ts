import { describe, expect, test } from 'vitest';
import { betweenDelaySeconds, betweenOf, downBefore, isNews, joined } from '../../../functions/check-health/between.ts';
import { runBetween } from '../../../functions/check-health/run.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { EndpointObservation, HealthObservation } from '../../../functions/shared/observation.ts';
import type { Metric } from '../../../functions/shared/signals/metrics.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { closedPort, serve } from '../../support/servers.ts';

const NOW = Date.parse('2026-11-25T10:00:30Z');
const seen = (endpoint: string, more: Partial<EndpointObservation> = {}): EndpointObservation => ({
  endpoint,
  verdict: 'up',
  sentence: '',
  attempts: 1,
  timings: { totalMs: 1 },
  components: [],
  earlierFaults: [],
  ...more,
});
const of = (...endpoints: EndpointObservation[]): HealthObservation => ({ check: 'health', atMs: NOW, endpoints });
const up = (endpoint: string, value: number): Metric => ({ key: 'up', value, dimensions: { Endpoint: endpoint } });

test.each([
  ['all well', [seen('a'), seen('b', { verdict: 'absent' })], false],
  ['not known: the run of the minute says so', [seen('a', { verdict: 'unknown' })], false],
  ['one down', [seen('a'), seen('b', { verdict: 'down' })], true],
  ['an attempt failed', [seen('a', { earlierFaults: ['HTTP 502.'] })], true],
])('whether it is published: %s', (_title, endpoints, news) => {
  expect(isNews(of(...endpoints))).toBe(news);
});

test.each([
  ['what Lambda hands on', { responsePayload: { endpoints: [seen('a'), seen('b', { verdict: 'down' })] } }, ['b']],
  ['of a run that failed', { responsePayload: { errorMessage: 'x' } }, []],
  ['anything', 'hello', []],
])('who was down before, by %s', (_title, body, names) => {
  expect(downBefore({ Records: [{ body: JSON.stringify(body) }] })).toEqual(names);
  expect(downBefore({ Records: [] })).toEqual([]);
});

test.each([
  [{}, 20],
  [{ leastAttempts: 1 }, 30],
  [{ leastAttempts: 3, intervalSeconds: 20 }, 5],
])('it begins half a minute after the run of the minute: %o', (confirm, seconds) => {
  const endpoints = [{ name: 'health', url: 'https://a.example.org/' }];
  expect(betweenDelaySeconds(resolveConfig({ endpoints, confirm }))).toBe(seconds);
});

test('what is sent a request is not asked, nor who is known to be down', () => {
  const config = resolveConfig({
    endpoints: [
      { name: 'health', url: 'https://a.example.org/' },
      { name: 'other', url: 'https://a.example.org/other' },
      { name: 'suggest', url: 'https://a.example.org/s', method: 'POST', body: 'json', request: { text: 'x' }, scheduled: true },
    ],
  });
  const between = betweenOf(config, config.endpoints, ['other']);
  expect(between.endpoints.map(({ name }) => name)).toEqual(['health']);
  expect(between.confirm).toEqual({ ...config.confirm, leastAttempts: 1 });
});

describe('what the run before said of the others', () => {
  const before = { ...of(seen('suggest'), seen('health')), atMs: NOW - 30_000, published: [up('suggest', 1), up('health', 1)] };

  test('is kept beside it', () => {
    const all = joined(of(seen('health', { verdict: 'down' })), before);
    expect(all.seen.endpoints.map((e) => [e.endpoint, e.verdict])).toEqual([
      ['health', 'down'],
      ['suggest', 'up'],
    ]);
    expect(all.kept).toEqual([up('suggest', 1)]);
  });

  test('is not when it is old', () => {
    const all = joined(of(seen('health')), { ...before, atMs: NOW - 120_000 });
    expect(all).toEqual({ seen: of(seen('health')), kept: [] });
  });
});

describe('a run between two', () => {
  async function run(urls: Record<string, string>, down: string[] = []) {
    const published: { seen: HealthObservation; metrics: Metric[]; kept: Metric[] }[] = [];
    const config = resolveConfig({
      endpoints: Object.entries(urls).map(([name, url]) => ({ name, url, timeoutSeconds: 1 })),
      network: { allowPrivateTargets: true },
    });
    const ports = {
      clock: new StillClock(NOW),
      secrets: secretsOf({}),
      publish: async (seen: HealthObservation, metrics: Metric[], kept: Metric[]) => {
        published.push({ seen, metrics, kept });
        return seen;
      },
    };
    const before = { ...of(...Object.keys(urls).map((name) => seen(name))), published: Object.keys(urls).map((n) => up(n, 1)) };
    return { said: await runBetween(config, ports, down, async () => before, undefined), published };
  }

  test('publishes nothing while all is well', async () => {
    const url = await serve((_request, response) => response.end('{"status":"ok","components":{}}'));
    expect(await run({ health: url })).toEqual({ said: undefined, published: [] });
  });

  test('publishes an outage, confirmed, and keeps what is known of who was not asked', async () => {
    const { said, published } = await run({ health: `http://127.0.0.1:${await closedPort()}/`, other: 'http://127.0.0.1/' }, [
      'other',
    ]);
    expect(said?.endpoints.map((e) => [e.endpoint, e.verdict, e.attempts])).toEqual([
      ['health', 'down', 3],
      ['other', 'up', 1],
    ]);
    expect(published).toHaveLength(1);
    expect(published[0]?.kept).toEqual([up('other', 1)]);
    expect(published[0]?.metrics.filter((m) => m.key === 'up')).toMatchObject([up('health', 0)]);
  });
});
