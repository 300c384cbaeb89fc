import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { alarmTurns } from '../../functions/shared/aws/alarm-history.ts';
import { cloudWatchAlarmSource } from '../../functions/shared/aws/alarm-source.ts';
import { cloudWatchMetricStore } from '../../functions/shared/aws/metric-store.ts';
import { dynamoRecordStore } from '../../functions/shared/aws/record-store.ts';
import { reporterTable } from '../../functions/shared/aws/reporter-table.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { runMemory } from '../../functions/shared/incident/run-memory.ts';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { incidentsSince, type KeptPast, messagesOf } from '../../local/view/kept-past.ts';

/** Clients of AWS in place of those by the environment. */
export interface Clients {
  cloudWatch?: CloudWatchClient;
  dynamo?: DynamoDBClient;
  lambda?: LambdaClient;
}

/** What a deployed monitor kept, read with the rights of whoever asks. Nothing is changed. @throws when it cannot be asked. */
export async function deployedPast(config: MonitorConfig, { cloudWatch, dynamo, lambda }: Clients = {}): Promise<KeptPast> {
  const { slug } = config;
  const records = dynamoRecordStore(await reporterTable(slug, lambda), dynamo);
  const incidents = (sinceMs: number) => incidentsSince(stateStore(records, Date.now), sinceMs);
  return {
    config,
    runs: runMemory(records),
    metrics: cloudWatchMetricStore(slug, cloudWatch),
    alarms: () => cloudWatchAlarmSource(alarmsOf(config), cloudWatch).states(),
    turns: (startMs, endMs) => alarmTurns(slug, startMs, endMs, cloudWatch),
    incidents,
    messages: async (startMs, endMs) => messagesOf(await incidents(startMs), startMs, endMs),
  };
}
