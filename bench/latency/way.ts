import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';

/** What the template says of the way of a message, ms. */
export interface Way {
  /** Between two runs of check-health by its schedule. */
  scheduleMs: number;
  /** From the end of such a run to the one between two of them; undefined where there is none. */
  betweenMs: number | undefined;
  /** The alarm of an endpoint: one datapoint, and how many of the newest must be bad. */
  periodMs: number;
  datapoints: number;
  /** How long wake-ups are gathered. */
  gatherMs: number;
}

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shapes, read by name
type Properties = Record<string, any>;

/** Reads the constants out of the template that a deploy would get. @throws when a part of the way is not in it. */
export function wayOf(config: MonitorConfig): Way {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
  const template = Template.fromStack(new MonitoringStack(app, 'Latency', { config, env: { region: 'eu-central-1' } }));
  const all = (type: string) => Object.entries(template.findResources(`AWS::${type}`)) as [string, { Properties: Properties }][];
  const only = (type: string, is: (id: string, text: string) => boolean): Properties => {
    const found = all(type).filter(([id, { Properties }]) => is(id, JSON.stringify(Properties)));
    const [first] = found;
    if (!first || found.length > 1) throw new Error(`${found.length} of ${type} where one is expected`);
    return first[1].Properties;
  };
  const schedule = only('Scheduler::Schedule', (id) => id.startsWith('checkhealth'));
  const alarm = only('CloudWatch::Alarm', (_id, text) => text.includes('endpoint-down-health"'));
  const mapping = only('Lambda::EventSourceMapping', (id) => id.startsWith('IncidentReporter'));
  const invoke = only('Lambda::EventInvokeConfig', (id) => id.startsWith('checkhealth'));
  const asked = JSON.stringify(invoke.DestinationConfig?.OnSuccess ?? {});
  const between = all('SQS::Queue').find(([id]) => asked.includes(`"${id}"`))?.[1].Properties;
  return {
    scheduleMs: minutes(schedule.ScheduleExpression) * 60_000,
    betweenMs: between && Number(between.DelaySeconds) * 1000,
    periodMs: Number(alarm.Period) * 1000,
    datapoints: Number(alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods),
    gatherMs: Number(mapping.MaximumBatchingWindowInSeconds ?? 0) * 1000,
  };
}

function minutes(expression: unknown): number {
  const [, count] = /^rate\((\d+) minutes?\)$/.exec(String(expression)) ?? [];
  if (count === undefined) throw new Error(`a schedule that is not understood: ${expression}`);
  return Number(count);
}
