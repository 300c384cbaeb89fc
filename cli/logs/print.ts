import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { Screen } from '../screen.ts';
import { isAtLeast } from './levels.ts';
import type { LogLine } from './line.ts';

/** How lines are shown. */
export interface Shape {
  timestamps: boolean;
  json: boolean;
}

/**
 * Prints lines. Those of one portion are redacted as one text, for a secret may go over several lines, and one by one would take ten times
 * as long; as JSON each line is an object of its own, redacted the same.
 */
export function printLines(lines: readonly LogLine[], { timestamps, json }: Shape, screen: Pick<Screen, 'print' | 'data'>): void {
  for (const portion of portionsOf(lines)) {
    const texts = cleaned(portion);
    if (json) {
      screen.data(portion.map((line, i) => JSON.stringify(objectOf(line, texts[i] ?? ''))).join('\n'));
      continue;
    }
    const shown = portion.map(({ atMs }, i) => (timestamps ? `${new Date(atMs).toISOString()}  ${texts[i]}` : (texts[i] ?? '')));
    for (const { from, to, isError } of runsOf(portion))
      screen.print(shown.slice(from, to).join('\n'), isError ? 'red' : undefined);
  }
}

const AT_ONCE = 500;

/** Lines with those that go on with them, some hundreds at a time. */
function* portionsOf(lines: readonly LogLine[]): Generator<LogLine[]> {
  let portion: LogLine[] = [];
  for (const line of lines) {
    if (portion.length >= 2 * AT_ONCE || (portion.length >= AT_ONCE && !line.isContinued)) {
      yield portion;
      portion = [];
    }
    portion.push(line);
  }
  if (portion.length > 0) yield portion;
}

/** Neighbours of one colour. */
function runsOf(lines: readonly LogLine[]): { from: number; to: number; isError: boolean }[] {
  const runs: { from: number; to: number; isError: boolean }[] = [];
  for (const [i, { level }] of lines.entries()) {
    const isError = isAtLeast(level, 'ERROR');
    const last = runs.at(-1);
    if (last?.isError === isError) last.to = i + 1;
    else runs.push({ from: i, to: i + 1, isError });
  }
  return runs;
}

/** Redacted together; where that takes line ends away, each line by itself. */
function cleaned(block: LogLine[]): string[] {
  const sound = block.map(({ text }) => soundText(text).replaceAll('\n', ' '));
  const together = redact(sound.join('\n')).split('\n');
  return together.length === sound.length ? together : sound.map((text) => redact(text));
}

function objectOf({ atMs, level, stream, isContinued }: LogLine, message: string): object {
  const from = stream === undefined ? {} : { stream: redact(soundText(stream)) };
  return { atMs, ...(level && { level }), ...from, ...(isContinued && { isContinued }), message };
}
