import { checksOf } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { Observation, StoredObservation } from '../../functions/shared/observation.ts';
import type { AlarmState, AlarmStateValue } from '../../functions/shared/signals/alarm-state.ts';
import { METRICS, type Metric, type MetricKey } from '../../functions/shared/signals/metrics.ts';
import type { Family } from './text-format.ts';

/** What the page tells of. */
export interface Known {
  config: Pick<MonitorConfig, 'service' | 'environment'> & Parameters<typeof checksOf>[0];
  /** The newest of each check. */
  observations: Observation[];
  alarms: AlarmState[];
  incidents: Pick<Incident, 'openedMs' | 'resolvedMs' | 'standing'>[];
  nowMs: number;
}

const STATES: Record<AlarmStateValue, string> = { ALARM: 'alarm', OK: 'ok', INSUFFICIENT_DATA: 'unknown' };
/** What a check saw longer ago says nothing of now: its figures are left out, and its time stays. */
const STALE_MS = 300_000;
/** These are seen once an hour. */
const SELDOM_STALE_MS = 2 * 3_600_000;

/** All that the monitor knows, as gauges. Labels hold names of the configuration and words of the monitor, nothing from outside. */
export function familiesOf({ config, observations, alarms, incidents, nowMs }: Known): Family[] {
  const stored = observations.filter((o) => o.check !== 'again');
  const open = incidents.filter(({ resolvedMs }) => resolvedMs === undefined);
  const [newest] = open.toReversed();
  return [
    {
      name: 'atlasml_monitor_info',
      help: 'What is watched.',
      series: [{ labels: { service: config.service, environment: config.environment }, value: 1 }],
    },
    {
      name: 'atlasml_monitor_check_timestamp_seconds',
      help: 'When a check last ended; its age is time() less this.',
      series: stored.map(({ check, atMs }) => ({ labels: { check }, value: atMs / 1000 })),
    },
    {
      name: 'atlasml_monitor_check_configured',
      help: 'The checks that the configuration asks for, so that one that never ran is missed.',
      series: checksOf(config).map((check) => ({ labels: { check }, value: 1 })),
    },
    {
      name: 'atlasml_monitor_alarm',
      help: 'The states of each alarm: the one that it is in is 1.',
      series: alarms.flatMap(({ signal, subject, severity, value }) =>
        Object.entries(STATES).map(([state, word]) => ({
          labels: { signal, subject, severity, state: word },
          value: Number(state === value),
        })),
      ),
    },
    { name: 'atlasml_monitor_incident_open', help: 'Whether an incident is open.', series: [plain(Number(open.length > 0))] },
    {
      name: 'atlasml_monitor_incident_opened_timestamp_seconds',
      help: 'When the open incident began, and how bad it is.',
      series: newest ? [{ labels: { standing: newest.standing ?? 'UNKNOWN' }, value: newest.openedMs / 1000 }] : [],
    },
    ...gaugesOf(stored.filter((o) => nowMs - o.atMs <= (o.check === 'delivery' ? SELDOM_STALE_MS : STALE_MS))),
  ];
}

const plain = (value: number) => ({ labels: {}, value });

/** What each check published, under the names of CloudWatch's metrics. */
function gaugesOf(observations: StoredObservation[]): Family[] {
  const published = observations.flatMap((o) => o.published ?? []);
  return [...Map.groupBy(published, ({ key }) => key)].map(([key, metrics]) => ({
    name: exposedName(key),
    help: `${METRICS[key].name} in CloudWatch, as of the newest run.`,
    series: metrics.map(({ dimensions, value }: Metric) => ({ labels: labelsOf(dimensions), value })),
  }));
}

/** "ResponseTime" in seconds is atlasml_monitor_response_time_seconds. Names carry their unit, as Prometheus's guide on naming asks. */
export function exposedName(key: MetricKey): string {
  const { name, unit } = METRICS[key];
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
  return `atlasml_monitor_${words}${unit === 'Seconds' ? '_seconds' : ''}`;
}

const labelsOf = (dimensions: Record<string, string>) =>
  Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [name.toLowerCase(), value]));
