import { redact } from '../../functions/shared/text/redact.ts';
import type { LogEvent } from '../../insights/index.ts';
import type { Lines } from './port.ts';

/** Log events of the last days, as the store has them. */
export interface KeptLines {
  read(window: { startMs: number; endMs: number }, most?: number): LogEvent[];
}

/** A screen has far fewer. */
const ENOUGH = 400;
const MOST = 2_000;
const FIRST_MS = 2 * 60_000;
const LONGEST_MS = 7 * 24 * 3_600_000;

/** The newest lines before a moment: as long a window as is needed for some hundreds of them. Both ends included, epoch ms. */
export function linesBefore(kept: KeptLines, toMs: number): Lines {
  for (let lengthMs = FIRST_MS; ; lengthMs *= 4) {
    const fromMs = toMs - Math.min(lengthMs, LONGEST_MS);
    const found = kept.read({ startMs: fromMs, endMs: toMs }, 20 * MOST);
    if (found.length >= ENOUGH || lengthMs >= LONGEST_MS) return shown(found, fromMs, toMs);
  }
}

/** The lines since a moment, which is not included. */
export function linesSince(kept: KeptLines, sinceMs: number, nowMs: number): Lines {
  return shown(kept.read({ startMs: sinceMs + 1, endMs: nowMs }, 20 * MOST), sinceMs, nowMs);
}

/** Of too many the newest. They are redacted where they are kept; once more costs little, and forgets nobody. */
function shown(found: LogEvent[], fromMs: number, toMs: number): Lines {
  const lines = found.slice(-MOST).map(({ timestamp: atMs, message, logStream }) => ({
    atMs,
    message: redact(message),
    ...(logStream !== undefined && { stream: logStream }),
  }));
  return { lines, fromMs: found.length > MOST ? (lines[0]?.atMs ?? fromMs) : fromMs, toMs };
}
