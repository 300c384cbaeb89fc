import { appendFileSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLogs, windowAt } from '../functions/check-logs/check.ts';
import { DEFAULTS } from '../functions/shared/config/defaults.ts';
import { openStore } from '../local/store/open-store.ts';
import { fileSource } from '../local/watch/sources.ts';
import { BusyLog, type Written } from './busy-log.ts';

const option = (name: string, otherwise: number) =>
  Number(process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);
const days = option('days', 7);
const minutes = days * 1_440;
const bytesOfMinute = (option('gigabytes', 2) * 1e9 * (days / 7)) / minutes;
const MINUTE_MS = 60_000;
const T0 = Date.parse('2026-11-23T00:00:00Z');
const { healthPaths, servedPathPrefixes } = DEFAULTS.logs;
const LOGS = { healthPaths: [...healthPaths], servedPathPrefixes: [...servedPathPrefixes], timezone: 'UTC' };

/** What `npm run bench:week` runs, see bench/follow-week.ts. */
export async function runWeek(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-week-'));
  const log = join(folder, 'atlasml.log');
  writeFileSync(log, '');
  let nowMs = T0;
  const clock = { now: () => nowMs, sleep: async () => {} };
  const store = openStore({ directory: join(folder, 'data'), environment: 'bench', now: clock.now });
  const source = fileSource(log, clock, LOGS, store);
  const busy = new BusyLog();
  const written: (Written & { minute: number })[] = [];
  let wrong = 0;
  let most = 0;
  for (let minute = 0; minute < minutes; minute++) {
    nowMs = T0 + minute * MINUTE_MS;
    if (minute > 0 && minute % 1_440 === 0) {
      rmSync(`${log}.1`, { force: true });
      renameSync(log, `${log}.1`);
      writeFileSync(log, '');
    }
    const { text, answered, failed } = busy.next(bytesOfMinute, nowMs);
    appendFileSync(log, text);
    utimesSync(log, nowMs / 1000, nowMs / 1000);
    written.push({ minute, answered, failed });
    nowMs += 30_000;
    const { counts, unknown, window } = await checkLogs(LOGS, windowAt(nowMs, 1), { source, clock, kinds: store });
    const inside = written.slice(-6).filter((w) => T0 + w.minute * MINUTE_MS >= window.startMs);
    const sum = (of: 'answered' | 'failed') => inside.reduce((all, w) => all + w[of], 0);
    if (unknown !== undefined || counts?.requests['2xx'] !== sum('answered') || counts.serverErrors !== sum('failed')) wrong++;
    if (minute % 10 === 0) store.tidy();
    most = Math.max(most, process.memoryUsage.rss());
    if (minute % 500 === 0) say(minute);
    await new Promise((resolve) => setImmediate(resolve));
  }
  say(minutes);
  source.close();
  store.close();
  rmSync(folder, { recursive: true });
  process.exitCode = wrong === 0 ? 0 : 1;

  function say(minute: number): void {
    const { user, system } = process.cpuUsage();
    console.log(
      `minute ${minute}: ${((minute * bytesOfMinute) / 1e6).toFixed(0)} MB, ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB of memory now, ` +
        `${(most / 1e6).toFixed(0)} at most, ${((user + system) / 1e6).toFixed(0)} s of the processor, ${wrong} wrong`,
    );
  }
}
