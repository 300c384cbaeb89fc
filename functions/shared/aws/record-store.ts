import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { ConflictError, type RecordStore, type StoredRecord } from '../ports.ts';

/** Records in one DynamoDB table with the key (kind, id); each is JSON beside its version. */
export function dynamoRecordStore(TableName: string, client = new DynamoDBClient({})): RecordStore {
  return {
    async list(kind, { fromId, most = Number.POSITIVE_INFINITY, newestFirst = false } = {}) {
      const found: StoredRecord[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page: QueryCommandOutput = await client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: fromId === undefined ? 'kind = :kind' : 'kind = :kind AND id >= :from',
            ExpressionAttributeValues: { ':kind': { S: kind }, ...(fromId !== undefined && { ':from': { S: fromId } }) },
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
      const Item = {
        kind: { S: kind },
        id: { S: id },
        json: { S: json },
        ...(version > 0 && { version: { N: String(version) } }),
        ...(expiresMs !== undefined && { expires: { N: String(Math.ceil(expiresMs / 1000)) } }),
      };
      const condition = expectedVersion === undefined ? {} : conditionOn(expectedVersion);
      try {
        await client.send(new PutItemCommand({ TableName, Item, ...condition }));
      } catch (error) {
        if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
        throw new ConflictError('another run saved first; this one starts again', { cause: error });
      }
    },
  };
}

function conditionOn(version: number) {
  if (version < 0) return {};
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(version)' };
  return { ConditionExpression: 'version = :loaded', ExpressionAttributeValues: { ':loaded': { N: String(version) } } };
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
