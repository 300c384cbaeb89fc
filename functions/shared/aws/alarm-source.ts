import { CloudWatchClient, DescribeAlarmsCommand, type DescribeAlarmsOutput, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmSource } from '../ports.ts';
import type { AlarmDefinition } from '../signals/alarm-definitions.ts';
import type { AlarmState, AlarmStateValue } from '../signals/alarm-state.ts';
import { inBatches } from './batches.ts';
import { awsClient } from './client.ts';
import { fewAtOnce } from './few-at-once.ts';

/** DescribeAlarms takes at most this many names (API reference). */
const NAMES_PER_CALL = 100;
/** A region answers 9 calls a second: https://docs.aws.amazon.com/general/latest/gr/cw_region.html */
const CALLS_AT_ONCE = 2;

/** The alarms that this configuration defines, read afresh from CloudWatch. */
export function cloudWatchAlarmSource(definitions: AlarmDefinition[], client = awsClient(CloudWatchClient)): AlarmSource {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const inTurn = fewAtOnce(CALLS_AT_ONCE);
  return {
    async states() {
      const found = await Promise.all(
        inBatches(definitions, { most: NAMES_PER_CALL }).map((few) => inTurn(() => described(few))),
      );
      return found.flat().flatMap((alarm) => {
        const definition = byName.get(alarm.AlarmName ?? '');
        return definition ? [stateOf(alarm, definition)] : [];
      });
    },
  };

  /** Those that are missing are left out; a call that fails makes the whole question fail, for half of the alarms is no state. */
  async function described(few: AlarmDefinition[]): Promise<MetricAlarm[]> {
    const AlarmNames = few.map((d) => d.name);
    const alarms: MetricAlarm[] = [];
    let NextToken: string | undefined;
    do {
      const page: DescribeAlarmsOutput = await client.send(
        new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm'], MaxRecords: NAMES_PER_CALL, NextToken }),
      );
      alarms.push(...(page.MetricAlarms ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return alarms;
  }
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
