import type { LogEvent } from '../../insights/index.ts';
import type { FirstLines } from './first-lines.ts';
import { pack, unpack } from './zstd.ts';

/** So much text waits to be packed at once. */
const MOST_CHARACTERS = 48 << 10;

/** The lines of a second, in a place of their own. */
export interface LineRow {
  read(): FirstLines;
  /** They are not needed any more. */
  release(): void;
}

/** What is known of the lines of a second beside their text. */
interface Head {
  isAll: boolean;
  /** Of each, epoch ms, or the one of all. */
  at: number | number[];
  /** Where one of them has one. */
  streams?: (string | null)[];
  /** Of the texts, in characters. */
  lengths: number[];
}

/** The lines of several seconds in one; freed when none of them is needed. */
interface Block {
  bytes: Buffer;
  /** Before it was packed. */
  length: number;
  encoding: 'utf8' | 'utf16le';
  needed: number;
}

/** Packs the lines of several seconds together, when enough are there: the texts one after the other behind what is known of them. */
export class LineRows {
  #waiting: Row[] = [];
  #waitingCharacters = 0;
  #packedBytes = 0;
  /** What is read is mostly read in order. */
  #last: { block: Block; rows: FirstLines[] } | undefined;

  readonly #owner: Owner = {
    unpacked: (block) => this.#unpacked(block),
    free: (block) => void this.#free(block),
    drop: (row, lines) => {
      this.#waiting.splice(this.#waiting.indexOf(row), 1);
      this.#waitingCharacters -= charactersOf(lines);
    },
  };

  /** What all take now. */
  get bytes(): number {
    return this.#waitingCharacters + this.#packedBytes;
  }

  /** @param lines which do not change any more */
  add(lines: FirstLines): LineRow {
    const row = new Row(lines, this.#owner);
    this.#waiting.push(row);
    this.#waitingCharacters += charactersOf(lines);
    if (this.#waitingCharacters >= MOST_CHARACTERS) this.#pack();
    return row;
  }

  #pack(): void {
    const rows = this.#waiting.splice(0);
    this.#waitingCharacters = 0;
    const all = rows.map((row) => row.read());
    const messages = all.flatMap(({ events }) => events.map(({ message }) => message));
    const text = `${JSON.stringify(all.map(headOf))}\n${messages.join('')}`;
    // Half characters of JSON would be lost.
    const encoding = text.isWellFormed() ? 'utf8' : 'utf16le';
    const bytes = Buffer.from(text, encoding);
    const block: Block = { bytes: pack(bytes), length: bytes.length, encoding, needed: rows.length };
    rows.forEach((row, i) => void row.moveTo(block, i));
    this.#packedBytes += block.bytes.length;
  }

  #unpacked(block: Block): FirstLines[] {
    if (this.#last?.block !== block) {
      const text = unpack(block.bytes, block.length).toString(block.encoding);
      const begin = text.indexOf('\n') + 1;
      this.#last = { block, rows: linesOf(JSON.parse(text.slice(0, begin)) as Head[], text, begin) };
    }
    return this.#last.rows;
  }

  #free(block: Block): void {
    if (--block.needed > 0) return;
    this.#packedBytes -= block.bytes.length;
    if (this.#last?.block === block) this.#last = undefined;
  }
}

const charactersOf = ({ events }: FirstLines) => events.reduce((sum, { message }) => sum + message.length, 0);

function headOf({ events, isAll }: FirstLines): Head {
  const first = events[0]?.timestamp ?? 0;
  return {
    isAll,
    at: events.every(({ timestamp }) => timestamp === first) ? first : events.map(({ timestamp }) => timestamp),
    ...(events.some(({ logStream }) => logStream !== undefined) && { streams: events.map((e) => e.logStream ?? null) }),
    lengths: events.map(({ message }) => message.length),
  };
}

/** @param begin of the first text */
function linesOf(heads: Head[], text: string, begin: number): FirstLines[] {
  let to = begin;
  return heads.map(({ isAll, at, streams, lengths }) => ({
    isAll,
    events: lengths.map((length, i): LogEvent => {
      const from = to;
      to += length;
      const timestamp = typeof at === 'number' ? at : (at[i] as number);
      const logStream = streams?.[i] ?? undefined;
      return { timestamp, message: text.slice(from, to), ...(logStream !== undefined && { logStream }) };
    }),
  }));
}

interface Owner {
  unpacked(block: Block): FirstLines[];
  free(block: Block): void;
  drop(waiting: Row, lines: FirstLines): void;
}

class Row implements LineRow {
  readonly #owner: Owner;
  /** As long as they wait. */
  #lines: FirstLines | undefined;
  #block: Block | undefined;
  #place = 0;

  constructor(lines: FirstLines, owner: Owner) {
    this.#lines = lines;
    this.#owner = owner;
  }

  read(): FirstLines {
    return this.#lines ?? (this.#owner.unpacked(this.#block as Block)[this.#place] as FirstLines);
  }

  moveTo(block: Block, place: number): void {
    this.#lines = undefined;
    this.#block = block;
    this.#place = place;
  }

  release(): void {
    if (this.#block) this.#owner.free(this.#block);
    else if (this.#lines) this.#owner.drop(this, this.#lines);
  }
}
