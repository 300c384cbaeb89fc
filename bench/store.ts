import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METRICS, type MetricKey } from '../functions/shared/signals/metrics.ts';
import { DatabaseFile } from '../local/store/database-file.ts';
import { openStore } from '../local/store/open-store.ts';
import { METRIC_ROWS } from '../local/store/schema.ts';

/** `npm run bench:store`: how long the store of one machine takes, and how much it holds. Times are medians, of the processor. */
const MINUTE_MS = 60_000;
const DAYS = 62;
const SERIES = 60;
const NOW = Date.parse('2026-11-25T10:00:00Z');

const directory = join(mkdtempSync(join(tmpdir(), 'bench-')), 'data');
openStore({ directory, environment: 'bench' }).close();
fill();

const begun = process.cpuUsage();
const store = openStore({ directory, environment: 'bench', now: () => NOW });
const opening = process.cpuUsage(begun);
say('open it, with a check of every page', (opening.user + opening.system) / 1000);

const keys = Object.keys(METRICS) as MetricKey[];
const minute = Array.from({ length: SERIES }, (_, i) => ({
  key: keys[i % keys.length] as MetricKey,
  value: Math.random(),
  dimensions: { Check: `${i}` },
}));
let at = NOW;
say(
  `write a minute of ${SERIES} metrics, in one transaction`,
  await median(200, () => {
    at += MINUTE_MS;
    return store.put(minute, at);
  }),
);
say('make what is old coarser', await median(20, async () => store.tidy()));
const request = { namespace: 'bench', metric: 'm1', dimensions: {}, startMs: NOW - 30 * 24 * 60 * MINUTE_MS, endMs: NOW };
for (const [what, statistic, periodSeconds] of [
  ['a month of minutes', 'Average', 60],
  ['a month of minutes, p90', 'p90', 60],
  ['a month by the hour, p90', 'p90', 3600],
  ['a month by five minutes', 'Maximum', 300],
] as const)
  say(`read ${what}`, await median(20, () => store.read({ ...request, statistic, periodSeconds })));
const { state } = await store.state.load();
let saved = state;
say(
  'save the state of the reporter, to the disk',
  await median(50, async () => {
    saved = await store.state.save(saved);
  }),
);
store.close();
const bytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
console.log(`${DAYS} days of ${SERIES} metrics each minute: ${Math.round(bytes / 1e6)} MB`);
rmSync(join(directory, '..'), { recursive: true });

/** Rows of minutes as `roll-up.ts` makes them; to write each minute as it comes would take half an hour. */
function fill(): void {
  const file = DatabaseFile.ofAnother(directory, METRIC_ROWS, false);
  file.transaction(() => {
    const series = file.prepare('insert into series (id, key) values (?, ?)');
    const row = file.prepare('insert into minutes values (?, ?, 1, ?, ?, ?, null)');
    for (let id = 1; id <= SERIES; id++) {
      series.run(id, JSON.stringify(['bench', `m${id}`, []]));
      for (let ago = DAYS * 24 * 60; ago > 3 * 60; ago--) {
        const value = id % 3 === 0 ? 1 : Math.random();
        row.run(id, NOW - ago * MINUTE_MS, value, value, value);
      }
    }
  });
  file.close();
}

async function median(times: number, run: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    const from = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(from);
    took.push((user + system) / 1000);
  }
  return took.sort((a, b) => a - b)[Math.floor(times / 2)] as number;
}

function say(what: string, ms: number): void {
  console.log(`${what}: ${ms < 10 ? ms.toFixed(2) : Math.round(ms)} ms`);
}
