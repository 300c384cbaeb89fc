import type { LogEvent, Made } from '../../insights/index.ts';
import type { Line } from '../lines/line-reader.ts';

/** Of a longer line there is hardly a second one. */
const LONGEST = 200;
const MOST_KINDS = 8_192;
const STAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?= )/;
/** uvicorn's access line up to who asked. */
const CLIENT = /^INFO: {2,}[^ "]+:[0-9]+(?= - ")/;

/** Lines that change the answers alike, but for their times. */
export interface Effect {
  /** By the places of the queries; undefined where nothing comes of such a line. */
  made: readonly (Made | undefined)[];
  /** Whether a query must read each of the lines. */
  isReadWhole: boolean;
}

/** Lines of which each query makes the same, but for the time and who asked. */
export interface LineKind {
  /** Undefined before the first was counted. */
  effect?: Effect;
  /** Whether it is worth keeping by itself; undefined before that was looked at. */
  isWorth?: boolean;
}

/** A line whose kind may be known by its bytes already. */
export type FollowedLine = Line & { kind?: LineKind };
/** The same at its moment. */
export type FollowedEvent = LogEvent & { kind?: LineKind };

/**
 * Knows lines again. Most of a log are the same few over and over: with them alone the queries need not be run anew. No pattern of a
 * query tells one time from another; those that tell clients from one another must read each line.
 */
export class LineKinds {
  #kinds = new Map<string, LineKind>();
  /** What was seen once, by its hash: a line that never comes again is not worth a place. */
  readonly #once = new Uint32Array(MOST_KINDS);
  readonly #effects = new Map<string, Effect>();

  /** Undefined for a line that is a kind of its own, as far as is known. */
  of(message: string): LineKind | undefined {
    if (message.length > LONGEST) return undefined;
    const [same] = (message.startsWith('INFO:') ? CLIENT : STAMP).exec(message) ?? [''];
    // No line begins with what stands before such a rest.
    const key = same === '' ? `=${message}` : message.slice(same.length);
    const kind = this.#kinds.get(key);
    return kind ?? (this.#isSecond(key) ? this.#make(key) : undefined);
  }

  /** @param isWhole whether the query of the place must read each line. */
  effectOf(made: (Made | undefined)[], isWhole: (place: number) => boolean): Effect {
    const alike = made.map((m, i) => m && (isWhole(i) ? '' : (m.alike ?? '')));
    const key = JSON.stringify(alike);
    const known = this.#effects.get(key);
    if (known) return known;
    if (this.#effects.size >= MOST_KINDS) this.#effects.clear();
    const effect = { made, isReadWhole: made.some((m, i) => m !== undefined && isWhole(i)) };
    this.#effects.set(key, effect);
    return effect;
  }

  #make(key: string): LineKind {
    if (this.#kinds.size >= MOST_KINDS) this.#kinds = new Map();
    const kind = {};
    // A part of a text keeps all of it in memory.
    this.#kinds.set(JSON.parse(JSON.stringify(key)), kind);
    return kind;
  }

  #isSecond(key: string): boolean {
    let hash = 0x811c9dc5;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
    const place = hash % MOST_KINDS;
    if (this.#once[place] === hash) return true;
    this.#once[place] = hash;
    return false;
  }
}
