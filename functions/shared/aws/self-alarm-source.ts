import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../signals/alarm-state.ts';
import { awsClient } from './client.ts';

/** An alarm about the monitor itself: which functions do not run, what could not be handed over. */
export type SelfAlarm = Pick<AlarmState, 'name' | 'title' | 'severity' | 'value' | 'sinceMs'>;

/** The description of lib/self-monitoring.ts: severity, subject, what it means, and where the runbook is. */
const MEANING = /^\[\w+\] The monitor itself: (.*?)\.? Runbook: /s;

/** The alarms of a service about the monitor itself, by the begin of their names. */
export async function selfAlarms(slug: string, client = awsClient(CloudWatchClient)): Promise<SelfAlarm[]> {
  const found: SelfAlarm[] = [];
  const asked = { AlarmNamePrefix: `atlasml-${slug}-self-`, AlarmTypes: ['MetricAlarm' as const] };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client, pageSize: 100 }, asked)) {
    for (const { AlarmName: name = '', AlarmDescription = '', StateValue = 'INSUFFICIENT_DATA', ...alarm } of MetricAlarms) {
      const title = MEANING.exec(AlarmDescription)?.[1] ?? name;
      const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0);
      found.push({ name, title, severity: 'page', value: StateValue as SelfAlarm['value'], sinceMs: since.getTime() });
    }
  }
  return found;
}
