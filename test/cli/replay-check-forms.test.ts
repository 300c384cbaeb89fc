import { describe, expect, test } from 'vitest';
import { type CheckRow, checkJson, checkLines, checkMarkdown } from '../../cli/replay/check-words.ts';
import { here, message, there } from './beside.ts';

describe('the check in its three forms', () => {
  const rows: CheckRow[] = [
    { what: 'alike', here: here(1, 5), there: there(1, 5), how: [], reasons: [] },
    {
      what: 'otherwise',
      here: here(10, 15),
      there: there(10, 15, { messages: [message(10, { failure: 'HTTP 500 <a|b>' }), message(14)] }),
      how: ['Told 4 min later there.'],
      reasons: ['slack did not take it at 2026-11-25 10:10 UTC: HTTP 500 <a|b>.'],
    },
    {
      what: 'only here',
      here: here(20, 25),
      how: [],
      reasons: ['A silence was in force until 2026-11-25 10:30 UTC: deploy (ada).'],
    },
    { what: 'only there', there: there(40, 45), how: [], reasons: [] },
  ];
  test.each([
    ['txt', () => checkLines(rows, 'the monitor on this machine').join('\n')],
    ['md', () => checkMarkdown(rows, 'the deployed monitor')],
    ['json', () => JSON.stringify(checkJson(rows), undefined, 2)],
  ])('%s', async (ending, text) => {
    await expect(`${text()}\n`).toMatchFileSnapshot(`../golden/replay-check.${ending}`);
  });

  test('nothing to set beside', () => {
    expect(checkLines([], 'the deployed monitor')).toEqual([
      'Neither the replay nor the deployed monitor told anything in that time.',
    ]);
  });
});
