import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptLog } from '../cli/incident/export.ts';
import { howWords } from '../cli/replay/check-words.ts';
import { replayed } from '../cli/replay/replayed.ts';
import { setBeside } from '../cli/replay/set-beside.ts';
import { toldThere } from '../cli/replay/told-there.ts';
import { screenOf } from '../cli/screen.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import { pastOfCapsule } from '../local/capsule/capsule-past.ts';
import { takeCapsule } from '../local/capsule/take-capsule.ts';
import { capsuleBytes } from '../local/capsule/write-capsule.ts';
import { pastConfiguration } from '../local/replay/past-configuration.ts';
import { readRecording, textOf } from '../local/replay/recording.ts';
import { storedPast } from '../local/view/kept-past.ts';
import { storedAlarms } from '../local/view/stored-view.ts';
import { recordingsIn } from './truth/recordings.ts';
import { watchRecording } from './truth/watched.ts';

/**
 * Each recording goes through the loop of `watch`; of each of its incidents a capsule is taken, written, read and replayed, and set beside
 * what was told.
 *   npm run capsule:all -- FOLDER…
 */
const { print, complain } = screenOf(process);
const folders = process.argv.slice(2);
if (folders.length === 0) {
  complain('Usage: npm run capsule:all -- FOLDER…');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'capsules-'));
const path = join(folder, 'capsule.db');
let capsules = 0;
let same = 0;
for (const given of folders)
  for (const { name, logs, series, lastEndMs } of recordingsIn(given, textOf)) {
    const recording = readRecording(logs, series);
    const endMs = Math.max(recording.events.at(-1)?.timestamp ?? 0, lastEndMs);
    await watchRecording(recording, endMs, async (store, config) => {
      const past = storedPast(config, store, async () => storedAlarms(config, store, () => endMs));
      const sources = { past, log: keptLog(store), origin: 'one machine', isWholeLog: false } as const;
      const all = await past.incidents(0);
      for (const incident of all) {
        const capsule = await takeCapsule(incident, all, sources, { nowMs: endMs, monitor: '0' });
        writeFileSync(path, capsuleBytes(capsule));
        const read = pastOfCapsule(path);
        const { config: own } = pastConfiguration(resolveConfig(read.input), read.holds);
        const { incidents } = await replayed(await read.scan(own), own);
        const { fromMs, untilMs } = capsule.about;
        const beside = setBeside(incidents, await toldThere(past, fromMs, Math.min(untilMs, endMs)), endMs);
        const is = beside.alike.some(({ there }) => Math.abs(there.openedMs - incident.openedMs) < 1_000);
        const other = beside.otherwise.find(({ there }) => Math.abs(there.openedMs - incident.openedMs) < 1_000);
        capsules++;
        if (is) same++;
        const how = is ? 'alike' : other ? howWords(other).join(' ') : 'not told';
        print(`${name}  ${new Date(incident.openedMs).toISOString()}  ${incident.short ?? ''}: ${how}`);
      }
    });
  }
rmSync(folder, { recursive: true });
print(`${capsules} capsules, ${same} of which tell in their replay what was told`);
