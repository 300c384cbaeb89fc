import { isUtf8 } from 'node:buffer';
import type { Plan } from '../plan/plan.ts';
import { MESSAGE } from '../plan/scope.ts';
import type { Row } from '../row.ts';
import { type GlobMatch, GlobTable } from '../simd/globs.ts';
import { DATA } from '../simd/layout.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';
import { MessageTemplates } from './message-templates.ts';

/** What a query asks of a message apart from its JSON: its bytes, its length, its template, what patterns of `parse` find in it. */
export class MessageValues {
  readonly #memory: ScanMemory;
  readonly #length: number | undefined;
  readonly #template: number | undefined;
  readonly #templates: MessageTemplates | undefined;
  readonly #globs: { glob: GlobMatch; filled: number }[] = [];
  readonly #readsBytes: boolean;
  /** True when something is asked of the message. */
  readonly isAsked: boolean;
  /** The bytes of the chunk as a text, and where they begin in the memory. */
  #chunk = '';
  #chunkAt = 0;
  /** True when the chunk is valid UTF-8, whose characters can be counted without decoding. */
  #isSound = false;

  constructor(plan: Plan, memory: ScanMemory) {
    this.#memory = memory;
    this.#length = plan.messageLength;
    this.#template = plan.template;
    this.#templates = plan.template === undefined ? undefined : new MessageTemplates(memory);
    const table = new GlobTable(memory);
    for (const { parts, uses, slots, filled } of plan.globs) {
      const glob = table.glob(parts, uses, slots);
      if (glob) this.#globs.push({ glob, filled });
    }
    this.#readsBytes = plan.readsMessage || this.#globs.length < plan.globs.length;
    this.isAsked = this.#readsBytes || this.#globs.length > 0 || this.#length !== undefined || this.#template !== undefined;
  }

  /** Says which part of the chunk comes next. @param isWhole true when nearly all of its messages will be taken. */
  begin(start: number, end: number, isWhole: boolean): void {
    this.#chunkAt = DATA + start;
    if (this.#length !== undefined) this.#isSound = isUtf8(this.#memory.buffer.subarray(start, end));
    // A part of a long text costs less than a text of its own.
    this.#chunk = isWhole && this.#readsBytes ? this.#memory.buffer.toString('latin1', start, end) : '';
  }

  /** Fills what is asked of the message between two places of the memory. */
  fill(row: Row, from: number, to: number): void {
    const length = this.#length;
    const isCounted = length !== undefined && this.#isSound;
    if (length !== undefined) row[length] = isCounted ? this.#memory.line.points(from, to) : undefined;
    row[MESSAGE] = this.#readsBytes || (length !== undefined && !isCounted) ? this.#bytes(from, to) : undefined;
    if (this.#template !== undefined) row[this.#template] = this.#templates?.of(from, to);
    for (let i = 0; i < this.#globs.length; i++) {
      const { glob, filled } = this.#globs[i] as { glob: GlobMatch; filled: number };
      row[filled] = glob.fill(row, from, to) ? 1 : 0;
    }
  }

  /** Fills the message alone: all else is made of it where it is asked for. */
  fillText(row: Row, bytes: string): void {
    row[MESSAGE] = bytes;
    if (this.#length !== undefined) row[this.#length] = undefined;
    if (this.#template !== undefined) row[this.#template] = undefined;
    for (const { filled } of this.#globs) row[filled] = undefined;
  }

  #bytes(from: number, to: number): string {
    const at = from - this.#chunkAt;
    if (at >= 0 && to - this.#chunkAt <= this.#chunk.length) return this.#chunk.slice(at, to - this.#chunkAt);
    return this.#memory.all.toString('latin1', from, to);
  }
}
