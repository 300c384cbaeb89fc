import { expect, test } from 'vitest';
import { runQuery } from '../../../insights/index.ts';
import { readLogLines } from '../../../local/lines/read-lines.ts';
import { recorded } from '../../support/corpus.ts';

const AT = Date.UTC(2026, 10, 25, 10);

test('a line of JSON that says more than an export does is the event itself, as for a query', () => {
  const lines = [1, 2].map((n) => JSON.stringify({ timestamp: AT + n, level: 'ERROR', message: `failed ${n}`, n }));
  const { events, how } = readLogLines(lines);
  expect(events.map(({ timestamp, message }) => ({ timestamp, message }))).toEqual(
    lines.map((message, i) => ({ timestamp: AT + 1 + i, message })),
  );
  expect(how.broken).toBe(0);
  expect(runQuery('filter level = "ERROR" | stats sum(n) as sum', events).rows).toEqual([{ sum: '3' }]);
});

test('an exported event is its message, whatever the tools write beside it', () => {
  const line = JSON.stringify({ timestamp: AT, message: 'failed', logStreamName: 's', ingestionTime: AT + 5, eventId: '1' });
  expect(readLogLines([line]).events).toMatchObject([{ timestamp: AT, message: 'failed' }]);
});

test("AtlasML's lines are found in objects with fields of whoever ships them, with the lines that continue them", () => {
  const events = recorded('logs/crash-and-restart').slice(0, 200);
  const plain = readLogLines(events.map((e) => JSON.stringify(e))).events.map((e) => e.message);
  const shipped = events.map(({ timestamp, message }) => JSON.stringify({ timestamp, host: 'vm-1', severity: 6, message }));
  const { events: found, how } = readLogLines(shipped);
  expect(found.map((e) => e.message)).toEqual(plain);
  expect(how.broken).toBe(0);
});
