import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Seen } from '../replay/seen.ts';

/** A line of a log, and its seconds after the begin of its piece. */
export type PieceLine = [seconds: number, text: string];

/** A sickness that is known, as it is injected into a healthy log. */
export interface KnownSickness {
  name: string;
  /** How long it lasts. */
  seconds: number;
  /** What AtlasML, its host and its libraries write meanwhile; for one outside of AtlasML, and for memory, they write what they always do. */
  lines?: PieceLine[];
  /** AtlasML starts anew after it. */
  restarts?: true;
  /** What a probe from outside gets meanwhile; where it is absent, the log tells. */
  outside?: Seen;
  /** How much memory is in use at its begin and its end, percent of the limit. */
  memory?: { from: number; to: number };
  /** False when nobody has to be told. */
  alert: boolean;
  /** An expression that the subject matches when the cause is right; absent where any will do. */
  told?: string;
}

/** What the package knows of sick and healthy AtlasMLs. */
export interface KnownSicknesses {
  sicknesses: KnownSickness[];
  /** What it writes when it is well, by itself over some minutes, and when it starts. */
  healthy: PieceLine[];
  healthySeconds: number;
  start: PieceLine[];
}

/** Those that come with the package: recorded and reworded from AtlasML's own words; `npm run coverage:sicknesses` writes them. */
export function knownSicknesses(): KnownSicknesses {
  const bytes = readFileSync(new URL('sicknesses.json.gz', import.meta.url));
  return JSON.parse(gunzipSync(bytes).toString()) as KnownSicknesses;
}
