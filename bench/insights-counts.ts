import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countersOf } from '../functions/check-logs/counters.ts';
import { binWidthFor, countQuery } from '../functions/check-logs/query.ts';
import { DEFAULTS } from '../functions/shared/config/defaults.ts';
import { type LogEvent, runQuery } from '../insights/index.ts';

/**
 * How much the query engine costs over the least that could be done: the same patterns in one plain loop over the same
 * lines, in the same process, turn by turn. Prints the ratio of the medians; absolute times depend on the machine.
 */
const ROUNDS = 9;
const RECORDING = join(import.meta.dirname, '..', 'test', 'fixtures', 'corpus', 'docker', 'logs', 'b_user_traffic.jsonl');

const logs = { healthPaths: [...DEFAULTS.logs.healthPaths], servedPathPrefixes: [...DEFAULTS.logs.servedPathPrefixes] };
const counters = countersOf(logs);
const events = readFileSync(RECORDING, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as LogEvent);
const query = countQuery(counters, binWidthFor(300_000));
const stages = counters.map((stage) => ('name' in stage ? stage : { ...stage, regex: new RegExp(stage.pattern) }));

const engine = () => runQuery(query, events).rows.length;
const loop = () => {
  let sum = 0;
  for (const { message } of events) {
    const found: Record<string, string | undefined> = {};
    for (const stage of stages) {
      if ('name' in stage) found[stage.name] = stage.of.map((name) => found[name]).find((text) => text !== undefined);
      else {
        const text = stage.of === undefined ? message : found[stage.of];
        if (text !== undefined) Object.assign(found, stage.regex.exec(text)?.groups);
      }
      if (stage.counted !== undefined && found[stage.counted] !== undefined) sum++;
    }
  }
  return sum;
};

const times = { engine: [] as number[], loop: [] as number[] };
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, run] of [
    ['engine', engine],
    ['loop', loop],
  ] as const) {
    const started = performance.now();
    run();
    // The first round warms up and is not counted.
    if (round > 0) times[name].push(performance.now() - started);
  }
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const [engineMs, loopMs] = [median(times.engine), median(times.loop)];
console.log(`count query of check-logs over ${events.length} recorded lines, ${counters.length} stages, median of ${ROUNDS}:`);
console.log(`  engine ${engineMs.toFixed(1)} ms, plain loop ${loopMs.toFixed(1)} ms, ratio ${(engineMs / loopMs).toFixed(2)}`);
