import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * One cold start in a process of its own, as Lambda's runtime makes it: `node start.mjs FILE [run]`. The time of the processor
 * and the memory stand in its last line, as JSON. Not in TypeScript, whose types Node would strip at the cost that is measured.
 */
const [file = '', ...asked] = process.argv.slice(2);
const begun = process.cpuUsage();
// Not by `performance`, which would be loaded here and not by the function.
const begunNs = process.hrtime.bigint();
const { handler } = await import(pathToFileURL(file).href);
const init = spent();
if (asked.includes('run')) await handler({}, { getRemainingTimeInMillis: () => 100_000 });
const said = { init, whole: spent(), megabytes: process.memoryUsage.rss() / 1e6 };
writeSync(1, `\n${JSON.stringify(said)}\n`);
process.exit();

/** Since the begin: of the processor and of the clock, ms. */
function spent() {
  const { user, system } = process.cpuUsage(begun);
  return { cpuMs: (user + system) / 1000, ms: Number(process.hrtime.bigint() - begunNs) / 1e6 };
}
