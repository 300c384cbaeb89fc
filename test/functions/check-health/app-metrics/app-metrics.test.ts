import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readExposition } from '../../../../functions/check-health/app-metrics/exposition.ts';
import { figuresBetween, quantile } from '../../../../functions/check-health/app-metrics/figures.ts';
import { appTotalsOf, scrapeApp, withApp } from '../../../../functions/check-health/app-metrics/scrape.ts';
import { totalsOf } from '../../../../functions/check-health/app-metrics/totals.ts';
import { healthMetrics } from '../../../../functions/check-health/metrics.ts';
import { figureWords } from '../../../../functions/shared/app-metrics.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import type { HealthObservation } from '../../../../functions/shared/observation.ts';
import { StillClock } from '../../../support/fakes.ts';
import { serve } from '../../../support/servers.ts';

const recorded = (name: string) => readFileSync(`test/fixtures/app-metrics/${name}.txt`, 'utf8');
const AT = Date.parse('2026-11-26T20:30:00Z');
const configured = (url: string, more: object = {}) =>
  resolveConfig({
    endpoints: [{ name: 'health', url: 'http://127.0.0.1:9/api/v1/health/' }],
    metrics: { url, ...more },
    network: { allowPrivateTargets: true },
  });
const NAMES = {
  requests: 'http_requests_total',
  duration: 'http_request_duration_seconds',
  weaviate: 'weaviate_query_duration_seconds',
};
const OWN = ['/api/v1/health/', '/metrics'];
const totals = (name: string, atMs = AT) => totalsOf(recorded(name), NAMES, OWN, atMs);

describe('the text format', () => {
  test('labels with what is escaped, numbers of all kinds, times that are passed over', () => {
    const text = [
      '# HELP a what it is',
      'plain 3',
      'a{path="C:\\\\x",said="\\"hi\\"\\n",} 1.5e+03 1395066363000',
      'b{le="+Inf"} +Inf',
      'c NaN',
      '{"http.requests"} 1',
      'broken{x="} 2',
      'word many',
    ].join('\n');
    expect(readExposition(text)).toEqual([
      { name: 'plain', labels: {}, value: 3 },
      { name: 'a', labels: { path: 'C:\\x', said: '"hi"\n' }, value: 1500 },
      { name: 'b', labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY },
      { name: 'c', labels: {}, value: Number.NaN },
    ]);
  });
});

describe('what recorded pages say', () => {
  test('prometheus-fastapi-instrumentator: 15 requests of users, two of them failed; health and scrapes are none', () => {
    const { requests, serverErrors, took } = totals('instrumentator');
    expect({ requests, serverErrors, count: took?.count }).toEqual({ requests: 15, serverErrors: 2, count: 15 });
  });

  test('before the first request a counter with labels is declared and has no value: that is none', () => {
    const page = '# TYPE http_requests_total counter\n# TYPE http_request_duration_seconds histogram\nx 1\n';
    const first = totalsOf(page, NAMES, OWN, AT);
    expect(first).toMatchObject({ requests: 0, took: { count: 0, buckets: [] } });
    expect(first.weaviateTook).toBeUndefined();
    expect(figuresBetween(first, totals('weaviate', AT + 60_000))?.requestsPerMinute).toBe(15);
  });

  test("Weaviate's time, where somebody measures it", () => {
    expect(totals('weaviate-later').weaviateTook?.count).toBe(45);
  });

  test('thirty requests between two pages', () => {
    const figures = figuresBetween(totals('weaviate'), totals('weaviate-later', AT + 60_000));
    // Of six kinds of 0 to 80 ms in fives, by the buckets 5, 25, 50, 75 and 100 ms.
    expect(figures).toEqual({
      overSeconds: 60,
      requestsPerMinute: 30,
      serverErrorsPerMinute: 4,
      tookP50Seconds: expect.closeTo(0.0375),
      tookP95Seconds: expect.closeTo(0.09375),
      tookP99Seconds: expect.closeTo(0.09875),
      weaviateTookP95Seconds: expect.closeTo(0.046875),
    });
    expect(figureWords(figures ?? { overSeconds: 0 })).toBe(
      '30 requests a minute, 4 server errors a minute, p50 38 ms, p95 94 ms, Weaviate p95 47 ms',
    );
  });

  test('a process that started anew has counted from zero', () => {
    const now = totals('weaviate', AT + 60_000);
    const startedMs = (now.startedMs ?? 0) + 1;
    expect(figuresBetween(totals('weaviate-later'), { ...now, startedMs })?.requestsPerMinute).toBe(15);
    expect(figuresBetween(totals('weaviate-later'), now)?.requestsPerMinute).toBe(15);
  });

  test('nothing is said of several processes that answer in turn, of a long gap, and without a run before', () => {
    const now = totals('weaviate-later', AT + 60_000);
    const younger = { ...totals('weaviate'), startedMs: (now.startedMs ?? 0) + 1 };
    expect(figuresBetween(younger, now)).toBeUndefined();
    expect(figuresBetween({ ...totals('weaviate'), atMs: AT - 3_600_000 }, now)).toBeUndefined();
    expect(figuresBetween(undefined, now)).toBeUndefined();
  });

  test('beyond the last bound a percentile is that bound, and without requests there is none', () => {
    const buckets = [
      { atMostSeconds: 1, count: 1 },
      { atMostSeconds: null, count: 10 },
    ];
    expect(quantile(buckets, 0.95)).toBe(1);
    expect(quantile([{ atMostSeconds: null, count: 0 }], 0.95)).toBeUndefined();
  });
});

