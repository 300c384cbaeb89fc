import { howWords } from '../cli/replay/check-words.ts';
import { setBeside } from '../cli/replay/set-beside.ts';
import { toldThere } from '../cli/replay/told-there.ts';
import { screenOf } from '../cli/screen.ts';
import { replayedIncidents } from '../local/replay/incidents.ts';
import { type Recording, readRecording, textOf } from '../local/replay/recording.ts';
import { replay } from '../local/replay/replay.ts';
import type { ToldMessage } from '../local/replay/reporter.ts';
import { storedPast } from '../local/view/kept-past.ts';
import { storedAlarms } from '../local/view/stored-view.ts';
import { keptFaults } from './truth/kept-leads.ts';
import { leadFaults } from './truth/leads.ts';
import { recordingsIn } from './truth/recordings.ts';
import { watchRecording } from './truth/watched.ts';

/**
 * For each minute of each recording: is the rule that `why` names the one that the reporter told of? With --kept each recording goes through
 * the loop of `watch` as well, and `why` is asked for each minute of what its store kept, and a replay is set beside what was told.
 *   npm run why:all -- FOLDER… [--kept]
 */
const { print, complain } = screenOf(process);
const isKept = process.argv.includes('--kept');
const folders = process.argv.slice(2).filter((a) => !a.startsWith('--'));
if (folders.length === 0) {
  complain('Usage: npm run why:all -- FOLDER… [--kept]');
  process.exit(2);
}
let minutes = 0;
let keptMinutes = 0;
let alikeTold = 0;
const faults: string[] = [];

async function ofStore(name: string, recording: Recording, lastEndMs: number): Promise<void> {
  const startMs = recording.events[0]?.timestamp ?? 0;
  const endMs = Math.max(recording.events.at(-1)?.timestamp ?? 0, lastEndMs);
  await watchRecording(recording, endMs, async (store, config, _data, messages) => {
    const past = storedPast(config, store, async () => storedAlarms(config, store, () => endMs));
    const asked = await keptFaults(past, messages, { startMs, endMs });
    keptMinutes += asked.minutes;
    faults.push(...asked.faults.map((fault) => `${name}, kept: ${fault}`));
    print(`${name}, kept: ${asked.minutes} minutes, ${asked.runs} runs`);
    const told: ToldMessage[] = [];
    const incidents = await replay(recording, { told: (m) => told.push(m) }, { untilMs: endMs, config });
    const beside = setBeside(replayedIncidents(incidents, told), await toldThere(past, startMs, endMs), endMs);
    const { alike, otherwise, onlyHere, onlyThere } = beside;
    alikeTold += alike.length;
    print(
      `  replay --check: ${alike.length} alike, ${otherwise.length} otherwise, ${onlyHere.length} only here, ${onlyThere.length} only there`,
    );
    for (const both of otherwise) print(`    ${new Date(both.here.openedMs).toISOString()} ${howWords(both).join(' ')}`);
    for (const { openedMs, short } of [...onlyHere, ...onlyThere]) print(`    ${new Date(openedMs).toISOString()} ${short}`);
  });
}
for (const folder of folders)
  for (const { name, logs, series, lastEndMs } of recordingsIn(folder, textOf)) {
    const before = minutes;
    const reported = (moment: Parameters<typeof leadFaults>[0]) => {
      minutes++;
      faults.push(...leadFaults(moment).map((fault) => `${name} ${fault}`));
    };
    const recording = readRecording(logs, series);
    await replay(recording, { reported });
    print(`${name}: ${minutes - before} runs of the reporter`);
    if (isKept) await ofStore(name, recording, lastEndMs);
  }
for (const fault of faults) print(fault);
if (isKept) print(`${keptMinutes} minutes of what watch kept, ${alikeTold} incidents alike in a replay`);
print(`${minutes} runs of the reporter, ${faults.length} in which another rule is named`);
process.exitCode = minutes > 0 && faults.length === 0 ? 0 : 1;
