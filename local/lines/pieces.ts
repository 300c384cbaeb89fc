import { PIECE_BYTES } from '../../functions/shared/atlasml/pieces.ts';
import type { Unwrapped } from './envelope.ts';
import { formOf } from './recognise.ts';
import { RFC_3339 } from './stamps.ts';

const [DOCKER_BYTES, ...LONGER_BYTES] = PIECE_BYTES;
/** A character that was cut comes as up to three U+FFFD of three bytes each. */
const MOST_ADDED = 6;
/** A line that never ends must not fill the memory. */
const MOST_CHARACTERS = 4 << 20;
/** Older `docker logs -t` puts the time before each piece, which is then in the middle of the line. */
const STAMP_INSIDE = new RegExp(`^${RFC_3339} `);

/** True where a record is just so long as a piece is. */
function isPieceLong(text: string): boolean {
  // Most lines are far from it, and counting bytes costs.
  if (text.length * 3 < DOCKER_BYTES) return false;
  const bytes = Buffer.byteLength(text);
  const over = bytes - DOCKER_BYTES;
  return (
    over === 0 ||
    (over > 0 && over <= MOST_ADDED && text.endsWith('\ufffd')) ||
    LONGER_BYTES.some((size) => Math.abs(bytes - size) <= MOST_ADDED)
  );
}

/** Puts lines together again that a tool cut into pieces; pieces of several sources may stand between one another. */
export class PieceJoiner {
  readonly #open = new Map<string, Unwrapped>();

  /** A line waits for more. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** The lines that are whole now. */
  push(record: Unwrapped): Unwrapped[] {
    const key = `${record.source ?? ''} ${record.channel ?? ''}`;
    const begun = this.#open.get(key);
    const isNext = begun !== undefined && (begun.isPartial || formOf(record.text) === undefined);
    const line = isNext ? { ...begun, text: begun.text + record.text } : { ...record, text: withoutInnerStamps(record.text) };
    const before = begun && !isNext ? [begun] : [];
    this.#open.delete(key);
    const goesOn = (record.isPartial || isPieceLong(record.text)) && line.text.length < MOST_CHARACTERS;
    if (!goesOn) return [...before, line];
    this.#open.set(key, { ...line, isPartial: record.isPartial === true });
    return before;
  }

  /** What waits for more, when nothing follows. */
  end(): Unwrapped[] {
    const open = [...this.#open.values()];
    this.#open.clear();
    return open;
  }
}

/** Takes the times away that stand before the pieces of a line, within it. */
export function withoutInnerStamps(text: string): string {
  if (text.length < DOCKER_BYTES / 3) return text;
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = DOCKER_BYTES; at < bytes.length; at = from + DOCKER_BYTES) {
    const [stamp] = STAMP_INSIDE.exec(bytes.toString('latin1', at, at + 40)) ?? [];
    if (stamp === undefined) break;
    parts.push(bytes.subarray(from, at));
    from = at + stamp.length;
  }
  return parts.length === 0 ? text : Buffer.concat([...parts, bytes.subarray(from)]).toString('utf8');
}
