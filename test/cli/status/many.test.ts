import { expect, test } from 'vitest';
import { renderStatus } from '../../../cli/status/render.ts';
import type { EndpointStatus, Status } from '../../../local/view/status.ts';

const SINCE = Date.parse('2026-11-26T10:00:00Z');

function rendered(down: number, of: number): string[] {
  const endpoints = Array.from({ length: of }, (_, i): EndpointStatus => {
    const name = `course-${i + 1}`;
    return i < down ? { name, verdict: 'down', sentence: 'No answer.' } : { name, verdict: 'up', sentence: 'HTTP 200 in 41 ms' };
  });
  const notOk = endpoints.slice(0, down).map(({ name }) => ({
    name: `atlasml-p-endpoint-down-${name}`,
    title: `endpoint ${name} is down`,
    severity: 'page' as const,
    value: 'ALARM' as const,
    sinceMs: SINCE,
  }));
  const unknown = { state: 'unknown' as const, reason: 'not asked' };
  const status: Status = {
    service: 'AtlasML',
    environment: 'p',
    atMs: SINCE + 60_000,
    watcher: unknown,
    endpoints,
    resources: [],
    errors: unknown,
    uptime: unknown,
    alarms: { state: 'known', ok: 3, waiting: 0, notOk },
    windows: [],
    unknown: [],
  };
  return renderStatus(status, { verdict: 'not well', sentence: 'DOWN' }).map(({ text }) => text);
}

test('of many endpoints those that are not up stand there, alike together, and all are counted', () => {
  const lines = rendered(50, 200);
  const from = lines.indexOf('Endpoints');
  expect(lines.slice(from, from + 6)).toEqual([
    'Endpoints',
    '  50 of 200 down, 150 well',
    '  course-1      down     No answer.',
    '                         the same of 49 others: course-2, course-3, course-4,',
    '                         course-5, course-6, course-7, course-8, course-9 and 41',
    '                         more',
  ]);
  expect(lines).toContain('  and 30 more that are not OK');
  expect(lines.length).toBeLessThan(50);
});

test('of a few each has its line', () => {
  const lines = rendered(2, 20);
  expect(lines.filter((line) => /^ {2}course-\d+ /.test(line))).toHaveLength(20);
  expect(lines.filter((line) => line.includes('is down'))).toHaveLength(2);
});
