import type { Made } from '../../insights/index.ts';

/** Of a longer line there is hardly a second one. */
const LONGEST = 200;
const MOST_KINDS = 4_000;
const STAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?= )/;
/** uvicorn's access line up to who asked. */
const CLIENT = /^INFO: {2,}[^ "]+:[0-9]+(?= - ")/;

/** Lines of which each query makes the same, but for the time and who asked. */
export interface LineKind {
  /** By the places of the queries; undefined where nothing comes of such a line, and as a whole before the first was counted. */
  made?: (Made | undefined)[];
}

/**
 * Knows lines again. Most of a log are the same few over and over: with them alone the queries need not be run anew. No pattern of a
 * query tells one time from another; those that tell clients from one another must read each line.
 */
export class LineKinds {
  #kinds = new Map<string, LineKind>();

  /** Undefined for a line that is a kind of its own. */
  of(message: string): LineKind | undefined {
    if (message.length > LONGEST) return undefined;
    const isAccess = message.startsWith('INFO:');
    const [same] = (isAccess ? CLIENT : STAMP).exec(message) ?? [];
    if (same === undefined) return undefined;
    const key = (isAccess ? 'INFO' : '') + message.slice(same.length);
    let kind = this.#kinds.get(key);
    if (!kind) {
      if (this.#kinds.size >= MOST_KINDS) this.#kinds = new Map();
      kind = {};
      // A part of a text keeps all of it in memory.
      this.#kinds.set(JSON.parse(JSON.stringify(key)), kind);
    }
    return kind;
  }
}
