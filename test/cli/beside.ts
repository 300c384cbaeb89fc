import type { ToldThere } from '../../cli/replay/told-there.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { ReplayedIncident } from '../../local/replay/incidents.ts';
import type { ToldMessage } from '../../local/replay/reporter.ts';
import type { KeptMessage } from '../../local/view/kept-past.ts';

export const START = Date.parse('2026-11-25T10:00:00Z');
export const END = START + 3_600_000;
export const at = (minute: number) => START + minute * 60_000;
export const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }],
  logs: { group: 'atlasml' },
});
export const withMemory = resolveConfig({
  ...config,
  slug: undefined,
  memory: { source: 'ecs', cluster: 'c', service: 's' },
} as never);
export const ERRORS = 'atlasml-production-server-errors';
export const HEALTH = 'atlasml-production-endpoint-down-health';

export const here = (from: number, to: number, more: Partial<ReplayedIncident> = {}): ReplayedIncident => ({
  openedMs: at(from),
  resolvedMs: at(to),
  short: 'many server errors',
  cause: 'Weaviate does not answer.',
  certain: true,
  standing: 'ALERT',
  alarms: [ERRORS],
  causes: ['weaviate-unreachable'],
  messages: [{ atMs: at(from), receiver: 'email', kind: 'opened', subject: '[ALERT] many server errors' } as ToldMessage],
  ...more,
});

export const message = (minute: number, more: Partial<KeptMessage> = {}): KeptMessage => ({
  atMs: at(minute),
  receiver: 'slack',
  kind: 'opened',
  ...more,
});

export const there = (from: number, to: number, more: Partial<ToldThere> = {}): ToldThere => ({
  ...here(from, to),
  standing: 'ALERT',
  messages: [message(from)],
  ...more,
});

export const run = (minute: number, more: Partial<KeptRun> = {}): KeptRun => ({
  atMs: at(minute),
  reason: 'quiet',
  alarms: alarmsOf(config).map(({ name, threshold }) => ({ name, threshold, value: 'OK', sinceMs: START })),
  missing: [],
  observations: [],
  state: { version: 0, incidents: [], notices: [] },
  receivers: [],
  told: [],
  failures: [],
  problems: [],
  ...more,
});
