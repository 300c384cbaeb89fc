import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { dateTime } from '../../functions/shared/text/words.ts';
import { AFTER_MS, type Base, BEFORE_MS, shifted } from '../../local/coverage/inject.ts';
import type { KnownSicknesses } from '../../local/coverage/sicknesses.ts';
import type { Past } from '../../local/replay/past.ts';
import { quietOf } from '../../local/replay/quiet.ts';
import type { Scanned } from '../../local/replay/scan.ts';

const LENGTH_MS = BEFORE_MS + AFTER_MS;
const MINUTE_MS = 60_000;
/** The bundled log is of some day. */
const BUNDLED_MS = Date.parse('2026-11-25T10:00:00Z');

/** A healthy log, and where it is from. */
export interface FoundBase {
  base: Base;
  words: string;
}

export function bundledBase({ healthy }: KnownSicknesses): FoundBase {
  const events = shifted(healthy, BUNDLED_MS).sort((a, b) => a.timestamp - b.timestamp);
  return { base: { events, startMs: BUNDLED_MS }, words: 'injected into the healthy log that comes with the package' };
}

/** The first quiet minutes of a log; the bundled one where there are none. */
export async function baseOf(past: Past, scanned: Scanned, config: MonitorConfig, known: KnownSicknesses): Promise<FoundBase> {
  const startMs = quietFrom(scanned, config);
  if (startMs === undefined) {
    const bundled = bundledBase(known);
    return { ...bundled, words: `${bundled.words}, because the log has no ${LENGTH_MS / MINUTE_MS} quiet minutes` };
  }
  const events = await past.events(startMs, startMs + LENGTH_MS, config);
  return { base: { events, startMs }, words: `injected into the log from ${dateTime(startMs)}` };
}

/** Where a quiet stretch begins that is long enough, epoch ms. */
function quietFrom(scanned: Scanned, config: MonitorConfig): number | undefined {
  const { nextTroubleMs } = quietOf(scanned, config);
  let fromMs = scanned.startMs;
  while (fromMs + LENGTH_MS <= scanned.untilMs) {
    // What a check sees is of the minutes before.
    const troubleMs = nextTroubleMs(fromMs - 1);
    if (troubleMs >= fromMs + LENGTH_MS) return fromMs;
    fromMs = Math.floor(troubleMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  }
  return undefined;
}
