import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogsService } from '../../insights/index.ts';
import { SECONDS } from './asked-service.ts';
import { AT } from './support.ts';

describe('an expression that computes for ever', () => {
  const hasty = new LogsService(() => AT + 60_000, 1000);
  let url = '';
  beforeAll(async () => {
    url = await hasty.start();
    hasty.put('slow', 's', [{ timestamp: AT, message: `${'a'.repeat(40)}!` }]);
  });
  afterAll(() => hasty.stop());
  const send = async (action: string, body: object) => {
    const headers = { 'x-amz-target': `Logs_20140328.${action}` };
    return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Record<string, unknown>;
  };
  const asked = { logGroupName: 'slow', startTime: SECONDS, endTime: SECONDS + 60 };
  const begin = async (queryString: string) => ({ queryId: (await send('StartQuery', { ...asked, queryString })).queryId });
  const end = async (query: object) => {
    for (;;) {
      const answer = await send('GetQueryResults', query);
      if (answer.status !== 'Running' && answer.status !== 'Scheduled') return answer;
    }
  };
  const hostile = 'filter @message like /^(a+)+$/';
  const order: string[] = [];
  const told = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const result = await work;
    order.push(name);
    return result;
  };

  test('keeps nobody else waiting, and ends its own query as Timeout', async () => {
    const [slow, pattern] = [
      told('slow query', begin(hostile).then(end)),
      told('slow pattern', send('FilterLogEvents', { logGroupName: 'slow', filterPattern: '%a*a*a*a*a*a*a*a*b%' })),
    ];
    const others = Promise.all([
      told('plain pattern', send('FilterLogEvents', { logGroupName: 'slow', filterPattern: 'aaa' })),
      told('described', send('DescribeQueries', {})),
    ]);
    expect((await others)[0].events).toHaveLength(1);
    expect(await slow).toMatchObject({ status: 'Timeout', results: [] });
    expect(await pattern).toMatchObject({
      __type: 'InvalidParameterException',
      message: 'the filter pattern computes for too long',
    });
    expect(order.slice(0, 2).toSorted()).toEqual(['described', 'plain pattern']);
    expect(await end(await begin('stats count(*) as n'))).toMatchObject({ status: 'Complete' });
  });

  test('keeps no pattern with an expression waiting, as many queries as there may be', async () => {
    const queries = await Promise.all(Array.from({ length: 30 }, () => begin(hostile)));
    const waits = send('FilterLogEvents', { logGroupName: 'slow', filterPattern: '%^a+%' });
    const first = await Promise.race([waits, end(queries[0] as object)]);
    expect(first.events).toHaveLength(1);
    for (const query of queries) await send('StopQuery', query);
  });

  test('is given up when its query is stopped', async () => {
    const query = await begin(hostile);
    expect(await send('StopQuery', query)).toEqual({ success: true });
    expect(await end(query)).toMatchObject({ status: 'Cancelled' });
    expect(await end(await begin('stats count(*) as n'))).toMatchObject({ status: 'Complete' });
  });
});
