import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { stateStore } from '../incident/state-store.ts';
import type { KindMemory, StateStore } from '../ports.ts';
import { dynamoRecordStore } from './record-store.ts';

/** State and known kinds of error in one DynamoDB table. */
export function dynamoStateStore(tableName: string, client = new DynamoDBClient({})): StateStore & KindMemory {
  return {
    ...stateStore(dynamoRecordStore(tableName, client), Date.now),
    async firstSeen(fingerprints, atMs) {
      const seen = fingerprints.map(async (id): Promise<[string, number]> => {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: { kind: { S: 'error-kind' }, id: { S: id } },
            UpdateExpression: 'SET firstSeenMs = if_not_exists(firstSeenMs, :now)',
            ExpressionAttributeValues: { ':now': { N: String(atMs) } },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return [id, Number(Attributes?.firstSeenMs?.N)];
      });
      return new Map(await Promise.all(seen));
    },
  };
}
