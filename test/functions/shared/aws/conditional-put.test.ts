import { describe, expect, test } from 'vitest';
import { putIfVersion } from '../../../../functions/shared/aws/conditional-put.ts';
import { ConflictError } from '../../../../functions/shared/ports.ts';
import { dynamoStandIn, type Trouble } from '../../../support/dynamo-stand-in.ts';

const KEY = { kind: { S: 'state' }, id: { S: 'reporter' } };
const item = (json: string) => ({ ...KEY, json: { S: json } });
const stored = (json: string, version: number, writer: string) => ({
  ...item(json),
  version: { N: String(version) },
  writer: { S: writer },
});

/** A table in which version 4, of another writer, stands. */
async function table(...args: Parameters<typeof dynamoStandIn>) {
  const { client, items, asked } = await dynamoStandIn(...args);
  items.set('state reporter', stored('before', 4, 'other'));
  return { save: (version: number, writer = 'w') => putIfVersion(client, 't', item('after'), version, writer), items, asked };
}

test('a save over the version that was read takes the next one, and costs one request', async () => {
  const { save, items, asked } = await table();
  expect(await save(4)).toBe(5);
  expect(items.get('state reporter')).toEqual(stored('after', 5, 'w'));
  expect(asked).toEqual(['PutItem']);
});

test('the first save is the first version', async () => {
  const { client, items } = await dynamoStandIn();
  expect(await putIfVersion(client, 't', item('after'), 0, 'w')).toBe(1);
  expect(items.get('state reporter')).toEqual(stored('after', 1, 'w'));
});

test('a save over another version is a conflict, and changes nothing', async () => {
  const { save, items } = await table();
  await expect(save(3)).rejects.toThrow(ConflictError);
  expect(items.get('state reporter')).toEqual(stored('before', 4, 'other'));
});

describe('U44: a save that was done is no failed run, when', () => {
  test.each<[string, Trouble[], string[]]>([
    ['its answer was lost', ['answer lost'], ['PutItem', 'PutItem', 'GetItem consistent']],
    ['its answer was lost twice', ['answer lost', 'answer lost'], ['PutItem', 'PutItem', 'PutItem', 'GetItem consistent']],
    [
      'no attempt was answered',
      ['answer lost', 'answer lost', 'answer lost'],
      ['PutItem', 'PutItem', 'PutItem', 'GetItem consistent'],
    ],
    ['the server failed after it', ['failed but done'], ['PutItem', 'PutItem', 'GetItem consistent']],
    [
      'its answer was lost and its repetition throttled to the end',
      ['answer lost', 'throttled', 'throttled'],
      ['PutItem', 'PutItem', 'PutItem', 'GetItem consistent'],
    ],
    ['the request was lost', ['request lost'], ['PutItem', 'PutItem']],
  ])('%s', async (_when, troubles, requests) => {
    const { save, items, asked } = await table(troubles);
    expect(await save(4)).toBe(5);
    expect(items.get('state reporter')).toEqual(stored('after', 5, 'w'));
    expect(asked).toEqual(requests);
  });

  test('the answer hangs until the time of the whole call is over', async () => {
    const { save, asked } = await table(['hangs but done'], { totalMs: 500 });
    expect(await save(4)).toBe(5);
    expect(asked).toEqual(['PutItem', 'GetItem consistent']);
  });
});

describe('somebody else', () => {
  test('who saved between the two attempts is a conflict', async () => {
    const { save, items } = await table(['request lost']);
    items.set('state reporter', stored('theirs', 5, 'other'));
    await expect(save(4)).rejects.toThrow(ConflictError);
    expect(items.get('state reporter')).toEqual(stored('theirs', 5, 'other'));
  });

  test('with the same token of an earlier save is none of ours', async () => {
    const { save, items } = await table(['request lost']);
    items.set('state reporter', stored('ours of before', 7, 'w'));
    await expect(save(4)).rejects.toThrow(ConflictError);
  });
});

describe('what is not known to be done is an error', () => {
  test('when every attempt was lost', async () => {
    const { save, items } = await table(['request lost', 'request lost', 'request lost']);
    await expect(save(4)).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
    expect(items.get('state reporter')).toEqual(stored('before', 4, 'other'));
  });

  test('and the error of the save is told, not the one of the look', async () => {
    const { save } = await table(['failed but done', 'throttled', 'throttled', 'throttled', 'throttled', 'throttled']);
    await expect(save(4)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('a refusal for another reason is told at once', async () => {
    const { save, asked } = await table(['throttled'], { attempts: 1 });
    await expect(save(4)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(asked).toEqual(['PutItem']);
  });
});
