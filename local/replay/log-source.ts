import type { LogAnswer, LogQuery, LogSource } from '../../functions/shared/ports.ts';
import type { LogEvent } from '../../insights/index.ts';
import { localLogSource } from '../follow/log-source.ts';

/** Bins this wide begin and end with the pieces below, so that no row of one piece belongs into another. */
const BINNED = /\| stats [^|]* by bin\(5s\)$/;
const BIN_MS = 5_000;
const PIECE_MS = 60_000;

/**
 * A past log as it could be asked at the simulated moment: an event can be found once it has arrived.
 * The windows of following runs overlap; what is counted by bins of five seconds is counted once for each minute and put
 * together again, which gives the rows that the query engine gives for the whole window. All else is asked as it is.
 * @param events in the order of time.
 * @param arrivalMs how long after it was written an event can be found.
 */
export function pastLogSource(events: LogEvent[], now: () => number, arrivalMs: number): LogSource {
  const pieces = new Map<string, LogAnswer>();
  const ask = ({ startMs, endMs, ...question }: LogQuery) => {
    const end = Math.min(endMs, now() - arrivalMs);
    return localLogSource(() => eventsIn(events, startMs, end)).query({ ...question, startMs, endMs: end });
  };
  const askPiece = async (query: string, startMs: number): Promise<LogAnswer> => {
    const key = `${startMs} ${query}`;
    const known = pieces.get(key);
    if (known) return known;
    const answer = await ask({ query, startMs, endMs: startMs + PIECE_MS - 1 });
    if (startMs + PIECE_MS <= now() - arrivalMs && answer.state === 'complete') pieces.set(key, answer);
    return answer;
  };
  return {
    async query(question) {
      const { query, startMs, endMs } = question;
      if (!BINNED.test(query) || startMs % BIN_MS !== 0 || (endMs + 1 - startMs) % PIECE_MS !== 0) return ask(question);
      const rows: Record<string, string>[] = [];
      let bytesScanned = 0;
      for (let at = startMs; at < endMs; at += PIECE_MS) {
        const answer = await askPiece(query, at);
        if (answer.state === 'unknown') return answer;
        rows.push(...answer.rows);
        bytesScanned += answer.bytesScanned;
      }
      return { state: 'complete', rows, bytesScanned };
    },
    lines: ({ startMs, endMs }) => {
      const end = Math.min(endMs, now() - arrivalMs);
      return localLogSource(() => eventsIn(events, startMs, end)).lines({ startMs, endMs: end });
    },
  };
}

/** Both ends included. */
export function eventsIn(events: LogEvent[], startMs: number, endMs: number): LogEvent[] {
  return events.slice(firstFrom(events, startMs), firstFrom(events, endMs + 1));
}

/** The place of the first event at this time or later, by halving. */
function firstFrom(events: LogEvent[], atMs: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as LogEvent).timestamp < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
