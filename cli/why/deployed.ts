import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { alarmTurns } from '../../functions/shared/aws/alarm-history.ts';
import { cloudWatchAlarmSource } from '../../functions/shared/aws/alarm-source.ts';
import { deployedSeries } from '../../functions/shared/aws/deployed-series.ts';
import { dynamoRecordStore } from '../../functions/shared/aws/record-store.ts';
import { reporterTable } from '../../functions/shared/aws/reporter-table.ts';
import { systemClock } from '../../functions/shared/clock.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { runMemory } from '../../functions/shared/incident/run-memory.ts';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../../functions/shared/signals/native-alarms.ts';
import { byParts } from '../../functions/shared/signals/parts.ts';
import { incidentsSince, type KeptPast, messagesOf } from '../../local/view/kept-past.ts';
import { turnsOfParts } from '../../local/view/turns-of-parts.ts';

/** Clients of AWS in place of those by the environment. */
export interface Clients {
  cloudWatch?: CloudWatchClient;
  logs?: CloudWatchLogsClient;
  dynamo?: DynamoDBClient;
  lambda?: LambdaClient;
}

/** What a deployed monitor kept, read with the rights of whoever asks. Nothing is changed. @throws when it cannot be asked. */
export async function deployedPast(config: MonitorConfig, { cloudWatch, dynamo, lambda, logs }: Clients = {}): Promise<KeptPast> {
  const { slug } = config;
  const records = dynamoRecordStore(await reporterTable(slug, lambda), dynamo);
  const runs = runMemory(records);
  const definitions = alarmsOf(config);
  const incidents = (sinceMs: number) => incidentsSince(stateStore(records, Date.now), sinceMs);
  return {
    config,
    runs,
    metrics: deployedSeries(slug, systemClock, { ...(cloudWatch && { cloudWatch }), ...(logs && { logs }) }),
    async alarms() {
      const [states, observations] = await Promise.all([
        cloudWatchAlarmSource(nativeAlarmsOf(definitions), cloudWatch).states(),
        stateStore(records, Date.now).observations(),
      ]);
      return byParts(states, definitions, observations, Date.now());
    },
    async turns(startMs, endMs) {
      const [turns, kept] = await Promise.all([alarmTurns(slug, startMs, endMs, cloudWatch), runs.between(startMs, endMs)]);
      return turnsOfParts(turns, definitions, kept);
    },
    incidents,
    messages: async (startMs, endMs) => messagesOf(await incidents(startMs), startMs, endMs),
  };
}
