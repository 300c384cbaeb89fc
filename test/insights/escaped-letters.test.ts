import { expect, test } from 'vitest';
import { runQuery } from '../../insights/index.ts';
import { ask } from './asked-file.ts';

/** A writer of JSON may write a letter as \u0041: https://www.rfc-editor.org/rfc/rfc8259#section-7 */
const LINES = ['{"l\\u0065vel":"w\\u0061rn","ms":501}', '', '{"level":"info","ms":7}', '', '{"level":"warn","ms":502}'];
const STAMPED = '2026-11-25T10:00:00.000Z';

/** A file is read in full where a letter is written so; it took for ever before. */
test.each([
  ['plain lines', LINES],
  ['plain lines without an end to the last one', LINES.slice(0, 1)],
  ['lines that end in CR LF', LINES.map((line) => `${line}\r`)],
  ['lines with an ISO time before them', LINES.filter(Boolean).map((line) => `${STAMPED} ${line}`)],
  ['JSONL of timestamp and message', LINES.filter(Boolean).map((message, i) => JSON.stringify({ timestamp: i, message }))],
])('a condition finds fields whose letters are escaped, in %s', async (_, lines) => {
  const events = LINES.filter(Boolean).map((message) => ({ timestamp: 0, message }));
  const isOne = lines.length === 1;
  for (const query of ['filter ms > 500', 'filter level = "warn"', 'filter level like /warn/', 'filter level like "info"']) {
    const counted = `${query} | stats count(*) as n`;
    const { rows, statistics } = await ask(counted, lines.join('\n'), { threads: 1, timeLimitMs: 1000 });
    expect({ query, rows }).toEqual({ query, rows: runQuery(counted, isOne ? events.slice(0, 1) : events).rows });
    expect(statistics.recordsScanned).toBe(isOne ? 1 : 3);
  }
});
