import { scopeOf } from '../../../functions/send-digest/scope.ts';
import type { DigestKind } from '../../../functions/shared/config/digest-kinds.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import type { MetricKey } from '../../../functions/shared/signals/metrics.ts';
import type { SignalId } from '../../../functions/shared/signals/signal.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { recorded } from '../../support/corpus.ts';
import { alarm, StillClock } from '../../support/fakes.ts';

export const NOW = Date.parse('2026-11-26T07:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const CONFIG: MonitorConfigInput = {
  environment: 'production',
  endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }],
  components: ['weaviate'],
  logs: { group: 'atlasml', region: 'eu-central-1' },
  memory: { source: 'ecs', cluster: 'c', service: 's' },
  email: ['ops@example.org'],
  slack: { webhookParameter: '/atlasml-monitor/slack-webhook' },
  dashboard: true,
};

/** A monitor that has run for a while: what its checks published, and what its reporter kept. */
export class World {
  readonly store = new SqliteStore('production');
  readonly config;
  /** Recordings that stand in the log group. */
  recordings: string[] = ['logs/healthy'];
  secretAges: Record<string, number> = {};

  constructor(more: Partial<MonitorConfigInput> = {}) {
    this.config = resolveConfig({ ...CONFIG, ...more });
  }

  /** Publishes a gauge at regular times, from so long ago until now; undefined publishes nothing. */
  async gauge(
    key: MetricKey,
    dimensions: Record<string, string>,
    fromMs: number,
    everyMs: number,
    value: (atMs: number) => number | undefined,
  ): Promise<this> {
    for (let at = NOW - fromMs; at < NOW; at += everyMs) {
      const now = value(at);
      if (now !== undefined) await this.store.put([{ key, value: now, dimensions }], at);
    }
    return this;
  }

  scope(kind: DigestKind) {
    return scopeOf(kind, this.config, this.ports());
  }

  ports() {
    return {
      clock: new StillClock(NOW),
      metrics: this.store,
      logMetrics: this.store,
      logs: localLogSource(() => this.recordings.flatMap(recorded)),
      kinds: this.store,
      store: this.store.state,
      secrets: {
        changedMs: async (parameter: string) => {
          const days = this.secretAges[parameter];
          if (days === undefined) throw Object.assign(new Error('no such parameter'), { name: 'ParameterNotFound' });
          return NOW - days * DAY;
        },
      },
    };
  }
}

/** An incident of one alarm that began and ended so many minutes before the digest. */
export function incidentOf(
  signal: SignalId,
  beganMinutes: number,
  endedMinutes: number | undefined,
  more: Partial<Incident> = {},
): Incident {
  const { name, title, severity, subject } = alarm(signal, 'ALARM');
  const openedMs = NOW - beganMinutes * MINUTE;
  return {
    id: `${signal}-${beganMinutes}`,
    openedMs,
    ...(endedMinutes !== undefined && { resolvedMs: NOW - endedMinutes * MINUTE }),
    revision: 1,
    changes: [],
    members: [
      {
        alarm: name.replace('-test-', '-production-'),
        signal,
        subject,
        title,
        severity,
        state: endedMinutes === undefined ? 'alarm' : 'ok',
        sinceMs: openedMs,
      },
    ],
    worst: 'ALERT',
    short: title,
    sent: [{ atMs: openedMs, receiver: 'email', kind: 'opened' }],
    ...more,
  };
}
