import type { Observation } from '../observation.ts';
import { packText, unpackText } from './packed-text.ts';
import { parseObject } from './stored-shape.ts';

/** An item in DynamoDB holds 400 KB, and a write is paid for by the kilobyte: what many endpoints say is packed. */
const MOST_PLAIN_BYTES = 30_000;

/** An observation as it is stored. */
export function storedObservation(observation: Observation): string {
  const json = JSON.stringify(observation);
  return json.length <= MOST_PLAIN_BYTES ? json : JSON.stringify({ packed: packText(json) });
}

/** Reads one that is stored; undefined for what cannot be read. */
export function readObservation(stored: string): Observation | undefined {
  try {
    const { packed } = parseObject(stored) ?? {};
    return JSON.parse(typeof packed === 'string' ? unpackText(packed) : stored) as Observation;
  } catch {
    return undefined;
  }
}
