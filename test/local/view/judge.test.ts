import { expect, test } from 'vitest';
import { judge } from '../../../local/view/judge.ts';
import type { Status } from '../../../local/view/status.ts';

const NOW = Date.parse('2026-11-26T10:44:12Z');
const MINUTE = 60_000;

const well: Status = {
  service: 'AtlasML',
  environment: 'production',
  atMs: NOW,
  watcher: { state: 'known', isRunning: true, words: 'process 7 on host' },
  endpoints: [{ name: 'health', verdict: 'up', sentence: 'HTTP 200 in 6 ms', atMs: NOW - 20_000 }],
  resources: [],
  errors: { state: 'known', newest: [] },
  uptime: { state: 'known', startedMs: NOW - 3 * 86_400_000 },
  alarms: { state: 'known', ok: 19, waiting: 0, notOk: [] },
  windows: [],
  unknown: [],
};
const down = { name: 'health', verdict: 'down', sentence: 'HTTP 502 in 4 ms.', atMs: NOW } as const;
const alarm = { name: 'a', title: 'many server errors', severity: 'page', value: 'ALARM', sinceMs: NOW - 12 * MINUTE } as const;
const incident = {
  id: 'a1',
  standing: 'DOWN' as const,
  sinceMs: NOW - 12 * MINUTE,
  cause: 'Weaviate unreachable',
  isCertain: true,
};

test.each<[string, Partial<Status>, string, string]>([
  ['all is well', {}, 'well', 'AtlasML production is well: 1 endpoint up, 19 alarms OK, no incident.'],
  [
    'an incident is open',
    { incident },
    'not well',
    'AtlasML production is NOT WELL since 10:32 UTC, for 12 min: Weaviate unreachable.',
  ],
  [
    'its cause is not certain',
    { incident: { ...incident, isCertain: false } },
    'not well',
    'AtlasML production is NOT WELL since 10:32 UTC, for 12 min: probably Weaviate unreachable.',
  ],
  [
    'an endpoint is down and nothing has decided yet',
    { endpoints: [down] },
    'not well',
    'AtlasML production is NOT WELL: endpoint health: HTTP 502 in 4 ms.',
  ],
  [
    'an alarm is on',
    { alarms: { state: 'known', ok: 18, waiting: 0, notOk: [alarm] } },
    'not well',
    'AtlasML production is NOT WELL since 10:32 UTC, for 12 min: many server errors.',
  ],
  [
    'something is bad and something else unknown',
    { endpoints: [down], unknown: ['memory was last looked at 9 min ago'] },
    'not well',
    'AtlasML production is NOT WELL: endpoint health: HTTP 502 in 4 ms.',
  ],
  [
    'one thing is unknown',
    { unknown: ['memory was last looked at 9 min ago'] },
    'unknown',
    'UNKNOWN whether AtlasML production is well: memory was last looked at 9 min ago.',
  ],
  [
    'two things are unknown',
    { unknown: ['the alarms: denied', 'memory was last looked at 9 min ago'] },
    'unknown',
    'UNKNOWN whether AtlasML production is well: the alarms: denied, and 1 more.',
  ],
  [
    'nobody watches, and the last look was fine',
    {
      watcher: { state: 'known', isRunning: false, words: 'no monitor runs' },
      endpoints: [{ name: 'health', verdict: 'unknown', sentence: '', atMs: NOW - 125 * MINUTE }],
    },
    'unknown',
    'UNKNOWN: nobody watches AtlasML production; what stands below is 2 h 5 min old.',
  ],
  [
    'nobody watches, and an incident was open',
    { watcher: { state: 'known', isRunning: false, words: 'no monitor runs' }, endpoints: [], incident },
    'unknown',
    'UNKNOWN: nobody watches AtlasML production; nothing was ever seen.',
  ],
])('%s', (_what, more, verdict, sentence) => {
  expect(judge({ ...well, ...more })).toEqual({ verdict, sentence });
});
