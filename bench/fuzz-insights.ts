import fc from 'fast-check';
import { type LogEvent, parseQuery, printQuery, QueryError, runQuery, TimeLimitError } from '../insights/index.ts';
import { anyText, TABLES } from '../test/insights/arbitraries.ts';
import { mutated } from '../test/insights/everyday.ts';

/**
 * Runs random texts and mutated everyday queries over random lines and looks for a crash: any error but that of a wrong query, or of one
 * that computed for too long, and a printed query that is not read back. `npm run fuzz -- COUNT SEED`
 */
const COUNT = Number(process.argv[2] ?? 1_000_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const BATCH = 1000;

const line = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.json({ maxDepth: 4 }),
  fc.constantFrom(
    '2026-11-25 10:00:01 - ERROR - atlasml.app - 📤 Response: 500 (took 0.342s)',
    'a=1 b="x y" c',
    '1,2,"3,4"',
    '{"level":"err","items":[{"id":1}],"m":{"k.l":2}}',
    '\ud800 lone',
  ),
);
const input = fc.tuple(fc.oneof(anyText, mutated), fc.array(line, { maxLength: 5 }));

let [ran, refused, stopped] = [0, 0, 0];
const started = performance.now();
for (let done = 0; done < COUNT; done += BATCH) {
  for (const [query, messages] of fc.sample(input, { numRuns: Math.min(BATCH, COUNT - done), seed: SEED + done })) {
    const events: LogEvent[] = messages.map((message, i) => ({ timestamp: i * 1000, message }));
    try {
      runQuery(query, events, { startMs: 0, endMs: 10_000 }, { nowMs: 0, timeLimitMs: 5000, tables: TABLES });
      const printed = printQuery(parseQuery(query));
      if (printQuery(parseQuery(printed)) !== printed) throw new Error(`printed in another way the second time: ${printed}`);
      ran++;
    } catch (error) {
      if (error instanceof QueryError) refused++;
      else if (error instanceof TimeLimitError) stopped++;
      else {
        console.error(`crash with the seed ${SEED + done}:`, JSON.stringify({ query, messages }), error);
        process.exit(1);
      }
    }
  }
  if ((done / BATCH) % 50 === 49)
    console.log(`${done + BATCH} of ${COUNT}: ${ran} ran, ${refused} were refused, ${stopped} were stopped`);
}
console.log(
  `no crash in ${COUNT} queries (${ran} ran, ${refused} were refused, ${stopped} were stopped), seed ${SEED}, ${Math.round((performance.now() - started) / 1000)} s`,
);
