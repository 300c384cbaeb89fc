import { screenOf } from '../cli/screen.ts';
import { readRecording, textOf } from '../local/replay/recording.ts';
import { replay } from '../local/replay/replay.ts';
import { leadFaults } from './truth/leads.ts';
import { recordingsIn } from './truth/recordings.ts';

/**
 * For each minute of each recording: is the rule that `why` names the one that the reporter told of?
 *   npm run why:all -- FOLDER…
 */
const { print, complain } = screenOf(process);
const folders = process.argv.slice(2);
if (folders.length === 0) {
  complain('Usage: npm run why:all -- FOLDER…');
  process.exit(2);
}
let minutes = 0;
const faults: string[] = [];
for (const folder of folders)
  for (const { name, logs, series } of recordingsIn(folder, textOf)) {
    const before = minutes;
    const reported = (moment: Parameters<typeof leadFaults>[0]) => {
      minutes++;
      faults.push(...leadFaults(moment).map((fault) => `${name} ${fault}`));
    };
    await replay(readRecording(logs, series), { reported });
    print(`${name}: ${minutes - before} runs of the reporter`);
  }
for (const fault of faults) print(fault);
print(`${minutes} runs of the reporter, ${faults.length} in which another rule is named`);
process.exitCode = minutes > 0 && faults.length === 0 ? 0 : 1;
