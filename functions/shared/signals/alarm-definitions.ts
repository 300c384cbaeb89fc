import { channelsOf, checksOf, scheduledEndpoints } from '../config/asked-for.ts';
import type { MonitorConfig, Thresholds } from '../config/schema.ts';
import { CONTAINER_SERIES } from '../container-series.ts';
import type { Measure, Scope, Signal, SignalId } from './signal.ts';
import { SIGNALS } from './signals.ts';

/** One alarm to create: a signal, applied to one subject. */
export interface AlarmDefinition {
  name: string;
  /** It stands in a template of its signal's own: there are too many for one. */
  isApart?: true;
  signal: Signal;
  subject: string;
  dimensions: Record<string, string>;
  threshold: number;
  title: string;
}

/**
 * Up to so many endpoints all alarms stand in one template, as they always did. It may not move: an alarm that changes its template with
 * the next version would be refused, for the name is taken until the old one is gone.
 */
export const MOST_IN_ONE_TEMPLATE = 50;
/** No name of an endpoint has a dot. */
const APART = '.apart';

/** Every alarm of a configuration, named `atlasml-SLUG-SIGNAL[-SUBJECT]`; one that stands apart has a name that it has nowhere else. */
export function alarmsOf(config: MonitorConfig): AlarmDefinition[] {
  const areMany = scheduledEndpoints(config).length > MOST_IN_ONE_TEMPLATE;
  return SIGNALS.filter((signal) => isMeasured(signal.measure, config)).flatMap((signal) => {
    const isApart = areMany && isOfMany(signal);
    return subjectsOf(signal, config).map((subject) => ({
      name: `${alarmName(config.slug, signal.id, subject)}${isApart ? APART : ''}`,
      ...(isApart && { isApart }),
      signal,
      subject,
      dimensions: dimensionsOf(signal.scope, config.slug, subject),
      threshold: signal.threshold(thresholdsOf(signal, subject, config)),
      title: signal.title.replace('%', subject),
    }));
  });
}

/** Of these there are as many as endpoints, and they wait for the morning; who is down stays in the stack's own template. */
const isOfMany = ({ scope, severity }: Signal): boolean => scope === 'endpoint' && severity === 'warn';

export function alarmName(slug: string, id: SignalId, subject: string): string {
  const suffix = subject.replaceAll('/', '-').toLowerCase();
  return `atlasml-${slug}-${id}${suffix && `-${suffix}`}`;
}

/** The alarm that is set off once a week, to see that alerts arrive. */
export function drillAlarmName(slug: string): string {
  return `atlasml-${slug}-drill`;
}

function isMeasured(measure: Measure, config: MonitorConfig): boolean {
  return {
    health: true,
    any: true,
    logs: Boolean(config.logs),
    memory: Boolean(config.memory),
    disk: Boolean(config.disk),
    cpu: Boolean(config.cpu),
    container: isSampledByDocker(config),
    delivery: channelsOf(config).length > 0,
    heartbeat: Boolean(config.heartbeat),
  }[measure];
}

/** Docker is asked on one machine alone: there it is what CPU comes from. In AWS `docker` stands in the same file, and is not used. */
function isSampledByDocker({ cpu }: MonitorConfig): boolean {
  return cpu?.source === 'metric' && cpu.namespace === CONTAINER_SERIES.namespace;
}

/** An endpoint may have a time of its own within which it must answer. */
function thresholdsOf({ scope }: Signal, subject: string, { thresholds, endpoints }: MonitorConfig): Thresholds {
  const { responseTimeSeconds } = (scope === 'endpoint' && endpoints.find(({ name }) => name === subject)) || {};
  return responseTimeSeconds === undefined ? thresholds : { ...thresholds, responseTimeSeconds };
}

function subjectsOf(signal: Signal, config: MonitorConfig): string[] {
  const scheduled = scheduledEndpoints(config);
  const https = scheduled.filter((e) => signal.metric !== 'certificateDaysLeft' || e.url.startsWith('https:'));
  const health = scheduled.some((e) => e.body === 'health');
  return {
    service: [''],
    endpoint: https.map((e) => e.name),
    component: health ? config.components : [],
    check: checksOf(config),
    channel: channelsOf(config),
  }[signal.scope];
}

/** The dimensions a metric is published under; alarms and dashboard must name exactly these. */
export function dimensionsOf(scope: Scope, slug: string, subject: string): Record<string, string> {
  const key = { service: undefined, endpoint: 'Endpoint', component: 'Component', check: 'Check', channel: 'Channel' }[scope];
  return { Environment: slug, ...(key && { [key]: subject }) };
}
