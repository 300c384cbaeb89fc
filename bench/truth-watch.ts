import { screenOf } from '../cli/screen.ts';
import { readRecording, textOf } from '../local/replay/recording.ts';
import { replay } from '../local/replay/replay.ts';
import type { ToldMessage } from '../local/replay/reporter.ts';
import { type Recorded, recordingsIn } from './truth/recordings.ts';
import { replayedStore } from './truth/replayed-store.ts';
import { differenceByMinute, firstDifference, incidentsIn, roundsOf, type ToldRound } from './truth/same.ts';
import { watchedConfig, watchRecording } from './truth/watched.ts';

/**
 * Runs recorded logs through the loop of `watch`, with a real log file and a real store, and compares what it told with a replay of the same
 * recording, round by round, and with a replay of what it stored, minute by minute: docs/decisions/0028-watch-tells-a-round-at-once.md has the rule.
 *   npm run truth:watch -- FOLDER… [--messages]
 */
const options = process.argv.slice(2).filter((a) => a.startsWith('--'));
const folders = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const { print, complain } = screenOf(process);
const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
const line = ({ atMs, kind, subject, cause }: ToldMessage) => `${clock(atMs)} ${kind} ${subject}\n${' '.repeat(14)}${cause}`;

const inWords = (round: ToldRound | undefined) =>
  round ? `${clock(round.atMs)} ${round.kind} ${round.tag} ${round.short}: ${round.cause}` : 'nothing more';

async function compareOne({ name, logs, series, lastEndMs }: Recorded): Promise<{ isSame: boolean; told: number }> {
  const recording = readRecording(logs, series);
  const { events } = recording;
  const untilMs = Math.max(events.at(-1)?.timestamp ?? 0, recording.series?.at(-1)?.atMs ?? 0, lastEndMs);
  const replayed: ToldMessage[] = [];
  const failures: string[] = [];
  const listener = {
    told: (message: ToldMessage) => void replayed.push(message),
    failed: (what: string, error: Error) => void failures.push(`replay: ${what}: ${error.message}`),
  };
  await replay(recording, listener, { untilMs, config: watchedConfig(recording) });
  let kept: ToldMessage[] = [];
  const watched = await watchRecording(recording, untilMs, async (_store, config, data) => {
    kept = await replayedStore(data, config);
  });
  failures.push(...watched.failures);
  const [past, now] = [roundsOf(replayed), roundsOf(watched.messages)];
  const differsAt = firstDifference(past, now, untilMs);
  const keptDiffersAt = differenceByMinute(roundsOf(kept), now);
  const alike = failures.length === 0 && differsAt === undefined && keptDiffersAt === undefined;
  const counts = `${replayed.length} messages replayed, ${watched.messages.length} watched, ${now.length} rounds of ${incidentsIn(now)} incidents`;
  print(`${name}: ${alike ? 'same' : 'DIFFERENT'}, ${counts}`);
  if (differsAt !== undefined) print(`  replayed: ${inWords(past[differsAt])}\n  watched:  ${inWords(now[differsAt])}`);
  if (keptDiffersAt !== undefined)
    print(`  replayed by what was stored: ${inWords(roundsOf(kept)[keptDiffersAt])}\n  watched: ${inWords(now[keptDiffersAt])}`);
  for (const failure of failures) print(`  failed: ${failure}`);
  if (options.includes('--messages')) for (const message of watched.messages) print(`  ${line(message)}`);
  return { isSame: alike, told: incidentsIn(past) };
}

if (folders.length === 0) {
  complain('Usage: npm run truth:watch -- FOLDER… [--messages]');
  process.exit(2);
}
const compared: Awaited<ReturnType<typeof compareOne>>[] = [];
for (const folder of folders) for (const recorded of recordingsIn(folder, textOf)) compared.push(await compareOne(recorded));
const same = compared.filter((c) => c.isSame).length;
const told = compared.reduce((sum, c) => sum + c.told, 0);
print(`truth:watch: ${same} of ${compared.length} recordings the same, ${told} incidents`);
process.exitCode = same === compared.length ? 0 : 1;
