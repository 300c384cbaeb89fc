import type { ServerResponse } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { type CallLimits, clientOptions, endingCalls, LIMITS } from '../../functions/shared/aws/client.ts';
import { serve } from './servers.ts';

type Item = Record<string, { S?: string; N?: string }>;
interface Request {
  Item?: Item;
  Key?: Item;
  ConsistentRead?: boolean;
  ExpressionAttributeValues?: Item;
}

/** What the server does with one request: as usual; or, whether or not it did what was asked, no proper answer. */
export type Trouble = 'none' | 'answer lost' | 'request lost' | 'failed but done' | 'throttled' | 'hangs but done';

const REFUSAL = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'refused' };
const THROTTLED = { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'later' };

/**
 * A real server that keeps items as a DynamoDB table does, with GetItem and a PutItem on the condition that the version
 * is the expected one; and a real client for it.
 * @param troubles of the first requests, in their order.
 */
export async function dynamoStandIn(troubles: Trouble[] = [], limits: Partial<CallLimits> = {}) {
  const items = new Map<string, Item>();
  const asked: string[] = [];
  const keyOf = ({ kind, id }: Item) => `${kind?.S} ${id?.S}`;

  const endpoint = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const asks = JSON.parse(body) as Request;
    asked.push(asks.ConsistentRead ? `${operation} consistent` : operation);
    const trouble = troubles.shift() ?? 'none';
    if (trouble === 'request lost') return void request.socket.destroy();
    if (trouble === 'throttled') return answer(response, 400, THROTTLED);
    const [status, json] = operation === 'GetItem' ? [200, get(asks)] : put(asks);
    if (trouble === 'none') return answer(response, status, json);
    if (trouble === 'failed but done') return answer(response, 500, { __type: 'InternalServerError' });
    if (trouble === 'answer lost') request.socket.destroy();
  });

  function get({ Key = {} }: Request): object {
    const Item = items.get(keyOf(Key));
    return Item ? { Item } : {};
  }

  function put({ Item = {}, ExpressionAttributeValues = {} }: Request): [number, object] {
    const [stands, expected] = [items.get(keyOf(Item))?.version?.N, Object.values(ExpressionAttributeValues)[0]?.N];
    if (stands !== undefined && stands !== expected) return [400, REFUSAL];
    items.set(keyOf(Item), Item);
    return [200, {}];
  }

  const all = { ...LIMITS, ...limits };
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const options = { endpoint, region: 'eu-central-1', credentials, ...clientOptions(all) };
  const client = endingCalls(new DynamoDBClient(options), all.totalMs);
  onTestFinished(() => client.destroy());
  return { client, items, asked };
}

function answer(response: ServerResponse, status: number, json: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(json));
}
