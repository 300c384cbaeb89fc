import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type LogEvent, queryFiles, runQuery } from '../insights/index.ts';
import { anyQuery, TABLES } from '../test/insights/arbitraries.ts';
import { EVERYDAY, mutated } from '../test/insights/everyday.ts';
import { AT } from '../test/insights/support.ts';

/**
 * Asks files of logs, whole and in parts, what it asks the same events in memory, and ends at the first answer that differs.
 * Messages are written alike, as those of one service are. `node bench/fuzz-files.ts SECONDS SEED`
 */
const SECONDS = Number(process.argv[2] ?? 300);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);

const value = fc.constantFrom(
  ...['"ERROR"', '"WARN"', '"a b"', '"said \\"x\\""', '"größe"', '""', '"u-1"', '"7"', '"x\\u0041"'],
  ...['500', '200', '12.5', '-3', '1e3', '7', '12345678901234567', 'true', 'null', '{"id":1}', '[1,2]'],
);
const object = fc
  .tuple(fc.nat(2), value, value, value)
  .map(([form, a, b, c]) =>
    form === 0
      ? `{"level":${a},"status":${b},"ms":${c}}`
      : form === 1
        ? `{"level":${a},"a":{"b":${b}},"items":[{"id":${c}}]}`
        : `{"user":${a} , "n" : ${b},"level":"INFO"}`,
  );
const text = fc
  .tuple(
    fc.constantFrom('INFO', 'ERROR'),
    fc.nat(9),
    fc.constantFrom('took 0.342s', 'took xs', 'user=u-1 path=/x', 'größe ✅', '0x1f 2026-11-25'),
  )
  .map(([level, n, rest]) => `2026-11-25 10:0${n}:1${n} - ${level} - app - ${rest} ${n}`);
const log = fc.array(fc.oneof(object, text), { minLength: 1, maxLength: 40 });
const query = fc.oneof(
  fc.constantFrom(...EVERYDAY),
  mutated,
  anyQuery,
  fc.constantFrom(
    'parse @message "* - * - * - *" as t, l, g, x | stats count(x) as n, count_distinct(g), sum(x) by l',
    'stats count_distinct(user) as d, sum(ms), pct(ms, 50) by level, bin(5m)',
    'stats count(*) by bin(1m)',
    'pattern @message',
  ),
);

const path = join(mkdtempSync(join(tmpdir(), 'fuzz-files-')), 'log');
const window = { startMs: AT - 3_600_000, endMs: AT + 7_200_000 };
const given = { nowMs: AT, tables: TABLES, timeLimitMs: 20_000 };
const rowsOf = async (run: () => Promise<{ rows: unknown }>): Promise<string> => {
  try {
    return JSON.stringify((await run()).rows);
  } catch (error) {
    return (error as Error).message;
  }
};

let asked = 0;
let seed = SEED;
for (const end = performance.now() + SECONDS * 1000; performance.now() < end; seed++) {
  const samples = fc.sample(fc.tuple(query, log, fc.integer({ min: 30, max: 4000 }), fc.boolean()), { numRuns: 200, seed });
  for (const [of, messages, partBytes, isJson] of samples) {
    // What only a file has, and what may stop earlier in parts.
    if (/@ptr|@logStream|limit any/.test(of)) continue;
    const events: LogEvent[] = messages.map((message, i) => ({ timestamp: AT + i * 1000, message }));
    const iso = (e: LogEvent) => `${new Date(e.timestamp).toISOString()} ${e.message}`;
    writeFileSync(path, events.map((e) => `${isJson ? JSON.stringify(e) : iso(e)}\n`).join(''));
    const inMemory = await rowsOf(async () => runQuery(of, events, window, given));
    const options = { ...given, window, threads: 1 };
    const whole = await rowsOf(() => queryFiles(of, [{ path }], options));
    const inParts = await rowsOf(() => queryFiles(of, [{ path }], { ...options, partBytes, tailBytes: 200 }));
    asked++;
    if (whole === inMemory && inParts === inMemory) continue;
    console.error(`another answer with the seed ${seed}:`, { of, path, partBytes, inMemory, whole, inParts });
    process.exit(1);
  }
}
console.log(`the same answers to ${asked} queries, seeds ${SEED} to ${seed - 1}`);
