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
 * Prints lines. A line and what goes on with it are redacted as one text, for a secret may go over several lines; as JSON each line is
 * an object of its own, redacted the same.
 */
export function printLines(lines: readonly LogLine[], { timestamps, json }: Shape, screen: Pick<Screen, 'print' | 'data'>): void {
  for (const block of blocksOf(lines)) {
    const texts = cleaned(block);
    if (json) {
      screen.data(block.map((line, i) => JSON.stringify(objectOf(line, texts[i] ?? ''))).join('\n'));
      continue;
    }
    const shown = block.map(({ atMs }, i) => (timestamps ? `${new Date(atMs).toISOString()}  ${texts[i]}` : texts[i]));
    screen.print(shown.join('\n'), isAtLeast(block[0]?.level, 'ERROR') ? 'red' : undefined);
  }
}

/** Each line with those that go on with it. */
function blocksOf(lines: readonly LogLine[]): LogLine[][] {
  const blocks: LogLine[][] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (last && line.isContinued && last.length < MOST_IN_BLOCK && last[0]?.stream === line.stream) last.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

const MOST_IN_BLOCK = 2_000;

/** Redacted together; where that takes line ends away, each line by itself. */
function cleaned(block: LogLine[]): string[] {
  const sound = block.map(({ text }) => soundText(text).replaceAll('\n', ' '));
  const together = redact(sound.join('\n')).split('\n');
  return together.length === sound.length ? together : sound.map((text) => redact(text));
}

function objectOf({ atMs, level, stream, isContinued }: LogLine, message: string): object {
  return { atMs, ...(level && { level }), ...(stream !== undefined && { stream }), ...(isContinued && { isContinued }), message };
}
