import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { archiveKey, EMPTY_STATE, type Incident, type ReporterState } from '../incident/reporter-state.ts';
import type { Observation } from '../observation.ts';
import { ConflictError, type KindMemory, type StateStore } from '../ports.ts';

/** Ended incidents are kept for a year and a month. */
const KEPT_SECONDS = 400 * 86_400;
const STATE_KEY = { kind: { S: 'state' }, id: { S: 'reporter' } };

/** State in one DynamoDB table with the key (kind, id); each record is JSON beside its version. */
export function dynamoStateStore(tableName: string, client = new DynamoDBClient({})): StateStore & KindMemory {
  return {
    async load() {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: STATE_KEY, ConsistentRead: true }));
      return Item?.json?.S ? (JSON.parse(Item.json.S) as ReporterState) : EMPTY_STATE;
    },
    async save(state) {
      const next = { ...state, version: state.version + 1 };
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: { ...STATE_KEY, version: { N: String(next.version) }, json: { S: JSON.stringify(next) } },
            ConditionExpression: 'attribute_not_exists(version) OR version = :loaded',
            ExpressionAttributeValues: { ':loaded': { N: String(state.version) } },
          }),
        );
        return next;
      } catch (error) {
        if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
        throw new ConflictError('another run saved the state first; this one starts again', { cause: error });
      }
    },
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
    async saveObservation(observation: Observation) {
      const Item = { kind: { S: 'observation' }, id: { S: observation.check }, json: { S: JSON.stringify(observation) } };
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    async archive(incident) {
      const Item = {
        kind: { S: 'incident' },
        id: { S: archiveKey(incident) },
        json: { S: JSON.stringify(incident) },
        expires: { N: String(Math.ceil(incident.openedMs / 1000) + KEPT_SECONDS) },
      };
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    async archived(most, sinceMs = 0) {
      const items: Record<string, AttributeValue>[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page: QueryCommandOutput = await client.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: 'kind = :kind AND id >= :since',
            ExpressionAttributeValues: { ':kind': { S: 'incident' }, ':since': { S: new Date(sinceMs).toISOString() } },
            ScanIndexForward: false,
            Limit: most - items.length,
            ExclusiveStartKey,
          }),
        );
        items.push(...(page.Items ?? []));
        // A page ends at 1 MB too (API reference of Query).
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey && items.length < most);
      return items.map((item) => JSON.parse(item.json?.S ?? '') as Incident);
    },
    async observations() {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': { S: 'observation' } },
        }),
      );
      return Items.map((item) => JSON.parse(item.json?.S ?? '') as Observation);
    },
  };
}
