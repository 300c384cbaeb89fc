import type { LogEvent } from '../../insights/index.ts';
import { TextDecoding } from './encoding.ts';
import { LineClock, type SeenClock } from './line-clock.ts';
import { LineCutter } from './line-cutter.ts';
import { type HowRead, type Line, LineReader } from './line-reader.ts';
import { FINISHED_LATE_MS, type ReadOptions } from './read-lines.ts';
import { unpacked } from './unpack.ts';

/** What reading a stream of bytes met; its events were handed on. */
export interface StreamRead {
  how: HowRead;
  clock: SeenClock;
  encoding: string;
  /** Why it could not be unpacked to its end. */
  cut?: string;
  /** How it begins, for a text that is no log. */
  begin: string;
}

/** So many lines wait in memory for the end, which tells how far the clock is off. */
const MOST_WAITING = 200_000;
/** Nor more of them than this: lines of vectors are long. */
const MOST_WAITING_CHARACTERS = 64 << 20;
const BEGIN_CHARACTERS = 80;

/**
 * Reads a log to its end once: unpacks it, decodes it, and takes AtlasML's lines out of what tools wrote around them. The
 * memory does not grow with it.
 * @param take gets the events in the order of the log.
 * @throws what reading the bytes throws.
 */
export async function readStream(
  bytes: AsyncIterable<Buffer>,
  take: (events: LogEvent[]) => void,
  options: ReadOptions = {},
): Promise<StreamRead> {
  const decoding = new TextDecoding();
  const cutter = new LineCutter();
  const reader = new LineReader(options.service);
  const clock = new LineClock(options.timezone, options.firstMs);
  let waiting: Line[] | undefined = options.writtenMs === undefined ? undefined : [];
  let characters = 0;
  let cut: string | undefined;
  let begin = '';
  const pass = (lines: Line[]) => {
    if (!waiting) return take(clock.place(lines));
    for (const line of lines) {
      waiting.push(line);
      characters += line.text.length;
    }
    if (waiting.length > MOST_WAITING || characters > MOST_WAITING_CHARACTERS) release();
  };
  const release = () => {
    const lines = waiting ?? [];
    waiting = undefined;
    take(clock.place(lines));
  };
  const read = (text: string) => {
    if (begin.length < BEGIN_CHARACTERS) begin += text.slice(0, BEGIN_CHARACTERS);
    pass(reader.push(cutter.push(text)));
  };
  const told = (reason: string) => {
    cut = reason;
  };
  for await (const piece of unpacked(bytes, told)) read(decoding.decode(piece));
  read(decoding.end());
  pass(reader.push(cutter.end()));
  pass(reader.end());
  if (waiting && options.writtenMs !== undefined) clock.anchor(waiting, options.writtenMs, FINISHED_LATE_MS);
  release();
  if (reader.how.isCut) told('the JSON document has no end');
  return {
    how: reader.how,
    clock: clock.seen,
    encoding: decoding.encoding ?? 'utf-8',
    begin: begin.slice(0, BEGIN_CHARACTERS),
    ...(cut !== undefined && { cut }),
  };
}
