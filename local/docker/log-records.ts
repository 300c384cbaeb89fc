import { stripTerminalCodes } from '../../functions/shared/text/terminal-codes.ts';
import { withoutInnerStamps } from '../lines/pieces.ts';
import { RFC_3339, readRfc3339 } from '../lines/stamps.ts';
import { type Channel, FrameCutter } from './log-frames.ts';

/** A whole line of a container's log. */
export interface LogRecord {
  /** When Docker took it, or its first piece: epoch ns. */
  atNs: bigint;
  channel: Channel;
  /** Without terminal codes and its end. */
  text: string;
}

interface Open {
  atNs: bigint;
  pieces: Buffer[];
  bytes: number;
}

/** A line that never ends must not fill the memory. */
const MOST_BYTES = 4 << 20;
const STAMP = new RegExp(`^(${RFC_3339}) `);
const LONGEST_STAMP = 40;
const LINE_END = 10;

/**
 * Puts the lines of a log together, that was asked for with its times. A piece of a longer line has no line end, and may have a time of
 * its own. Of a container with a terminal (`tty: true`) the bytes come without frames, and lines end in CR LF.
 */
export class LogRecords {
  readonly #frames: FrameCutter | undefined;
  readonly #open = new Map<Channel, Open>();
  #raw: Buffer = Buffer.alloc(0);
  #lastNs = 0n;

  constructor(hasTerminal: boolean) {
    this.#frames = hasTerminal ? undefined : new FrameCutter();
  }

  /** The lines that are whole by now. @throws EngineError */
  push(chunk: Buffer): LogRecord[] {
    if (this.#frames)
      return this.#frames
        .push(chunk)
        .flatMap(({ channel, payload }) => linesOf(payload).flatMap((line) => this.#piece(channel, line)));
    const bytes = Buffer.concat([this.#raw, chunk]);
    const end = bytes.lastIndexOf(LINE_END) + 1;
    this.#raw = bytes.subarray(end);
    return linesOf(bytes.subarray(0, end)).flatMap((line) => this.#piece('stdout', line));
  }

  /** The half line at the end of what is not followed. @throws EngineError where a frame breaks off. */
  end(): LogRecord[] {
    this.#frames?.end();
    const rest = this.#raw.length > 0 ? this.#piece('stdout', this.#raw) : [];
    this.#raw = Buffer.alloc(0);
    const open = [...this.#open].map(([channel, line]) => recordOf(channel, line));
    this.#open.clear();
    return [...rest, ...open];
  }

  #piece(channel: Channel, bytes: Buffer): LogRecord[] {
    const [whole = '', time = ''] = STAMP.exec(bytes.toString('latin1', 0, LONGEST_STAMP)) ?? [];
    const line = this.#open.get(channel) ?? { atNs: nanosecondsOf(time) ?? this.#lastNs, pieces: [], bytes: 0 };
    this.#lastNs = line.atNs;
    // The buffer that it was cut from is large, and lives as long as a part of it.
    line.pieces.push(Buffer.from(bytes.subarray(whole.length)));
    line.bytes += bytes.length;
    const isWhole = bytes.at(-1) === LINE_END || line.bytes > MOST_BYTES;
    if (isWhole) this.#open.delete(channel);
    else this.#open.set(channel, line);
    return isWhole ? [recordOf(channel, line)] : [];
  }
}

function recordOf(channel: Channel, { atNs, pieces }: Open): LogRecord {
  const text = withoutInnerStamps(
    Buffer.concat(pieces)
      .toString('utf8')
      .replace(/\r*\n$/, ''),
  );
  return { atNs, channel, text: stripTerminalCodes(text) };
}

/** Each with its end, where it has one. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(LINE_END, from);
    const to = at < 0 ? bytes.length : at + 1;
    lines.push(bytes.subarray(from, to));
    from = to;
  }
  return lines;
}

const MS = 1_000_000n;

/** Epoch ns of a time as Docker writes it; undefined for a text that is none. */
export function nanosecondsOf(time: string): bigint | undefined {
  const ms = readRfc3339(time);
  if (ms === undefined) return undefined;
  const [, fraction = ''] = /[.,](\d+)/.exec(time) ?? [];
  return BigInt(ms) * MS + BigInt(fraction.padEnd(9, '0').slice(3, 9));
}

export const msOf = (ns: bigint): number => Number(ns / MS);

/** As the Engine takes a moment: seconds, with nine digits behind the point. */
export const secondsOf = (ns: bigint): string => `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;
