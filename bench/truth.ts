import { screenOf } from '../cli/screen.ts';
import { medianOf } from '../local/replay/news.ts';
import { readRecording, textOf } from '../local/replay/recording.ts';
import { replay } from '../local/replay/replay.ts';
import type { ToldMessage } from '../local/replay/reporter.ts';
import { compareCounts } from './truth/counts.ts';
import { type Recorded, recordingsIn } from './truth/recordings.ts';
import { falsePagesOf, type Outcome, outcomesOf } from './truth/score.ts';

/**
 * Replays recorded logs through the whole monitor and compares what it told with what happened. Nothing here measures or
 * decides: local/replay runs the real functions, truth/judge.ts has the rule of comparison.
 *   npm run truth -- FOLDER… [--messages] [--second=0] [--timezone=UTC]
 * The checks run in that second of each minute; what comes and goes between them may be seen in one and not in another.
 */
const options = process.argv.slice(2).filter((a) => a.startsWith('--'));
const folders = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const showsMessages = options.includes('--messages');
const second = Number(options.find((o) => o.startsWith('--second='))?.split('=')[1] ?? 0);

/** Of the clock that wrote the logs, where their times name none. */
const timezone = options.find((o) => o.startsWith('--timezone='))?.split('=')[1];

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
const { print, complain } = screenOf(process);
const row = (what: string, text: string) => print(`  ${what.padEnd(14)} ${text}`);

interface Score {
  outcomes: Outcome[];
  falsePages: number;
}

async function replayOne(recorded: Recorded): Promise<Score> {
  const { name, logs, series, sicknesses, asked, lastEndMs } = recorded;
  const recording = readRecording(logs, series, timezone);
  const { events } = recording;
  const firstMs = events[0]?.timestamp ?? 0;
  const untilMs = Math.max(events.at(-1)?.timestamp ?? 0, recording.series?.at(-1)?.atMs ?? 0, lastEndMs);
  print(
    `\n${name}: ${events.length} lines from ${clock(firstMs)} to ${clock(untilMs)}, health from the ${series ? 'series' : 'log'}`,
  );
  const messages: ToldMessage[] = [];
  let failures = 0;
  const told = (message: ToldMessage) => {
    messages.push(message);
    if (showsMessages) row(clock(message.atMs), `${message.subject}\n${' '.repeat(17)}${message.cause}`);
  };
  const failed = (what: string, error: Error, atMs: number) => {
    failures++;
    row('FAILED', `${clock(atMs)} ${what}: ${error.message}`);
  };
  // The older recordings say what was asked, not what was sick: there is nothing to compare messages with.
  if (sicknesses.length > 0 || showsMessages) await replay(recording, { told, failed }, { untilMs, second });
  const outcomes = outcomesOf(sicknesses, messages, series !== undefined);
  for (const outcome of outcomes) printOutcome(outcome);
  const falsePages = sicknesses.length > 0 ? falsePagesOf(sicknesses, messages, series !== undefined) : [];
  for (const page of falsePages) row('FALSE PAGE', `${clock(page.atMs)} ${page.subject}`);
  if (asked) row('counts', await compareCounts(events, recorded));
  if (failures > 0) row('failures', String(failures));
  return { outcomes, falsePages: falsePages.length };
}

function printOutcome({ sickness, result, why, afterSeconds, message, first }: Outcome): void {
  const { id, cause } = sickness;
  const when = afterSeconds === undefined ? '' : `, told after ${afterSeconds} s`;
  const certainty = result === 'wrong' && message?.certain ? ', with certainty' : '';
  row(id, `${result.replace('-', ' ').toUpperCase()}${certainty}${when}${why && ` (${why})`}`);
  row('', `truth: ${sickness.alert ? cause : `nobody has to be told: ${cause}`}`);
  if (message) row('', `told:  ${clock(message.atMs)} ${message.subject}\n${' '.repeat(24)}${message.cause}`);
  if (first) row('', `first: ${first.grade} (${first.why})`);
}

if (folders.length === 0) {
  complain('Usage: npm run truth -- FOLDER… [--messages] [--second=0] [--timezone=UTC]');
  process.exit(2);
}
const scores: Score[] = [];
for (const folder of folders) for (const recorded of recordingsIn(folder, textOf)) scores.push(await replayOne(recorded));
const counted = scores.flatMap((s) => s.outcomes).filter((o) => o.result !== 'not-counted');
const right = counted.filter((o) => o.result === 'right' || o.result === 'quiet').length;
const falsePages = scores.reduce((sum, s) => sum + s.falsePages, 0);
const median = medianOf(counted.flatMap((o) => o.afterSeconds ?? []));
const of = (result: Outcome['result']) => counted.filter((o) => o.result === result).length;
print(`\n${of('half')} half right, ${of('wrong')} wrong, ${of('not-told')} not told, ${of('paged')} paged for nothing`);
print(`truth: ${right} right of ${counted.length}, ${falsePages} false pages, median ${median ?? '-'} s`);
