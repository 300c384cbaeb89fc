import { beforeAll, describe, expect, test } from 'vitest';
import { askedService, objects, queriesOf } from './asked-service.ts';
import { AT } from './support.ts';

const asked = askedService();
const { service } = asked;
const { start, poll, ended, rowsOf } = queriesOf(asked);

describe('more rows than an answer holds', () => {
  const COUNT = 10_005;
  beforeAll(() => {
    service.createGroup('long');
    service.put(
      'long',
      's',
      Array.from({ length: COUNT }, (_, i) => ({ timestamp: AT + i, message: String(i) })),
    );
  });
  const long = { logGroupName: 'long' };
  test('come in pages of 10,000, when the request asks for more', async () => {
    const queryId = await start('fields @message | sort @timestamp', { ...long, limit: 20_000 });
    const first = await ended(queryId);
    expect(first.results).toHaveLength(10_000);
    const second = await poll(queryId, { nextToken: first.nextToken });
    expect(objects(second).map((row) => row['@message'])).toEqual(['10000', '10001', '10002', '10003', '10004']);
    expect(second.nextToken).toBeUndefined();
    const other = await start('fields @message', long);
    await expect(poll(other, { nextToken: first.nextToken })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
  test('are 10,000 when nothing asks for more, and as many as the smaller limit says', async () => {
    const answer = await ended(await start('fields @message', long));
    expect(answer.statistics?.recordsMatched).toBe(COUNT);
    expect(answer.nextToken).toBeUndefined();
    expect(answer.results).toHaveLength(10_000);
    expect(await rowsOf('fields @message | limit 7', { ...long, limit: 20_000 })).toHaveLength(7);
    expect(await rowsOf('fields @message | limit 20000', { ...long, limit: 6 })).toHaveLength(6);
  });
  test('come in pages of the size asked for', async () => {
    const queryId = await start('stats count(*) as n by @message % 5 as k | sort k', long);
    await ended(queryId);
    const pages = [];
    for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
      const page = await poll(queryId, { maxItems: 2, nextToken });
      pages.push(objects(page).map(({ k }) => k));
      nextToken = page.nextToken;
    }
    expect(pages).toEqual([['0', '1'], ['2', '3'], ['4']]);
    for (const maxItems of [0, 10_001])
      await expect(poll(queryId, { maxItems })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
