import { FilterLogEventsCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, test } from 'vitest';
import { askedService } from './asked-service.ts';
import { AT } from './support.ts';

const asked = askedService();
const { service } = asked;

describe('FilterLogEvents', () => {
  beforeEach(() => {
    service.put(
      'g',
      'other',
      ['ERROR a b', 'WARN a', 'INFO "x y"'].map((message, i) => ({ timestamp: AT + 100 + i, message })),
    );
  });
  const messages = async (input: object) => {
    const { events } = await asked.client.send(
      new FilterLogEventsCommand({ logGroupName: 'g', logStreamNames: ['other'], ...input }),
    );
    return events?.map((e) => e.message);
  };
  test.each([
    ['', ['ERROR a b', 'WARN a', 'INFO "x y"']],
    ['ERROR', ['ERROR a b']],
    ['a b', ['ERROR a b']],
    ['?ERROR ?WARN', ['ERROR a b', 'WARN a']],
    ['a -WARN', ['ERROR a b']],
    ['"x y"', ['INFO "x y"']],
    ['%WA.N%', ['WARN a']],
    ['[level = W*, ...]', ['WARN a']],
  ])('the pattern %s', async (filterPattern, expected) => expect(await messages({ filterPattern })).toEqual(expected));
  test('both ends of the time are included', async () =>
    expect(await messages({ startTime: AT + 101, endTime: AT + 101 })).toEqual(['WARN a']));
  test('pages follow each other', async () => {
    const found = [];
    for await (const page of paginateFilterLogEvents({ client: asked.client }, { logGroupName: 'g', limit: 3 }))
      found.push(...(page.events ?? []));
    expect(found.map((e) => e.timestamp)).toEqual(found.map((e) => e.timestamp).toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(found).toHaveLength(7);
  });
  test('a pattern that is not valid is refused', async () =>
    expect(messages({ filterPattern: '{ $.a = 1' })).rejects.toMatchObject({ name: 'InvalidParameterException' }));
});
