import { deserialize, serialize } from 'node:v8';
import { pack, unpack } from './zstd.ts';

/** So many rows wait to be packed at once, unless they are of a lot of text. */
const MOST_ROWS = 32;
const MOST_CHARACTERS = 4 << 20;
/** What a row that waits takes, roughly. */
const WAITING_BYTES = 1_000;

/** What several queries came to, in a place of its own: plain data. */
export interface StateRow {
  /** @param column the place of a query @returns what is not to be changed */
  read(column: number): unknown;
  /** It is not needed any more. */
  release(): void;
}

/** Several rows in one, column by column; freed when none of them is needed. */
interface Block {
  /** The columns one after the other, each packed alone. */
  bytes: Buffer;
  /** Where each ends, and how long it was before. */
  columns: { end: number; length: number }[];
  needed: number;
}

/**
 * Packs rows together, when enough are there: alone each takes five times the room, and ten times the time. A column is read without the
 * others, for a query is asked for many rows, and one at a time.
 */
export class StateRows {
  #waiting: Row[] = [];
  #waitingCharacters = 0;
  #packedBytes = 0;
  /** By columns, for what is read is mostly read in order. */
  #last: ({ block: Block; values: unknown[] } | undefined)[] = [];

  readonly #owner: Owner = {
    unpacked: (block, column) => this.#unpacked(block, column),
    free: (block) => void this.#free(block),
    drop: (row) => void this.#waiting.splice(this.#waiting.indexOf(row), 1),
  };

  /** What all rows take now. */
  get bytes(): number {
    return this.#waiting.length * WAITING_BYTES + this.#packedBytes;
  }

  /** @param values by columns; they do not change any more. @param characters of the text that they came from */
  add(values: readonly unknown[], characters: number): StateRow {
    const row = new Row(values, this.#owner);
    this.#waiting.push(row);
    this.#waitingCharacters += characters;
    if (this.#waiting.length >= MOST_ROWS || this.#waitingCharacters >= MOST_CHARACTERS) this.#pack();
    return row;
  }

  #pack(): void {
    const rows = this.#waiting.splice(0);
    this.#waitingCharacters = 0;
    const parts: Buffer[] = [];
    const columns: Block['columns'] = [];
    let end = 0;
    for (let i = 0; i < (rows[0] as Row).columns; i++) {
      const values = rows.map((row) => row.read(i));
      const bytes = values.every((value) => value === undefined) ? NOTHING : serialize(values);
      const packed = bytes.length === 0 ? NOTHING : pack(bytes);
      end += packed.length;
      parts.push(packed);
      columns.push({ end, length: bytes.length });
    }
    const bytes = Buffer.allocUnsafeSlow(end);
    parts.forEach((part, i) => void bytes.set(part, (columns[i] as { end: number }).end - part.length));
    const block = { bytes, columns, needed: rows.length };
    rows.forEach((row, i) => void row.moveTo(block, i));
    this.#packedBytes += end;
  }

  #unpacked(block: Block, column: number): unknown[] {
    const last = this.#last[column];
    if (last?.block === block) return last.values;
    const { end, length } = block.columns[column] as { end: number; length: number };
    const begin = column === 0 ? 0 : (block.columns[column - 1] as { end: number }).end;
    if (begin === end) return [];
    const values = deserialize(unpack(block.bytes.subarray(begin, end), length)) as unknown[];
    this.#last[column] = { block, values };
    return values;
  }

  #free(block: Block): void {
    if (--block.needed > 0) return;
    this.#packedBytes -= block.bytes.length;
    this.#last = this.#last.map((last) => (last?.block === block ? undefined : last));
  }
}

const NOTHING = Buffer.alloc(0);

interface Owner {
  unpacked(block: Block, column: number): unknown[];
  free(block: Block): void;
  drop(waiting: Row): void;
}

class Row implements StateRow {
  readonly #owner: Owner;
  /** As long as it waits. */
  #values: readonly unknown[] | undefined;
  #block: Block | undefined;
  #place = 0;

  constructor(values: readonly unknown[], owner: Owner) {
    this.#values = values;
    this.#owner = owner;
  }

  get columns(): number {
    return this.#values?.length ?? (this.#block as Block).columns.length;
  }

  read(column: number): unknown {
    return this.#values ? this.#values[column] : this.#owner.unpacked(this.#block as Block, column)[this.#place];
  }

  moveTo(block: Block, place: number): void {
    this.#values = undefined;
    this.#block = block;
    this.#place = place;
  }

  release(): void {
    if (this.#block) this.#owner.free(this.#block);
    else this.#owner.drop(this);
  }
}
