import { expect, test } from 'vitest';
import { ask } from './asked-file.ts';

/** A line that goes the long way through JSON.parse left its text in each row that was kept after it: gigabytes of a file of few megabytes. */
test.each(['fields level | dedup level', 'fields level | limit 10000', 'fields level | sort level | limit 10000'])(
  'rows do not keep the text of a long line before them: %s',
  async (query) => {
    const long = JSON.stringify({ timestamp: 0, message: `{"pad":"${'p'.repeat(1_000_000)}","a":NaN}` });
    const log = Array.from({ length: 4000 }, (_, i) => JSON.stringify({ timestamp: i, message: `{"a":${i}}` }));
    const { rows } = await ask(query, [long, ...log].join('\n'), { threads: 1, timeLimitMs: 2000 });
    expect(rows.length).toBe(4001);
  },
);
