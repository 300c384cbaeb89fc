import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type LogEvent, parseQuery, queryFiles, runQuery } from '../../insights/index.ts';
import { anyQuery, readsTwice, TABLES } from './arbitraries.ts';
import { naive } from './naive.ts';
import { AT } from './support.ts';

/** However the input is cut, and however many threads read it, the answer is the same. */
let path = '';
beforeAll(() => {
  path = join(mkdtempSync(join(tmpdir(), 'insights-')), 'log');
});

const messages = fc.array(
  fc.oneof(
    fc.constantFrom(
      '2026-11-25 10:00:01 - ERROR - atlasml.app - 📤 Response: 500 (took 0.342s)',
      '2026-11-25 10:07:00 - INFO - atlasml.app - 📤 Response: 200 (took 12.5s)',
    ),
    fc.constantFrom(
      '2026-11-25 10:11:00 - WARN - x - level=warn n=7 ä',
      '  "description": "Größe",',
      '{"level":"err","n":3,"a":{"b":"0.25"},"items":[{"id":1},{"id":2}]}',
      '{"level":"warn","n":"x","a":{"b":7}}',
      'took 3s',
      'a,b',
      '}',
    ),
    fc.string({ maxLength: 20 }).map((s) => s.replace(/[\r\n]/g, ' ')),
  ),
  { minLength: 1, maxLength: 40 },
);
const window = { startMs: AT - 3_600_000, endMs: AT + 3_600_000 };

const GIVEN = { window, nowMs: AT, tables: TABLES };

const queries = fc.oneof(
  anyQuery,
  fc.constantFrom(
    'filter @message like " - ERROR - " | stats count(*) as n by bin(5m)',
    'parse @message "took *s" as took | filter ispresent(took) | stats count(*), avg(took), sum(took), stddev(took), pct(took, 95), min(took), max(took) by bin(5m)',
    'filter @message like /(?i)error|größe|warn/ | sort @timestamp desc | limit 5',
    'parse @message /(?<n>\\d+)/ | stats count_distinct(n), earliest(@message), latest(@message), sortsFirst(n), sortsLast(n)',
    'filter @message like /took [0-9.]+s/ and @message not like "200" | fields @message, @timestamp',
    'stats sum(n), avg(a.b) by level | sort level',
    'pattern @message',
    'parse @message "took *s" as took | filter ispresent(took) | stats sum(took), count(took), avg(took) by bin(5m)',
    'parse @message "* - * - *" as a, b, c | parse b "*R*" as d, e | stats count(a), pct(b, 50), max(d) by c',
    'fields @message | dedup @message',
    'filter @message like /^\\s*"/ or @message like "took" | stats count(*)',
    'filter @message =~ /ä/ | limit any 2',
    'fields @timestamp, @message | sort @timestamp desc | limit 2',
    'limit 3',
    'parse @message "took *s" as @message',
  ),
);

/** The query's answer, or that it is refused. */
async function answer(
  run: () => Promise<{ rows: unknown; statistics: { recordsScanned: number; recordsMatched: number } }>,
): Promise<unknown> {
  try {
    const { rows, statistics } = await run();
    return { rows, scanned: statistics.recordsScanned, matched: statistics.recordsMatched };
  } catch (error) {
    return (error as Error).message;
  }
}

const FORMS: Record<string, (log: string[]) => string> = {
  text: (log) => `${log.join('\n')}\n`,
  jsonl: (log) => log.map((message, i) => `${JSON.stringify({ timestamp: AT + i * 60_000, message })}\n`).join(''),
  // Every third event has lines of its own.
  iso: (log) =>
    log
      .map((message, i) => `${new Date(AT + i * 60_000).toISOString()} ${message}\n${i % 3 ? '' : 'took 7s\n  error\n'}`)
      .join(''),
};

describe('of numbers that a double cannot add up the answer is missing, however the log is cut', () => {
  test.each([
    ['sum(n)', ['1e308', '1e308', '-1e308']],
    ['avg(n)', ['1e308', '-1e308', '-1e308']],
    ['stddev(n)', ['1e200', '1e200']],
  ])('%s of %j', async (call, numbers) => {
    const log = numbers.map((n) => `2026-11-25 10:00:01 - INFO - atlasml.app - n=${n}`);
    writeFileSync(path, `${log.join('\n')}\n`);
    const query = `parse @message "n=*" as n | stats ${call} as missing, count(*) as lines`;
    for (let partBytes = 1; partBytes <= 120; partBytes += 7) {
      const { rows } = await queryFiles(query, [{ path }], { ...GIVEN, threads: 1, partBytes });
      expect(rows).toEqual([{ lines: String(numbers.length) }]);
    }
  });
});

