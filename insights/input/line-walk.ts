import { DATA, LINE_BYTES, LINES } from '../simd/layout.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';

/** Takes a line: where it begins and ends in the chunk; its time, NaN without one, and where that ends. */
type TakeLine = (from: number, to: number, ms: number, stampEnd: number) => boolean;

/**
 * Calls for each line of the chunk that is not empty, between two places. Stops when told to.
 * @param stamped whether times are read; without, they are of no use.
 */
export function walkLines(memory: ScanMemory, start: number, end: number, stamped: boolean, take: TakeLine): void {
  for (let from = DATA + start; from < DATA + end; from = memory.next) {
    const count = memory.split(from, DATA + end, stamped);
    for (let i = 0, at = LINES / 4; i < count; i++, at += LINE_BYTES / 4) {
      const { ints, doubles } = memory;
      const begin = (ints[at] as number) - DATA;
      if (!take(begin, (ints[at + 1] as number) - DATA, doubles[at / 2 + 1] as number, (ints[at + 4] as number) - DATA)) return;
    }
  }
}
