import { expect, test } from 'vitest';
import { ask } from './asked-file.ts';

/** A line without a time belongs to the moment of the line before; it is found without a look at all lines before it. */
test('a log of which no line has a time is looked through in one go', async () => {
  const log = Array.from({ length: 100_000 }, (_, i) => `line ERROR ${i}\n`).join('');
  for (const query of ['stats count(*) as n', 'filter @timestamp > 0 or 1 = 1 | stats count(*) as n']) {
    const { rows } = await ask(`filter @message like "ERROR" | ${query}`, log, { threads: 1, timeLimitMs: 3000 });
    expect(rows).toEqual([{ n: '100000' }]);
  }
});

test('lines without a time have the time of the last line that has one, hit or not', async () => {
  const log = ['ERROR a', 'b', '2026-11-25 10:00:00 c', 'ERROR d', 'e', '2026-11-25 10:00:01 f', 'g', 'ERROR h', 'ERROR i', ''];
  const { rows } = await ask('filter @message like "ERROR" | fields @timestamp, @message | limit any 9', log.join('\n'));
  expect(rows.map((row) => row['@message'])).toEqual(['ERROR a', 'ERROR d', 'ERROR h', 'ERROR i']);
  expect(rows.slice(1).map((row) => row['@timestamp'])).toEqual([
    '2026-11-25 10:00:00.000',
    '2026-11-25 10:00:01.000',
    '2026-11-25 10:00:01.000',
  ]);
});
