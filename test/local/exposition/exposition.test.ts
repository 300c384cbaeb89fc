import { describe, expect, test } from 'vitest';
import { readExposition } from '../../../functions/check-health/app-metrics/exposition.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { HealthObservation } from '../../../functions/shared/observation.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { METRICS, type MetricKey } from '../../../functions/shared/signals/metrics.ts';
import { exposedName, familiesOf, type Known } from '../../../local/exposition/families.ts';
import { addressOf, serveMetrics } from '../../../local/exposition/page.ts';
import { writeExposition } from '../../../local/exposition/text-format.ts';

const AT = Date.parse('2026-11-26T20:30:00Z');
const MINUTE_MS = 60_000;
const config = resolveConfig({ endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }] });
const seen = (atMs: number): HealthObservation => ({
  check: 'health',
  atMs,
  endpoints: [],
  published: [
    { key: 'up', value: 0, dimensions: { Endpoint: 'health' } },
    { key: 'responseTime', value: 0.25, dimensions: { Endpoint: 'health' } },
  ],
});
const alarm: AlarmState = {
  name: 'atlasml-production-endpoint-down-health',
  signal: 'endpoint-down',
  severity: 'page',
  title: '',
  subject: 'health',
  value: 'ALARM',
  reason: '',
  sinceMs: AT,
};
const known = (more: Partial<Known> = {}): Known => ({
  config,
  observations: [seen(AT)],
  alarms: [alarm],
  incidents: [{ openedMs: AT, standing: 'DOWN' }],
  nowMs: AT,
  ...more,
});
const shown = (more: Partial<Known> = {}) =>
  readExposition(writeExposition(familiesOf(known(more)))).map(({ name, labels, value }) => {
    const inBraces = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
    return [name, ...inBraces, value].join(' ');
  });

describe('what Prometheus is told', () => {
  test('what is watched, when the checks ran, what alarms say, the incident and what was seen', () => {
    expect(shown()).toEqual([
      'atlasml_monitor_info service=AtlasML environment=production 1',
      `atlasml_monitor_check_timestamp_seconds check=health ${AT / 1000}`,
      'atlasml_monitor_check_configured check=health 1',
      'atlasml_monitor_alarm signal=endpoint-down subject=health severity=page state=alarm 1',
      'atlasml_monitor_alarm signal=endpoint-down subject=health severity=page state=ok 0',
      'atlasml_monitor_alarm signal=endpoint-down subject=health severity=page state=unknown 0',
      'atlasml_monitor_incident_open 1',
      `atlasml_monitor_incident_opened_timestamp_seconds standing=DOWN ${AT / 1000}`,
      'atlasml_monitor_up endpoint=health 0',
      'atlasml_monitor_response_time_seconds endpoint=health 0.25',
    ]);
  });

  test('of a check that stands still the figures go and the time stays', () => {
    const names = shown({ observations: [seen(AT - 6 * MINUTE_MS)] }).map((line) => line.split(' ')[0]);
    expect(names).toContain('atlasml_monitor_check_timestamp_seconds');
    expect(names).not.toContain('atlasml_monitor_up');
  });

  test('an incident that is over is not open', () => {
    expect(shown({ incidents: [{ openedMs: AT, resolvedMs: AT + MINUTE_MS }] })).toContain('atlasml_monitor_incident_open 0');
  });

  test('no two metrics share a name, and each is one that Prometheus takes', () => {
    const names = (Object.keys(METRICS) as MetricKey[]).map(exposedName);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(names).toContain('atlasml_monitor_took_p95_seconds');
  });

  test('what a label holds is escaped and redacted, and reads back as it was', () => {
    const told = 'back\\slash "said"\nAuthorization: Bearer Zq7hVx2mTr9wLk4bNs6pZq7hVx2m';
    const text = writeExposition([{ name: 'a', help: 'two\nlines', series: [{ labels: { told }, value: Number.NaN }] }]);
    expect(text).toMatch(/^# HELP a two\\nlines\n# TYPE a gauge\na\{told="[^\n]*"\} NaN\n$/);
    const [sample] = readExposition(text);
    expect(sample?.labels.told).toMatch(/^back\\slash "said"\nAuthorization: /);
    expect(text).not.toContain('Zq7hVx2m');
  });
});

describe('the page', () => {
  test.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['9464', { host: '127.0.0.1', port: 9464 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost', undefined],
    ['0.0.0.0:99999', undefined],
    ['http://127.0.0.1:9464', undefined],
  ])('%s', (text, address) => {
    expect(addressOf(text)).toEqual(address);
  });

  test('is served as Prometheus asks, and nothing else is', async () => {
    const page = await serveMetrics({ host: '127.0.0.1', port: 0 }, async () => known());
    try {
      const answer = await fetch(page.url);
      expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(readExposition(await answer.text()).length).toBe(10);
      expect((await fetch(page.url, { method: 'POST' })).status).toBe(405);
      expect((await fetch(page.url.replace('/metrics', '/'))).status).toBe(404);
    } finally {
      await page.close();
    }
    await expect(fetch(page.url)).rejects.toThrow();
  });

  test('what cannot be read is no page, rather than half of one', async () => {
    const page = await serveMetrics({ host: '127.0.0.1', port: 0 }, () => Promise.reject(new Error('database is locked')));
    const answer = await fetch(page.url);
    expect([answer.status, await answer.text()]).toEqual([503, 'what the monitor remembers cannot be read\n']);
    await page.close();
  });

  test('an address that is taken is said', async () => {
    const page = await serveMetrics({ host: '127.0.0.1', port: 0 }, async () => known());
    const port = Number(new URL(page.url).port);
    await expect(serveMetrics({ host: '127.0.0.1', port }, async () => known())).rejects.toThrow(
      /^cannot listen at 127\.0\.0\.1:\d+: /,
    );
    await page.close();
  });
});
