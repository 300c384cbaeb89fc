import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayed } from '../cli/replay/replayed.ts';
import { screenOf } from '../cli/screen.ts';
import { KeptScans, scanKey } from '../local/replay/kept-scans.ts';
import { pastOfFiles } from '../local/replay/past-of-files.ts';
import { scanFiles } from '../local/replay/read-past.ts';
import { pastConfig } from '../local/replay/replay.ts';
import { keepHeapSmall } from '../local/watch/small-heap.ts';
import { BusyLog } from './busy-log.ts';
import { promtoolWords } from './replay/promtool.ts';

/**
 * `npm run bench:replay -- [--gigabytes=0.5] [--days=7]`: a week's log of so many GB is scanned and decided on; then once more from what was
 * kept, with another threshold. Beside it `promtool test rules` on the same alarms, where it is installed: it gets what the checks published,
 * not the log. Each size runs in a process of its own, for its memory.
 */
const option = (name: string, otherwise: number) =>
  Number(process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);
const gigabytes = option('gigabytes', 0.5);
const days = option('days', 7);
const SECOND_MS = 1_000;
const WRITTEN_AT_ONCE = 1 << 20;
// As the command line does.
keepHeapSmall();
const T0 = Date.parse('2026-11-23T00:00:00Z');

const folder = mkdtempSync(join(tmpdir(), 'bench-replay-'));
const log = join(folder, 'atlasml.log');
const { print } = screenOf(process);
const seconds = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
  const begun = performance.now();
  const [before, beforeHere] = [process.cpuUsage(), process.threadCpuUsage()];
  const result = await run();
  const [all, here] = [process.cpuUsage(before), process.threadCpuUsage(beforeHere)].map((u) => (u.user + u.system) / 1e6);
  const byClock = ((performance.now() - begun) / 1000).toFixed(1);
  const most = (process.resourceUsage().maxRSS / 1000).toFixed(0);
  print(
    `${what}: ${all?.toFixed(1)} s of the processor, ${here?.toFixed(1)} s of it in the main thread, ${byClock} s by the clock, ${most} MB at most so far`,
  );
  return result;
};

const file = openSync(log, 'w');
const busy = new BusyLog();
const portion = (gigabytes * 1e9) / (days * 86_400);
let owed = 0;
let waiting = '';
for (let second = 0; second < days * 86_400; second++) {
  owed += portion;
  const { text } = busy.next(owed, T0 + second * SECOND_MS);
  owed -= Buffer.byteLength(text);
  waiting += text;
  if (waiting.length < WRITTEN_AT_ONCE && second < days * 86_400 - 1) continue;
  writeSync(file, waiting);
  waiting = '';
}
closeSync(file);
print(`${(statSync(log).size / 1e9).toFixed(2)} GB in ${days} days`);

const config = pastConfig({});
const other = { ...config, thresholds: { ...config.thresholds, serverErrors: 20 } };
const scanned = await seconds('scanned', () => scanFiles([log], config));
const identity = pastOfFiles([log]).identity() ?? '';
const kept = new KeptScans(join(folder, 'kept'));
kept.write(scanKey(identity, config), scanned);
const first = await seconds('decided', () => replayed(scanned, config));
print(`${first.incidents.length} incidents, ${first.pages} pages, ${scanned.events} events`);
await seconds('second run, with another threshold', async () => {
  const again = kept.read(scanKey(identity, other));
  if (!again) throw new Error('nothing was kept');
  return replayed(again, other);
});
print(promtoolWords(scanned, config, folder));
rmSync(folder, { recursive: true });
