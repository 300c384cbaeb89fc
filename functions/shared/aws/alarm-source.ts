import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmSource } from '../ports.ts';
import type { AlarmDefinition } from '../signals/alarm-definitions.ts';
import type { AlarmState, AlarmStateValue } from '../signals/alarm-state.ts';
import { awsClient } from './client.ts';

/** DescribeAlarms takes at most this many names (API reference). */
const NAMES_PER_CALL = 100;

/** The alarms that this configuration defines, read afresh from CloudWatch. */
export function cloudWatchAlarmSource(definitions: AlarmDefinition[], client = awsClient(CloudWatchClient)): AlarmSource {
  return {
    async states() {
      const found: MetricAlarm[] = [];
      for (let i = 0; i < definitions.length; i += NAMES_PER_CALL) {
        const AlarmNames = definitions.slice(i, i + NAMES_PER_CALL).map((d) => d.name);
        const page = await client.send(
          new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm'], MaxRecords: NAMES_PER_CALL }),
        );
        found.push(...(page.MetricAlarms ?? []));
      }
      return found.flatMap((alarm) => {
        const definition = definitions.find((d) => d.name === alarm.AlarmName);
        return definition ? [stateOf(alarm, definition)] : [];
      });
    },
  };
}

function stateOf(alarm: MetricAlarm, { name, signal, subject, title }: AlarmDefinition): AlarmState {
  const { id, severity } = signal;
  return {
    name,
    signal: id,
    severity,
    title,
    subject,
    value: (alarm.StateValue ?? 'INSUFFICIENT_DATA') as AlarmStateValue,
    reason: alarm.StateReason ?? '',
    sinceMs: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0)).getTime(),
  };
}
