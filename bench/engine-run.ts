import { queryFiles } from '../insights/index.ts';

/**
 * One query over one file, in a process of its own: prints its milliseconds, by the clock and by the processors, its peak of memory and
 * its number of rows as JSON, and the rows' values of the columns that are asked for.
 */
const [query = '', path = '', threads, columns] = process.argv.slice(2);
const started = performance.now();
const cpuBefore = process.cpuUsage();
// On a busy machine the clock runs on while others compute.
const timeLimitMs = 300_000;
const { rows, statistics } = await queryFiles(
  query,
  [{ path }],
  threads ? { threads: Number(threads), timeLimitMs } : { timeLimitMs },
);
const ms = performance.now() - started;
const cpu = process.cpuUsage(cpuBefore);
const shown = columns && rows.map((row) => (JSON.parse(columns) as string[]).map((name) => row[name]));
console.log(
  JSON.stringify({
    ms,
    cpuMs: (cpu.user + cpu.system) / 1000,
    peakMB: process.resourceUsage().maxRSS / 1000,
    rows: rows.length,
    matched: statistics.recordsMatched,
    shown,
  }),
);
