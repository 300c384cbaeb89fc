import { readSync } from 'node:fs';
import type { ScanMemory } from '../simd/scan-memory.ts';
import { markBytes } from './detect.ts';
import { cutOfLong, LONGEST_RECORD } from './long-record.ts';
import type { Scanner } from './scanner.ts';

/** So much stays in the cache of a processor while it is looked through several times. */
export const CHUNK_BYTES = 1 << 18;

/**
 * Cuts bytes that come in any pieces between records, and hands them to a scanner. What is left of a piece stays for the next.
 * A record longer than the buffer makes the buffer grow, up to the longest that is taken whole.
 */
export class Feed {
  readonly #scanner: Scanner;
  readonly #memory: ScanMemory;
  #length = 0;
  /** Where the buffer's first byte is in the input. */
  #at: number;
  readonly #longest: number;
  /** How often a record was cut because it is too long. */
  cuts = 0;

  /** @param at where the input begins in its file. */
  constructor(scanner: Scanner, memory: ScanMemory, at = 0, longest = LONGEST_RECORD) {
    this.#scanner = scanner;
    this.#memory = memory;
    this.#at = at;
    this.#longest = longest;
  }

  /** Takes a piece of the input; a copy is made. */
  push(piece: Uint8Array): void {
    for (let from = 0; from < piece.length; ) {
      const taken = Math.min(piece.length - from, this.#room().length);
      this.#memory.buffer.set(piece.subarray(from, from + taken), this.#length);
      this.#length += taken;
      from += taken;
      if (this.#length === this.#memory.buffer.length) this.#scan(false);
    }
  }

  /** Reads from a file into the buffer itself. Returns how many bytes came; 0 at the end. */
  read(file: number, position: number, most: number): number {
    const room = this.#room();
    const size = readSync(file, room, 0, Math.min(room.length, most), position);
    this.#length += size;
    if (size > 0) this.#scan(false);
    return size;
  }

  /** Tells that nothing follows. */
  end(): void {
    this.#scan(true);
  }

  #room(): Buffer {
    if (this.#length === this.#memory.buffer.length) {
      this.#memory.grow();
    }
    return this.#memory.buffer.subarray(this.#length);
  }

  #scan(last: boolean): void {
    const begin = this.#at === 0 ? markBytes(this.#memory.buffer.subarray(0, this.#length)) : 0;
    let end = this.#scanner.cut(this.#memory.buffer, begin, this.#length, last);
    if (end === begin && this.#length >= this.#longest) {
      end = cutOfLong(this.#scanner, this.#memory.buffer, begin, this.#length);
      this.cuts++;
    }
    if (end === begin) return;
    this.#scanner.scan(this.#memory.buffer, begin, end, this.#at + begin);
    this.#memory.buffer.copyWithin(0, end, this.#length);
    this.#length -= end;
    this.#at += end;
  }
}
