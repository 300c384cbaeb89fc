import { CloudWatchClient, DescribeAlarmHistoryCommand, type DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch';
import type { AlarmStateValue, AlarmTurn } from '../signals/alarm-state.ts';
import { awsClient } from './client.ts';

/** It holds 100 items, and three calls a second are allowed (API reference, quotas of CloudWatch). */
const ITEMS_PER_CALL = 100;
const MOST_CALLS = 20;

/**
 * Changes of our alarms, the oldest first; CloudWatch keeps them for 30 days. It is asked for all alarms of the account at once, as it takes
 * one name or none.
 * @throws when there are more than a few thousand.
 */
export async function alarmTurns(
  slug: string,
  startMs: number,
  endMs: number,
  client = awsClient(CloudWatchClient),
): Promise<AlarmTurn[]> {
  const found: AlarmTurn[] = [];
  let NextToken: string | undefined;
  for (let call = 0; call < MOST_CALLS; call++) {
    const page: DescribeAlarmHistoryOutput = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmTypes: ['MetricAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: new Date(startMs),
        EndDate: new Date(endMs),
        ScanBy: 'TimestampAscending',
        MaxRecords: ITEMS_PER_CALL,
        NextToken,
      }),
    );
    for (const { AlarmName = '', Timestamp, HistoryData } of page.AlarmHistoryItems ?? []) {
      if (!AlarmName.startsWith(`atlasml-${slug}-`) || !Timestamp) continue;
      const turn = turnOf(HistoryData);
      if (turn) found.push({ name: AlarmName, atMs: Timestamp.getTime(), ...turn });
    }
    NextToken = page.NextToken;
    if (!NextToken) return found;
  }
  throw new Error(`there are more than ${ITEMS_PER_CALL * MOST_CALLS} changes of alarms in that time`);
}

interface HistoryData {
  oldState?: { stateValue?: AlarmStateValue };
  newState?: { stateValue?: AlarmStateValue; stateReason?: string };
}

function turnOf(json = ''): Omit<AlarmTurn, 'name' | 'atMs'> | undefined {
  try {
    const { oldState, newState } = JSON.parse(json) as HistoryData;
    if (!oldState?.stateValue || !newState?.stateValue) return undefined;
    return { was: oldState.stateValue, became: newState.stateValue, reason: String(newState.stateReason ?? '') };
  } catch {
    return undefined;
  }
}
