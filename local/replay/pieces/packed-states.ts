import { deserialize, serialize } from 'node:v8';

/** What several queries came to in one minute, in few bytes: one is read without the others. Plain data. */
export interface PackedStates {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends. */
  ends: number[];
}

/** @param states undefined takes no room. */
export function packed(states: readonly unknown[]): PackedStates {
  const parts = states.map((state) => (state === undefined ? NOTHING : serialize(state)));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  const ends = parts.map((part) => {
    bytes.set(part, end);
    end += part.length;
    return end;
  });
  return { bytes, ends };
}

const NOTHING = new Uint8Array(0);

/** @param i the place of the query. */
export function stateIn({ bytes, ends }: PackedStates, i: number): unknown {
  const [from, to] = [i === 0 ? 0 : (ends[i - 1] as number), ends[i] as number];
  return from === to ? undefined : deserialize(bytes.subarray(from, to));
}
