import type { LogEvent } from '../../insights/index.ts';
import { PastError } from './past.ts';

/** Lines of several processes come out of order by less, ms. */
const DISORDER_MS = 5_000;

/**
 * Puts events in the order of time that come a little out of it.
 * @param name of the past, for whoever reads what is wrong. @throws PastError for an event that is older than what was handed on.
 */
export async function* inTime(portions: AsyncIterable<readonly LogEvent[]>, name: string): AsyncGenerator<LogEvent[]> {
  let waiting: LogEvent[] = [];
  let newestMs = Number.NEGATIVE_INFINITY;
  let givenMs = Number.NEGATIVE_INFINITY;
  for await (const portion of portions) {
    for (const event of portion) {
      if (event.timestamp < givenMs) throw new PastError(`${name} does not come in the order of its times`);
      newestMs = Math.max(newestMs, event.timestamp);
      waiting.push(event);
    }
    waiting.sort((a, b) => a.timestamp - b.timestamp);
    const late = waiting.findIndex((e) => e.timestamp > newestMs - DISORDER_MS);
    const whole = waiting.slice(0, late < 0 ? waiting.length : late);
    waiting = late < 0 ? [] : waiting.slice(late);
    givenMs = whole.at(-1)?.timestamp ?? givenMs;
    if (whole.length > 0) yield whole;
  }
  if (waiting.length > 0) yield waiting;
}

/** All of them. */
export async function gathered(portions: AsyncIterable<readonly LogEvent[]>): Promise<LogEvent[]> {
  const all: LogEvent[] = [];
  for await (const portion of portions) for (const event of portion) all.push(event);
  return all.sort((a, b) => a.timestamp - b.timestamp);
}
