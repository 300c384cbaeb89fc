import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Observation } from '../observation.ts';
import { ConflictError, type KindMemory, type StateStore } from '../ports.ts';
import { EMPTY_STATE, type ReporterState } from '../reporter-state.ts';

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
