import { describe, expect, test } from 'vitest';
import { judgeCost } from '../../../../functions/send-digest/items/cost.ts';

describe('cost against the estimate', () => {
  const lines = (logs: number) => [
    { what: 'alarms', dollars: 10 },
    { what: 'Logs Insights', dollars: logs },
  ];
  test.each<[string, number, string, string[]]>([
    ['as estimated', 0.4, 'well', []],
    ['a little more', 2.1, 'well', ['Logs Insights: $2.10, $1.80 more than estimated']],
    ['a quarter more', 4, 'bad', ['Logs Insights: $4.00, $3.70 more than estimated']],
  ])('%s', (_title, logs, status, more) => {
    const { fact, ...rest } = judgeCost(lines(0.3), lines(logs));
    expect(rest).toEqual({ status, more });
    expect(fact).toBe(`$${(10 + logs).toFixed(2)} a month by what was used, by list price; the estimate is $10.30`);
  });
});
