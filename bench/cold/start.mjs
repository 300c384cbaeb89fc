import { readdirSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * One cold start in a process of its own, as Lambda's runtime makes it: `node start.mjs FILE [eager] [run]`. The time of the processor
 * and the memory stand in its last line, as JSON. Not in TypeScript, whose types Node would strip at the cost that is measured.
 */
const [file = '', ...asked] = process.argv.slice(2);
const begun = process.cpuUsage();
const begunMs = performance.now();
if (asked.includes('eager'))
  for (const other of readdirSync(dirname(file)))
    if (other.endsWith('.mjs') && other !== 'index.mjs') await import(pathToFileURL(join(dirname(file), other)).href);
const { handler } = await import(pathToFileURL(file).href);
const init = spent();
if (asked.includes('run')) await handler({}, { getRemainingTimeInMillis: () => 100_000 });
const said = { init, whole: spent(), megabytes: process.memoryUsage.rss() / 1e6 };
writeSync(1, `\n${JSON.stringify(said)}\n`);
process.exit();

/** Since the begin: of the processor and of the clock, ms. */
function spent() {
  const { user, system } = process.cpuUsage(begun);
  return { cpuMs: (user + system) / 1000, ms: performance.now() - begunMs };
}
