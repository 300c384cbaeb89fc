import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { ConflictError } from '../ports.ts';

/** An item without its version and writer; both parts of the table's key are needed to read it again. */
export type VersionedItem = Record<string, AttributeValue> & Record<'kind' | 'id', AttributeValue>;

/**
 * Puts an item over the version that was read, or where there is none, with the next version. A write whose answer was
 * lost is tried again by the SDK and then refused because of itself; so what stands there is read before it is called
 * somebody else's. Source: "Conditional writes" in
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
 * @param writer a token of this save alone, which its attempts share.
 * @returns the version that stands there now.
 * @throws ConflictError when another save came first; what DynamoDB throws when ours is not known to stand there.
 */
export async function putIfVersion(
  client: DynamoDBClient,
  table: string,
  item: VersionedItem,
  expectedVersion: number,
  writer: string,
): Promise<number> {
  const version = expectedVersion + 1;
  const put = new PutItemCommand({
    TableName: table,
    Item: { ...item, version: { N: String(version) }, writer: { S: writer } },
    ConditionExpression: 'attribute_not_exists(version) OR version = :expected',
    ExpressionAttributeValues: { ':expected': { N: String(expectedVersion) } },
  });
  try {
    await client.send(put);
    return version;
  } catch (error) {
    if (mayBeDone(error) && (await isOurs())) return version;
    if ((error as Error).name !== REFUSED) throw error;
    throw new ConflictError('another run saved first; this one starts again', { cause: error });
  }

  async function isOurs(): Promise<boolean> {
    const get = new GetItemCommand({ TableName: table, Key: { kind: item.kind, id: item.id }, ConsistentRead: true });
    // What cannot be read is not known to be ours; the first error says why better than this one.
    const { Item } = await client.send(get).catch(() => ({ Item: undefined }));
    return Item?.writer?.S === writer && Item.version?.N === String(version);
  }
}

const REFUSED = 'ConditionalCheckFailedException';

/** Not answered, answered by a server that failed, or answered at a later attempt: the write may be done all the same. */
function mayBeDone(error: unknown): boolean {
  const { httpStatusCode: status, attempts = 1 } = (error as Partial<PutItemCommandOutput>).$metadata ?? {};
  return status === undefined || status >= 500 || attempts > 1;
}
