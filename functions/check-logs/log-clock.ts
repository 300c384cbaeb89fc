import type { LogClock } from '../shared/log-clock.ts';
import { offsetWords } from '../shared/text/words.ts';

/** One sentence on a clock that is not UTC's. */
export function clockNote({ offsetMinutes, zone }: LogClock): string {
  const whose = zone === undefined ? '' : ` (${zone})`;
  return `AtlasML's clock is ${offsetWords(offsetMinutes)} UTC${whose}: counted so`;
}