describe('AtlasML is asked', () => {
  const ports = { clock: new StillClock(AT), secrets: { read: async () => 'key' } };
  const answering = (body: string, status = 200, headers: Record<string, string> = {}) =>
    serve((_request, response) => response.writeHead(status, headers).end(body));

  test('what it says becomes metrics and an observation, and the next run goes on from there', async () => {
    let page = recorded('weaviate');
    const origin = await serve((_request, response) => response.end(page));
    const config = configured(`${origin}/metrics/`);
    const first = await scrapeApp(config, ports, undefined);
    const seen: HealthObservation = withApp({ check: 'health', atMs: AT, endpoints: [] }, first);
    expect(healthMetrics(seen, []).map(({ key }) => key)).toEqual(['observationUnknown']);
    page = recorded('weaviate-later');
    const later = { ...ports, clock: new StillClock(AT + 60_000) };
    const second = await scrapeApp(config, later, appTotalsOf([seen]));
    const metrics = healthMetrics(withApp({ ...seen, atMs: AT + 60_000 }, second), []);
    expect(Object.fromEntries(metrics.map(({ key, value }) => [key, Math.round(value * 1000) / 1000]))).toEqual({
      observationUnknown: 0,
      appRequestsPerMinute: 30,
      appTookP50: 0.038,
      appTookP95: 0.094,
      appTookP99: 0.099,
      appWeaviateTookP95: 0.047,
    });
  });

  test("the guide's way alone counts no requests, which is said", async () => {
    const origin = await answering(recorded('guide'));
    expect(await scrapeApp(configured(`${origin}/metrics/`), ports, undefined)).toEqual({
      state: 'unknown',
      reason: expect.stringContaining('prometheus_client alone counts no requests'),
    });
  });

  test('a mounted app redirects to the slash, as FastAPI answered it', async () => {
    const origin = await answering('', 307, { location: 'http://127.0.0.1:8000/metrics/' });
    expect(await scrapeApp(configured(`${origin}/metrics`), ports, undefined)).toMatchObject({
      reason:
        'HTTP 307: redirected to http://127.0.0.1:8000/metrics/. An app that is mounted at /metrics needs the slash at the end: write the URL that it is redirected to.',
    });
  });

  test('what cannot be read is unknown, and what was counted before is kept', async () => {
    const before = totals('weaviate');
    const absent = await answering('{"detail":"Not Found"}', 404);
    const large = await answering(`x 1\n${'y{z="1"} 1\n'.repeat(20_000)}`);
    expect(await scrapeApp(configured(`${absent}/metrics`), ports, before)).toEqual({
      state: 'unknown',
      reason: 'HTTP 404: AtlasML has no such page unless somebody added it',
      totals: before,
    });
    expect((await scrapeApp(configured(`${large}/metrics`), ports, before))?.state).toBe('unknown');
    expect(await scrapeApp({ ...configured(absent), metrics: undefined }, ports, before)).toBeUndefined();
  });

  test('its headers carry a secret', async () => {
    let asked: string | undefined;
    const origin = await serve((request, response) => {
      asked = request.headers.authorization;
      response.end(recorded('instrumentator'));
    });
    const config = configured(`${origin}/metrics`, { headers: { Authorization: { parameter: '/atlasml-monitor/metrics' } } });
    expect((await scrapeApp(config, ports, undefined))?.state).toBe('known');
    expect(asked).toBe('key');
  });
});