describe.each(Object.keys(FORMS))('%s', (form) => {
  const content = (log: string[]) => (FORMS[form] as (log: string[]) => string)(log);

  test('cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(messages, queries, fc.integer({ min: 1, max: 300 }), async (log, query, partBytes) => {
        writeFileSync(path, content(log));
        const whole = await answer(() => queryFiles(query, [{ path }], { ...GIVEN, threads: 1 }));
        const parts = await answer(() => queryFiles(query, [{ path }], { ...GIVEN, threads: 1, partBytes, tailBytes: 90 }));
        // A part knows when its own rows are enough, so with `limit any` fewer or more may be read.
        if (query.includes('limit any')) expect(rowsOf(parts)).toEqual(rowsOf(whole));
        else expect(parts).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test('in pieces of any size, as a stream, also compressed by gzip', async () => {
    await fc.assert(
      fc.asyncProperty(messages, queries, fc.integer({ min: 1, max: 50 }), fc.boolean(), async (log, query, size, isPacked) => {
        if (readsTwice(query)) return;
        writeFileSync(path, content(log));
        const bytes = isPacked ? gzipSync(content(log)) : Buffer.from(content(log));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
        const whole = await answer(() => queryFiles(query, [{ path }], { ...GIVEN, threads: 1 }));
        const streamed = await answer(() => queryFiles(query, [{ name: path, stream: Readable.from(pieces) }], { ...GIVEN }));
        expect(rowsOf(streamed)).toEqual(rowsOf(whole));
      }),
      { numRuns: 100 },
    );
  });
});

const rowsOf = (a: unknown) => (typeof a === 'string' ? a : (a as { rows: unknown }).rows);

test('with several threads', async () => {
  await fc.assert(
    fc.asyncProperty(messages, queries, async (log, query) => {
      writeFileSync(path, FORMS.text?.(log) ?? '');
      const one = await answer(() => queryFiles(query, [{ path }], { ...GIVEN, threads: 1 }));
      const many = await answer(() => queryFiles(query, [{ path }], { ...GIVEN, threads: 3, partBytes: 100 }));
      expect(rowsOf(many)).toEqual(rowsOf(one));
    }),
    { numRuns: 8 },
  );
});

test('from memory as from a file of JSON', async () => {
  await fc.assert(
    fc.asyncProperty(messages, queries, async (log, query) => {
      const events: LogEvent[] = log
        .map((message, i) => ({ timestamp: AT + i * 60_000, message }))
        .filter(({ message }) => message !== '');
      writeFileSync(path, FORMS.jsonl?.(events.map((e) => e.message)) ?? '');
      // Only a file gives its events a stream and a pointer of their own.
      if (/@ptr|@logStream/.test(query)) return;
      const shifted = events.map((e, i) => ({ ...e, timestamp: AT + i * 60_000 }));
      const memory = await answer(async () => runQuery(query, shifted, window, GIVEN));
      const fromFile = await answer(() => queryFiles(query, [{ path }], { ...GIVEN }));
      expect(rowsOf(fromFile)).toEqual(rowsOf(memory));
    }),
    { numRuns: 300 },
  );
});

test('from memory as from a file of plain lines', async () => {
  await fc.assert(
    fc.asyncProperty(messages, queries, async (log, query) => {
      writeFileSync(path, FORMS.text?.(log) ?? '');
      if (/@ptr|@logStream/.test(query)) return;
      const stamps = log.map((message) => Date.parse(`${/^2026-11-25 \d\d:\d\d:\d\d/.exec(message)?.[0].replace(' ', 'T')}Z`));
      let at = stamps.find((ms) => !Number.isNaN(ms)) ?? 0;
      const events = log.map((message, i) => {
        at = Number.isNaN(stamps[i]) ? at : (stamps[i] as number);
        return { timestamp: at, message };
      });
      const memory = await answer(async () =>
        runQuery(
          query,
          events.filter(({ message }) => message !== ''),
          window,
          GIVEN,
        ),
      );
      const fromFile = await answer(() => queryFiles(query, [{ path }], { ...GIVEN }));
      expect(rowsOf(fromFile)).toEqual(rowsOf(memory));
    }),
    { numRuns: 500 },
  );
});

test('as an evaluator that was written apart says', () => {
  const values = fc.array(
    fc.record({
      k: fc.constantFrom('a', 'b', 'c'),
      n: fc.option(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), {
        nil: undefined,
      }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 100 }), (objects, percent) => {
      const events = objects.map((o, i) => ({ timestamp: AT + i * 1000, message: JSON.stringify(o) }));
      const query = `stats count(*) as c, count(n) as cn, sum(n) as s, avg(n) as a, min(n) as lo, max(n) as hi, pct(n, ${percent}) as p, stddev(n) as d, count_distinct(n) as u, earliest(n) as e, latest(n) as l by k`;
      expect(parseQuery(query).commands).toHaveLength(1);
      const found = runQuery(query, events).rows.toSorted((x, y) => ((x.k ?? '') < (y.k ?? '') ? -1 : 1));
      const expected = naive(objects, percent);
      expect(found.map((r) => r.k)).toEqual(expected.map((r) => r.k));
      found.forEach((row, i) => {
        for (const [name, value] of Object.entries(expected[i] ?? {})) {
          if (name === 'k') continue;
          if (value === undefined) expect(row).not.toHaveProperty(name);
          else
            expect(Math.abs(Number(row[name]) - (value as number))).toBeLessThanOrEqual(
              1e-6 * Math.max(1, Math.abs(value as number)),
            );
        }
      });
    }),
    { numRuns: 1000 },
  );
});
