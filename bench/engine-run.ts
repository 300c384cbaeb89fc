import { queryFiles } from '../insights/index.ts';

/** One query over one file, in a process of its own: prints its milliseconds, its peak of memory and its rows as JSON. */
const [query = '', path = '', threads] = process.argv.slice(2);
const started = performance.now();
const { rows, statistics } = await queryFiles(query, [{ path }], threads ? { threads: Number(threads) } : {});
const ms = performance.now() - started;
console.log(
  JSON.stringify({ ms, peakMB: process.resourceUsage().maxRSS / 1000, rows: rows.length, matched: statistics.recordsMatched }),
);
