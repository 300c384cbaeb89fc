import { alarmPage } from '../shared/message/console.ts';
import { cutText } from '../shared/text/cut.ts';
import { redact } from '../shared/text/redact.ts';

/**
 * What woke the reporter, for its log alone: the truth is read afresh, so whatever arrives is a wake-up and nothing here throws.
 * Shape: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export type WakeUp = { kind: 'fire' | 'recover' | 'unknown'; alarm: AlarmChange } | { kind: 'other'; text: string };

export interface AlarmChange {
  name: string;
  from: string;
  to: string;
  /** "AtlasML/Errors", or "error rate % = 100*e/t" for metric math; the rule for a composite alarm. */
  metric?: string;
  inputs?: string[];
  dimensions: Record<string, string>;
  /** "> 5", or "above expected band". */
  threshold?: string;
  value?: number;
  datapoints: { value: number; atMs: number }[];
  periodSeconds?: number;
  description: string;
  whenMs?: number;
  /** From the ARN: the message's Region is a display name that no link understands. */
  region?: string;
  /** To the alarm in the console. */
  link?: string;
  /** The children that a composite alarm names as its cause. */
  cause: string[];
  rule?: string;
}

/** Somebody's message may be long; its ends tell whose it was. */
const MOST_OF_OTHERS = 200;

type Json = Record<string, unknown>;

/** Reads the event of an invocation: one wake-up for each record, and one where there is none. */
export function readWakeUps(event: unknown): WakeUp[] {
  const found = records(record(event)?.Records).map(({ body }) => readWakeUp(body));
  return found.length > 0 ? found : [other(event)];
}

/** Reads the body of an SQS message that SNS put there, or a bare SNS message. */
export function readWakeUp(body: unknown): WakeUp {
  const outer = typeof body === 'string' ? parse(body) : record(body);
  const alarm = typeof outer?.Message === 'string' ? parse(outer.Message) : outer;
  if (!alarm || typeof alarm.AlarmName !== 'string' || typeof alarm.NewStateValue !== 'string')
    return other(typeof outer?.Message === 'string' ? outer.Message : body);
  const kind =
    alarm.NewStateValue === 'ALARM'
      ? 'fire'
      : alarm.NewStateValue === 'OK' && alarm.OldStateValue === 'ALARM'
        ? 'recover'
        : 'unknown';
  return { kind, alarm: readAlarm(alarm) };
}

function other(what: unknown): WakeUp {
  const text = string(what) ?? JSON.stringify(what) ?? '';
  return { kind: 'other', text: cutText(redact(text), MOST_OF_OTHERS) };
}

function readAlarm(alarm: Json): AlarmChange {
  const trigger = record(alarm.Trigger);
  const reason = string(alarm.NewStateReason) ?? '';
  const datapoints = readDatapoints(reason);
  const whenMs = readTime(alarm.StateChangeTime);
  const region = string(alarm.AlarmArn)?.split(':')[3];
  const rule = string(alarm.AlarmRule);
  const children = records(alarm.TriggeringChildren);
  return {
    name: String(alarm.AlarmName),
    from: string(alarm.OldStateValue) ?? 'unknown',
    to: String(alarm.NewStateValue),
    description: string(alarm.AlarmDescription) ?? '',
    dimensions: {},
    ...readTrigger(trigger),
    datapoints,
    ...(datapoints[0] && { value: datapoints[0].value }),
    ...(whenMs !== undefined && { whenMs }),
    ...(region && { region, link: alarmPage(region, String(alarm.AlarmName)) }),
    ...(rule && { rule }),
    cause: children.flatMap((child) => string(child.Arn)?.split(':').slice(6).join(':') ?? []),
  };
}

const COMPARISONS: Record<string, string> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};
const BANDS: Record<string, string> = {
  GreaterThanUpperThreshold: 'above expected band',
  LessThanLowerThreshold: 'below expected band',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside expected band',
};

function readTrigger(trigger: Json | undefined): Partial<AlarmChange> {
  if (!trigger) return {};
  const operator = string(trigger.ComparisonOperator) ?? '';
  const sign = COMPARISONS[operator];
  const threshold = typeof trigger.Threshold === 'number' && sign ? `${sign} ${trigger.Threshold}` : BANDS[operator];
  return {
    ...readMetric(trigger),
    ...(threshold && { threshold }),
    ...(typeof trigger.Period === 'number' && { periodSeconds: trigger.Period }),
  };
}

function readMetric(trigger: Json): Partial<AlarmChange> {
  if (typeof trigger.MetricName === 'string')
    return { metric: metricName(trigger), dimensions: readDimensions(trigger.Dimensions) };
  const metrics = records(trigger.Metrics);
  const inputs = metrics
    .map((m) => record(record(m.MetricStat)?.Metric))
    .filter((m) => m !== undefined)
    .map(metricName);
  const shown = metrics.find((m) => m.ReturnData === true && m.Id !== trigger.ThresholdMetricId) ?? metrics[0];
  if (!shown) return {};
  const stat = record(shown.MetricStat);
  const metric = stat
    ? `${metricName(record(stat.Metric) ?? {})} ${string(stat.Stat) ?? ''}`.trim()
    : `${string(shown.Label) ?? 'metric math'} = ${string(shown.Expression) ?? '?'}`;
  return { metric, inputs };
}

function metricName(metric: Json): string {
  return `${string(metric.Namespace) ?? '?'}/${string(metric.MetricName) ?? '?'}`;
}

/** SNS writes dimensions with lower-case keys, unlike the API. */
function readDimensions(list: unknown): Record<string, string> {
  return Object.fromEntries(records(list).map((p) => [string(p.name ?? p.Name) ?? '?', string(p.value ?? p.Value) ?? '?']));
}

/** Datapoints of a reason, "[7.0 (24/11/26 10:02:00)]": the date is day/month/year. */
function readDatapoints(reason: string): { value: number; atMs: number }[] {
  return [...reason.matchAll(/(-?[\d.]+(?:E-?\d+)?) \((\d{2})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2})\)/g)].map(
    ([, value, day, month, year, time]) => ({
      value: Number(value),
      atMs: Date.parse(`20${year}-${month}-${day}T${time}Z`),
    }),
  );
}

/** Times come as "+0000" without a colon, which strict parsers refuse. What is no text is no time. */
export function readTime(time: unknown): number | undefined {
  const at = Date.parse(string(time)?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function parse(text: string): Json | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function records(list: unknown): Json[] {
  return (Array.isArray(list) ? (list as unknown[]) : []).map(record).filter((item) => item !== undefined);
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
