import type { LogLine } from '../ports.ts';
import { BEFORE_LEVEL, uvicornPrefix } from './log-format.ts';
import { withoutNoise } from './noise.ts';

/**
 * A line that is too long for an event comes in several. Where it is cut, in bytes:
 * - 16 KiB: Docker's and containerd's copiers, https://github.com/moby/moby (daemon/logger/copier.go)
 * - 256 KiB less 26: Docker's awslogs driver (daemon/logger/awslogs/cloudwatchlogs.go, maximumBytesPerEvent)
 * - 1 MiB less 26: the largest event since April 2025, by the API reference of PutLogEvents; the CloudWatch agent takes 200
 *   bytes off (plugins/inputs/logfile/constants/constants.go)
 */
export const PIECE_BYTES = [16_384, 262_118, 1_048_376, 1_048_550] as const;

/** A cut within a character adds up to two bytes for each byte that is left of it, or leaves up to three out. */
const BLUR_BYTES = 9;

/**
 * From how many to how many characters a full piece has, for the query: it counts characters, and letters beyond ASCII have
 * more bytes. AtlasML's own lines of vectors are about 16 KiB long, so that only few fewer are allowed there; hardly a line
 * is as long as the others.
 */
export const PIECE_CHARACTERS = [
  { least: PIECE_BYTES[0] - 64, most: PIECE_BYTES[0] + BLUR_BYTES },
  { least: PIECE_BYTES[1] - 16_384, most: PIECE_BYTES[1] + BLUR_BYTES },
  { least: PIECE_BYTES[2] - 65_536, most: PIECE_BYTES[3] + BLUR_BYTES },
] as const;

const HEAD = new RegExp(`^(?:${BEFORE_LEVEL}|${uvicornPrefix('[A-Z]+')})`);

/**
 * Lines as the process wrote them: pieces put together again, events of several lines taken apart, without colours and
 * without progress bars before them.
 * @param lines in the order in which they were written.
 */
export function wholeLines(lines: LogLine[]): LogLine[] {
  return joined(lines).flatMap((line) =>
    line.message
      .split('\n')
      .map((message) => ({ ...line, message: withoutNoise(message) }))
      .filter(({ message }) => message !== ''),
  );
}

/** A piece belongs to the newest full one of its stream; a line of the other pipe in between has a prefix. */
function joined(lines: LogLine[]): LogLine[] {
  const whole: LogLine[] = [];
  const open = new Map<string | undefined, LogLine>();
  for (const line of lines) {
    const first = open.get(line.stream);
    if (first && !HEAD.test(withoutNoise(line.message))) {
      first.message += line.message;
      if (!isFull(line.message)) open.delete(line.stream);
      continue;
    }
    const own = { ...line };
    whole.push(own);
    if (isFull(line.message)) open.set(line.stream, own);
  }
  return whole;
}

function isFull(message: string): boolean {
  if (message.length < PIECE_BYTES[0] / 4) return false;
  const bytes = Buffer.byteLength(message);
  return PIECE_BYTES.some((size) => Math.abs(bytes - size) <= BLUR_BYTES);
}
