import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { RecordStore, StoredRecord } from '../ports.ts';
import { awsClient } from './client.ts';
import { putIfVersion } from './conditional-put.ts';

/** Records in one DynamoDB table with the key (kind, id); each is JSON beside its version. */
export function dynamoRecordStore(TableName: string, client = awsClient(DynamoDBClient)): RecordStore {
  return {
    async list(kind, { fromId, toId, most = Number.POSITIVE_INFINITY, newestFirst = false } = {}) {
      const found: StoredRecord[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page: QueryCommandOutput = await client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: conditionOf(fromId, toId),
            ExpressionAttributeValues: {
              ':kind': { S: kind },
              ...(fromId !== undefined && { ':from': { S: fromId } }),
              ...(toId !== undefined && { ':to': { S: toId } }),
            },
            ScanIndexForward: !newestFirst,
            ...(Number.isFinite(most) && { Limit: most - found.length }),
            ExclusiveStartKey,
          }),
        );
        found.push(...(page.Items ?? []).map(recordOf));
        // A page ends at 1 MB too (API reference of Query).
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey && found.length < most);
      return found;
    },
    async put(kind, { id, json, version }, { expectedVersion, expiresMs } = {}) {
      const item = {
        kind: { S: kind },
        id: { S: id },
        json: { S: json },
        ...(expiresMs !== undefined && { expires: { N: String(Math.ceil(expiresMs / 1000)) } }),
      };
      if (expectedVersion !== undefined && expectedVersion >= 0) {
        await putIfVersion(client, TableName, item, expectedVersion, randomUUID());
        return;
      }
      const Item = { ...item, ...(version > 0 && { version: { N: String(version) } }) };
      await client.send(new PutItemCommand({ TableName, Item }));
    },
  };
}

/** Of the sort key there may be one condition. */
function conditionOf(fromId: string | undefined, toId: string | undefined): string {
  if (fromId !== undefined && toId !== undefined) return 'kind = :kind AND id BETWEEN :from AND :to';
  if (fromId !== undefined) return 'kind = :kind AND id >= :from';
  return toId === undefined ? 'kind = :kind' : 'kind = :kind AND id <= :to';
}

/** A version that is no number would refuse every conditional write for ever. */
function recordOf({ id, json, version }: Record<string, AttributeValue>): StoredRecord {
  const number = Number(version?.N ?? 'none');
  return {
    id: id?.S ?? '',
    json: json?.S ?? '',
    version: version === undefined ? 0 : Number.isSafeInteger(number) ? number : -1,
  };
}
