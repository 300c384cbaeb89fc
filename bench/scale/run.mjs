import { pathToFileURL } from 'node:url';

/**
 * A function in a process of its own: `run.mjs FILE`. It is loaded at once, as Lambda does, runs for each event that the parent sends, and
 * tells what that took. Not in TypeScript, whose types Node would strip at a cost that Lambda does not have.
 */
const { handler } = await import(pathToFileURL(process.argv[2] ?? '').href);
process.on('message', async (event) => {
  const begunMs = Date.now();
  const before = process.cpuUsage();
  const answer = await handler(event, { getRemainingTimeInMillis: () => 150_000 });
  const { user, system } = process.cpuUsage(before);
  process.send?.({
    begunMs,
    tookMs: Date.now() - begunMs,
    cpuMs: (user + system) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
    answer,
  });
});
process.send?.('loaded');
