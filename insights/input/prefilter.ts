import { byteUse, encode } from '../plan/bytes.ts';
import type { Requirement } from '../plan/requirement.ts';

/** Finds the next place in a chunk where the required text may be. */
export interface Prefilter {
  /** Takes a chunk: the bytes from `start` to `end`. */
  load(bytes: Buffer, start: number, end: number): void;
  /** The first place at or behind `from`, or Infinity. */
  next(from: number): number;
}

/**
 * The prefilter for a requirement, or undefined when it cannot be looked for in the bytes of this form.
 * @param escaped true when messages stand in JSON, where a character may be written in other ways.
 */
export function prefilterOf(requirement: Requirement | undefined, escaped: boolean): Prefilter | undefined {
  if (!requirement) return undefined;
  if (requirement.kind === 'literal') {
    const text = escaped ? plainestPart(requirement.text) : requirement.text;
    return text === '' ? undefined : guarded(literal(Buffer.from(text)), escaped);
  }
  const { source, flags } = requirement;
  if (!byteUse(source).filters || (escaped && !/^[\w |():?-]*$/.test(source))) return undefined;
  return guarded(expression(new RegExp(encode(source), `${flags}g`)), escaped);
}

function literal(needle: Buffer): Prefilter {
  let chunk: Buffer = Buffer.alloc(0);
  let offset = 0;
  return {
    load(bytes, start, end) {
      chunk = bytes.subarray(start, end);
      offset = start;
    },
    next(from) {
      const at = chunk.indexOf(needle, from - offset);
      return at < 0 ? Infinity : at + offset;
    },
  };
}

function expression(regex: RegExp): Prefilter {
  let text = '';
  let offset = 0;
  return {
    load(bytes, start, end) {
      text = bytes.toString('latin1', start, end);
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
function guarded(inner: Prefilter, escaped: boolean): Prefilter {
  if (!escaped) return inner;
  let open = false;
  return {
    load(bytes, start, end) {
      open = hasEscapedAscii(bytes.subarray(start, end));
      inner.load(bytes, start, end);
    },
    next: (from) => (open ? from : inner.next(from)),
  };
}

function hasEscapedAscii(chunk: Buffer): boolean {
  for (let at = chunk.indexOf('\\u00'); at >= 0; at = chunk.indexOf('\\u00', at + 4)) {
    const digit = chunk[at + 4] as number;
    if (digit >= 50 && digit <= 55) return true;
  }
  return false;
}
