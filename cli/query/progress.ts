import type { Screen } from '../screen.ts';
import { size } from './statistics.ts';

export interface Progress {
  /** Takes how much was read so far, and of how much; 0 for a stream whose end is not known. */
  told: (bytes: number, total: number) => void;
  /** Takes the bar away. */
  clear(): void;
}

/** A shorter query is done before a bar could be read. */
const QUIET_MS = 1000;
const REDRAW_MS = 100;
const WIDTH = 24;

/** A bar on a terminal, once a query takes longer than a second; nothing elsewhere. */
export function progressBar(screen: Pick<Screen, 'redraw' | 'isDrawn'>, now: () => number = () => performance.now()): Progress {
  const started = now();
  let drawn = 0;
  return {
    told(bytes, total) {
      const at = now();
      if (!screen.isDrawn || at - started < QUIET_MS || at - drawn < REDRAW_MS) return;
      drawn = at;
      const seconds = (at - started) / 1000;
      const speed = `${Math.round(bytes / 1e6 / seconds).toLocaleString('en-US')} MB/s`;
      screen.redraw(`${total > 0 ? bar(bytes, total, seconds) : size(bytes)}  ${speed}`);
    },
    clear() {
      if (drawn > 0) screen.redraw();
    },
  };
}

function bar(bytes: number, total: number, seconds: number): string {
  const share = Math.min(1, bytes / total);
  const full = Math.round(share * WIDTH);
  const left = Math.ceil((seconds / Math.max(share, 0.001)) * (1 - share));
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${Math.floor(share * 100)} % of ${size(total)}, ${left} s left`;
}
