import { CRASH_LINE } from '../../functions/shared/atlasml/crashes.ts';
import {
  accessLine,
  appLine,
  PROCESS_START,
  STARTED,
  STOPPED,
  uvicornPrefix,
} from '../../functions/shared/atlasml/log-format.ts';
import { NOISE } from '../../functions/shared/atlasml/noise.ts';
import type { LogEvent } from '../../insights/index.ts';
import { formOf } from '../lines/recognise.ts';
import type { FollowedEvent } from './line-kinds.ts';

const BAD = '(?:WARNING|ERROR|CRITICAL)';
const OF_THE_PROCESS = `${PROCESS_START}|${STARTED}|${STOPPED}|${CRASH_LINE}`;
const WORTH = new RegExp(
  `^(?:${appLine(BAD)}|${NOISE}(?:${uvicornPrefix(BAD)}|${accessLine('[A-Z]+', '/[^ "]*', '[45]')}|${OF_THE_PROCESS}|Traceback \\(most recent))`,
);
/** A traceback with all that it was caused by is shorter. */
const MOST_BEHIND = 300;

/**
 * Chooses from a log what is worth keeping for days: warnings and worse with the lines behind them (tracebacks whole), starts, stops and
 * crashes, and answers of 400 and above.
 */
export class WorthKeeping {
  /** How many lines may still belong to the one that was kept last, by stream. */
  readonly #open = new Map<string, number>();

  /** @param events in the order in which they were written, whatever their portions. */
  of(events: readonly FollowedEvent[]): LogEvent[] {
    return events.filter((event) => this.#isWorth(event));
  }

  #isWorth({ message, logStream = '', kind }: FollowedEvent): boolean {
    const isWorth = kind?.isWorth ?? WORTH.test(message);
    if (kind) kind.isWorth = isWorth;
    if (isWorth) {
      this.#open.set(logStream, MOST_BEHIND);
      return true;
    }
    const left = this.#open.get(logStream) ?? 0;
    if (left === 0) return false;
    const goesOn = formOf(message) === undefined;
    this.#open.set(logStream, goesOn ? left - 1 : 0);
    return goesOn;
  }
}
