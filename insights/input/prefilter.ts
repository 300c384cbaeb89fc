import { byteUse, encode } from '../plan/bytes.ts';
import type { Requirement } from '../plan/requirement.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';
import { numberSearch } from './number-search.ts';

/** Finds the next place in a chunk where the required text may be. */
export interface Prefilter {
  /** Takes the chunk that stands in the memory, from `start` to `end`. */
  load(start: number, end: number): void;
  /** The first place at or behind `from`, or Infinity. */
  next(from: number): number;
}

/**
 * The prefilter for a requirement, or undefined when it cannot be looked for in the bytes of this form.
 * @param escaped true when messages stand in JSON, where a character may be written in other ways.
 */
export function prefilterOf(requirement: Requirement | undefined, memory: ScanMemory, escaped: boolean): Prefilter | undefined {
  if (!requirement) return undefined;
  if (requirement.kind === 'texts') {
    const inJson = requirement.texts.some((text) => text.inJson);
    const texts = requirement.texts.map(({ text, ignoreCase, inJson: isJson }) => ({
      text: escaped || isJson ? plainestPart(text) : text,
      ignoreCase,
    }));
    if (texts.some(({ text }) => text === '')) return undefined;
    memory.lookFor(texts.map(({ text, ignoreCase }) => ({ text: Buffer.from(text), ignoreCase })));
    return guarded(search(textSearch(memory)), memory, escaped || inJson);
  }
  if (requirement.kind === 'number') return guarded(search(numberSearch(requirement, memory, escaped)), memory, true);
  const { source, flags } = requirement;
  if (!byteUse(source).filters || (escaped && !/^[\w |():?-]*$/.test(source))) return undefined;
  return guarded(expressionSearch(new RegExp(encode(source), `${flags}g`), memory), memory, escaped);
}

function textSearch(memory: ScanMemory): (from: number, chunkEnd: number) => number {
  return (from, chunkEnd) => {
    const at = memory.find(from, chunkEnd);
    return at < 0 ? Infinity : at;
  };
}

function search(find: (from: number, chunkEnd: number) => number): Prefilter {
  let chunkEnd = 0;
  return {
    load(_, end) {
      chunkEnd = end;
    },
    next: (from) => find(from, chunkEnd),
  };
}

function expressionSearch(regex: RegExp, memory: ScanMemory): Prefilter {
  let text = '';
  let offset = 0;
  return {
    load(start, end) {
      text = memory.buffer.toString('latin1', start, end);
      offset = start;
    },
    next(from) {
      regex.lastIndex = from - offset;
      const match = regex.exec(text);
      return match ? match.index + offset : Infinity;
    },
  };
}

/** Characters that no writer of JSON escapes; the longest run of them in a text. */
function plainestPart(text: string): string {
  return (text.match(/[\w .:;,()[\]{}|*+=!?#$%@^~-]+/g) ?? []).reduce(
    (best, part) => (part.length > best.length ? part : best),
    '',
  );
}

/** A writer of JSON may write even a letter as \u0041: a chunk that has such an escape is read in full. */
function guarded(inner: Prefilter, memory: ScanMemory, escaped: boolean): Prefilter {
  if (!escaped) return inner;
  let open = false;
  return {
    load(start, end) {
      open = memory.hasEscapedAscii(start, end);
      inner.load(start, end);
    },
    next: (from) => (open ? from : inner.next(from)),
  };
}
